import { invalidArgument } from './errors.ts';
import type { IdSource } from './ids.ts';
import { isObject, type JsonObject, numberAt, objectAt } from './json.ts';
import { boundsOf } from './range-resolution.ts';
import type { ClosedBounds, Sheet } from './sheet.ts';
import type { Dimension, GridRange } from './wire.ts';
import type { Workbook } from './workbook.ts';

/** What a request of `spreadsheets.batchUpdate` works on. */
export interface BatchContext {
  readonly workbook: Workbook;
  readonly ids: IdSource;
  readonly now: Date;
  /** The request in messages, e.g. `requests[0].addSheet`. */
  readonly place: string;
}

/** Carries out one kind of request; the answer is its reply, undefined for an empty one. */
export type BatchKind = (context: BatchContext, request: JsonObject) => JsonObject | undefined;

export const refuse = ({ place }: BatchContext, message: string): Error =>
  invalidArgument(`Invalid ${place}: ${message}`);

/** The sheet with this id; `what` is how messages call it. */
export function sheetOf(context: BatchContext, sheetId: number | undefined, what = 'grid'): Sheet {
  const sheet = context.workbook.sheetById(sheetId ?? 0);
  if (!sheet) throw refuse(context, `No ${what} with id: ${sheetId ?? 0}`);
  return sheet;
}

export interface RangeOnSheet {
  readonly sheet: Sheet;
  readonly bounds: ClosedBounds;
}

/** A grid range of a request, with its open ends at the edge of the grid. */
export function rangeOn(context: BatchContext, range: JsonObject): RangeOnSheet {
  const sheet = sheetOf(context, numberAt(range, 'sheetId'));
  const bounds = boundsOf(range as GridRange);
  const { startRow, endRow, startColumn, endColumn } = bounds;
  if (startRow > sheet.rowCount || (endRow ?? 0) > sheet.rowCount) {
    throw refuse(context, pastGrid('Row', startRow, endRow, sheet.rowCount));
  }
  if (startColumn > sheet.columnCount || (endColumn ?? 0) > sheet.columnCount) {
    throw refuse(context, pastGrid('Column', startColumn, endColumn, sheet.columnCount));
  }
  return { sheet, bounds: sheet.close(bounds) };
}

function pastGrid(what: string, start: number, end: number | undefined, size: number): string {
  const bound = start > size ? `start${what}Index[${start}]` : `end${what}Index[${end}]`;
  const unit = what === 'Row' ? 'rows' : 'columns';
  return `range.${bound} is greater than the number of ${unit} in the sheet (${size}).`;
}

/** As `rangeOn`, and refused where the range is protected. */
export function editableRange(context: BatchContext, range: JsonObject): RangeOnSheet {
  const found = rangeOn(context, range);
  found.sheet.assertEditable(context.workbook.editor, found.bounds);
  return found;
}

export interface SpanOnSheet {
  readonly sheet: Sheet;
  readonly dimension: Dimension;
  readonly start: number;
  readonly end: number;
}

/** A dimension range of a request. Without bounds it is the whole dimension. */
export function spanOn(context: BatchContext, request: JsonObject, key = 'range'): SpanOnSheet {
  const range = objectAt(request, key);
  const sheet = sheetOf(context, numberAt(range, 'sheetId'));
  const dimension = dimensionOf(context, range.dimension);
  const start = numberAt(range, 'startIndex') ?? 0;
  const end = numberAt(range, 'endIndex') ?? sheet.size(dimension);
  return { sheet, dimension, start, end };
}

export function dimensionOf(context: BatchContext, dimension: unknown): Dimension {
  if (dimension === 'ROWS' || dimension === 'COLUMNS') return dimension;
  throw refuse(context, 'No dimension specified.');
}

/** The range of a dimension as the API writes it. */
export const dimensionRangeOf = (span: SpanOnSheet): JsonObject => ({
  ...(span.sheet.id === 0 ? {} : { sheetId: span.sheet.id }),
  dimension: span.dimension,
  startIndex: span.start,
  endIndex: span.end,
});

/** The objects of a list member; anything else in it is left out. */
export const objectList = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
