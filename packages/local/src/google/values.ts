import { columnName, formatRange } from './a1-notation.ts';
import { type RenderedValue, type RenderOptions, renderCell } from './cell-rendering.ts';
import { enterValue, withValue } from './cell-values.ts';
import { invalidArgument } from './errors.ts';
import type { Evaluation } from './formula-evaluation.ts';
import { localeFormat } from './locale-format.ts';
import { clampToGrid, exceedsGrid, type ResolvedRange } from './range-resolution.ts';
import type { ClosedBounds, Sheet } from './sheet.ts';
import type { Typing } from './user-entered.ts';
import type { InputValue, ValueInput, ValueInputOption } from './values-input.ts';
import type { CellData, Dimension } from './wire.ts';
import type { Workbook } from './workbook.ts';

export interface ValueRange {
  readonly range: string;
  readonly majorDimension: Dimension;
  /** Absent when the range holds no value. */
  readonly values?: readonly (readonly RenderedValue[])[];
}

/**
 * The values of a range; trailing empty cells and lines are cut. The range is echoed as the grid
 * has it.
 */
export function readValues(
  range: ResolvedRange,
  majorDimension: Dimension,
  options: RenderOptions,
  evaluation: Evaluation,
): ValueRange {
  const { sheet } = range;
  const bounds = clampToGrid(range);
  const lines =
    majorDimension === 'ROWS'
      ? sheet.grid.rows
          .slice(bounds.startRow, bounds.endRow)
          .map((row) => row.slice(bounds.startColumn, bounds.endColumn))
      : columnsOf(sheet, bounds);
  const values = lines.map((line) =>
    line.map((cell) => renderCell(evaluation, sheet, cell ?? undefined, options)),
  );
  const trimmed = trimLines(values);
  const echoed = { range: formatRange(sheet.title, bounds), majorDimension };
  return trimmed.length === 0 ? echoed : { ...echoed, values: trimmed };
}

function columnsOf(sheet: Sheet, bounds: ClosedBounds): (CellData | null)[][] {
  const rows = sheet.grid.rows.slice(bounds.startRow, bounds.endRow);
  const width = Math.max(0, ...rows.map((row) => row.length));
  const count = Math.max(0, Math.min(bounds.endColumn, width) - bounds.startColumn);
  return Array.from({ length: count }, (_, i) =>
    rows.map((row) => row[bounds.startColumn + i] ?? null),
  );
}

function trimLines(lines: readonly (readonly RenderedValue[])[]): (readonly RenderedValue[])[] {
  const trimmed = lines.map((line) =>
    line.slice(0, line.findLastIndex((value) => value !== '') + 1),
  );
  return trimmed.slice(0, trimmed.findLastIndex((line) => line.length > 0) + 1);
}

/** What a write touched: for the counts of the answer. */
export interface WrittenValues {
  readonly sheet: Sheet;
  readonly bounds: ClosedBounds;
  readonly rows: ReadonlySet<number>;
  readonly columns: ReadonlySet<number>;
  readonly cells: number;
}

/** Lines as rows, whatever dimension they came in; undefined marks a cell that no line reaches. */
function rowsOf({ majorDimension, lines }: ValueInput): (InputValue | undefined)[][] {
  if (majorDimension === 'ROWS') return lines.map((line) => [...line]);
  const height = Math.max(0, ...lines.map((line) => line.length));
  return Array.from({ length: height }, (_, row) => lines.map((line) => line[row]));
}

/**
 * Writes values from the first cell of a range. The grid does not grow. A single cell or an open
 * end takes
 * any array; a closed range takes none that is larger than it.
 */
export function writeValues(
  workbook: Workbook,
  range: ResolvedRange,
  input: ValueInput,
  option: ValueInputOption,
  now: Date,
): WrittenValues {
  const { sheet } = range;
  const rows = rowsOf(input);
  const start = clampToGrid(range);
  const width = Math.max(0, ...rows.map((row) => row.length));
  const bounds = {
    startRow: start.startRow,
    endRow: start.startRow + Math.max(1, rows.length),
    startColumn: start.startColumn,
    endColumn: start.startColumn + Math.max(1, width),
  };
  assertFits(range, bounds);
  sheet.assertEditable(workbook.editor, bounds);
  const typing = { now, locale: localeFormat(workbook.state.properties.locale) };
  return { sheet, bounds, ...enterRows(sheet, bounds, rows, option, typing) };
}

function enterRows(
  sheet: Sheet,
  bounds: ClosedBounds,
  rows: readonly (readonly (InputValue | undefined)[])[],
  option: ValueInputOption,
  typing: Typing,
): { rows: Set<number>; columns: Set<number>; cells: number } {
  const touched = { rows: new Set<number>(), columns: new Set<number>(), cells: 0 };
  rows.forEach((values, i) => {
    const row = bounds.startRow + i;
    const cells = values.map((value, j) => {
      if (value === null || value === undefined) return undefined;
      touched.rows.add(row);
      touched.columns.add(bounds.startColumn + j);
      touched.cells += 1;
      return enterValue(sheet.grid.cell(row, bounds.startColumn + j), value, option, typing);
    });
    if (cells.some((cell) => cell !== undefined))
      sheet.grid.setCells(row, bounds.startColumn, cells);
  });
  return touched;
}

function assertFits({ sheet, bounds: asked }: ResolvedRange, written: ClosedBounds): void {
  if (written.endRow > sheet.rowCount || written.endColumn > sheet.columnCount) {
    throw exceedsGrid(sheet, written);
  }
  const { endRow, endColumn } = asked;
  const isCell = endRow === asked.startRow + 1 && endColumn === asked.startColumn + 1;
  if (isCell) return;
  const hasTooManyRows = endRow !== undefined && written.endRow > endRow;
  const hasTooManyColumns = endColumn !== undefined && written.endColumn > endColumn;
  if (!hasTooManyRows && !hasTooManyColumns) return;
  const place = hasTooManyRows ? `row [${endRow + 1}]` : `column [${columnName(endColumn ?? 0)}]`;
  const range = formatRange(sheet.title, sheet.close(asked));
  throw invalidArgument(`Requested writing within range [${range}], but tried writing to ${place}`);
}

/** Clears the values of a range and nothing else; answers the range as the grid has it. */
export function clearValues(workbook: Workbook, range: ResolvedRange): string {
  const { sheet } = range;
  const bounds = clampToGrid(range);
  sheet.assertEditable(workbook.editor, bounds);
  clearBounds(sheet, bounds);
  return formatRange(sheet.title, bounds);
}

export function clearBounds(sheet: Sheet, bounds: ClosedBounds): void {
  const rows = sheet.grid.rows.slice(bounds.startRow, bounds.endRow);
  rows.forEach((row, i) => {
    const cells = row
      .slice(bounds.startColumn, bounds.endColumn)
      .map((cell) => (cell ? withValue(cell, undefined) : undefined));
    sheet.grid.setCells(bounds.startRow + i, bounds.startColumn, cells);
  });
}

/** An UpdateValuesResponse; counts of zero are left out. */
export function updateAnswer(workbook: Workbook, written: WrittenValues): Record<string, unknown> {
  const counts = written.cells > 0;
  return {
    spreadsheetId: workbook.id,
    updatedRange: formatRange(written.sheet.title, written.bounds),
    ...(counts
      ? {
          updatedRows: written.rows.size,
          updatedColumns: written.columns.size,
          updatedCells: written.cells,
        }
      : {}),
  };
}
