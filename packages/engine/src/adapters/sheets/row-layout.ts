import type { PresentSheet } from './present-sheet.ts';
import type { StructureRequest } from './sheets-client.ts';

/** Where rows are once some were deleted and new ones made room for. Rows count from 0. */
export interface RowLayout {
  /** The first new row, directly below the last row that has a key. */
  readonly firstNewRow: number;
  /** Where a row that was not deleted is now. */
  moved(row: number): number;
  /** Grows the grid at its end; valid before and after the deletes. */
  readonly grow: readonly StructureRequest[];
  /** Makes room for the new rows once the deletes are done. */
  readonly insert: readonly StructureRequest[];
}

/**
 * Plans the structure of a tab for a chunk of writes. New rows never come from `append`, which
 * looks for a table of its own: they are inserted below the last key, so that they cannot replace a
 * row that someone adds there at the same time. A new row looks like the blank one below it, else
 * like the one above.
 */
export function layOutRows(
  sheetId: number,
  present: PresentSheet,
  deleted: ReadonlySet<number>,
  newRows: number,
): RowLayout {
  const { firstNewRow, moved, rowsLeft } = placeRows(present, deleted);
  // A grid cannot lose its last row below a frozen header.
  const isCut = (newRows > 0 || deleted.size > 0) && rowsLeft <= present.headerRow + 1;
  const isFirst = firstNewRow === present.headerRow + 1;
  const looksAbove =
    !isFirst &&
    (firstNewRow >= rowsLeft || present.isOccupied(present.lastKeyedRow + 1, new Set()));
  const range = {
    sheetId,
    dimension: 'ROWS',
    startIndex: firstNewRow,
    endIndex: firstNewRow + newRows,
  };
  return {
    firstNewRow,
    moved,
    grow: isCut ? [growRequest(sheetId, 1)] : [],
    insert: newRows > 0 ? [{ insertDimension: { range, inheritFromBefore: looksAbove } }] : [],
  };
}

/**
 * The layout where Google inserts no rows, because a protected range reaches across them: the new
 * rows are the blank ones below the last key. Null when something stands there.
 * @param writtenColumns the columns that the new rows write
 */
export function layOutInPlace(
  sheetId: number,
  present: PresentSheet,
  deleted: ReadonlySet<number>,
  newRows: number,
  writtenColumns: ReadonlySet<number>,
): RowLayout | null {
  const { firstNewRow, moved, rowsLeft } = placeRows(present, deleted);
  for (let i = 1; i <= newRows; i += 1) {
    if (present.isOccupied(present.lastKeyedRow + i, writtenColumns)) return null;
  }
  const needed = firstNewRow + newRows - rowsLeft;
  const grow = needed > 0 ? [growRequest(sheetId, needed)] : [];
  return { firstNewRow, moved, grow, insert: [] };
}

function placeRows(present: PresentSheet, deleted: ReadonlySet<number>) {
  const rows = [...deleted];
  const moved = (row: number) => row - rows.filter((other) => other < row).length;
  // New rows follow the last row with a key that stays; a deleted one above blank rows does not
  // count.
  let lastKept = present.lastKeyedRow;
  while (lastKept > present.headerRow && deleted.has(lastKept)) lastKept -= 1;
  return { firstNewRow: moved(lastKept) + 1, moved, rowsLeft: present.gridRows - rows.length };
}

function growRequest(sheetId: number, length: number): StructureRequest {
  return { appendDimension: { sheetId, dimension: 'ROWS', length } };
}

/** Deletes rows, given from the bottom up so that none moves before its turn. */
export function deleteRequests(sheetId: number, falling: readonly number[]): StructureRequest[] {
  const runs: { startIndex: number; endIndex: number }[] = [];
  for (const row of falling) {
    const above = runs.at(-1);
    if (above !== undefined && above.startIndex === row + 1) above.startIndex = row;
    else runs.push({ startIndex: row, endIndex: row + 1 });
  }
  return runs.map((run) => ({
    deleteDimension: { range: { sheetId, dimension: 'ROWS', ...run } },
  }));
}
