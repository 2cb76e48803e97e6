import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, create, HEADER, TYPES, write } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

const ROWS = [
  ['a', 'Ada', 1],
  ['b', 'Bob', 2],
];
const READ = { method: 'GET', path: 'values:batchGet' };
const STRUCTURE = { method: 'POST', path: 'spreadsheets/[^/]+:batchUpdate$' };

/** What a reading of ranges shows that ask for the top of the tab first, then for other cells. */
function readingOf(rows: unknown[][], ...ranges: { range: string; values: unknown[][] }[]) {
  const top = { range: 'Tab!A1:L5', values: [HEADER, ...rows] };
  return { spreadsheetId: 'x', valueRanges: [top, ...ranges] };
}

it('[C10] waits until a reading shows the row that it added, and adds no second one', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  const before = readingOf(
    ROWS,
    { range: 'Tab!A4:D4', values: [] },
    { range: 'Tab!A1:A1000', values: [['code'], ['a'], ['b']] },
  );
  const fault = { kind: 'status', status: 200, body: before };
  await bench.fault({ match: READ, skip: 1, times: 2, fault });
  bench.waits.splice(0);
  const table = bind(tab.ref, TYPES, ['code']);
  const outcomes = await apply(bench.adapter, table, create({ code: 'n', name: 'New' }));
  expect(outcomes).toMatchObject([{ status: 'written', externalId: 'n' }]);
  expect(bench.waits).toEqual([500, 1_000]);
  expect((await tab.values()).slice(1)).toEqual([...ROWS, ['n', 'New']]);
});

it('[C10] waits until a reading shows an update and a delete, and not without end', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  const lag = (times: number, name: string) => {
    const body = readingOf(
      ROWS,
      { range: 'Tab!A2:D2', values: [['a', name, 1]] },
      { range: 'Tab!A1:A1000', values: [['code'], ['a'], ['b']] },
    );
    return bench.fault({
      match: READ,
      skip: 1,
      times,
      fault: { kind: 'status', status: 200, body },
    });
  };
  const table = bind(tab.ref, TYPES, ['code']);
  await lag(3, 'Ada');
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'a', { name: ['Ada', 'Ida'] }),
    write('delete', 'b', { name: ['Bob', null] }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written']);
  await lag(9, 'Ida');
  bench.waits.splice(0);
  const update = write('update', 'a', { name: ['Ida', 'Eve'] });
  expect(await apply(bench.adapter, table, update)).toMatchObject([{ status: 'stale' }]);
  expect(bench.waits).toEqual([500, 1_000, 2_000]);
  expect((await tab.values()).slice(1)).toEqual([['a', 'Eve', 1]]);
});

it('[C16] [C10] adds a row once when its answer is lost and the next reading lags', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  const table = bind(tab.ref, TYPES, ['code']);
  const one = create({ code: 'n', name: 'New' });
  await bench.fault({ match: STRUCTURE, times: 1, fault: { kind: 'reset', afterCommit: true } });
  await expect(bench.adapter.applyWrites(table, [one])).rejects.toMatchObject({
    code: 'CS_SYSTEM_UNAVAILABLE',
  });
  const body = {
    spreadsheetId: 'x',
    valueRanges: [{ range: 'Tab!A1:L1000', values: [HEADER, ...ROWS] }],
  };
  await bench.fault({ match: READ, times: 1, fault: { kind: 'status', status: 200, body } });
  const again = await apply(bench.adapter, table, { ...one, attempted: true });
  expect(again).toMatchObject([{ status: 'already', externalId: 'n' }]);
  expect((await tab.values()).slice(1)).toEqual([...ROWS, ['n', 'New']]);
});

it('[C16] adds a row again when the lost answer was of a request that did nothing', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  const table = bind(tab.ref, TYPES, ['code']);
  const one = create({ code: 'n', name: 'New' });
  await bench.fault({ match: STRUCTURE, times: 1, fault: { kind: 'reset' } });
  await expect(bench.adapter.applyWrites(table, [one])).rejects.toMatchObject({
    code: 'CS_SYSTEM_UNAVAILABLE',
  });
  const again = await apply(bench.adapter, table, { ...one, attempted: true });
  expect(again).toMatchObject([{ status: 'written', externalId: 'n' }]);
  expect((await tab.values()).slice(1)).toEqual([...ROWS, ['n', 'New']]);
});

it('[C10] waits for no row that was never sent, when the quota stops the reading before', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  await bench.fault({ match: READ, times: 1, fault: { kind: 'status', status: 429 } });
  bench.waits.splice(0);
  const table = bind(tab.ref, TYPES, ['code']);
  const outcomes = await apply(bench.adapter, table, create({ code: 'n' }));
  expect(outcomes).toMatchObject([{ status: 'written', externalId: 'n' }]);
  expect(bench.waits).toEqual([30_000]);
});
