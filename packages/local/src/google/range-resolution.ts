import { type CellBounds, formatRange, parseCells, splitA1 } from './a1-notation.ts';
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
    const sheet = workbook.sheetByTitle(parts.title);
    if (!sheet) return undefined;
    if (parts.cells === undefined) return { sheet, bounds: WHOLE };
    return inSheet(workbook, sheet, parts.cells);
  }
  const name = parts.cells ?? '';
  const named = fromNamedRange(workbook, name);
  if (named) return named;
  const first = workbook.sheets[0];
  const cells = parseCells(name);
  if (cells && first) return { sheet: first, bounds: cells };
  const sheet = workbook.sheetByTitle(name);
  return sheet ? { sheet, bounds: WHOLE } : undefined;
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
  const range = formatRange(sheet.title, {
    ...bounds,
    endRow: bounds.endRow ?? Math.max(sheet.rowCount, bounds.startRow + 1),
    endColumn: bounds.endColumn ?? Math.max(sheet.columnCount, bounds.startColumn + 1),
  });
  return invalidArgument(`Range (${range}) exceeds grid limits. ${limits}`);
}
