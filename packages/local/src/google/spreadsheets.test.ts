import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, type RunningGoogle, startGoogle } from './running-google.ts';

let google: RunningGoogle;
let spreadsheetId: string;

beforeAll(async () => {
  google = await startGoogle({ driveLagMs: 0 });
});
afterAll(() => google.close());

const create = async (rowCount = 20, columnCount = 6): Promise<string> => {
  const gridProperties = { rowCount, columnCount };
  const { data } = await google.sheets.spreadsheets.create({
    requestBody: {
      properties: { title: 'Register' },
      sheets: [{ properties: { sheetId: 0, title: 'Data', gridProperties } }],
    },
  });
  return data.spreadsheetId ?? '';
};
const write = (range: string, values: unknown[][], valueInputOption = 'RAW') =>
  google.sheets.spreadsheets.values.update({
    spreadsheetId,
    range,
    valueInputOption,
    requestBody: { values },
  });
const read = async (range: string, options: { valueRenderOption?: string } = {}) =>
  (await google.sheets.spreadsheets.values.get({ spreadsheetId, range, ...options })).data;
const batch = async (...requests: object[]) =>
  (await google.sheets.spreadsheets.batchUpdate({ spreadsheetId, requestBody: { requests } })).data
    .replies ?? [];

describe('spreadsheets', () => {
  it('shows a new spreadsheet without cells, and only what a field mask names', async () => {
    spreadsheetId = await create();
    const { data } = await google.sheets.spreadsheets.get({ spreadsheetId });
    expect(data.properties).toMatchObject({ title: 'Register', locale: 'en_US' });
    expect(data.sheets?.[0]).not.toHaveProperty('data');
    const masked = await google.sheets.spreadsheets.get({
      spreadsheetId,
      fields: 'sheets.properties(sheetId,title)',
    });
    expect(masked.data).toEqual({ sheets: [{ properties: { sheetId: 0, title: 'Data' } }] });
  });

  it('shows values, formats and validation of cells with grid data', async () => {
    spreadsheetId = await create();
    await write('Data!A1:B2', [
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
    await batch(
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
      spreadsheetId,
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
    spreadsheetId = await create();
    const failure = await failureOf(
      batch({ addSheet: { properties: { title: 'Second' } } }, { deleteSheet: { sheetId: 77 } }),
    );
    expect(failure).toEqual({
      status: 400,
      message: 'Invalid requests[1].deleteSheet: No sheet with id: 77',
    });
    const { data } = await google.sheets.spreadsheets.get({ spreadsheetId });
    expect(data.sheets).toHaveLength(1);
  });

  it('mirrors the requests in its replies', async () => {
    spreadsheetId = await create();
    const replies = await batch(
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
    spreadsheetId = await create();
    expect(await failureOf(batch(request))).toEqual({ status: 400, message });
  });

  it('moves merges, named ranges and formulas with their rows', async () => {
    spreadsheetId = await create();
    await write(
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
    await batch({ addNamedRange: { namedRange: { name: 'numbers', range } } });
    await batch({
      insertDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 1, endIndex: 3 } },
    });
    expect((await read('Data!B4:B5', { valueRenderOption: 'FORMULA' })).values).toEqual([
      ['=A4*2'],
      ['=SUM(A4:A5)'],
    ]);
    expect(await read('numbers')).toEqual({
      range: 'Data!A4:A5',
      majorDimension: 'ROWS',
      values: [['2'], ['3']],
    });
    await batch({
      deleteDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 0, endIndex: 3 } },
    });
    expect((await read('numbers')).range).toBe('Data!A1:A2');
  });

  it('drops what a smaller grid no longer holds', async () => {
    spreadsheetId = await create();
    await write('Data!A1:A3', [['a'], ['b'], ['c']]);
    await batch({
      updateSheetProperties: {
        properties: { sheetId: 0, gridProperties: { rowCount: 2 } },
        fields: 'gridProperties.rowCount',
      },
    });
    expect(await read('Data')).toEqual({
      range: 'Data!A1:F2',
      majorDimension: 'ROWS',
      values: [['a'], ['b']],
    });
  });
});

describe('tables', () => {
  it('drop the values of appendCells, while append with INSERT_ROWS writes them and grows the table', async () => {
    spreadsheetId = await create();
    await write('Data!A1:B2', [
      ['code', 'name'],
      ['a', 'Alpha'],
    ]);
    const columnProperties = [
      { columnIndex: 0, columnName: 'code', columnType: 'TEXT' },
      { columnIndex: 1, columnName: 'name', columnType: 'TEXT' },
    ];
    const range = {
      sheetId: 0,
      startRowIndex: 0,
      endRowIndex: 2,
      startColumnIndex: 0,
      endColumnIndex: 2,
    };
    const [reply] = await batch({
      addTable: { table: { name: 'Register', range, columnProperties } },
    });
    const tableId = reply?.addTable?.table?.tableId;
    const rows = [{ values: [{ userEnteredValue: { stringValue: 'b' } }] }];
    await batch({ appendCells: { tableId, rows, fields: 'userEnteredValue' } });
    expect((await read('Data!A3:B3')).values).toBeUndefined();
    await google.sheets.spreadsheets.values.append({
      spreadsheetId,
      range: 'Data!A1:B3',
      valueInputOption: 'RAW',
      insertDataOption: 'INSERT_ROWS',
      requestBody: { values: [['c', 'Gamma']] },
    });
    const { data } = await google.sheets.spreadsheets.get({
      spreadsheetId,
      fields: 'sheets.tables(range,columnProperties.columnType)',
    });
    expect(data.sheets?.[0]?.tables?.[0]?.range).toMatchObject({
      startRowIndex: 0,
      endRowIndex: 4,
    });
    expect((await read('Data!A4:B4')).values).toEqual([['c', 'Gamma']]);
  });
});

describe('table columns', () => {
  const range = {
    sheetId: 0,
    startRowIndex: 0,
    endRowIndex: 3,
    startColumnIndex: 0,
    endColumnIndex: 2,
  };
  const columnsShown = async () =>
    (
      await google.sheets.spreadsheets.get({
        spreadsheetId,
        fields: 'sheets.tables.columnProperties',
      })
    ).data.sheets?.[0]?.tables?.[0]?.columnProperties;

  it('are named by their header cells and turn boolean cells FALSE', async () => {
    spreadsheetId = await create();
    await write('Data!A1:B3', [
      ['code', 'done'],
      ['a', 'maybe'],
      ['b', true],
    ]);
    const columnProperties = [{ columnIndex: 1, columnName: 'done', columnType: 'BOOLEAN' }];
    await batch({ addTable: { table: { name: 'T', range, columnProperties } } });
    expect((await read('Data!B2:B3', { valueRenderOption: 'UNFORMATTED_VALUE' })).values).toEqual([
      [false],
      [true],
    ]);
    await write('Data!A1:B1', [['key', '=1+2']], 'USER_ENTERED');
    expect(await columnsShown()).toEqual([
      { columnName: 'key' },
      { columnIndex: 1, columnName: 'Column 2', columnType: 'BOOLEAN' },
    ]);
  });

  it('take a condition only as dropdowns', async () => {
    spreadsheetId = await create();
    const columnProperties = [{ columnName: 'a', columnType: 'DROPDOWN' }];
    expect(
      (await failureOf(batch({ addTable: { table: { range, columnProperties } } }))).message,
    ).toBe('Invalid requests[0].addTable: Condition must be set for dropdown column type.');
  });
});

describe('sorting', () => {
  const sort = (sortOrder: string) => ({
    sortRange: { range: { sheetId: 0 }, sortSpecs: [{ dimensionIndex: 0, sortOrder }] },
  });

  it('orders numbers, texts and blanks, and leaves hidden rows in place', async () => {
    spreadsheetId = await create();
    await write('Data!A1:A5', [['b'], [2], [''], ['A'], [10]]);
    const hidden = { sheetId: 0, dimension: 'ROWS', startIndex: 0, endIndex: 1 };
    await batch(sort('ASCENDING'));
    expect((await read('Data')).values).toEqual([['2'], ['10'], ['A'], ['b']]);
    await batch({
      updateDimensionProperties: {
        range: hidden,
        properties: { hiddenByUser: true },
        fields: 'hiddenByUser',
      },
    });
    await batch(sort('DESCENDING'));
    expect((await read('Data')).values).toEqual([['2'], ['b'], ['A'], ['10']]);
  });

  it('refuses vertical merges', async () => {
    spreadsheetId = await create();
    await batch({
      mergeCells: {
        range: {
          sheetId: 0,
          startRowIndex: 1,
          endRowIndex: 3,
          startColumnIndex: 0,
          endColumnIndex: 1,
        },
        mergeType: 'MERGE_ALL',
      },
    });
    expect((await failureOf(batch(sort('ASCENDING')))).message).toBe(
      "Invalid requests[0].sortRange: You can't sort a range containing vertical merges. There is a vertical merge at A2:A3",
    );
  });
});

describe('field masks', () => {
  it('must name fields that exist; the cause is in the details', async () => {
    spreadsheetId = await create();
    expect(
      (await failureOf(google.sheets.spreadsheets.get({ spreadsheetId, fields: 'content' })))
        .message,
    ).toBe('Request contains an invalid argument.');
    const cell = { range: { sheetId: 0 }, cell: {} };
    expect((await failureOf(batch({ repeatCell: cell }))).message).toBe(
      "Invalid requests[0].repeatCell: At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
    );
  });
});
