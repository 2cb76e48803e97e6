import type { CellData, StructureRequest } from './sheets-client.ts';

/**
 * What fills inserted rows, as typed values and never as a person would type them: a text is text
 * whatever it looks like. The columns between those of a row stay blank.
 * @param rows native values by column, from 0
 */
export function newCellsRequests(
  sheetId: number,
  rowIndex: number,
  rows: readonly ReadonlyMap<number, unknown>[],
): StructureRequest[] {
  const columns = rows.flatMap((row) => [...row.keys()]);
  if (columns.length === 0) return [];
  const columnIndex = columns.reduce((a, b) => Math.min(a, b));
  const width = columns.reduce((a, b) => Math.max(a, b)) - columnIndex + 1;
  const filled = rows.map((row) => ({
    values: Array.from({ length: width }, (_, i) => cellOf(row.get(columnIndex + i))),
  }));
  const start = { sheetId, rowIndex, columnIndex };
  return [{ updateCells: { start, rows: filled, fields: 'userEnteredValue' } }];
}

/** A value as a cell holds it: null, `""` and anything but a JSON scalar is a blank cell. */
export function cellOf(value: unknown): CellData {
  if (typeof value === 'number') return { userEnteredValue: { numberValue: value } };
  if (typeof value === 'boolean') return { userEnteredValue: { boolValue: value } };
  if (typeof value !== 'string' || value === '') return {};
  return { userEnteredValue: { stringValue: value } };
}
