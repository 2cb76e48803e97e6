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

describe('sorting', () => {
  const sort = (sortOrder: string) => ({
    sortRange: { range: { sheetId: 0 }, sortSpecs: [{ dimensionIndex: 0, sortOrder }] },
  });

  it('orders numbers, texts and blanks, and leaves hidden rows in place', async () => {
    await desk.create();
    await desk.write('Data!A1:A5', [['b'], [2], [''], ['A'], [10]]);
    const hidden = { sheetId: 0, dimension: 'ROWS', startIndex: 0, endIndex: 1 };
    await desk.batch(sort('ASCENDING'));
    expect((await desk.read('Data')).values).toEqual([['2'], ['10'], ['A'], ['b']]);
    await desk.batch({
      updateDimensionProperties: {
        range: hidden,
        properties: { hiddenByUser: true },
        fields: 'hiddenByUser',
      },
    });
    await desk.batch(sort('DESCENDING'));
    expect((await desk.read('Data')).values).toEqual([['2'], ['b'], ['A'], ['10']]);
  });

  it('refuses vertical merges', async () => {
    await desk.create();
    await desk.batch({
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
    expect((await failureOf(desk.batch(sort('ASCENDING')))).message).toBe(
      "Invalid requests[0].sortRange: You can't sort a range containing vertical merges. There is a vertical merge at A2:A3",
    );
  });
});
