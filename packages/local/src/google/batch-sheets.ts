import { type BatchContext, type BatchKind, refuse, sheetOf } from './batch-context.ts';
import { withColorStyles } from './cell-format.ts';
import { includes, parseUpdateMask, withMasked } from './field-mask.ts';
import { isObject, type JsonObject, numberAt, objectAt, textAt } from './json.ts';
import { newSheetState, Sheet } from './sheet.ts';
import { assertKnownFields } from './spreadsheet-fields.ts';
import type { Dimension, SheetProperties } from './wire.ts';
import type { Workbook } from './workbook.ts';

export const DEFAULT_GRID = { rowCount: 1000, columnCount: 26 } as const;

/** Cells of one workbook, and columns of one sheet. */
const MAX_CELLS = 10_000_000;
const MAX_COLUMNS = 18_278;
const LONGEST_TITLE = 100;

/** The first free title of the form `Sheet2`. */
function freeTitle(workbook: Workbook): string {
  let number = workbook.sheets.length + 1;
  while (workbook.sheetByTitle(`Sheet${number}`)) number += 1;
  return `Sheet${number}`;
}

/** The properties of a new sheet from what a request gives; also for `spreadsheets.create`. */
export function newSheetProperties(
  given: JsonObject,
  sheetId: number,
  title: string,
  index: number,
): SheetProperties {
  const { sheetId: _id, title: _title, index: _index, sheetType, gridProperties, ...more } = given;
  const grid = { ...DEFAULT_GRID, ...(isObject(gridProperties) ? gridProperties : {}) };
  const styled = withColorStyles(more) as JsonObject;
  return {
    sheetId,
    title,
    index,
    sheetType: typeof sheetType === 'string' ? sheetType : 'GRID',
    gridProperties: withoutZeros(grid) as SheetProperties['gridProperties'],
    ...withoutZeros(styled),
  };
}

/** Counts of zero and false flags are left out of properties. */
const withoutZeros = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== 0 && value !== false));

export function assertSize(context: BatchContext): void {
  const { sheets } = context.workbook;
  const cells = sheets.reduce((sum, sheet) => sum + sheet.rowCount * sheet.columnCount, 0);
  if (cells > MAX_CELLS) {
    throw refuse(
      context,
      `This action would increase the number of cells in the workbook above the limit of ${MAX_CELLS} cells.`,
    );
  }
  const wide = sheets.find((sheet) => sheet.columnCount > MAX_COLUMNS);
  if (wide) {
    throw refuse(
      context,
      `This action would increase the number of columns in the sheet above the limit of ${MAX_COLUMNS} columns.`,
    );
  }
}

function assertFreeTitle(context: BatchContext, title: string, own?: Sheet): void {
  if (title.length > LONGEST_TITLE) {
    throw refuse(context, `The sheet name cannot be greater than ${LONGEST_TITLE} characters.`);
  }
  const other = context.workbook.sheetByTitle(title);
  if (!other || other === own) return;
  throw refuse(
    context,
    `A sheet with the name "${title}" already exists. Please enter another name.`,
  );
}

function assertFreeId(context: BatchContext, id: number | undefined): void {
  if (id === undefined) return;
  if (id < 0) throw refuse(context, 'Sheet id must be non-negative.');
  if (context.workbook.sheetById(id)) throw refuse(context, `Sheet with id ${id} already exists.`);
}

const addSheet: BatchKind = (context, request) => {
  const { workbook, ids } = context;
  const given = objectAt(request, 'properties');
  const asked = numberAt(given, 'sheetId');
  assertFreeId(context, asked);
  const title = textAt(given, 'title') ?? freeTitle(workbook);
  assertFreeTitle(context, title);
  const last = workbook.sheets.length;
  const index = Math.min(numberAt(given, 'index') ?? last, last);
  const sheet = new Sheet(
    newSheetState(newSheetProperties(given, asked ?? ids.number(), title, index)),
    [],
  );
  workbook.sheets.splice(index, 0, sheet);
  workbook.renumberSheets();
  assertSize(context);
  return { properties: structuredClone(sheet.state.properties) };
};

