import { DEFAULT_GRID, newSheetProperties } from './batch-sheets.ts';
import { DEFAULT_FORMAT, spreadsheetTheme } from './cell-format.ts';
import { parseLocation } from './developer-metadata.ts';
import type { Row } from './grid.ts';
import type { IdSource } from './ids.ts';
import { isObject, type JsonObject, numberAt, objectAt, objectsAt, textAt } from './json.ts';
import { newSheetState, Sheet, type SheetEditor, type SheetState } from './sheet.ts';
import type { CellData, DeveloperMetadata, NamedRange, SheetProperties } from './wire.ts';
import { Workbook } from './workbook.ts';

const defaultProperties = (title: string): JsonObject => ({
  title,
  locale: 'en_US',
  autoRecalc: 'ON_CHANGE',
  timeZone: 'Etc/GMT',
  defaultFormat: DEFAULT_FORMAT,
  spreadsheetTheme: spreadsheetTheme(),
});

/**
 * A new spreadsheet; `given` is the body of `spreadsheets.create`. Without sheets it gets `Sheet1`
 * with id 0.
 */
export function newSpreadsheet(
  spreadsheetId: string,
  title: string,
  given: JsonObject,
  ids: IdSource,
  editor: SheetEditor,
): Workbook {
  const {
    defaultFormat: _format,
    spreadsheetTheme: _theme,
    ...properties
  } = objectAt(given, 'properties');
  const state = {
    spreadsheetId,
    properties: { ...defaultProperties(title), ...properties },
    namedRanges: objectsAt(given, 'namedRanges').map(
      (range) => ({ namedRangeId: String(ids.number()), ...range }) as NamedRange,
    ),
    developerMetadata: [],
    more: {},
  };
  const asked = objectsAt(given, 'sheets');
  const sheets = (asked.length === 0 ? [{}] : asked).map((sheet, index) => {
    const own = objectAt(sheet, 'properties');
    const id = numberAt(own, 'sheetId') ?? (asked.length === 0 ? 0 : ids.number());
    const sheetTitle = textAt(own, 'title') ?? `Sheet${index + 1}`;
    const sheetState = newSheetState(newSheetProperties(own, id, sheetTitle, index));
    return new Sheet(sheetState, seededRows(sheet));
  });
  const workbook = new Workbook(state, sheets, editor);
  addMetadata(workbook, given, ids);
  return workbook;
}

function addMetadata(workbook: Workbook, given: JsonObject, ids: IdSource): void {
  const bySheet = objectsAt(given, 'sheets').flatMap((sheet, index) =>
    objectsAt(sheet, 'developerMetadata').map((metadata) => ({
      ...metadata,
      location: { sheetId: workbook.sheets[index]?.id ?? 0, ...objectAt(metadata, 'location') },
    })),
  );
  const own = objectsAt(given, 'developerMetadata').map((metadata) => ({
    ...metadata,
    location: { spreadsheet: true, ...objectAt(metadata, 'location') },
  }));
  workbook.state.developerMetadata = [...own, ...bySheet].map((item) =>
    storedMetadata(workbook, item, ids),
  );
}

function storedMetadata(workbook: Workbook, item: JsonObject, ids: IdSource): DeveloperMetadata {
  const value = textAt(item, 'metadataValue');
  return {
    metadataId: numberAt(item, 'metadataId') ?? ids.number(),
    metadataKey: textAt(item, 'metadataKey') ?? '',
    ...(value === undefined ? {} : { metadataValue: value }),
    location: parseLocation(workbook, objectAt(item, 'location')),
    visibility: textAt(item, 'visibility') ?? 'DOCUMENT',
  };
}

/** The cells of a sheet in wire format, from A1 on. */
function seededRows(sheet: JsonObject): Row[] {
  const rows: Row[] = [];
  for (const data of objectsAt(sheet, 'data')) {
    const startRow = numberAt(data, 'startRow') ?? 0;
    const startColumn = numberAt(data, 'startColumn') ?? 0;
    objectsAt(data, 'rowData').forEach((row, i) => {
      const cells = objectsAt(row, 'values').map((cell) =>
        Object.keys(cell).length > 0 ? (cell as CellData) : null,
      );
      const indent: null[] = Array.from({ length: startColumn }, () => null);
      while (rows.length <= startRow + i) rows.push([]);
      rows[startRow + i] = [...indent, ...cells];
    });
  }
  return rows;
}

/** The members of a sheet that have a place of their own in the stored state. */
const KNOWN_SHEET_MEMBERS = new Set(
  'properties data merges protectedRanges tables basicFilter rowGroups columnGroups developerMetadata'.split(
    ' ',
  ),
);
const KNOWN_MEMBERS = new Set(
  'spreadsheetId properties sheets namedRanges developerMetadata spreadsheetUrl'.split(' '),
);

/** A spreadsheet given in wire format, kept as it is: nothing is checked or computed. */
export function seededSpreadsheet(given: JsonObject, ids: IdSource, editor: SheetEditor): Workbook {
  const properties = objectAt(given, 'properties');
  const asked = objectsAt(given, 'sheets');
  const state = {
    spreadsheetId: textAt(given, 'spreadsheetId') ?? ids.file(),
    properties:
      Object.keys(properties).length > 0 ? properties : defaultProperties('Untitled spreadsheet'),
    namedRanges: objectsAt(given, 'namedRanges') as unknown as NamedRange[],
    developerMetadata: [],
    more: others(given, KNOWN_MEMBERS),
  };
  const sheets = (asked.length === 0 ? [{}] : asked).map((sheet, index) => {
    return new Sheet(seededSheetState(sheet, index), seededRows(sheet));
  });
  const workbook = new Workbook(state, sheets, editor);
  addMetadata(workbook, given, ids);
  return workbook;
}

function seededSheetState(sheet: JsonObject, index: number): SheetState {
  const properties = objectAt(sheet, 'properties');
  const { basicFilter } = sheet;
  return {
    ...newSheetState({
      sheetId: 0,
      title: `Sheet${index + 1}`,
      index,
      sheetType: 'GRID',
      ...properties,
      gridProperties: { ...DEFAULT_GRID, ...objectAt(properties, 'gridProperties') },
    } as SheetProperties),
    merges: objectsAt(sheet, 'merges'),
    protectedRanges: objectsAt(sheet, 'protectedRanges') as SheetState['protectedRanges'],
    tables: objectsAt(sheet, 'tables') as SheetState['tables'],
    rowGroups: objectsAt(sheet, 'rowGroups'),
    columnGroups: objectsAt(sheet, 'columnGroups'),
    ...(isObject(basicFilter) ? { basicFilter } : {}),
    more: others(sheet, KNOWN_SHEET_MEMBERS),
  };
}

const others = (given: JsonObject, known: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !known.has(name)));
