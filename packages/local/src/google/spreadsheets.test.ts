import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, type RunningGoogle, startGoogle } from './running-google.ts';
import { openDesk, type SpreadsheetDesk } from './spreadsheet-desk.ts';

let google: RunningGoogle;
let desk: SpreadsheetDesk;

beforeAll(async () => {
  google = await startGoogle({ driveLagMs: 0 });
  desk = openDesk(google);
});
afterAll(() => google.close());

describe('spreadsheets', () => {
  it('shows a new spreadsheet without cells, and only what a field mask names', async () => {
    await desk.create();
    const { data } = await google.sheets.spreadsheets.get({ spreadsheetId: desk.spreadsheetId });
    expect(data.properties).toMatchObject({ title: 'Register', locale: 'en_US' });
    expect(data.sheets?.[0]).not.toHaveProperty('data');
    const masked = await google.sheets.spreadsheets.get({
      spreadsheetId: desk.spreadsheetId,
      fields: 'sheets.properties(sheetId,title)',
    });
    expect(masked.data).toEqual({ sheets: [{ properties: { sheetId: 0, title: 'Data' } }] });
  });

  it('shows values, formats and validation of cells with grid data', async () => {
    await desk.create();
    await desk.write('Data!A1:B2', [
      ['due', 'done'],
      [45000.5, true],
    ]);
    const column = (startColumnIndex: number) => ({
      sheetId: 0,
      startRowIndex: 1,
      startColumnIndex,
      endColumnIndex: startColumnIndex + 1,
    });
    const numberFormat = { type: 'DATE_TIME', pattern: 'yyyy-mm-dd hh:mm' };
    await desk.batch(
      {
        repeatCell: {
          range: column(0),
          cell: { userEnteredFormat: { numberFormat } },
          fields: 'userEnteredFormat.numberFormat',
        },
      },
      {
        setDataValidation: {
          range: column(1),
          rule: { condition: { type: 'BOOLEAN' }, strict: true },
        },
      },
    );
    const { data } = await google.sheets.spreadsheets.get({
      spreadsheetId: desk.spreadsheetId,
      ranges: ['Data!A2:B2'],
      fields:
        'sheets.data(startRow,rowData.values(effectiveValue,formattedValue,effectiveFormat.numberFormat,dataValidation))',
    });
    expect(data.sheets?.[0]?.data).toEqual([
      {
        startRow: 1,
        rowData: [
          {
            values: [
              {
                effectiveValue: { numberValue: 45000.5 },
                formattedValue: '2023-03-15 12:00',
                effectiveFormat: { numberFormat },
              },
              {
                effectiveValue: { boolValue: true },
                formattedValue: 'TRUE',
                effectiveFormat: {},
                dataValidation: { condition: { type: 'BOOLEAN' }, strict: true },
              },
            ],
          },
        ],
      },
    ]);
  });

  it('applies all requests of a batch or none', async () => {
    await desk.create();
    const failure = await failureOf(
      desk.batch(
        { addSheet: { properties: { title: 'Second' } } },
        { deleteSheet: { sheetId: 77 } },
      ),
    );
    expect(failure).toEqual({
      status: 400,
      message: 'Invalid requests[1].deleteSheet: No sheet with id: 77',
    });
    const { data } = await google.sheets.spreadsheets.get({ spreadsheetId: desk.spreadsheetId });
    expect(data.sheets).toHaveLength(1);
  });

  it('mirrors the requests in its replies', async () => {
    await desk.create();
    const replies = await desk.batch(
      { appendDimension: { sheetId: 0, dimension: 'ROWS', length: 5 } },
      {
        addSheet: {
          properties: { title: 'Second', gridProperties: { rowCount: 3, columnCount: 2 } },
        },
      },
      {
        addProtectedRange: {
          protectedRange: {
            range: { sheetId: 0, startColumnIndex: 0, endColumnIndex: 1 },
            warningOnly: true,
          },
        },
      },
    );
    expect(replies[0]).toEqual({});
    expect(replies[1]?.addSheet?.properties).toMatchObject({ title: 'Second', index: 1 });
    expect(replies[2]?.addProtectedRange?.protectedRange?.range).toEqual({
      startColumnIndex: 0,
      endColumnIndex: 1,
    });
  });

  it.each([
    [
      { noSuchRequest: {} },
      `Invalid JSON payload received. Unknown name "noSuchRequest" at 'requests[0]': Cannot find field.`,
    ],
    [
      { addSheet: { properties: { title: 'Data' } } },
      'Invalid requests[0].addSheet: A sheet with the name "Data" already exists. Please enter another name.',
    ],
    [
      { addSheet: { properties: { sheetId: 0 } } },
      'Invalid requests[0].addSheet: Sheet with id 0 already exists.',
    ],
    [
      {
        updateCells: {
          start: { sheetId: 0, rowIndex: 19 },
          rows: [{}, { values: [{ userEnteredValue: { numberValue: 1 } }] }],
          fields: 'userEnteredValue',
        },
      },
      'Invalid requests[0].updateCells: Attempting to write row: 20, beyond the last requested row of: 19',
    ],
    [
      {
        deleteDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 20, endIndex: 21 } },
      },
      "Invalid requests[0].deleteDimension: Cannot delete a row that doesn't exist. Tried to delete row index 20 but there are only 20 rows.",
    ],
    [
      { deleteDimension: { range: { sheetId: 0, dimension: 'ROWS' } } },
      "Invalid requests[0].deleteDimension: You can't delete all the rows on the sheet.",
    ],
  ])('words refusals as the service does: %j', async (request, message) => {
    await desk.create();
    expect(await failureOf(desk.batch(request))).toEqual({ status: 400, message });
  });

  it('moves merges, named ranges and formulas with their rows', async () => {
    await desk.create();
    await desk.write(
      'Data!A1:B3',
      [
        ['n', 'twice'],
        [2, '=A2*2'],
        [3, '=SUM(A2:A3)'],
      ],
      'USER_ENTERED',
    );
    const range = {
      sheetId: 0,
      startRowIndex: 1,
      endRowIndex: 3,
      startColumnIndex: 0,
      endColumnIndex: 1,
    };
    await desk.batch({ addNamedRange: { namedRange: { name: 'numbers', range } } });
    await desk.batch({
      insertDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 1, endIndex: 3 } },
    });
    expect((await desk.read('Data!B4:B5', { valueRenderOption: 'FORMULA' })).values).toEqual([
      ['=A4*2'],
      ['=SUM(A4:A5)'],
    ]);
    expect(await desk.read('numbers')).toEqual({
      range: 'Data!A4:A5',
      majorDimension: 'ROWS',
      values: [['2'], ['3']],
    });
    await desk.batch({
      deleteDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 0, endIndex: 3 } },
    });
    expect((await desk.read('numbers')).range).toBe('Data!A1:A2');
  });

  it('drops what a smaller grid no longer holds', async () => {
    await desk.create();
    await desk.write('Data!A1:A3', [['a'], ['b'], ['c']]);
    await desk.batch({
      updateSheetProperties: {
        properties: { sheetId: 0, gridProperties: { rowCount: 2 } },
        fields: 'gridProperties.rowCount',
      },
    });
    expect(await desk.read('Data')).toEqual({
      range: 'Data!A1:F2',
      majorDimension: 'ROWS',
      values: [['a'], ['b']],
    });
  });
});

describe('field masks', () => {
  it('must name fields that exist; the cause is in the details', async () => {
    await desk.create();
    expect(
      (
        await failureOf(
          google.sheets.spreadsheets.get({ spreadsheetId: desk.spreadsheetId, fields: 'content' }),
        )
      ).message,
    ).toBe('Request contains an invalid argument.');
    const cell = { range: { sheetId: 0 }, cell: {} };
    expect((await failureOf(desk.batch({ repeatCell: cell }))).message).toBe(
      "Invalid requests[0].repeatCell: At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
    );
  });
});
