import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, create, HEADER, TYPES, write } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

it('[AD17] [F1] leaves formulas alone', async () => {
  const tab = await bench.open([HEADER, ['a', '=A2', 2], ['b', 'Bob', 3]]);
  await tab.type('C2', [['=C3*2']], 'USER_ENTERED');
  const table = bind(tab.ref, TYPES, ['code']);
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'a', { amount: ['6', '7'] }),
    write('update', 'a', { name: ['=A2', 'Ada'] }),
  );
  expect(outcomes).toMatchObject([
    { status: 'rejected', rule: 'FORMULA_CELL', field: 'amount' },
    { status: 'written' },
  ]);
  expect((await tab.formulas())[1]).toEqual(['a', 'Ada', '=C3*2']);
});

it('[AD12] [F21] rejects protected rows and writes their neighbours', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => [`k${i}`, `n${i}`]);
  const tab = await bench.open([HEADER, ...rows]);
  const protect = (row: number) => ({
    addProtectedRange: {
      protectedRange: {
        range: { sheetId: 7, startRowIndex: row, endRowIndex: row + 1 },
        editors: { users: ['owner@example.com'] },
      },
    },
  });
  await tab.batchUpdate(protect(4), protect(11), protect(12));
  const outcomes = await apply(
    bench.adapter,
    bind(tab.ref, TYPES, ['code']),
    ...rows.slice(0, 10).map(([key]) => write('update', `${key}`, { amount: [null, '1'] })),
    ...rows.slice(10).map(([key, name]) => write('delete', `${key}`, { name: [`${name}`, null] })),
    create({ code: 'new' }),
  );
  const refused = outcomes.flatMap((outcome, i) =>
    outcome.status === 'rejected' ? [[i, outcome.rule]] : [],
  );
  expect(refused).toEqual([
    [3, 'PROTECTED'],
    [10, 'PROTECTED'],
    [11, 'PROTECTED'],
  ]);
  expect(outcomes.filter(({ status }) => status === 'written')).toHaveLength(18);
  const codes = (await tab.values()).map(([code]) => code);
  expect(codes).toEqual(['code', ...rows.slice(0, 12).map(([key]) => key), 'new']);
});

const protectColumns = (first: number, end = first + 1, more: object = {}) => ({
  addProtectedRange: {
    protectedRange: {
      range: { sheetId: 7, startColumnIndex: first, endColumnIndex: end },
      editors: { users: ['owner@example.com'] },
      ...more,
    },
  },
});

it('[F21] rejects the writes to a protected column without asking for each', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => [`k${i}`, `n${i}`, i]);
  const tab = await bench.open([HEADER, ...rows]);
  await tab.batchUpdate(protectColumns(2), protectColumns(1, 2, { warningOnly: true }));
  const table = bind(tab.ref, TYPES, ['code']);
  bench.takeRequests();
  const outcomes = await apply(
    bench.adapter,
    table,
    ...rows
      .slice(0, 200)
      .map(([key, , n]) => write('update', `${key}`, { amount: [`${n}`, '-1'] })),
    ...rows.slice(200).map(([key, name]) => write('update', `${key}`, { name: [`${name}`, 'x'] })),
    create({ code: 'n', name: 'New', amount: null, done: true }),
    create({ code: 'm', amount: '1' }),
  );
  expect(bench.takeRequests().length).toBeLessThanOrEqual(8);
  const rejected = { status: 'rejected', rule: 'PROTECTED', field: 'amount' };
  expect(outcomes.slice(0, 200)).toMatchObject(Array.from({ length: 200 }, () => rejected));
  expect(outcomes.slice(200, 301).map(({ status }) => status)).toEqual(
    Array.from({ length: 101 }, () => 'written'),
  );
  expect(outcomes[301]).toMatchObject(rejected);
  const now = await tab.values();
  expect(now.slice(1, 201)).toEqual(rows.slice(0, 200));
  expect(now[301]).toEqual(['n', 'New', '', true]);
});

it('[F21] adds rows across a protected column that is not mapped', async () => {
  const tab = await bench.open([
    ['code', 'sum', 'name', 'amount', 'done'],
    ['a', '', 'Ada', 2],
  ]);
  await tab.type('B2', [['=D2*2']], 'USER_ENTERED');
  await tab.batchUpdate(protectColumns(1));
  const table = bind(tab.ref, TYPES, ['code']);
  const outcomes = await apply(bench.adapter, table, create({ code: 'b', name: 'Bob' }));
  expect(outcomes).toMatchObject([{ status: 'written', externalId: 'b' }]);
  expect((await tab.formulas()).slice(1)).toEqual([
    ['a', '=D2*2', 'Ada', 2],
    ['b', '', 'Bob'],
  ]);
});

it('[AD11] [C16] finds again what an unanswered write did', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada'], ['b', 'Bob']]);
  const table = bind(tab.ref, TYPES, ['code']);
  const writes = [
    create({ code: 'n', name: 'New' }),
    write('update', 'a', { name: ['Ada', 'Ida'] }),
    write('delete', 'b', { name: ['Bob', null] }),
  ];
  const match = { method: 'POST', path: 'values:batchUpdate' };
  const fault = { kind: 'reset', afterCommit: true };
  await bench.fault({ match, times: 3, fault });
  await expect(bench.adapter.applyWrites(table, writes)).rejects.toMatchObject({
    code: 'CS_SYSTEM_UNAVAILABLE',
  });
  const again = writes.map((each) => ({ ...each, attempted: true }));
  expect((await apply(bench.adapter, table, ...again)).map(({ status }) => status)).toEqual([
    'already',
    'already',
    'already',
  ]);
  expect(await tab.values()).toEqual([HEADER, ['a', 'Ida'], ['n', 'New']]);
});

it('begins again from a fresh reading when the quota stops a write', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada'], ['b', 'Bob']]);
  const table = bind(tab.ref, TYPES, ['code']);
  const match = { method: 'POST', path: 'values:batchUpdate' };
  await bench.fault({ match, times: 1, fault: { kind: 'status', status: 429 } });
  const outcomes = await apply(
    bench.adapter,
    table,
    write('delete', 'a', { name: ['Ada', null] }),
    write('update', 'b', { name: ['Bob', 'Rob'] }),
    create({ code: 'c' }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['already', 'written', 'already']);
  expect(await tab.values()).toEqual([HEADER, ['b', 'Rob'], ['c']]);
});
