import { boxOf, type GridBox, holds } from './grid-box.ts';
import type { GridRange } from './sheets-client.ts';

/** The cells under merged ones: only the first cell of a merged range has a value. */
export interface MergedCells {
  /** Where the value of a cell under a merged one stands, from 0; null for any other cell. */
  anchorOf(row: number, column: number): { readonly row: number; readonly column: number } | null;
  /** The last row that a merged range reaches down to from a row, in one of the columns. */
  lastRowFrom(row: number, columns: readonly number[]): number;
}

/** Ranges with more rows are few in a sheet and looked through one by one. */
const INDEXED_ROWS_MAX = 1_000;

/** @param merges the merged ranges of one tab */
export function createMergedCells(merges: readonly GridRange[]): MergedCells {
  const ranges = merges.map(boxOf);
  const tall = ranges.filter(({ top, bottom }) => bottom - top >= INDEXED_ROWS_MAX);
  const byRow = new Map<number, GridBox[]>();
  for (const range of ranges.filter((each) => !tall.includes(each))) {
    for (let row = range.top; row <= range.bottom; row += 1) {
      byRow.set(row, [...(byRow.get(row) ?? []), range]);
    }
  }
  const rangeAt = (row: number, column: number) =>
    [...tall, ...(byRow.get(row) ?? [])].find((box) => holds(box, row, column));
  return {
    anchorOf(row, column) {
      if (ranges.length === 0) return null;
      const range = rangeAt(row, column);
      if (range === undefined || (range.top === row && range.left === column)) return null;
      return { row: range.top, column: range.left };
    },
    lastRowFrom: (row, columns) =>
      columns.reduce((last, column) => Math.max(last, rangeAt(row, column)?.bottom ?? row), row),
  };
}
