import { type CellBounds, columnName, quoteTitle } from './a1-notation.ts';
import { invalidArgument } from './errors.ts';
import { type JsonObject, numberAt } from './json.ts';
import { boundsOf, type ResolvedRange } from './range-resolution.ts';
import type { Sheet } from './sheet.ts';
import type { GridRange } from './wire.ts';
import type { Workbook } from './workbook.ts';

/** `ZZZ`, beyond which messages show no letters. */
const LAST_COLUMN = 18_277;

/** A grid range on its sheet, checked in the order of the service. It may hold no cell. */
export function gridRangeOnSheet(
  workbook: Workbook,
  range: JsonObject,
  word: 'grid' | 'sheet',
): ResolvedRange {
  const sheetId = numberAt(range, 'sheetId') ?? 0;
  const sheet = workbook.sheetById(sheetId);
  if (!sheet) throw invalidArgument(`No ${word} with id: ${sheetId}`);
  const given = range as GridRange;
  assertOrder(given);
  const bounds = boundsOf(given);
  if (bounds.startRow >= sheet.rowCount || bounds.startColumn >= sheet.columnCount) {
    const limits = `Max rows: ${sheet.rowCount}, max columns: ${sheet.columnCount}`;
    throw invalidArgument(`Range (${spelled(sheet, given)}) exceeds grid limits. ${limits}`);
  }
  return { sheet, bounds };
}

/** True if the range ends where it starts, in either direction. */
export const isEmptyRange = (bounds: CellBounds): boolean =>
  bounds.endRow === bounds.startRow || bounds.endColumn === bounds.startColumn;

function assertOrder(range: GridRange): void {
  const { startRowIndex, endRowIndex, startColumnIndex, endColumnIndex } = range;
  const indexes = [startRowIndex, endRowIndex, startColumnIndex, endColumnIndex];
  if (indexes.some((index) => index !== undefined && index < 0)) {
    throw invalidArgument('GridRange indexes must be >= 0');
  }
  for (const [axis, start, end] of [
    ['Row', startRowIndex, endRowIndex],
    ['Column', startColumnIndex, endColumnIndex],
  ] as const) {
    if (start === undefined || end === undefined || end >= start) continue;
    throw invalidArgument(`end${axis}Index[${end}] cannot be before start${axis}Index[${start}]`);
  }
}

/** A range past the grid as messages name it: only the bounds that were given. */
function spelled(sheet: Sheet, range: GridRange): string {
  const { startRowIndex, endRowIndex, startColumnIndex, endColumnIndex } = range;
  const letters = (index: number | undefined): string =>
    index === undefined || index < 0 || index > LAST_COLUMN ? '' : columnName(index);
  const start = letters(startColumnIndex) + (startRowIndex === undefined ? '' : startRowIndex + 1);
  const lastColumn = endColumnIndex === undefined ? undefined : endColumnIndex - 1;
  const end = letters(lastColumn) + (endRowIndex ?? '');
  const isEmpty =
    (startRowIndex !== undefined && startRowIndex === endRowIndex) ||
    (startColumnIndex !== undefined && startColumnIndex === endColumnIndex);
  const cells = start === end ? start : `${start}:${end}`;
  return `${isEmpty ? '(empty) ' : ''}${quoteTitle(sheet.title)}!${cells}`;
}
