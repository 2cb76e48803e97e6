import { type BatchKind, dimensionOf, editableRange } from './batch-context.ts';
import { objectAt } from './json.ts';
import type { ClosedBounds, Sheet } from './sheet.ts';

/** Inserts or deletes cells of a range and shifts those below or to the right. */
function shiftCells(sheet: Sheet, bounds: ClosedBounds, isInsert: boolean, isRows: boolean): void {
  const { startRow, endRow, startColumn, endColumn } = bounds;
  const before = new Map(sheet.grid.rows.map((row, index) => [index, row] as const));
  const size = isRows ? endRow - startRow : endColumn - startColumn;
  const shift = isInsert ? size : -size;
  for (let row = startRow; row < (isRows ? sheet.rowCount : endRow); row += 1) {
    const last = isRows ? endColumn : sheet.columnCount;
    const cells = Array.from({ length: last - startColumn }, (_, i) => {
      const column = startColumn + i;
      const [fromRow, fromColumn] = isRows ? [row - shift, column] : [row, column - shift];
      const isNew = isInsert && (isRows ? fromRow < startRow : fromColumn < startColumn);
      return isNew ? null : (before.get(fromRow)?.[fromColumn] ?? null);
    });
    sheet.grid.setCells(row, startColumn, cells);
  }
}

const shiftRange =
  (isInsert: boolean): BatchKind =>
  (context, request) => {
    const { sheet, bounds } = editableRange(context, objectAt(request, 'range'));
    const dimension = dimensionOf(context, request.shiftDimension);
    shiftCells(sheet, bounds, isInsert, dimension === 'ROWS');
    return undefined;
  };

export const SHIFTING_KINDS: Readonly<Record<string, BatchKind>> = {
  insertRange: shiftRange(true),
  deleteRange: shiftRange(false),
};
