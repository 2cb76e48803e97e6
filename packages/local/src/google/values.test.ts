import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, type RunningGoogle, startGoogle } from './running-google.ts';

let google: RunningGoogle;
let spreadsheetId: string;

beforeAll(async () => {
  google = await startGoogle({ driveLagMs: 0 });
});
afterAll(() => google.close());

const fresh = async (rowCount = 10, columnCount = 8, title = 'Sheet1'): Promise<void> => {
  const gridProperties = { rowCount, columnCount };
  const { data } = await google.sheets.spreadsheets.create({
    requestBody: { sheets: [{ properties: { sheetId: 0, title, gridProperties } }] },
  });
  spreadsheetId = data.spreadsheetId ?? '';
};
const write = async (range: string, values: unknown[][], valueInputOption = 'RAW') =>
  (
    await google.sheets.spreadsheets.values.update({
      spreadsheetId,
      range,
      valueInputOption,
      requestBody: { values },
    })
  ).data;
const read = async (range: string, options: object = {}) =>
  (await google.sheets.spreadsheets.values.get({ spreadsheetId, range, ...options })).data;
const append = async (range: string, values: unknown[][]) =>
  (
    await google.sheets.spreadsheets.values.append({
      spreadsheetId,
      range,
      valueInputOption: 'RAW',
      requestBody: { values },
    })
  ).data;

describe('reading values', () => {
  it('has no values key when nothing is there and echoes the grid', async () => {
    await fresh();
    expect(await read('Sheet1')).toEqual({ range: 'Sheet1!A1:H10', majorDimension: 'ROWS' });
    expect((await read('A:A')).range).toBe('Sheet1!A1:A10');
    expect((await read('Sheet1!A1:ZZ99')).range).toBe('Sheet1!A1:H10');
    expect((await read('Sheet1!R2C2:R3C3')).range).toBe('Sheet1!B2:C3');
    expect((await read('sheet1!$b$3')).range).toBe('Sheet1!B3');
  });

  it('cuts trailing blanks and keeps inner ones', async () => {
    await fresh();
    await write('Sheet1!A1:C4', [
      ['a', '', 'c'],
      ['', '', ''],
      ['x', '', ''],
      ['', '', ''],
    ]);
    expect((await read('Sheet1')).values).toEqual([['a', '', 'c'], [], ['x']]);
    expect((await read('Sheet1', { majorDimension: 'COLUMNS' })).values).toEqual([
      ['a', '', 'x'],
      [],
      ['c'],
    ]);
  });

  it.each([
    ['Sheet1!A11', 'Range (Sheet1!A11) exceeds grid limits. Max rows: 10, max columns: 8'],
    ['Nowhere!A1', 'Unable to parse range: Nowhere!A1'],
    ["'A1'", "Unable to parse range: 'A1'"],
    ['Table1[Col]', 'Unable to parse range: Table1[Col]'],
    ['!Nowhere', 'Unable to parse range: !Nowhere'],
    ['AA:AB', 'Range (Sheet1!AA:AB) exceeds grid limits. Max rows: 10, max columns: 8'],
    ['11:11', 'Range (Sheet1!11) exceeds grid limits. Max rows: 10, max columns: 8'],
  ])('refuses %s', async (range, message) => {
    await fresh();
    expect(await failureOf(read(range))).toEqual({ status: 400, message });
  });

  it('takes no title for the first sheet, and a title with an exclamation mark', async () => {
    await fresh(5, 5, 'has!bang');
    expect((await read('!A1')).range).toBe("'has!bang'!A1");
    expect((await read('has!bang')).range).toBe("'has!bang'!A1:E5");
    expect((await read('has!bang!B2')).range).toBe("'has!bang'!B2");
  });

  it('quotes titles only where it must, and takes a bare name for a named range first', async () => {
    await fresh(5, 5, "Jörg's");
    expect((await read("'Jörg''s'!A1")).range).toBe("'Jörg''s'!A1");
    const range = {
      sheetId: 0,
      startRowIndex: 1,
      endRowIndex: 2,
      startColumnIndex: 0,
      endColumnIndex: 2,
    };
    await fresh(5, 5, 'Data');
    await google.sheets.spreadsheets.batchUpdate({
      spreadsheetId,
      requestBody: { requests: [{ addNamedRange: { namedRange: { name: 'Data', range } } }] },
    });
    expect((await read('Data')).range).toBe('Data!A2:B2');
    expect((await read("'Data'")).range).toBe('Data!A1:E5');
  });

  it('renders dates, booleans, formulas and errors in three ways', async () => {
    await fresh();
    await write(
      'Sheet1!A1',
      [['2020-01-01', true, '=1+2', '=1/0', '=NOSUCH()', '=""', 0.5]],
      'USER_ENTERED',
    );
    expect((await read('Sheet1')).values).toEqual([
      ['2020-01-01', 'TRUE', '3', '#DIV/0!', '#NAME?', '', '0.5'],
    ]);
    expect((await read('Sheet1', { valueRenderOption: 'UNFORMATTED_VALUE' })).values).toEqual([
      [
        43831,
        true,
        3,
        '#DIV/0! (Function DIVIDE parameter 2 cannot be zero.)',
        "#NAME? (Unknown function: 'NOSUCH'.)",
        '',
        0.5,
      ],
    ]);
    const asText = {
      valueRenderOption: 'UNFORMATTED_VALUE',
      dateTimeRenderOption: 'FORMATTED_STRING',
    };
    expect((await read('Sheet1!A1', asText)).values).toEqual([['2020-01-01']]);
    expect((await read('Sheet1!A1:D1', { valueRenderOption: 'FORMULA' })).values).toEqual([
      [43831, true, '=1+2', '=1/0'],
    ]);
  });
});

