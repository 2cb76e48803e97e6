import { canonicalJson } from '../crypto/canonical-json.ts';
import { type SampledColumn, type SampledTable, samplesOf } from './sampled-table.ts';

/** Columns of several tables that are taken for one field, at most one of each table. */
export interface MatchedColumns {
  /** The name that the field is to have: that of its first column. */
  readonly field: string;
  readonly columns: readonly SampledColumn[];
}

/** Columns that share fewer different values than this are not matched by them. */
const SHARED_VALUES_MIN = 3;
/** The share of the different values of the poorer column that the other must show as well. */
const SHARED_VALUES_SHARE = 0.6;

/**
 * Matches the columns of all tables: by their names, whatever their case, blanks and marks, and then those that are
 * left over by the values that they show. What matches nothing is a field of one table.
 */
export function matchColumns(tables: readonly SampledTable[]): readonly MatchedColumns[] {
  const matched: SampledColumn[][] = [];
  for (const table of tables) {
    const open = table.shape.fields
      .filter(({ cellType }) => cellType !== null)
      .map((column) => ({ table, column }));
    const byName = place(open, matched, sharesName);
    const byValue = place(byName, matched, sharesValues);
    for (const column of byValue) matched.push([column]);
  }
  return withUniqueNames(matched);
}

/** Puts each column to the first field that it fits and that has none of its table. Returns the others. */
function place(
  open: readonly SampledColumn[],
  matched: SampledColumn[][],
  fits: (a: SampledColumn, b: SampledColumn) => boolean,
): SampledColumn[] {
  return open.filter((each) => {
    const found = matched.find(
      (columns) =>
        columns.every(({ table }) => table !== each.table) &&
        columns.some((other) => fits(other, each)),
    );
    found?.push(each);
    return found === undefined;
  });
}

function sharesName(a: SampledColumn, b: SampledColumn): boolean {
  return plainName(a.column.name) === plainName(b.column.name);
}

function plainName(name: string): string {
  const plain = name.normalize('NFKC').toLowerCase();
  return plain.replace(/[^\p{Letter}\p{Number}]/gu, '') || plain;
}

function sharesValues(a: SampledColumn, b: SampledColumn): boolean {
  const [left, right] = [distinct(a), distinct(b)];
  const shared = [...left].filter((value) => right.has(value)).length;
  const fewer = Math.min(left.size, right.size);
  return shared >= SHARED_VALUES_MIN && shared >= fewer * SHARED_VALUES_SHARE;
}

/** Numbers and texts that look the same count as the same. */
function distinct(column: SampledColumn): Set<string> {
  return new Set(
    samplesOf(column).map((cell) => (typeof cell === 'string' ? cell.trim() : canonicalJson(cell))),
  );
}

/** A second field of a name gets a number behind it; the field `__proto__` and the like cannot be. */
function withUniqueNames(matched: readonly SampledColumn[][]): MatchedColumns[] {
  const taken = new Set<string>();
  return matched.map((columns) => {
    const wanted = columns[0]?.column.name.trim() || 'field';
    let field = wanted;
    for (let n = 2; taken.has(field) || field in Object.prototype; n++) field = `${wanted} ${n}`;
    taken.add(field);
    return { field, columns };
  });
}
