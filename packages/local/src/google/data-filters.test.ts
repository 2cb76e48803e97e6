import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGoogle, startGoogle } from './running-google.ts';
import { openDesk, type SpreadsheetDesk } from './spreadsheet-desk.ts';

let google: RunningGoogle;
let desk: SpreadsheetDesk;

beforeAll(async () => {
  google = await startGoogle({ driveLagMs: 0 });
  desk = openDesk(google);
  await desk.create(10, 5);
  await desk.write(
    'Data!A1:B10',
    Array.from({ length: 10 }, (_, i) => [i + 1, `b${i + 1}`]),
  );
});
afterAll(() => google.close());

interface Answer {
  readonly valueRanges?: readonly { valueRange: { range: string }; dataFilters: unknown[] }[];
  readonly error?: { readonly message: string };
}
const ask = async (verb: string, body: object): Promise<Answer> => {
  const path = `/v4/spreadsheets/${desk.spreadsheetId}${verb}`;
  return (await (await google.send('POST', path, body)).json()) as Answer;
};
const values = (...dataFilters: object[]): Promise<Answer> =>
  ask('/values:batchGetByDataFilter', { dataFilters });
const refusal = async (...dataFilters: object[]): Promise<string | undefined> =>
  (await values(...dataFilters)).error?.message;

describe('values by filter', () => {
  it('come in the order of their places, equal ranges once, and repeat their filters', async () => {
    const cells = {
      sheetId: 0,
      startRowIndex: 0,
      endRowIndex: 1,
      startColumnIndex: 0,
      endColumnIndex: 1,
    };
    const answer = await values(
      { a1Range: 'Data!B10' },
      { gridRange: cells },
      { a1Range: 'Data!B9' },
      { a1Range: 'A1:A1' },
    );
    const { sheetId: _, ...shown } = cells;
    expect(answer.valueRanges?.map((found) => found.valueRange.range)).toEqual([
      'Data!A1',
      'Data!B9',
      'Data!B10',
    ]);
    expect(answer.valueRanges?.[0]?.dataFilters).toEqual([
      { gridRange: shown },
      { a1Range: 'A1:A1' },
    ]);
  });

  it('have no range where a grid range holds no cell', async () => {
    const answer = await values({ gridRange: { startRowIndex: 2, endRowIndex: 2 } });
    expect(answer.valueRanges?.[0]?.valueRange).toEqual({ range: '#REF!', majorDimension: 'ROWS' });
  });

  it.each([
    [[], 'Must specify at least one dataFilter.'],
    [[{}], 'Invalid dataFilter[0]: dataFilter.filter must be specified.'],
    [[{ a1Range: 'A1' }, { a1Range: 'X!' }], 'Invalid dataFilter[1]: Unable to parse range: X!'],
    [[{ gridRange: { sheetId: 9 } }], 'Invalid dataFilter[0]: No grid with id: 9'],
    [
      [{ gridRange: { startRowIndex: -1 } }],
      'Invalid dataFilter[0]: GridRange indexes must be >= 0',
    ],
    [
      [{ gridRange: { startRowIndex: 5, endRowIndex: 4 } }],
      'Invalid dataFilter[0]: endRowIndex[4] cannot be before startRowIndex[5]',
    ],
    [
      [{ gridRange: { startRowIndex: 10, startColumnIndex: 1, endColumnIndex: 3 } }],
      'Invalid dataFilter[0]: Range (Data!B11:C) exceeds grid limits. Max rows: 10, max columns: 5',
    ],
    [
      [{ gridRange: { startColumnIndex: 26, endColumnIndex: 27 } }],
      'Invalid dataFilter[0]: Range (Data!AA) exceeds grid limits. Max rows: 10, max columns: 5',
    ],
  ])('refuse %j', async (filters, message) => {
    expect(await refusal(...filters)).toBe(message);
  });
});

describe('lookups of metadata', () => {
  const lookup = (developerMetadataLookup: object): Promise<string | undefined> =>
    refusal({ developerMetadataLookup });
  const onRows = (range: object): object => ({ metadataLocation: { dimensionRange: range } });

  it.each([
    [
      { locationType: 'SPREADSHEET', metadataLocation: { sheetId: 0 } },
      'Cannot limit by location type of SPREADSHEET for the location sheetId',
    ],
    [
      { locationType: 'ROW', locationMatchingStrategy: 'EXACT_LOCATION' },
      'The locationMatchingStrategy was specified as EXACT_LOCATION, but',
    ],
    [
      { locationMatchingStrategy: 'EXACT_LOCATION' },
      'A locationMatchingStrategy was specified, but no metadataLocation was specified',
    ],
    [
      {
        metadataLocation: { spreadsheet: true },
        locationMatchingStrategy: 'INTERSECTING_LOCATION',
      },
      'DeveloperMetadataLookup.spreadsheet is true, but',
    ],
    [{ metadataLocation: { sheetId: 4 } }, 'No grid with id: 4'],
    [
      onRows({ dimension: 'ROWS', startIndex: 1 }),
      'DimensionRange must specify both a startIndex and an endIndex.',
    ],
    [
      onRows({ dimension: 'ROWS', startIndex: 1, endIndex: 3 }),
      'DimensionRange must represent a single row or column.',
    ],
    [onRows({ startIndex: 1, endIndex: 2 }), 'No dimension specified'],
    [
      onRows({ dimension: 'ROWS', startIndex: 10, endIndex: 11 }),
      'DimensionRange startIndex [10] is after the last ROWS index [9] of the sheet [0].',
    ],
  ])('refuse %j', async (given, message) => {
    expect(await lookup(given)).toContain(`Invalid dataFilter[0]: ${message}`);
  });
});

describe('a spreadsheet by filter', () => {
  const get = (dataFilters: object[]): Promise<Answer> =>
    ask(':getByDataFilter?fields=sheets(properties.title,data(startRow,startColumn))', {
      dataFilters,
    });

  it('is whole without filters, and shows the same cells once', async () => {
    expect(await get([])).toEqual({ sheets: [{ properties: { title: 'Data' }, data: [{}] }] });
    const twice = await get([{ a1Range: 'B2:C3' }, { a1Range: 'Data!$B$2:C3' }]);
    expect(twice).toMatchObject({ sheets: [{ data: [{ startRow: 1, startColumn: 1 }] }] });
  });

  it('tells what is wrong without a place', async () => {
    expect((await get([{ gridRange: { sheetId: 9 } }])).error?.message).toBe('No sheet with id: 9');
  });
});
