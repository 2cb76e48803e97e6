import { formattedText } from './cell-rendering.ts';
import { withValue } from './cell-values.ts';
import { objectsAt } from './json.ts';
import type { Sheet } from './sheet.ts';
import type { Table } from './wire.ts';

/**
 * After a write: a text in the header cell of a table names its column, and a formula or an empty
 * cell there
 * is replaced by `Column` and the place of the column.
 */
export function followTableHeaders(sheets: readonly Sheet[]): void {
  for (const sheet of sheets) {
    sheet.state.tables = sheet.state.tables.map((table) => withHeaderNames(sheet, table));
  }
}

function withHeaderNames(sheet: Sheet, table: Table): Table {
  const { startRow, startColumn } = sheet.boundsOf(table.range);
  const columnProperties = objectsAt(table, 'columnProperties').map((column, index) => {
    const cell = sheet.grid.cell(startRow, startColumn + index);
    const value = cell?.userEnteredValue;
    const isName = value !== undefined && value.formulaValue === undefined;
    const columnName = isName ? formattedText(value, undefined) : `Column ${index + 1}`;
    if (!isName) {
      const named = withValue(cell, { stringValue: columnName });
      sheet.grid.setCell(startRow, startColumn + index, named);
    }
    return { ...column, columnName };
  });
  return { ...table, columnProperties };
}
