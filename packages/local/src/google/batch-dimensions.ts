import {
  type BatchContext,
  type BatchKind,
  dimensionOf,
  refuse,
  type SpanOnSheet,
  sheetOf,
  spanOn,
} from './batch-context.ts';
import { assertSize } from './batch-sheets.ts';
import { parseUpdateMask, withMasked } from './field-mask.ts';
import { isObject, type JsonObject, numberAt, objectAt } from './json.ts';
import type { Sheet } from './sheet.ts';
import type { CellData } from './wire.ts';

const unitOf = ({ dimension }: SpanOnSheet): string => (dimension === 'ROWS' ? 'row' : 'column');

/** Refuses a change that touches a protected range of the rows or columns. */
function assertEditable(
  context: BatchContext,
  { sheet, dimension, start, end }: SpanOnSheet,
): void {
  const span =
    dimension === 'ROWS'
      ? { startRow: start, endRow: end }
      : { startColumn: start, endColumn: end };
  sheet.assertEditable(context.workbook.editor, sheet.close(span));
}

const insertDimension: BatchKind = (context, request) => {
  const span = spanOn(context, request);
  const { sheet, dimension, start, end } = span;
  const inherits = request.inheritFromBefore === true;
  const size = sheet.size(dimension);
  if (end <= start) throw refuse(context, 'range.endIndex must be greater than range.startIndex.');
  if (inherits && start === 0) {
    throw refuse(
      context,
      'inheritFromBefore cannot be true if inserting at the first row or column.',
    );
  }
  if (start > size) {
    throw refuse(context, `range.startIndex is larger than current grid size (${size})`);
  }
  if (!inherits && start === size) {
    throw refuse(
      context,
      `range.startIndex must be less than the grid size (${size}) if inheritFromBefore is false.`,
    );
  }
  context.workbook.changeDimension(sheet, dimension, {
    kind: 'insert',
    at: start,
    count: end - start,
  });
  sheet.resize(dimension, size + end - start);
  inheritFormats(span, inherits ? start - 1 : end);
  assertSize(context);
  return undefined;
};

/** New cells take format and validation, but nothing else, from the neighbour. */
function inheritFormats({ sheet, dimension, start, end }: SpanOnSheet, neighbour: number): void {
  const looks = ({ userEnteredFormat, dataValidation }: CellData): CellData => ({
    ...(userEnteredFormat ? { userEnteredFormat } : {}),
    ...(dataValidation ? { dataValidation } : {}),
  });
  if (dimension === 'ROWS') {
    const row = sheet.grid.rows[neighbour] ?? [];
    const cells = row.map((cell) => (cell ? looks(cell) : undefined));
    if (!cells.some((cell) => cell && Object.keys(cell).length > 0)) return;
    for (let index = start; index < end; index += 1) sheet.grid.setCells(index, 0, cells);
    return;
  }
  sheet.grid.rows.forEach((row, index) => {
    const cell = row[neighbour];
    if (!cell || Object.keys(looks(cell)).length === 0) return;
    sheet.grid.setCells(
      index,
      start,
      Array.from({ length: end - start }, () => looks(cell)),
    );
  });
}

function assertSomeLeft(context: BatchContext, span: SpanOnSheet): void {
  const { sheet, dimension, start, end } = span;
  const { gridProperties } = sheet.state.properties;
  const size = sheet.size(dimension);
  const key = dimension === 'ROWS' ? 'frozenRowCount' : 'frozenColumnCount';
  const frozen = numberAt(gridProperties, key) ?? 0;
  if (end - start >= size) {
    throw refuse(context, `You can't delete all the ${unitOf(span)}s on the sheet.`);
  }
  if (frozen > 0 && start <= frozen && end === size) {
    throw refuse(context, `Sorry, it is not possible to delete all non-frozen ${unitOf(span)}s.`);
  }
}

const deleteDimension: BatchKind = (context, request) => {
  const span = spanOn(context, request);
  const { sheet, dimension, start, end } = span;
  const size = sheet.size(dimension);
  const unit = unitOf(span);
  if (start >= size || end > size) {
    const index = start >= size ? start : end - 1;
    throw refuse(
      context,
      `Cannot delete a ${unit} that doesn't exist. Tried to delete ${unit} index ${index} but there are only ${size} ${unit}s.`,
    );
  }
  if (end <= start) throw refuse(context, 'range.endIndex must be greater than range.startIndex.');
  assertSomeLeft(context, span);
  assertEditable(context, span);
  context.workbook.changeDimension(sheet, dimension, { kind: 'delete', start, end });
  sheet.resize(dimension, size - (end - start));
  return undefined;
};

