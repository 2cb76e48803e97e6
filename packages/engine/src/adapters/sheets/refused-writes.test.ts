import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, create, HEADER, TYPES, write } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

it('[F1] leaves formulas alone', async () => {
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

it('[F21] rejects protected rows and writes their neighbours', async () => {
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

it('[C16] finds again what an unanswered write did', async () => {
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
