import { dimensionProperties } from './batch-dimensions.ts';
import { effectiveFormat, shownDefault } from './cell-format.ts';
import { formattedValue } from './cell-rendering.ts';
import { metadataOnWire } from './developer-metadata.ts';
import { type FieldMask, includes, maskAt, masked } from './field-mask.ts';
import { Evaluation } from './formula-evaluation.ts';
import { type JsonObject, objectAt } from './json.ts';
import { clampToGrid, type ResolvedRange } from './range-resolution.ts';
import { type ClosedBounds, mayEdit, overlaps, type Sheet } from './sheet.ts';
import type { CellData, GridRange, MetadataLocation, ProtectedRange } from './wire.ts';
import type { Workbook } from './workbook.ts';

/** Pixels of a row and of a column that nobody resized. */
const ROW_HEIGHT = 21;
const COLUMN_WIDTH = 100;

export interface SpreadsheetQuery {
  /** Without ranges all sheets are shown; with ranges only those that a range is on. */
  readonly ranges: readonly ResolvedRange[];
  readonly includeGridData: boolean;
  /** What volatile formulas take for now. */
  readonly now: Date;
  /** A field mask decides about grid data alone. */
  readonly fields: FieldMask | undefined;
}

/** A Spreadsheet resource. */
export function spreadsheetAnswer(workbook: Workbook, query: SpreadsheetQuery): JsonObject {
  const mask = query.fields ?? true;
  const hasData = query.fields
    ? query.fields !== true && includes(query.fields, 'sheets', 'data')
    : query.includeGridData;
  const shown =
    query.ranges.length === 0
      ? workbook.sheets
      : workbook.sheets.filter((sheet) => query.ranges.some((range) => range.sheet === sheet));
  const evaluation = new Evaluation(workbook, query.now);
  const sheets = shown.map((sheet) => ({
    ...sheetAnswer(workbook, sheet, query.ranges),
    ...(hasData ? { data: gridData(workbook, sheet, query.ranges, mask, evaluation) } : {}),
  }));
  const { namedRanges } = workbook.state;
  const answer = {
    spreadsheetId: workbook.id,
    properties: workbook.state.properties,
    sheets,
    ...nonEmpty({ namedRanges, developerMetadata: metadataAt(workbook, 'SPREADSHEET') }),
    spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${workbook.id}/edit`,
    ...workbook.state.more,
  };
  return masked(answer, mask) as JsonObject;
}

const nonEmpty = (lists: Readonly<Record<string, readonly unknown[]>>): JsonObject =>
  Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));

function metadataAt(
  workbook: Workbook,
  locationType: MetadataLocation['locationType'],
  sheetId?: number,
  index?: number,
): JsonObject[] {
  return workbook.state.developerMetadata
    .filter(({ location }) => location.locationType === locationType)
    .filter(({ location }) => sheetId === undefined || location.sheetId === sheetId)
    .filter(({ location }) => index === undefined || location.index === index)
    .map(metadataOnWire);
}

/** With ranges, only the merges that one of them touches are shown. */
function mergesIn(sheet: Sheet, ranges: readonly ResolvedRange[]): readonly GridRange[] {
  const own = ranges
    .filter((range) => range.sheet === sheet)
    .map(({ bounds }) => sheet.close(bounds));
  const isTouched = (merge: GridRange) =>
    own.some((bounds) => overlaps(sheet.boundsOf(merge), bounds));
  return own.length === 0 ? sheet.state.merges : sheet.state.merges.filter(isTouched);
}

/** Who may not edit a protected range sees neither its editors nor that they may. */
function protectionOnWire(workbook: Workbook, protection: ProtectedRange): JsonObject {
  if (mayEdit(protection, workbook.editor)) return protection;
  const { requestingUserCanEdit: _can, editors: _editors, ...shown } = protection;
  return shown;
}

function sheetAnswer(
  workbook: Workbook,
  sheet: Sheet,
  ranges: readonly ResolvedRange[],
): JsonObject {
  const merges = mergesIn(sheet, ranges);
  const protectedRanges = sheet.state.protectedRanges.map((protection) =>
    protectionOnWire(workbook, protection),
  );
  const { properties, tables, basicFilter, rowGroups, columnGroups, more } = sheet.state;
  return {
    properties,
    ...nonEmpty({ merges, protectedRanges, tables, rowGroups, columnGroups }),
    ...nonEmpty({ developerMetadata: metadataAt(workbook, 'SHEET', sheet.id) }),
    ...(basicFilter ? { basicFilter } : {}),
    ...more,
  };
}

function gridData(
  workbook: Workbook,
  sheet: Sheet,
  ranges: readonly ResolvedRange[],
  mask: FieldMask,
  evaluation: Evaluation,
): JsonObject[] {
  const own = ranges.filter((range) => range.sheet === sheet).map(clampToGrid);
  return (own.length === 0 ? [sheet.close({})] : own).map((bounds) => {
    const rowData = rowDataOf(workbook, sheet, bounds, mask, evaluation);
    return {
      ...(bounds.startRow > 0 ? { startRow: bounds.startRow } : {}),
      ...(bounds.startColumn > 0 ? { startColumn: bounds.startColumn } : {}),
      ...(rowData.length > 0 ? { rowData } : {}),
      ...dimensionMetadata(workbook, sheet, bounds, mask),
    };
  });
}

function rowDataOf(
  workbook: Workbook,
  sheet: Sheet,
  bounds: ClosedBounds,
  mask: FieldMask,
  evaluation: Evaluation,
): JsonObject[] {
  const cellMask = ['sheets', 'data', 'rowData', 'values'].reduce<FieldMask | undefined>(
    (at, name) => at && maskAt(at, name),
    mask,
  );
  if (cellMask === undefined) return [];
  const formatMask = maskAt(cellMask, 'effectiveFormat');
  const given = objectAt(workbook.state.properties, 'defaultFormat');
  const format = formatMask && { mask: formatMask, base: shownDefault(given, formatMask) };
  const rows = sheet.grid.rows.slice(bounds.startRow, bounds.endRow).map((row) => {
    const cells = row
      .slice(bounds.startColumn, bounds.endColumn)
      .map((cell) => (cell ? cellAnswer(evaluation, sheet, cell, format) : {}));
    return cells.length === 0 ? {} : { values: cells };
  });
  return rows.slice(0, rows.findLastIndex((row) => 'values' in row) + 1);
}

/**
 * A cell with everything that follows from what is stored; a formula that gives `""` shows no
 * value.
 * `format` is left out if no effective format is asked for.
 */
function cellAnswer(
  evaluation: Evaluation,
  sheet: Sheet,
  cell: CellData,
  format: { readonly mask: FieldMask; readonly base: JsonObject } | undefined,
): JsonObject {
  const value = evaluation.effectiveValue(sheet, cell);
  const isEmpty = value === undefined || value.stringValue === '';
  const answer: JsonObject = { ...cell };
  if (isEmpty) delete answer.effectiveValue;
  else answer.effectiveValue = value;
  const text = isEmpty ? undefined : formattedValue(evaluation, sheet, cell);
  if (text !== undefined) answer.formattedValue = text;
  if (format && cell.effectiveFormat === undefined) {
    const numberFormat = evaluation.numberFormat(sheet, cell);
    const own = numberFormat ? { ...cell.userEnteredFormat, numberFormat } : cell.userEnteredFormat;
    answer.effectiveFormat = effectiveFormat(format.base, own ?? {}, value, format.mask);
  }
  return answer;
}

function dimensionMetadata(
  workbook: Workbook,
  sheet: Sheet,
  bounds: ClosedBounds,
  mask: FieldMask,
): JsonObject {
  const isAsked = (name: string) => includes(mask, 'sheets', 'data', name);
  const list = (isRow: boolean, start: number, end: number): JsonObject[] => {
    const type = isRow ? 'ROW' : 'COLUMN';
    const bound = metadataAt(workbook, type, sheet.id);
    const byIndex = new Map(bound.map((item) => [indexOf(item), [] as JsonObject[]]));
    for (const item of bound) byIndex.get(indexOf(item))?.push(item);
    return Array.from({ length: Math.max(0, end - start) }, (_, i) => ({
      pixelSize: isRow ? ROW_HEIGHT : COLUMN_WIDTH,
      ...dimensionProperties(sheet, isRow, start + i),
      ...nonEmpty({ developerMetadata: byIndex.get(start + i) ?? [] }),
    }));
  };
  return {
    ...(isAsked('rowMetadata')
      ? nonEmpty({ rowMetadata: list(true, bounds.startRow, bounds.endRow) })
      : {}),
    ...(isAsked('columnMetadata')
      ? nonEmpty({ columnMetadata: list(false, bounds.startColumn, bounds.endColumn) })
      : {}),
  };
}

const indexOf = (metadata: JsonObject): unknown =>
  objectAt(objectAt(metadata, 'location'), 'dimensionRange').startIndex;
