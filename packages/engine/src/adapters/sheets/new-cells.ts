import type { CellData, StructureRequest } from './sheets-client.ts';

/**
 * What fills inserted rows, as typed values and never as a person would type them: a text is text
 * whatever it looks like. Columns in which no row has a value are not touched.
 * @param rows native values by column, from 0
 */
export function newCellsRequests(
  sheetId: number,
  rowIndex: number,
  rows: readonly ReadonlyMap<number, unknown>[],
): StructureRequest[] {
  const filled = rows.flatMap((row) => [...row].filter(([, value]) => value !== ''));
  const columns = [...new Set(filled.map(([column]) => column))].sort((a, b) => a - b);
  const runs: { readonly first: number; last: number }[] = [];
  for (const column of columns) {
    const run = runs.at(-1);
    if (run !== undefined && run.last === column - 1) run.last = column;
    else runs.push({ first: column, last: column });
  }
  return runs.map(({ first, last }) => ({
    updateCells: {
      start: { sheetId, rowIndex, columnIndex: first },
      rows: rows.map((row) => ({
        values: Array.from({ length: last - first + 1 }, (_, i) => cellOf(row.get(first + i))),
      })),
      fields: 'userEnteredValue',
    },
  }));
}

/** A value as a cell holds it: null, `""` and anything but a JSON scalar is a blank cell. */
export function cellOf(value: unknown): CellData {
  if (typeof value === 'number') return { userEnteredValue: { numberValue: value } };
  if (typeof value === 'boolean') return { userEnteredValue: { boolValue: value } };
  if (typeof value !== 'string' || value === '') return {};
  return { userEnteredValue: { stringValue: value } };
}