/** A merged cell that reaches over several rows or columns may neither be split nor be crossed. */
function assertNoMergeCrossed(context: BatchContext, span: SpanOnSheet, to: number): void {
  const { sheet, dimension, start, end } = span;
  const isCrossed = sheet.state.merges.some((merge) => {
    const bounds = sheet.boundsOf(merge);
    const [first, last] =
      dimension === 'ROWS'
        ? [bounds.startRow, bounds.endRow]
        : [bounds.startColumn, bounds.endColumn];
    const isSplit = first < end && last > start && (first < start || last > end);
    return last - first > 1 && (isSplit || (to > first && to < last));
  });
  if (!isCrossed) return;
  const unit = unitOf(span);
  throw refuse(
    context,
    `Sorry, it is not possible to move a ${unit} to a position that crosses a merged cell. Please unmerge and try again.`,
  );
}

const moveDimension: BatchKind = (context, request) => {
  const span = spanOn(context, request, 'source');
  const { sheet, dimension, start, end } = span;
  const to = numberAt(request, 'destinationIndex') ?? 0;
  const size = sheet.size(dimension);
  if (end > size || to > size) {
    throw refuse(context, `Cannot move ${unitOf(span)}s past the end of the sheet (${size}).`);
  }
  assertEditable(context, span);
  if (to >= start && to <= end) return undefined;
  assertNoMergeCrossed(context, span, to);
  context.workbook.changeDimension(sheet, dimension, { kind: 'move', start, end, to });
  return undefined;
};

const appendDimension: BatchKind = (context, request) => {
  const sheet = sheetOf(context, numberAt(request, 'sheetId'));
  const dimension = dimensionOf(context, request.dimension);
  const length = numberAt(request, 'length') ?? 0;
  if (length < 1) throw refuse(context, 'length must be greater than 0.');
  sheet.resize(dimension, sheet.size(dimension) + length);
  assertSize(context);
  return undefined;
};

const updateDimensionProperties: BatchKind = (context, request) => {
  const { sheet, dimension, start, end } = spanOn(context, request);
  const mask = parseUpdateMask(request.fields, context.place);
  const given = objectAt(request, 'properties');
  const properties =
    dimension === 'ROWS' ? sheet.state.rowProperties : sheet.state.columnProperties;
  for (let index = start; index < Math.min(end, sheet.size(dimension)); index += 1) {
    const changed = withMasked(properties[index] ?? {}, given, mask);
    if (changed.hiddenByUser === false) delete changed.hiddenByUser;
    properties[index] = changed;
  }
  return undefined;
};

/** Widths follow from a rough measure of the text, seven pixels a character. */
const autoResizeDimensions: BatchKind = (context, request) => {
  const span = spanOn(context, request, 'dimensions');
  const { sheet, dimension, start, end } = span;
  if (dimension === 'ROWS') return undefined;
  for (let column = start; column < Math.min(end, sheet.columnCount); column += 1) {
    const lengths = sheet.grid.rows.map(
      (row) => String(Object.values(row[column]?.userEnteredValue ?? {})[0] ?? '').length,
    );
    const longest = Math.max(0, ...lengths);
    const known = sheet.state.columnProperties[column] ?? {};
    if (longest > 0)
      sheet.state.columnProperties[column] = { ...known, pixelSize: 6 + longest * 7 };
  }
  return undefined;
};

export const DIMENSION_KINDS: Readonly<Record<string, BatchKind>> = {
  insertDimension,
  deleteDimension,
  moveDimension,
  appendDimension,
  updateDimensionProperties,
  autoResizeDimensions,
};

/** The properties of one row or column as they were set. */
export const dimensionProperties = (sheet: Sheet, isRow: boolean, index: number): JsonObject => {
  const properties = (isRow ? sheet.state.rowProperties : sheet.state.columnProperties)[index];
  return isObject(properties) ? properties : {};
};
