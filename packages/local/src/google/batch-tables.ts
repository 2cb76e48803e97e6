import { type BatchContext, type BatchKind, objectList, rangeOn, refuse } from './batch-context.ts';
import { formattedText } from './cell-rendering.ts';
import { withValue } from './cell-values.ts';
import { parseUpdateMask, withMasked } from './field-mask.ts';
import { type JsonObject, numberAt, objectAt, textAt } from './json.ts';
import { type ClosedBounds, gridRangeOf, overlaps, type Sheet } from './sheet.ts';
import type { Table } from './wire.ts';

const addTable: BatchKind = (context, request) => {
  const given = objectAt(request, 'table');
  const { sheet, bounds } = rangeOn(context, objectAt(given, 'range'));
  if (sheet.state.tables.some((table) => overlaps(sheet.boundsOf(table.range), bounds))) {
    throw refuse(context, 'You cannot add a table that overlaps another table.');
  }
  const { columnProperties, ...more } = given;
  const table: Table = {
    ...more,
    tableId: textAt(given, 'tableId') ?? context.ids.number().toString(36),
    name: freeName(context, textAt(given, 'name')),
    range: gridRangeOf(sheet.id, bounds),
    columnProperties: columnsOf(context, sheet, bounds, objectList(columnProperties)),
  };
  sheet.state.tables = [...sheet.state.tables, table];
  return { table: structuredClone(table) };
};

function freeName(context: BatchContext, asked: string | undefined): string {
  const names = context.workbook.sheets.flatMap(({ state }) =>
    state.tables.map(({ name }) => name),
  );
  if (asked !== undefined) {
    if (names.includes(asked))
      throw refuse(context, `A table with the name "${asked}" already exists.`);
    return asked;
  }
  let number = names.length + 1;
  while (names.includes(`Table${number}`)) number += 1;
  return `Table${number}`;
}

/**
 * One entry for each column. A column that is left out is named by its header cell and has no type;
 * one
 * that is given without a name is named `Column 1`, `Column 2` … over its header cell.
 */
function columnsOf(
  context: BatchContext,
  sheet: Sheet,
  bounds: ClosedBounds,
  given: readonly JsonObject[],
): JsonObject[] {
  let unnamed = 0;
  return Array.from({ length: bounds.endColumn - bounds.startColumn }, (_, index) => {
    const column = given.find((item) => (numberAt(item, 'columnIndex') ?? 0) === index);
    const header = headerText(sheet, bounds, index);
    const named = textAt(column, 'columnName') ?? (column ? '' : header);
    if (named === '') unnamed += 1;
    const columnName = named === '' ? `Column ${unnamed}` : named;
    if (columnName !== header) nameColumn(sheet, bounds, index, columnName);
    if (column) assertCondition(context, column);
    if (column?.columnType === 'BOOLEAN') fillBooleans(sheet, bounds, index);
    const { columnIndex: _index, ...more } = column ?? {};
    return { ...(index === 0 ? {} : { columnIndex: index }), ...more, columnName };
  });
}

function headerText(sheet: Sheet, bounds: ClosedBounds, index: number): string {
  const value = sheet.grid.cell(bounds.startRow, bounds.startColumn + index)?.userEnteredValue;
  return value ? formattedText(value, undefined) : '';
}

function assertCondition(context: BatchContext, column: JsonObject): void {
  const hasCondition = objectAt(column, 'dataValidationRule').condition !== undefined;
  const isDropdown = column.columnType === 'DROPDOWN';
  if (isDropdown && !hasCondition) {
    throw refuse(context, 'Condition must be set for dropdown column type.');
  }
  if (!isDropdown && hasCondition) {
    throw refuse(context, 'Cannot set condition for non-dropdown column type.');
  }
}

/** A column that becomes boolean turns texts and empty cells into FALSE. */
function fillBooleans(sheet: Sheet, bounds: ClosedBounds, index: number): void {
  const column = bounds.startColumn + index;
  for (let row = bounds.startRow + 1; row < bounds.endRow; row += 1) {
    const cell = sheet.grid.cell(row, column);
    if (cell?.userEnteredValue?.boolValue !== undefined) continue;
    sheet.grid.setCell(row, column, withValue(cell, { boolValue: false }));
  }
}

const nameColumn = (sheet: Sheet, bounds: ClosedBounds, index: number, name: string): void => {
  const column = bounds.startColumn + index;
  const cell = sheet.grid.cell(bounds.startRow, column);
  sheet.grid.setCell(bounds.startRow, column, withValue(cell, { stringValue: name }));
};

function findTable(context: BatchContext, id: string | undefined): { sheet: Sheet; table: Table } {
  for (const sheet of context.workbook.sheets) {
    const table = sheet.state.tables.find(({ tableId }) => tableId === id);
    if (table) return { sheet, table };
  }
  throw refuse(context, `No table with id: ${id ?? ''}`);
}

const updateTable: BatchKind = (context, request) => {
  const given = objectAt(request, 'table');
  const { sheet, table } = findTable(context, textAt(given, 'tableId'));
  const mask = parseUpdateMask(request.fields, context.place);
  const changed = withMasked({ ...table }, given, mask);
  const { bounds } = rangeOn(context, objectAt(changed, 'range'));
  const updated: Table = {
    ...changed,
    tableId: table.tableId,
    name: textAt(changed, 'name') ?? table.name,
    range: gridRangeOf(sheet.id, bounds),
    columnProperties: columnsOf(context, sheet, bounds, objectList(changed.columnProperties)),
  };
  sheet.state.tables = sheet.state.tables.map((other) => (other === table ? updated : other));
  return undefined;
};

const deleteTable: BatchKind = (context, request) => {
  const { sheet, table } = findTable(context, textAt(request, 'tableId'));
  sheet.state.tables = sheet.state.tables.filter((other) => other !== table);
  return undefined;
};

export const TABLE_KINDS: Readonly<Record<string, BatchKind>> = {
  addTable,
  updateTable,
  deleteTable,
};
