import {
  type BatchContext,
  type BatchKind,
  editableRange,
  objectList,
  refuse,
  sheetOf,
} from './batch-context.ts';
import { withColorStyles } from './cell-format.ts';
import { textTooLong } from './cell-values.ts';
import { type FieldMask, includes, parseUpdateMask, withMasked } from './field-mask.ts';
import { isObject, type JsonObject, numberAt, objectAt, objectsAt, textAt } from './json.ts';
import type { ClosedBounds, Sheet } from './sheet.ts';
import { assertKnownFields } from './spreadsheet-fields.ts';
import type { CellData } from './wire.ts';

const LONGEST_TEXT = 50_000;

/** A cell with the masked fields of another. A new value drops what followed from the old one. */
export function mergedCell(
  cell: CellData | undefined,
  given: JsonObject,
  mask: FieldMask,
): CellData {
  const { effectiveValue: _e, formattedValue: _f, effectiveFormat: _g, ...settable } = given;
  const styled = withColorStyles(settable) as JsonObject;
  const changed = withMasked({ ...cell }, styled, mask) as JsonObject;
  if (includes(mask, 'userEnteredValue')) {
    delete changed.effectiveValue;
    delete changed.formattedValue;
    const text = textAt(changed.userEnteredValue, 'stringValue');
    if (text !== undefined && text.length > LONGEST_TEXT) throw textTooLong();
    const value = objectAt(changed, 'userEnteredValue');
    if (text === '' || Object.keys(value).length === 0) delete changed.userEnteredValue;
  }
  if (changed.note === '') delete changed.note;
  return changed as CellData;
}

const setCells = (
  sheet: Sheet,
  bounds: ClosedBounds,
  cellAt: (row: number, column: number) => CellData | undefined,
): void => {
  for (let row = bounds.startRow; row < bounds.endRow; row += 1) {
    const width = bounds.endColumn - bounds.startColumn;
    const cells = Array.from(
      { length: width },
      (_, i) => cellAt(row, bounds.startColumn + i) ?? null,
    );
    sheet.grid.setCells(row, bounds.startColumn, cells);
  }
};

function cellMask(context: BatchContext, request: JsonObject): FieldMask {
  const mask = parseUpdateMask(request.fields, context.place);
  assertKnownFields(mask, 'cell', context.place);
  return mask;
}

const updateCells: BatchKind = (context, request) => {
  const mask = cellMask(context, request);
  const rows = objectsAt(request, 'rows').map((row) => objectList(row.values));
  const { sheet, bounds } = isObject(request.start)
    ? startedAt(context, request.start, rows)
    : editableRange(context, objectAt(request, 'range'));
  assertInside(context, rows, bounds);
  setCells(sheet, bounds, (row, column) => {
    const given = rows[row - bounds.startRow]?.[column - bounds.startColumn];
    const isBeyond = given === undefined && isObject(request.start);
    const cell = sheet.grid.cell(row, column);
    return isBeyond ? cell : mergedCell(cell, given ?? {}, mask);
  });
  return undefined;
};

function startedAt(
  context: BatchContext,
  start: JsonObject,
  rows: readonly (readonly JsonObject[])[],
): { sheet: Sheet; bounds: ClosedBounds } {
  const sheet = sheetOf(context, numberAt(start, 'sheetId'));
  const row = numberAt(start, 'rowIndex') ?? 0;
  const column = numberAt(start, 'columnIndex') ?? 0;
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  const bounds = sheet.close({
    startRow: row,
    startColumn: column,
    endRow: row + rows.length,
    endColumn: column + width,
  });
  sheet.assertEditable(context.workbook.editor, bounds);
  return { sheet, bounds };
}

/** Refuses rows that reach past the range or the grid; nothing is written then. */
function assertInside(
  context: BatchContext,
  rows: readonly (readonly JsonObject[])[],
  { startRow, endRow, startColumn, endColumn }: ClosedBounds,
): void {
  if (startRow + rows.length > endRow) {
    throw refuse(
      context,
      `Attempting to write row: ${endRow}, beyond the last requested row of: ${endRow - 1}`,
    );
  }
  if (rows.some((cells) => startColumn + cells.length > endColumn)) {
    throw refuse(
      context,
      `Attempting to write column: ${endColumn}, beyond the last requested column of: ${endColumn - 1}`,
    );
  }
}

/**
 * Appends below the last row with a value. With a table the table grows but the values are dropped.
 */
const appendCells: BatchKind = (context, request) => {
  const mask = cellMask(context, request);
  const rows = objectsAt(request, 'rows').map((row) => objectList(row.values));
  const tableId = textAt(request, 'tableId');
  if (tableId !== undefined) return growTable(context, tableId, rows.length);
  const sheet = sheetOf(context, numberAt(request, 'sheetId'));
  const start = sheet.grid.lastValueRow() + 1;
  if (start + rows.length > sheet.rowCount) sheet.resize('ROWS', start + rows.length);
  const bounds = sheet.close({ startRow: start, endRow: start + rows.length });
  assertInside(context, rows, bounds);
  sheet.assertEditable(context.workbook.editor, bounds);
  rows.forEach((cells, i) => {
    const merged = cells.map((cell, j) => mergedCell(sheet.grid.cell(start + i, j), cell, mask));
    sheet.grid.setCells(start + i, 0, merged);
  });
  return undefined;
};

function growTable(context: BatchContext, tableId: string, count: number): undefined {
  const sheet = context.workbook.sheets.find(({ state }) =>
    state.tables.some((table) => table.tableId === tableId),
  );
  if (!sheet) throw refuse(context, `No table with id: ${tableId}`);
  sheet.state.tables = sheet.state.tables.map((table) => {
    if (table.tableId !== tableId) return table;
    const endRowIndex = (table.range.endRowIndex ?? 0) + count;
    if (endRowIndex > sheet.rowCount) sheet.resize('ROWS', endRowIndex);
    return { ...table, range: { ...table.range, endRowIndex } };
  });
  return undefined;
}

const repeatCell: BatchKind = (context, request) => {
  const mask = cellMask(context, request);
  const { sheet, bounds } = editableRange(context, objectAt(request, 'range'));
  const cell = objectAt(request, 'cell');
  setCells(sheet, bounds, (row, column) => mergedCell(sheet.grid.cell(row, column), cell, mask));
  return undefined;
};

const setDataValidation: BatchKind = (context, request) => {
  const { sheet, bounds } = editableRange(context, objectAt(request, 'range'));
  const rule = request.rule;
  const { filteredRowsIncluded: _, ...given } = isObject(rule) ? rule : {};
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== false));
  setCells(sheet, bounds, (row, column) => {
    const { dataValidation: _former, ...cell } = sheet.grid.cell(row, column) ?? {};
    return isObject(rule) ? { ...cell, dataValidation: kept } : cell;
  });
  return undefined;
};

export const CELL_KINDS: Readonly<Record<string, BatchKind>> = {
  updateCells,
  appendCells,
  repeatCell,
  setDataValidation,
};