const deleteSheet: BatchKind = (context, request) => {
  const { workbook } = context;
  const sheet = sheetOf(context, numberAt(request, 'sheetId'), 'sheet');
  if (workbook.sheets.every((other) => other === sheet || other.state.properties.hidden === true)) {
    throw refuse(context, "You can't remove all the visible sheets in a document.");
  }
  workbook.sheets.splice(workbook.sheets.indexOf(sheet), 1);
  workbook.renumberSheets();
  const { state } = workbook;
  state.namedRanges = state.namedRanges.filter(({ range }) => (range.sheetId ?? 0) !== sheet.id);
  state.developerMetadata = state.developerMetadata.filter(
    ({ location }) => location.sheetId !== sheet.id,
  );
  return undefined;
};

const duplicateSheet: BatchKind = (context, request) => {
  const { workbook, ids } = context;
  const source = sheetOf(context, numberAt(request, 'sourceSheetId'), 'sheet');
  const title = textAt(request, 'newSheetName') ?? copyTitle(workbook, source.title);
  assertFreeTitle(context, title);
  assertFreeId(context, numberAt(request, 'newSheetId'));
  const index = Math.min(numberAt(request, 'insertSheetIndex') ?? 0, workbook.sheets.length);
  const sheet = copyOfSheet(
    source,
    numberAt(request, 'newSheetId') ?? ids.number(),
    title,
    ids.number,
  );
  workbook.sheets.splice(index, 0, sheet);
  workbook.renumberSheets();
  assertSize(context);
  return { properties: structuredClone(sheet.state.properties) };
};

function copyTitle(workbook: Workbook, title: string): string {
  const first = `Copy of ${title}`;
  let name = first;
  for (let n = 2; workbook.sheetByTitle(name); n += 1) name = `${first} ${n}`;
  return name;
}

/** A copy under another id; protected ranges and tables get ids of their own. */
export function copyOfSheet(
  source: Sheet,
  sheetId: number,
  title: string,
  newId: () => number,
): Sheet {
  const state = structuredClone(source.state);
  const onSheet = <T extends { range?: object }>(item: T): T => ({
    ...item,
    ...(item.range ? { range: moved(item.range, sheetId) } : {}),
  });
  state.properties = { ...state.properties, sheetId, title };
  state.merges = state.merges.map((merge) => moved(merge, sheetId));
  state.protectedRanges = state.protectedRanges.map((item) => ({
    ...onSheet(item),
    protectedRangeId: newId(),
  }));
  state.tables = state.tables.map((item) => ({ ...onSheet(item), tableId: String(newId()) }));
  if (state.basicFilter) state.basicFilter = onSheet(state.basicFilter);
  return new Sheet(state, source.grid.rows);
}

function moved<T extends object>(range: T, sheetId: number): T {
  const { sheetId: _, ...bounds } = range as T & { sheetId?: number };
  return { ...(sheetId === 0 ? {} : { sheetId }), ...bounds } as T;
}

const updateSheetProperties: BatchKind = (context, request) => {
  const { workbook } = context;
  const given = objectAt(request, 'properties');
  const sheet = sheetOf(context, numberAt(given, 'sheetId'), 'sheet');
  const mask = parseUpdateMask(request.fields, context.place);
  assertKnownFields(mask, 'sheetProperties', context.place);
  const styled = withColorStyles(given) as JsonObject;
  const { properties } = sheet.state;
  const changed = withMasked(properties, styled, mask) as SheetProperties;
  if (includes(mask, 'title')) assertTitle(context, changed.title, sheet);
  if (mask === true || !includes(mask, 'tabColorStyle')) keepPair(changed, styled, mask !== true);
  else syncTabColor(changed);
  const grid = { ...(isObject(changed.gridProperties) ? changed.gridProperties : {}) };
  assertGrid(context, grid);
  shrink(workbook, sheet, 'ROWS', numberAt(grid, 'rowCount'));
  shrink(workbook, sheet, 'COLUMNS', numberAt(grid, 'columnCount'));
  sheet.state.properties = {
    ...properties,
    ...(withoutZeros(changed) as Partial<SheetProperties>),
    sheetId: sheet.id,
    index: properties.index,
    gridProperties: withoutZeros(grid) as SheetProperties['gridProperties'],
  };
  dropAbsent(sheet.state.properties, changed);
  assertSize(context);
  if (workbook.sheets.every(({ state }) => state.properties.hidden === true)) {
    throw refuse(context, "You can't hide all the sheets in a document.");
  }
  if (includes(mask, 'index')) moveSheet(workbook, sheet, numberAt(given, 'index') ?? 0);
  return undefined;
};

