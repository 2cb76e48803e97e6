import { must } from '../../errors/assert.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { Cell, Cells } from '../../model/cell.ts';
import { keyText } from '../../model/key.ts';
import type { CellProblem, EditInterval, ObservedRow } from '../../model/observed-row.ts';
import type { AdapterCapabilities } from '../adapter.ts';
import { memoryCodec } from './memory-codec.ts';
import type { MemoryRow } from './memory-system.ts';

/** What decides how rows are seen. */
export interface MemoryView {
  readonly capabilities: AdapterCapabilities;
  readonly now: () => Date;
}

/** What the table shows of a row. */
export function observe(
  row: MemoryRow,
  table: BoundTable,
  position: number,
  view: MemoryView,
): ObservedRow {
  const cells: Record<string, Cell> = {};
  const problems: CellProblem[] = [];
  for (const field of table.fields) {
    const codec = must(memoryCodec(field), 'a bound column has a codec');
    const native = row.values.get(field.column.id) ?? null;
    const decoded = codec.decode(native);
    if (decoded.ok) cells[field.field] = decoded.cell;
    else {
      const { rule, message } = decoded;
      problems.push({ field: field.field, rule, message, value: JSON.stringify(native) });
    }
  }
  const externalId = identityOf(row, table, cells, view);
  return { externalId, position, cells, problems, edited: editedOf(row, view) };
}

function editedOf(row: MemoryRow, { capabilities }: MemoryView): EditInterval | null {
  if (capabilities.editTime === 'none') return null;
  const { precisionMs } = capabilities.editTime;
  const from = Math.floor(row.editedAt.getTime() / precisionMs) * precisionMs;
  const iso = (time: number) => new Date(time).toISOString();
  return { from: iso(from), to: iso(from + precisionMs) };
}

/** Without row ids of its own a row is its key, as text. */
function identityOf(
  row: MemoryRow,
  table: BoundTable,
  cells: Cells,
  { capabilities }: MemoryView,
): string | null {
  if (capabilities.stableRowIds) return row.externalId;
  return keyText(table.key, cells) === null ? null : identityOfKey(table, cells);
}

function identityOfKey({ key }: BoundTable, cells: Cells): string {
  return JSON.stringify(key.map((field) => cells[field] ?? null));
}

/** Reads the key cells of rows, as far as they can be read. */
export function keyReader({ fields, key }: BoundTable): (row: MemoryRow) => Cells {
  const keyFields = fields
    .filter(({ field }) => key.includes(field))
    .map((bound) => ({
      field: bound.field,
      column: bound.column.id,
      codec: must(memoryCodec(bound), 'a bound column has a codec'),
    }));
  return (row) => {
    const cells: Record<string, Cell> = {};
    for (const { field, column, codec } of keyFields) {
      const decoded = codec.decode(row.values.get(column) ?? null);
      if (decoded.ok) cells[field] = decoded.cell;
    }
    return cells;
  };
}

/** The row of that identity, wherever it is now; of several that had it in turn, one that is there. */
export function findRow(
  rows: readonly MemoryRow[],
  table: BoundTable,
  externalId: string,
  view: MemoryView,
): MemoryRow | undefined {
  const found = rowsOf(rows, table, externalId, view);
  return found.find(({ presence }) => presence === 'present') ?? found[0];
}

/** Whether several rows that are there have that identity, so that a write cannot name one of them. */
export function isAmbiguous(
  rows: readonly MemoryRow[],
  table: BoundTable,
  externalId: string,
  view: MemoryView,
): boolean {
  const there = rows.filter(({ presence }) => presence === 'present');
  return rowsOf(there, table, externalId, view).length > 1;
}

function rowsOf(
  rows: readonly MemoryRow[],
  table: BoundTable,
  externalId: string,
  view: MemoryView,
): MemoryRow[] {
  if (view.capabilities.stableRowIds) return rows.filter((row) => row.externalId === externalId);
  const keyOf = keyReader(table);
  return rows.filter((row) => {
    const cells = keyOf(row);
    return identityOfKey(table, cells) === externalId && keyText(table.key, cells) !== null;
  });
}
