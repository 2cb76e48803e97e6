import {
  type CellBounds,
  columnName,
  formatAxis,
  formatRange,
  parseCells,
  splitA1,
} from './a1-notation.ts';
import { invalidArgument } from './errors.ts';
import type { ClosedBounds, Sheet } from './sheet.ts';
import type { GridRange } from './wire.ts';
import type { Workbook } from './workbook.ts';

/** What an A1 string or a grid range means in one spreadsheet. Open ends are still open. */
export interface ResolvedRange {
  readonly sheet: Sheet;
  readonly bounds: CellBounds;
}

const WHOLE: CellBounds = { startRow: 0, endRow: undefined, startColumn: 0, endColumn: undefined };

/**
 * Resolves A1 notation. A bare name is a named range first, then cells of the first sheet, then a
 * sheet.
 * Fails with `Unable to parse range: …`.
 */
export function resolveA1(workbook: Workbook, text: string): ResolvedRange {
  const resolved = splitAndResolve(workbook, text);
  if (!resolved) throw invalidArgument(`Unable to parse range: ${text}`);
  return resolved;
}

function splitAndResolve(workbook: Workbook, text: string): ResolvedRange | undefined {
  const parts = splitA1(text);
  if (!parts) return undefined;
  if (parts.title !== undefined) {
    const sheet = parts.title === '' ? workbook.sheets[0] : workbook.sheetByTitle(parts.title);
    if (!sheet) return wholeSheet(workbook, text);
    if (parts.cells === undefined) return { sheet, bounds: WHOLE };
    return inSheet(workbook, sheet, parts.cells) ?? wholeSheet(workbook, text);
  }
  const name = parts.cells ?? '';
  const named = fromNamedRange(workbook, name);
  if (named) return named;
  const first = workbook.sheets[0];
  const cells = parseCells(name);
  if (cells && first) return { sheet: first, bounds: cells };
  return wholeSheet(workbook, name);
}

/** A bare title, which may have an exclamation mark of its own. */
function wholeSheet(workbook: Workbook, title: string): ResolvedRange | undefined {
  const sheet = workbook.sheetByTitle(title);
  return sheet && { sheet, bounds: WHOLE };
}

function inSheet(workbook: Workbook, sheet: Sheet, cells: string): ResolvedRange | undefined {
  const bounds = parseCells(cells);
  return bounds ? { sheet, bounds } : fromNamedRange(workbook, cells);
}

function fromNamedRange(workbook: Workbook, name: string): ResolvedRange | undefined {
  const named = workbook.namedRange(name);
  const sheet = named && workbook.sheetById(named.range.sheetId ?? 0);
  return sheet ? { sheet, bounds: boundsOf(named.range) } : undefined;
}

/** The bounds that a grid range names, open where it names none. */
export const boundsOf = (range: GridRange): CellBounds => ({
  startRow: range.startRowIndex ?? 0,
  endRow: range.endRowIndex,
  startColumn: range.startColumnIndex ?? 0,
  endColumn: range.endColumnIndex,
});

/**
 * The range within its grid: open ends reach the edge, ends past the edge are cut. A start past the
 * edge is
 * an error that names the grid's size.
 */
export function clampToGrid({ sheet, bounds }: ResolvedRange): ClosedBounds {
  const isOutside = bounds.startRow >= sheet.rowCount || bounds.startColumn >= sheet.columnCount;
  if (isOutside) throw exceedsGrid(sheet, bounds);
  return sheet.close(bounds);
}

export function exceedsGrid(sheet: Sheet, bounds: CellBounds): Error {
  const limits = `Max rows: ${sheet.rowCount}, max columns: ${sheet.columnCount}`;
  return invalidArgument(`Range (${spelled(sheet, bounds)}) exceeds grid limits. ${limits}`);
}

/** Whole columns by their letters alone, whole rows by their numbers alone. */
function spelled(sheet: Sheet, bounds: CellBounds): string {
  const { startRow, endRow, startColumn, endColumn } = bounds;
  const isAllRows = startRow === 0 && endRow === undefined;
  const isAllColumns = startColumn === 0 && endColumn === undefined;
  if (isAllRows && endColumn !== undefined) {
    return formatAxis(sheet.title, columnName(startColumn), columnName(endColumn - 1));
  }
  if (isAllColumns && endRow !== undefined) {
    return formatAxis(sheet.title, `${startRow + 1}`, `${endRow}`);
  }
  return formatRange(sheet.title, {
    ...bounds,
    endRow: endRow ?? Math.max(sheet.rowCount, startRow + 1),
    endColumn: endColumn ?? Math.max(sheet.columnCount, startColumn + 1),
  });
}
