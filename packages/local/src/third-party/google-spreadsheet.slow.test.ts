import { GoogleSpreadsheet } from 'google-spreadsheet';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningGoogle, startGoogle } from '../google/running-google.ts';

const TITLE = "Ann's customers & friends";
const HEADER = ['name', 'city', 'since', 'sum', 'active'];

let google: RunningGoogle;
let spreadsheetId: string;
let document: GoogleSpreadsheet;

beforeAll(async () => {
  google = await startGoogle({ driveLagMs: 0 });
});
afterAll(() => google.close());
beforeEach(async () => {
  const created = await google.send('POST', '/v4/spreadsheets', {
    properties: { title: 'Register' },
  });
  ({ spreadsheetId } = (await created.json()) as { spreadsheetId: string });
  document = openDocument(google.signIn());
});

/**
 * The client has Google's addresses built in. Its two HTTP instances are public, and they can be
 * extended by another prefix; sign-in, retries and errors stay the client's own.
 */
function openDocument(auth: ConstructorParameters<typeof GoogleSpreadsheet>[1]): GoogleSpreadsheet {
  const opened = new GoogleSpreadsheet(spreadsheetId, auth, { retryConfig: { delay: () => 0 } });
  const { url } = google;
  return Object.assign(opened, {
    sheetsApi: opened.sheetsApi.extend({ prefix: `${url}/v4/spreadsheets/${spreadsheetId}` }),
    driveApi: opened.driveApi.extend({ prefix: `${url}/drive/v3/files/${spreadsheetId}` }),
  });
}

/** What the values API says of the sheet, without the client under test. */
async function valuesOf(title: string, render = 'UNFORMATTED_VALUE') {
  const range = encodeURIComponent(`'${title.replaceAll("'", "''")}'`);
  const path = `/v4/spreadsheets/${spreadsheetId}/values/${range}?valueRenderOption=${render}`;
  return ((await (await google.send('GET', path)).json()) as { values?: unknown[][] }).values;
}

/** A sheet with three customers, the last without city, date and state. */
async function addCustomers() {
  await document.loadInfo();
  const gridProperties = { rowCount: 20, columnCount: 6 };
  const sheet = await document.addSheet({ title: TITLE, headerValues: HEADER, gridProperties });
  await sheet.addRows([
    { name: 'Ann', city: 'Bonn', since: '2024-02-29', sum: 12.5, active: true },
    { name: 'Bob', city: 'Ulm', since: '2025-01-31', sum: '=D2*2', active: false },
    ['Cy', '', '', 3],
  ]);
  return sheet;
}

/** The HTTP status that a call of the client fails with; undefined if it succeeds. */
const failureStatusOf = (call: Promise<unknown>): Promise<number | undefined> =>
  call.then(
    () => undefined,
    (error: { response?: Response }) => error.response?.status,
  );

describe('rows', () => {
  it('are added below a header row, read, changed and deleted', async () => {
    const sheet = await addCustomers();
    expect([document.title, document.sheetCount, sheet.title]).toEqual(['Register', 2, TITLE]);
    expect(await valuesOf(TITLE)).toEqual([
      HEADER,
      ['Ann', 'Bonn', 45351, 12.5, true],
      ['Bob', 'Ulm', 45688, 25, false],
      ['Cy', '', '', 3],
    ]);
    const rows = await sheet.getRows();
    expect(rows.map((row) => row.toObject())).toEqual([
      { name: 'Ann', city: 'Bonn', since: '2024-02-29', sum: '12.5', active: 'TRUE' },
      { name: 'Bob', city: 'Ulm', since: '2025-01-31', sum: '25', active: 'FALSE' },
      { name: 'Cy', city: '', since: '', sum: '3', active: '' },
    ]);
    rows[0]?.assign({ city: 'Köln', sum: 20 });
    await rows[0]?.save();
    await rows[1]?.delete();
    expect(rows.map(({ rowNumber, deleted }) => [rowNumber, deleted])).toEqual([
      [2, false],
      [3, true],
      [3, false],
    ]);
    expect(await valuesOf(TITLE)).toEqual([
      HEADER,
      ['Ann', 'Köln', 45351, 20, true],
      ['Cy', '', '', 3],
    ]);
  });

  it('are read in part, inserted as they are, and cleared', async () => {
    const sheet = await addCustomers();
    const [second] = await sheet.getRows({ offset: 1, limit: 1 });
    expect([second?.rowNumber, second?.get('name')]).toEqual([3, 'Bob']);
    const added = await sheet.addRow({ name: '=1+1', sum: '007' }, { raw: true, insert: true });
    expect(added.rowNumber).toBe(5);
    expect((await valuesOf(TITLE, 'FORMULA'))?.[4]).toEqual(['=1+1', '', '', '007']);
    await sheet.clearRows({ start: 3, end: 4 });
    expect(await valuesOf(TITLE)).toEqual([
      HEADER,
      ['Ann', 'Bonn', 45351, 12.5, true],
      [],
      [],
      ['=1+1', '', '', '007'],
    ]);
  });
});