/** An update of the older `tabColor` sets the newer style too. */
function keepPair(changed: JsonObject, given: JsonObject, isPartial: boolean): void {
  if (isPartial && changed.tabColor !== given.tabColor) return;
  if (given.tabColorStyle !== undefined) changed.tabColorStyle = given.tabColorStyle;
}

function syncTabColor(changed: JsonObject): void {
  const rgb = objectAt(changed, 'tabColorStyle').rgbColor;
  if (isObject(rgb)) changed.tabColor = rgb;
  else delete changed.tabColor;
}

function dropAbsent(properties: SheetProperties, changed: JsonObject): void {
  const kept = withoutZeros(changed);
  for (const name of Object.keys(properties)) {
    const isFixed = ['sheetId', 'index', 'gridProperties', 'title', 'sheetType'].includes(name);
    if (!isFixed && !(name in kept)) delete properties[name];
  }
}

function assertTitle(context: BatchContext, title: unknown, sheet: Sheet): void {
  if (typeof title !== 'string' || title === '')
    throw refuse(context, 'Sheet name cannot be empty.');
  assertFreeTitle(context, title, sheet);
}

function assertGrid(context: BatchContext, grid: JsonObject): void {
  const rows = numberAt(grid, 'rowCount') ?? 0;
  const columns = numberAt(grid, 'columnCount') ?? 0;
  if (rows < 1) throw refuse(context, "You can't delete all the rows on the sheet.");
  if (columns < 1) throw refuse(context, "You can't delete all the columns on the sheet.");
  if ((numberAt(grid, 'frozenRowCount') ?? 0) >= rows) {
    throw refuse(context, "You can't freeze all visible rows on the sheet.");
  }
  if ((numberAt(grid, 'frozenColumnCount') ?? 0) >= columns) {
    throw refuse(context, "You can't freeze all visible columns on the sheet.");
  }
}

/** What lies beyond a smaller grid goes as if it were deleted, with all that is bound to it. */
function shrink(workbook: Workbook, sheet: Sheet, dimension: Dimension, size = 0): void {
  const end = sheet.size(dimension);
  if (size < end) workbook.changeDimension(sheet, dimension, { kind: 'delete', start: size, end });
}

/** The new index counts before the move. */
function moveSheet(workbook: Workbook, sheet: Sheet, index: number): void {
  const from = workbook.sheets.indexOf(sheet);
  const to = Math.min(index > from ? index - 1 : index, workbook.sheets.length - 1);
  workbook.sheets.splice(from, 1);
  workbook.sheets.splice(to, 0, sheet);
  workbook.renumberSheets();
}

/** IANA names, and offsets such as `GMT-07:00`. */
function assertTimeZone(context: BatchContext, timeZone: string | undefined): void {
  if (timeZone === undefined || /^(GMT|UTC)?[+-]\d{2}:\d{2}$/.test(timeZone)) return;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw refuse(context, `Invalid time zone: ${timeZone}`);
  }
}

const updateSpreadsheetProperties: BatchKind = (context, request) => {
  const mask = parseUpdateMask(request.fields, context.place);
  const { state } = context.workbook;
  const changed = withMasked(state.properties, objectAt(request, 'properties'), mask);
  const title = textAt(changed, 'title') ?? '';
  if (title === '') throw refuse(context, 'The spreadsheet title cannot be empty.');
  assertTimeZone(context, textAt(changed, 'timeZone'));
  state.properties = { ...state.properties, ...changed };
  return undefined;
};

export const SHEET_KINDS: Readonly<Record<string, BatchKind>> = {
  addSheet,
  deleteSheet,
  duplicateSheet,
  updateSheetProperties,
  updateSpreadsheetProperties,
};
