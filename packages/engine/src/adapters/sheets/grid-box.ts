import type { GridRange } from './sheets-client.ts';

/** A range of a tab, rows and columns from 0 and both ends included. */
export interface GridBox {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Google leaves out a start of 0, and the ends of a range that is open there. */
export function boxOf(range: GridRange): GridBox {
  return {
    top: range.startRowIndex ?? 0,
    left: range.startColumnIndex ?? 0,
    bottom: (range.endRowIndex ?? Number.POSITIVE_INFINITY) - 1,
    right: (range.endColumnIndex ?? Number.POSITIVE_INFINITY) - 1,
  };
}

export function holds({ top, left, bottom, right }: GridBox, row: number, column: number): boolean {
  return row >= top && row <= bottom && column >= left && column <= right;
}
