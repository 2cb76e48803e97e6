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
 * looks for a table of its own: they are blank rows below the last key, grown or, where something
 * stands there, inserted.
 * @param writtenColumns the columns that the new rows write
 */
export function layOutRows(
  sheetId: number,
  present: PresentSheet,
  deleted: ReadonlySet<number>,
  newRows: number,
  writtenColumns: ReadonlySet<number>,
): RowLayout {
  const falling = [...deleted].sort((a, b) => b - a);
  const moved = (row: number) => row - falling.filter((other) => other < row).length;
  const lastKept = lastKeptRow(present, deleted);
  const firstNewRow = moved(lastKept) + 1;
  const isInserted = Array.from({ length: newRows }, (_, i) => present.lastKeyedRow + 1 + i).some(
    (row) => present.isOccupied(row, writtenColumns),
  );
  const rowsLeft = present.gridRows - falling.length;
  const needed = isInserted ? 0 : firstNewRow + newRows - rowsLeft;
  // A grid cannot lose its last row below a frozen header.
  const kept = rowsLeft <= present.headerRow + 1 ? 1 : 0;
  const grown = Math.max(needed, kept);
  return {
    firstNewRow,
    moved,
    grow: grown > 0 ? [{ appendDimension: { sheetId, dimension: 'ROWS', length: grown } }] : [],
    insert: isInserted ? [insertRequest(sheetId, firstNewRow, newRows, present.headerRow)] : [],
  };
}

/**
 * New rows follow the last row with a key that stays; a deleted one above blank rows does not
 * count.
 */
function lastKeptRow(present: PresentSheet, deleted: ReadonlySet<number>): number {
  let row = present.lastKeyedRow;
  while (row > present.headerRow && deleted.has(row)) row -= 1;
  return row;
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

function insertRequest(
  sheetId: number,
  startIndex: number,
  count: number,
  headerRow: number,
): StructureRequest {
  return {
    insertDimension: {
      range: {
        sheetId,
        dimension: 'ROWS',
        startIndex,
        endIndex: startIndex + count,
      },
      inheritFromBefore: startIndex > headerRow + 1,
    },
  };
}
