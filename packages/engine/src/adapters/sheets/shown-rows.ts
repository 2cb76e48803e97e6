import { type BoundSheet, type DecodedRow, decodeRow } from './bound-sheet.ts';
import { cellGrid } from './cell-grid.ts';
import type { PresentSheet } from './present-sheet.ts';
import type { ValueBlock } from './sheets-client.ts';

/** What a tab shows after a chunk of writes. Rows and columns count from 0. */
export interface ShownRows {
  /** The mapped cells of a row that was read back. */
  at(row: number): DecodedRow;
  valueAt(row: number, column: number): unknown;
  /** Where each key is; the last place of one that occurs twice. */
  readonly rowOfKey: ReadonlyMap<string, number>;
}

export function showRows(
  sheet: BoundSheet,
  before: PresentSheet,
  blocks: readonly ValueBlock[],
): ShownRows {
  const grid = cellGrid(blocks.map(({ range, rows }) => ({ ...range, rows })));
  const at = (row: number) => decodeRow(sheet, before.columns, grid[row] ?? []);
  const rowOfKey = new Map<string, number>();
  for (let row = before.headerRow + 1; row < grid.length; row += 1) {
    const { key } = at(row);
    if (key !== null) rowOfKey.set(key, row);
  }
  return { at, valueAt: (row, column) => grid[row]?.[column], rowOfKey };
}
