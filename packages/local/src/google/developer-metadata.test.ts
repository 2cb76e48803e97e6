import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, type RunningGoogle, startGoogle } from './running-google.ts';

let google: RunningGoogle;
let spreadsheetId: string;

beforeAll(async () => {
  google = await startGoogle({ driveLagMs: 0 });
});
afterAll(() => google.close());

const batch = async (...requests: object[]) =>
  (await google.sheets.spreadsheets.batchUpdate({ spreadsheetId, requestBody: { requests } })).data
    .replies ?? [];
const onRow = (startIndex: number, metadataValue = 'v') => ({
  createDeveloperMetadata: {
    developerMetadata: {
      metadataKey: 'row',
      metadataValue,
      visibility: 'DOCUMENT',
      location: {
        dimensionRange: { sheetId: 0, dimension: 'ROWS', startIndex, endIndex: startIndex + 1 },
      },
    },
  },
});
const search = async (lookup: object) =>
  (
    await google.sheets.spreadsheets.developerMetadata.search({
      spreadsheetId,
      requestBody: { dataFilters: [{ developerMetadataLookup: lookup }] },
    })
  ).data.matchedDeveloperMetadata ?? [];
const rowOf = async () =>
  (await search({ metadataKey: 'row' }))[0]?.developerMetadata?.location?.dimensionRange
    ?.startIndex;
const rows = (startIndex: number, endIndex: number) => ({
  sheetId: 0,
  dimension: 'ROWS',
  startIndex,
  endIndex,
});

beforeEach(async () => {
  const { data } = await google.sheets.spreadsheets.create({
    requestBody: { sheets: [{ properties: { sheetId: 0, title: 'Data' } }] },
  });
  spreadsheetId = data.spreadsheetId ?? '';
});

describe('developer metadata', () => {
  it('follows its row through insert, delete, move and sort, and goes with it', async () => {
    await google.sheets.spreadsheets.values.update({
      spreadsheetId,
      range: 'Data!A1:A4',
      valueInputOption: 'RAW',
      requestBody: { values: [['d'], ['c'], ['b'], ['a']] },
    });
    await batch(onRow(2));
    await batch({ insertDimension: { range: rows(0, 2) } });
    expect(await rowOf()).toBe(4);
    await batch({ deleteDimension: { range: rows(0, 1) } });
    expect(await rowOf()).toBe(3);
    await batch({ moveDimension: { source: rows(3, 4), destinationIndex: 1 } });
    expect(await rowOf()).toBe(1);
    await batch({
      sortRange: {
        range: { sheetId: 0, startRowIndex: 0, endRowIndex: 6 },
        sortSpecs: [{ dimensionIndex: 0, sortOrder: 'ASCENDING' }],
      },
    });
    expect(await rowOf()).toBe(1);
    const filters = [{ developerMetadataLookup: { metadataKey: 'row' } }];
    const found = await google.sheets.spreadsheets.values.batchGetByDataFilter({
      spreadsheetId,
      requestBody: { dataFilters: filters },
    });
    expect(found.data.valueRanges?.[0]?.valueRange?.values).toEqual([['b']]);
    expect(await batch({ deleteDimension: { range: rows(1, 2) } })).toEqual([{}]);
    expect(await search({})).toEqual([]);
  });

  it('is written through by data filter', async () => {
    await batch(onRow(6));
    const { data } = await google.sheets.spreadsheets.values.batchUpdateByDataFilter({
      spreadsheetId,
      requestBody: {
        valueInputOption: 'RAW',
        data: [
          { dataFilter: { developerMetadataLookup: { metadataKey: 'row' } }, values: [['x', 'y']] },
        ],
      },
    });
    expect(data).toMatchObject({
      totalUpdatedCells: 2,
      responses: [{ updatedRange: 'Data!A7:B7' }],
    });
  });

  it('finds everything with an empty lookup, and by location', async () => {
    await batch(onRow(0), {
      createDeveloperMetadata: {
        developerMetadata: {
          metadataKey: 'sheet',
          visibility: 'DOCUMENT',
          location: { sheetId: 0 },
        },
      },
    });
    expect(await search({})).toHaveLength(2);
    const metadataLocation = { sheetId: 0 };
    expect(
      await search({ metadataLocation, locationMatchingStrategy: 'EXACT_LOCATION' }),
    ).toHaveLength(1);
    expect(
      await search({ metadataLocation, locationMatchingStrategy: 'INTERSECTING_LOCATION' }),
    ).toHaveLength(2);
    const { data } = await google.sheets.spreadsheets.get({
      spreadsheetId,
      fields: 'sheets.developerMetadata.metadataKey',
    });
    expect(data).toEqual({ sheets: [{ developerMetadata: [{ metadataKey: 'sheet' }] }] });
  });

  it('must be on a single row and within the cap of 30,000 characters', async () => {
    const wide = onRow(0);
    wide.createDeveloperMetadata.developerMetadata.location.dimensionRange.endIndex = 2;
    expect((await failureOf(batch(wide))).message).toMatch(
      /DimensionRange must represent a single row or column\.$/,
    );
    const many = Array.from({ length: 790 }, (_, i) => onRow(i, 'x'.repeat(35)));
    await batch(...many.slice(0, 789));
    expect(
      (await failureOf(batch(onRow(789, 'x'.repeat(60)), onRow(790, 'x'.repeat(100))))).status,
    ).toBe(400);
    expect(await search({})).toHaveLength(789);
  });

  it('is kept with its ids in a copy of the file', async () => {
    const [reply] = await batch(onRow(1));
    const copy = await google.drive.files.copy({
      fileId: spreadsheetId,
      requestBody: { name: 'Copy' },
    });
    spreadsheetId = copy.data.id ?? '';
    expect((await search({}))[0]?.developerMetadata?.metadataId).toBe(
      reply?.createDeveloperMetadata?.developerMetadata?.metadataId,
    );
  });
});
