import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGoogle, startGoogle } from './running-google.ts';
import { openDesk, type SpreadsheetDesk } from './spreadsheet-desk.ts';

let google: RunningGoogle;
let desk: SpreadsheetDesk;

beforeAll(async () => {
  google = await startGoogle({ driveLagMs: 0 });
  desk = openDesk(google);
  await desk.create();
});
afterAll(() => google.close());

describe('paths', () => {
  it('may have a slash behind the id, before a verb too', async () => {
    const spreadsheet = `/v4/spreadsheets/${desk.spreadsheetId}/`;
    const read = await google.send('GET', spreadsheet);
    expect(await read.json()).toMatchObject({ spreadsheetId: desk.spreadsheetId });
    const requests = [{ addSheet: { properties: { title: 'Second' } } }];
    expect((await google.send('POST', `${spreadsheet}:batchUpdate`, { requests })).status).toBe(
      200,
    );
    const file = await google.send('GET', `/drive/v3/files/${desk.spreadsheetId}/`);
    expect(await file.json()).toMatchObject({ id: desk.spreadsheetId });
  });

  it('are unknown with any other slash too many', async () => {
    for (const path of ['/v4/spreadsheets//', '/drive/v3/files/', '/v4//spreadsheets/x']) {
      expect((await google.send('GET', path)).status).toBe(404);
    }
  });
});