describe('volatile formulas', () => {
  it('give the time of the emulator in the time zone of the spreadsheet', async () => {
    await fresh();
    await google.control('POST', 'clock', { now: '2026-03-01T03:00:00.000Z' });
    await write('Sheet1!A1', [['=NOW()', '=TODAY()']], 'USER_ENTERED');
    expect((await read('Sheet1')).values).toEqual([['3/1/2026 3:00:00', '3/1/2026']]);
    const properties = { timeZone: 'America/New_York' };
    await google.sheets.spreadsheets.batchUpdate({
      spreadsheetId,
      requestBody: {
        requests: [{ updateSpreadsheetProperties: { properties, fields: 'timeZone' } }],
      },
    });
    expect((await read('Sheet1')).values).toEqual([['2/28/2026 22:00:00', '2/28/2026']]);
    await google.control('POST', 'clock', { real: true });
  });
});

describe('writing values', () => {
  it.each([
    ['2026-09-05', 46270, '2026-09-05'],
    ['$100.15', 100.15, '$100.15'],
    ['007', 7, '7'],
    ['TRUE', true, 'TRUE'],
    ["'0123", '0123', '0123'],
    ['12.5%', 0.125, '12.50%'],
    ['2,000,000.01', 2000000.01, '2,000,000.01'],
    ['1.2.3', '1.2.3', '1.2.3'],
    ['May', 'May', 'May'],
  ])('parses %s as typed, and keeps it with RAW', async (text, unformatted, formatted) => {
    await fresh();
    await write('Sheet1!A1', [[text]], 'USER_ENTERED');
    await write('Sheet1!B1', [[text]]);
    expect((await read('Sheet1!A1', { valueRenderOption: 'UNFORMATTED_VALUE' })).values).toEqual([
      [unformatted],
    ]);
    expect((await read('Sheet1!A1:B1')).values).toEqual([[formatted, text]]);
  });

  it('skips null, clears with an empty string, and leaves missing tail cells', async () => {
    await fresh();
    await write('Sheet1!A1:C1', [['a', 'b', 'c']]);
    const answer = await write('Sheet1!A1:C1', [[null, '']]);
    expect(answer).toMatchObject({ updatedRange: 'Sheet1!A1:B1', updatedCells: 1 });
    expect((await read('Sheet1!A1:C1')).values).toEqual([['a', '', 'c']]);
  });

  it.each([
    [
      'Sheet1!A1:B2',
      [['a'], ['b'], ['c']],
      'Requested writing within range [Sheet1!A1:B2], but tried writing to row [3]',
    ],
    [
      'Sheet1!A1:B2',
      [['a', 'b', 'c']],
      'Requested writing within range [Sheet1!A1:B2], but tried writing to column [C]',
    ],
    [
      'Sheet1!A10',
      [['a'], ['b']],
      'Range (Sheet1!A10:A11) exceeds grid limits. Max rows: 10, max columns: 8',
    ],
  ])('refuses what does not fit into %s', async (range, values, message) => {
    await fresh();
    expect(await failureOf(write(range, values))).toEqual({ status: 400, message });
    expect((await read('Sheet1')).values).toBeUndefined();
  });

  it('requires valueInputOption, flat values and at most 50,000 characters', async () => {
    await fresh();
    const path = `/v4/spreadsheets/${spreadsheetId}/values/A1`;
    const missing = await google.send('PUT', path, { values: [['a']] });
    expect(await missing.json()).toMatchObject({
      error: { message: "'valueInputOption' is required but not specified" },
    });
    expect((await failureOf(write('A1', [[['nested']]]))).status).toBe(400);
    await write('A1', [['x'.repeat(50_000)]]);
    expect((await failureOf(write('A1', [['x'.repeat(50_001)]]))).message).toMatch(
      /maximum of 50000 characters/,
    );
  });

  it('counts distinct rows and columns in a batch and names the item that failed', async () => {
    await fresh();
    const update = (data: object[]) =>
      google.sheets.spreadsheets.values.batchUpdate({
        spreadsheetId,
        requestBody: { valueInputOption: 'RAW', data },
      });
    const { data } = await update([
      { range: 'Sheet1!A1:D1', values: [[1, 2, 3, 4]] },
      { range: 'Sheet1!A4:D4', values: [[1, 2, 3, 4]] },
    ]);
    expect(data).toMatchObject({
      totalUpdatedRows: 2,
      totalUpdatedColumns: 4,
      totalUpdatedCells: 8,
      totalUpdatedSheets: 1,
    });
    const failure = await failureOf(
      update([
        { range: 'Sheet1!A1', values: [[9]] },
        { range: 'No!A1', values: [[9]] },
      ]),
    );
    expect(failure.message).toBe('Invalid data[1]: Unable to parse range: No!A1');
    expect((await read('Sheet1!A1')).values).toEqual([['1']]);
  });

  it('clears values and keeps formats', async () => {
    await fresh();
    await write('Sheet1!A1', [['2020-01-01']], 'USER_ENTERED');
    const { data } = await google.sheets.spreadsheets.values.clear({
      spreadsheetId,
      range: 'Sheet1',
    });
    expect(data.clearedRange).toBe('Sheet1!A1:H10');
    await write('Sheet1!A1', [[43832]]);
    expect((await read('Sheet1!A1')).values).toEqual([['2020-01-02']]);
  });
});

