import { type ApiError, invalidArgument } from './errors.ts';
import { type FieldMask, parseFieldMask } from './field-mask.ts';

/** Field names of a message, each with those below it where masks are checked that deep. */
interface Fields {
  readonly [name: string]: Fields | true;
}

const fields = (names: string, nested: Fields = {}): Fields => ({
  ...Object.fromEntries(names.split(' ').map((name) => [name, true] as const)),
  ...nested,
});

const CELL = fields(
  'userEnteredValue effectiveValue formattedValue userEnteredFormat effectiveFormat hyperlink note ' +
    'textFormatRuns dataValidation pivotTable dataSourceTable dataSourceFormula chipRuns',
);

const SHEET_PROPERTIES = fields(
  'sheetId title index sheetType hidden tabColor tabColorStyle rightToLeft dataSourceSheetProperties',
  {
    gridProperties: fields(
      'rowCount columnCount frozenRowCount frozenColumnCount hideGridlines rowGroupControlAfter columnGroupControlAfter',
    ),
  },
);

const SPREADSHEET = fields('spreadsheetId spreadsheetUrl', {
  properties: fields(
    'title locale autoRecalc timeZone defaultFormat iterativeCalculationSettings spreadsheetTheme ' +
      'importFunctionsExternalUrlAccessAllowed',
  ),
  namedRanges: fields('namedRangeId name range'),
  developerMetadata: true,
  dataSources: true,
  dataSourceSchedules: true,
  sheets: fields(
    'merges conditionalFormats filterViews protectedRanges basicFilter charts bandedRanges developerMetadata ' +
      'rowGroups columnGroups slicers tables',
    {
      properties: SHEET_PROPERTIES,
      data: fields('startRow startColumn', {
        rowData: { values: CELL },
        rowMetadata: true,
        columnMetadata: true,
      }),
    },
  ),
});

/** The first path of a mask that the message does not have. */
function unknownPath(mask: FieldMask, known: Fields | true, prefix = ''): string | undefined {
  if (mask === true || known === true) return undefined;
  for (const [name, below] of mask) {
    const next = known[name];
    const path = `${prefix}${name}`;
    if (next === undefined) return path;
    const unknown = unknownPath(below, next, `${path}.`);
    if (unknown !== undefined) return unknown;
  }
  return undefined;
}

/**
 * The mask of `spreadsheets.get`; undefined if none was given. Fails as the service does on unknown
 * fields.
 */
export function parseSpreadsheetMask(text: string): FieldMask | undefined {
  if (text === '') return undefined;
  const mask = parseFieldMask(text);
  const unknown = mask ? unknownPath(mask, SPREADSHEET) : text;
  if (unknown === undefined) return mask;
  throw invalidFields(unknown);
}

/** The refusal of a `fields` parameter: the cause stands in the details only. */
export function invalidFields(path: string): ApiError {
  const description = `Error expanding 'fields' parameter. Cannot find matching fields for path '${path}'.`;
  const details = [
    {
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: [{ field: path, description }],
    },
  ];
  return invalidArgument('Request contains an invalid argument.', details);
}

/** Refuses the mask of an update that names a field which cells or sheet properties do not have. */
export function assertKnownFields(
  mask: FieldMask,
  message: 'cell' | 'sheetProperties',
  place: string,
): void {
  const unknown = unknownPath(mask, message === 'cell' ? CELL : SHEET_PROPERTIES);
  if (unknown !== undefined) throw invalidArgument(`Invalid ${place}: Invalid field: ${unknown}`);
}
