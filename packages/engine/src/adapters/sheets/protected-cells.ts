import { boxOf, holds } from './grid-box.ts';
import type { ProtectedRange } from './sheets-client.ts';

/** The cells that the account may not write; rows and columns count from 0. */
export interface ProtectedCells {
  has(row: number, column: number): boolean;
  /** Whether a row that is inserted before `row` becomes protected: it lies within the range. */
  hasInserted(row: number, column: number): boolean;
}

/** @param ranges the protected ranges of one tab, as the account sees them */
export function createProtectedCells(ranges: readonly ProtectedRange[]): ProtectedCells {
  // Google leaves `requestingUserCanEdit` out where it is false.
  const closed = ranges
    .filter(({ warningOnly, requestingUserCanEdit }) => !warningOnly && !requestingUserCanEdit)
    .map(({ range, unprotectedRanges }) => ({
      box: boxOf(range ?? {}),
      open: (unprotectedRanges ?? []).map(boxOf),
    }));
  const has = (row: number, column: number) =>
    closed.some(
      ({ box, open }) => holds(box, row, column) && !open.some((each) => holds(each, row, column)),
    );
  return { has, hasInserted: (row, column) => has(row - 1, column) && has(row, column) };
}