describe('appending values', () => {
  it('lands two columns to the right after a row with a gap', async () => {
    await fresh();
    const first = await append('Sheet1', [['x', '', 'z']]);
    expect(first).not.toHaveProperty('tableRange');
    const second = await append('Sheet1', [['x', '', 'z']]);
    expect(second).toMatchObject({
      tableRange: 'Sheet1!C1',
      updates: { updatedRange: 'Sheet1!C2:E2' },
    });
  });

  it('writes below the block that the range meets, or at the range, and grows the grid', async () => {
    await fresh(7, 3);
    await write('Sheet1!A1:B3', [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]);
    await write('Sheet1!A6:B7', [
      ['g', 'h'],
      ['i', 'j'],
    ]);
    expect(await append('Sheet1', [['k', 'l']])).toMatchObject({
      tableRange: 'Sheet1!A6:B7',
      updates: { updatedRange: 'Sheet1!A8:B8' },
    });
    expect(await append('Sheet1!A1', [['m'], ['n']])).toMatchObject({
      tableRange: 'Sheet1!A1:B3',
      updates: { updatedRange: 'Sheet1!A4:A5' },
    });
    expect(await append('Sheet1!C4', [['far']])).toMatchObject({
      updates: { updatedRange: 'Sheet1!C4' },
    });
  });
});
