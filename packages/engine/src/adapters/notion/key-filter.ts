import type { BoundField, BoundTable } from '../../model/bound-table.ts';
import type { Cell, Cells } from '../../model/cell.ts';
import type { TableCodecs } from './table-codecs.ts';

type Filter = Readonly<Record<string, unknown>>;

/** Longest text that a filter compares. */
const FILTER_TEXT_MAX = 2_000;

/**
 * The query filter that finds the rows with a key; null where Notion cannot filter by it exactly
 * (instants, option sets, over-long text) or the key is wholly EMPTY. It may find more rows than these
 * (upper and lower case): compare the cells.
 */
export function keyFilter({ table, byField }: TableCodecs, key: Cells): Filter | null {
  const parts: Filter[] = [];
  for (const name of table.key) {
    const field = byField.get(name);
    const part = field === undefined ? null : cellFilter(field.bound, key[name] ?? null);
    if (part === null) return null;
    parts.push(part);
  }
  if (isEmptyKey(table, key)) return null;
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { and: parts };
}

/** A wholly EMPTY key names no row. */
export function isEmptyKey(table: BoundTable, key: Cells): boolean {
  return table.key.every((name) => (key[name] ?? null) === null);
}

/** One filter for any of several. */
export function anyOf(filters: readonly Filter[]): Filter {
  const [first] = filters;
  return filters.length === 1 && first !== undefined ? first : { or: filters };
}

function cellFilter({ column, cellType }: BoundField, cell: Cell): Filter | null {
  const { name: property, nativeType } = column;
  const condition = (value: unknown): Filter =>
    value === null
      ? { property, [nativeType]: { is_empty: true } }
      : { property, [nativeType]: { equals: value } };
  switch (nativeType) {
    case 'title':
    case 'rich_text':
    case 'url':
    case 'email':
    case 'phone_number':
      return typeof cell === 'string' && cell.length > FILTER_TEXT_MAX ? null : condition(cell);
    case 'select':
    case 'status':
      // Notion may refuse to filter by an option that the property does not have.
      return cell === null || column.options?.includes(String(cell)) ? condition(cell) : null;
    case 'number':
      return condition(cell === null ? null : Number(cell));
    case 'checkbox':
      return condition(cell === true);
    case 'date':
      return cellType === 'date' ? condition(cell) : null;
    default:
      return null;
  }
}
