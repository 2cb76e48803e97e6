import { type CellRange, LAST_COLUMN } from './a1-range.ts';
import { type CellGrid, cellGrid } from './cell-grid.ts';
import { ANCHOR_FIELDS } from './column-anchor.ts';
import { findHeader, HEADER_ROWS_MAX, type Header } from './header.ts';
import type { CellData, SheetData } from './sheets-client.ts';

const SAMPLE_ROWS = 50;

/** The part of a tab that its shape is inferred from. */
export const SAMPLE_RANGE: CellRange = {
  firstRow: 0,
  lastRow: HEADER_ROWS_MAX + SAMPLE_ROWS - 1,
  firstColumn: 0,
  lastColumn: LAST_COLUMN,
};

/**
 * The fields of a spreadsheet that `sampleGrid` needs; cells only of the ranges that are asked for.
 */
export const SAMPLE_FIELDS =
  'properties(title,timeZone),' +
  'sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),' +
  `data(startRow,startColumn,${ANCHOR_FIELDS},rowData(values(userEnteredValue,effectiveValue,` +
  'effectiveFormat(numberFormat),userEnteredFormat(numberFormat),dataValidation(condition)))))';

/** The header and the first data rows of a tab with their formats. */
export interface SampledGrid {
  readonly header: Header;
  readonly rows: readonly (readonly CellData[])[];
}

/** @throws CS_HEADER_MISSING, CS_HEADER_DUPLICATE */
export function sampleGrid(tab: SheetData): SampledGrid {
  const rows = gridOfTab(tab).map((row) => Array.from(row, (cell) => cell ?? {}));
  const header = findHeader(rows.map((row) => row.map(sampleValue)));
  return { header, rows: rows.slice(header.row + 1) };
}

/** The cells of a tab as far as they were fetched. */
export function gridOfTab(tab: SheetData): CellGrid<CellData> {
  return cellGrid(
    (tab.data ?? []).map(({ startRow, startColumn, rowData }) => ({
      firstRow: startRow ?? 0,
      firstColumn: startColumn ?? 0,
      rows: (rowData ?? []).map(({ values }) => values ?? []),
    })),
  );
}

/** The value that a cell shows; null for a blank cell and for an error. */
export function sampleValue(cell: CellData | undefined): string | number | boolean | null {
  const { numberValue, boolValue, stringValue } = cell?.effectiveValue ?? {};
  return numberValue ?? boolValue ?? (stringValue === '' ? null : (stringValue ?? null));
}

/** Whether a cell is computed: a formula, or a value that a formula elsewhere spilled into it. */
export function isComputed(cell: CellData): boolean {
  const entered = cell.userEnteredValue ?? null;
  return entered === null ? (cell.effectiveValue ?? null) !== null : 'formulaValue' in entered;
}