describe('cells', () => {
  it('are loaded with what was entered, what it comes to and what it looks like', async () => {
    const sheet = await addCustomers();
    await sheet.loadCells('A1:E4');
    const since = sheet.getCellByA1('C2');
    expect([since.value, since.formattedValue]).toEqual([45351, '2024-02-29']);
    const sum = sheet.getCellByA1('D3');
    expect([sum.value, sum.formula, sum.formattedValue]).toEqual([25, '=D2*2', '25']);
    expect(sheet.getCellByA1('E2').value).toBe(true);
    expect(sheet.getCellByA1('B4').value).toBeNull();
  });

  it('are edited together, and what depends on them follows', async () => {
    const sheet = await addCustomers();
    await sheet.loadCells('A1:E4');
    const city = sheet.getCellByA1('B4');
    city.value = 'Trier';
    city.note = 'moved';
    city.textFormat = { bold: true };
    sheet.getCellByA1('D2').value = 100;
    sheet.getCellByA1('D4').formula = '=1/0';
    await sheet.saveUpdatedCells();
    expect(sheet.getCellByA1('D4').errorValue).toMatchObject({ type: 'DIVIDE_BY_ZERO' });
    expect([city.note, city.textFormat]).toEqual(['moved', { bold: true }]);
    await sheet.loadCells('D3');
    expect(sheet.getCellByA1('D3').value).toBe(200);
    expect(await valuesOf(TITLE, 'FORMULA')).toEqual([
      HEADER,
      ['Ann', 'Bonn', 45351, 100, true],
      ['Bob', 'Ulm', 45688, '=D2*2', false],
      ['Cy', 'Trier', '', '=1/0'],
    ]);
  });
});

describe('sheets', () => {
  it('are renamed, grow, take metadata along, are copied and deleted', async () => {
    const sheet = await addCustomers();
    await sheet.updateProperties({ title: 'Customers' });
    await sheet.insertDimension('ROWS', { startIndex: 1, endIndex: 3 }, false);
    const location = { sheetId: sheet.sheetId };
    const metadata = { metadataKey: 'owner', metadataValue: 'ann', location };
    await sheet.createDeveloperMetadata({ ...metadata, visibility: 'DOCUMENT' });
    const found = await document.searchDeveloperMetadata([
      { developerMetadataLookup: { metadataKey: 'owner' } },
    ]);
    expect(found).toMatchObject([{ metadataValue: 'ann' }]);
    expect(await valuesOf('Customers')).toEqual([
      HEADER,
      [],
      [],
      ['Ann', 'Bonn', 45351, 12.5, true],
      ['Bob', 'Ulm', 45688, 25, false],
      ['Cy', '', '', 3],
    ]);
    const copy = await sheet.duplicate({ title: 'Copy' });
    await sheet.delete();
    expect(Object.keys(document.sheetsByTitle).sort()).toEqual(['Copy', 'Sheet1']);
    expect(await copy.getCellsInRange('A5:D5')).toEqual([['Bob', 'Ulm', '2025-01-31', '25']]);
  });
});

describe('the document', () => {
  it('is shared with a person and with everyone, and is deleted', async () => {
    await document.share('ann@example.com', { role: 'reader', emailMessage: false });
    await document.setPublicAccessLevel('reader');
    const roles = async () =>
      (await document.listPermissions()).map(({ type, role }) => `${type} ${role}`).sort();
    expect(await roles()).toEqual(['anyone reader', 'user owner', 'user reader']);
    await document.setPublicAccessLevel(false);
    expect(await roles()).toEqual(['user owner', 'user reader']);
    await document.delete();
    expect(await failureStatusOf(document.loadInfo())).toBe(404);
    expect((await google.send('GET', `/drive/v3/files/${spreadsheetId}`)).status).toBe(404);
  });

  it('is closed to unknown tokens, and asked for again after a fault', async () => {
    expect(await failureStatusOf(openDocument({ token: 'unknown' }).loadInfo())).toBe(401);
    const fault = { kind: 'status', status: 503 };
    await google.control('POST', 'faults', { rules: [{ match: { method: 'GET' }, fault }] });
    await document.loadInfo();
    expect(document.title).toBe('Register');
    const requests = await fetch(`${google.url}/__emulator/requests`);
    const { log } = (await requests.json()) as { log: { status: number }[] };
    expect(log.slice(-2).map(({ status }) => status)).toEqual([503, 200]);
  });
});
