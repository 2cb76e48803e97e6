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

describe('tables', () => {
  it('drop the values of appendCells, while append with INSERT_ROWS writes them and grows the table', async () => {
    await desk.create();
    await desk.write('Data!A1:B2', [
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
    const [reply] = await desk.batch({
      addTable: { table: { name: 'Register', range, columnProperties } },
    });
    const tableId = reply?.addTable?.table?.tableId;
    const rows = [{ values: [{ userEnteredValue: { stringValue: 'b' } }] }];
    await desk.batch({ appendCells: { tableId, rows, fields: 'userEnteredValue' } });
    expect((await desk.read('Data!A3:B3')).values).toBeUndefined();
    await google.sheets.spreadsheets.values.append({
      spreadsheetId: desk.spreadsheetId,
      range: 'Data!A1:B3',
      valueInputOption: 'RAW',
      insertDataOption: 'INSERT_ROWS',
      requestBody: { values: [['c', 'Gamma']] },
    });
    const { data } = await google.sheets.spreadsheets.get({
      spreadsheetId: desk.spreadsheetId,
      fields: 'sheets.tables(range,columnProperties.columnType)',
    });
    expect(data.sheets?.[0]?.tables?.[0]?.range).toMatchObject({
      startRowIndex: 0,
      endRowIndex: 4,
    });
    expect((await desk.read('Data!A4:B4')).values).toEqual([['c', 'Gamma']]);
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
        spreadsheetId: desk.spreadsheetId,
        fields: 'sheets.tables.columnProperties',
      })
    ).data.sheets?.[0]?.tables?.[0]?.columnProperties;

  it('are named by their header cells and turn boolean cells FALSE', async () => {
    await desk.create();
    await desk.write('Data!A1:B3', [
      ['code', 'done'],
      ['a', 'maybe'],
      ['b', true],
    ]);
    const columnProperties = [{ columnIndex: 1, columnName: 'done', columnType: 'BOOLEAN' }];
    await desk.batch({ addTable: { table: { name: 'T', range, columnProperties } } });
    expect(
      (await desk.read('Data!B2:B3', { valueRenderOption: 'UNFORMATTED_VALUE' })).values,
    ).toEqual([[false], [true]]);
    await desk.write('Data!A1:B1', [['key', '=1+2']], 'USER_ENTERED');
    expect(await columnsShown()).toEqual([
      { columnName: 'key' },
      { columnIndex: 1, columnName: 'Column 2', columnType: 'BOOLEAN' },
    ]);
  });

  it('follow columns that are inserted and deleted', async () => {
    await desk.create();
    await desk.write('Data!A1:B2', [
      ['code', 'size'],
      ['a', 1],
    ]);
    const columnProperties = [
      { columnIndex: 0, columnName: 'code', columnType: 'TEXT' },
      { columnIndex: 1, columnName: 'size', columnType: 'DOUBLE' },
    ];
    await desk.batch({ addTable: { table: { name: 'F', range, columnProperties } } });
    const columns = { sheetId: 0, dimension: 'COLUMNS' };
    await desk.batch({ insertDimension: { range: { ...columns, startIndex: 1, endIndex: 2 } } });
    expect(await columnsShown()).toEqual([
      { columnName: 'code', columnType: 'TEXT' },
      { columnIndex: 1, columnName: 'Column 2' },
      { columnIndex: 2, columnName: 'size', columnType: 'DOUBLE' },
    ]);
    await desk.batch({ deleteDimension: { range: { ...columns, startIndex: 0, endIndex: 2 } } });
    expect(await columnsShown()).toEqual([{ columnName: 'size', columnType: 'DOUBLE' }]);
  });

  it('take a condition only as dropdowns', async () => {
    await desk.create();
    const columnProperties = [{ columnName: 'a', columnType: 'DROPDOWN' }];
    expect(
      (await failureOf(desk.batch({ addTable: { table: { range, columnProperties } } }))).message,
    ).toBe('Invalid requests[0].addTable: Condition must be set for dropdown column type.');
  });
});
