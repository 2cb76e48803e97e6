import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { HEADER, readAll, TYPES } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

it('[AD6] [F9] [F10] [F24] reads ragged rows and skips blank ones and unticked checkboxes', async () => {
  const tab = await bench.open([
    HEADER,
    ['a', 'Ada', 1.5, true],
    [],
    ['b'],
    ['', '', '', false],
    ['', 'no key'],
  ]);
  const rows = await readAll(bench.adapter, bind(tab.ref, TYPES, ['code']));
  expect(rows.map(({ externalId, position }) => [externalId, position])).toEqual([
    ['a', 0],
    ['b', 2],
    [null, 4],
  ]);
  expect(rows[0]?.cells).toEqual({ code: 'a', name: 'Ada', amount: '1.5', done: true });
  expect(rows[1]?.cells).toEqual({ code: 'b', name: null, amount: null, done: null });
});

it('[F3] gives problems for error cells and values of another type', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada', 'many']]);
  await tab.type('B2', [['=NA()']], 'USER_ENTERED');
  const [row] = await readAll(bench.adapter, bind(tab.ref, TYPES, ['code']));
  expect(row?.problems.map(({ field, rule }) => [field, rule])).toEqual([
    ['name', 'ERROR_CELL'],
    ['amount', 'TYPE'],
  ]);
  expect(row?.cells).toEqual({ code: 'a', done: null });
});

it('[AD16] [F13] [F16] aborts when the header or a column is missing', async () => {
  const tab = await bench.open([[], [], HEADER, ['a', 'Ada']]);
  const table = bind(tab.ref, TYPES, ['code']);
  expect(await readAll(bench.adapter, table)).toHaveLength(1);
  await tab.type('B3', [['title']]);
  await expect(readAll(bench.adapter, table)).rejects.toMatchObject({
    code: 'CS_COLUMN_MISSING',
    details: { column: 'name' },
  });
  await tab.type('B3', [['code ']]);
  await expect(readAll(bench.adapter, table)).rejects.toMatchObject({
    code: 'CS_HEADER_DUPLICATE',
    details: { column: 'code' },
  });
  await tab.batchUpdate({
    deleteDimension: {
      range: { sheetId: 7, dimension: 'ROWS', startIndex: 0, endIndex: 3 },
    },
  });
  await expect(readAll(bench.adapter, table)).rejects.toMatchObject({ code: 'CS_HEADER_MISSING' });
});

it('[AD6] reads more rows than a page holds, each once', async () => {
  const values = Array.from({ length: 10_499 }, (_, i) => [`k${i}`, `n${i}`]);
  const tab = await bench.open([HEADER, ...values], { rows: 10_500 });
  bench.takeRequests();
  const rows = await readAll(bench.adapter, bind(tab.ref, TYPES, ['code']));
  expect(rows.map(({ externalId }) => externalId)).toEqual(values.map(([key]) => key));
  expect(rows.map(({ position }) => position)).toEqual(values.map((_, i) => i));
  expect(bench.takeRequests().filter((line) => line.includes('batchGet'))).toHaveLength(3);
});

it('[F15] follows a tab that is renamed', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada']]);
  const table = bind(tab.ref, TYPES, ['code']);
  await readAll(bench.adapter, table);
  await tab.rename("It's A1");
  expect(await readAll(bench.adapter, table)).toHaveLength(1);
});

it('throws coded errors for what is not there or not shared', async () => {
  const tab = await bench.open([HEADER]);
  const hidden = await bench.open([HEADER], { share: false });
  const other = bind({ ...tab.ref, sheetId: 8 }, TYPES, ['code']);
  await expect(readAll(bench.adapter, other)).rejects.toMatchObject({ code: 'CS_TABLE_NOT_FOUND' });
  const unknown = bind({ spreadsheetId: 'nope', sheetId: 0 }, TYPES, ['code']);
  await expect(readAll(bench.adapter, unknown)).rejects.toMatchObject({
    code: 'CS_TABLE_NOT_FOUND',
  });
  const denied = bind(hidden.ref, TYPES, ['code']);
  await expect(readAll(bench.adapter, denied)).rejects.toMatchObject({ code: 'CS_ACCESS_DENIED' });
});

it('[AD5] takes an answer that is cut short for an error', async () => {
  const tab = await bench.open([HEADER, ['a']]);
  const match = { method: 'GET', path: 'values:batchGet' };
  for (const body of [{ spreadsheetId: 'x' }, '{"valueRanges":[{"ran']) {
    await bench.fault({ match, times: 1, fault: { kind: 'status', status: 200, body } });
    await expect(readAll(bench.adapter, bind(tab.ref, TYPES, ['code']))).rejects.toMatchObject({
      code: 'CS_FETCH_INCOMPLETE',
      retryable: true,
    });
  }
});

it('[AD7] [F3] calls no row gone while a key cannot be read', async () => {
  const tab = await bench.open([HEADER, ['a'], ['b']]);
  const table = bind(tab.ref, TYPES, ['code']);
  await tab.type('A3', [['=NA()']], 'USER_ENTERED');
  const found = await bench.adapter.lookUp(table, ['a', 'b']);
  expect([...found.values()]).toEqual(['present', 'unreachable']);
});

it('repeats on server errors, and waits for the quota', async () => {
  const tab = await bench.open([HEADER, ['a']]);
  const table = bind(tab.ref, TYPES, ['code']);
  const match = { method: 'GET', path: 'values:batchGet' };
  await bench.fault({ match, times: 2, fault: { kind: 'status', status: 503 } });
  expect(await readAll(bench.adapter, table)).toHaveLength(1);
  await bench.fault({ match, times: 1, fault: { kind: 'status', status: 429 } });
  bench.waits.splice(0);
  expect(await readAll(bench.adapter, table)).toHaveLength(1);
  expect(bench.waits).toEqual([30_000]);
  await bench.fault({ match, times: 9, fault: { kind: 'status', status: 500 } });
  await expect(readAll(bench.adapter, table)).rejects.toMatchObject({
    code: 'CS_SYSTEM_UNAVAILABLE',
    retryable: true,
  });
  await bench.clearFaults();
  await bench.fault({ match, times: 9, fault: { kind: 'status', status: 429 } });
  await expect(readAll(bench.adapter, table)).rejects.toMatchObject({
    code: 'CS_RATE_LIMITED',
    retryAfterMs: 30_000,
  });
});
