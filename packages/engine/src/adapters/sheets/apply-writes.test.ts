import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, create, HEADER, readAll, TYPES, write } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

it('creates, updates and deletes in one chunk of at most five calls', async () => {
  const tab = await bench.open([
    ['code', 'note', 'name', 'amount', 'done'],
    ['a', 'mine', 'Ada', 1, true],
    ['b', '', 'Bob', 2, false],
    ['c', '', 'Cyd', 3],
    ['d', 'keep', 'Dot', 4],
  ]);
  const table = bind(tab.ref, TYPES, ['code']);
  bench.takeRequests();
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'd', { name: ['Dot', 'Dorothy'], amount: ['4', '4.5'] }),
    write('delete', 'b', {
      code: ['b', null],
      name: ['Bob', null],
      amount: ['2', null],
      done: [false, null],
    }),
    create({ code: '007', name: '=1+2', amount: null, done: false }),
    create({ code: 'f', name: "'quoted", amount: '0.1', done: true }),
    write('update', 'a', { name: ['Ada', 'Ada'] }),
  );
  expect(bench.takeRequests().length).toBeLessThanOrEqual(5);
  expect(outcomes.map(({ status }) => status)).toEqual([
    'written',
    'written',
    'written',
    'written',
    'already',
  ]);
  expect(outcomes[1]).toMatchObject({ externalId: 'b', shown: null });
  expect(outcomes[2]).toMatchObject({
    externalId: '007',
    shown: { code: '007', name: '=1+2', amount: null, done: false },
  });
  expect(await tab.values()).toEqual([
    ['code', 'note', 'name', 'amount', 'done'],
    ['a', 'mine', 'Ada', 1, true],
    ['c', '', 'Cyd', 3],
    ['d', 'keep', 'Dorothy', 4.5],
    ['007', '', '=1+2', '', false],
    ['f', '', "'quoted", 0.1, true],
  ]);
});

it('[F18] [F19] writes new rows below the last key and makes room for them', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada', 1], [], ['', 'Total']], { rows: 4 });
  await tab.type('C4', [['=SUM(C2:C2)']], 'USER_ENTERED');
  const table = bind(tab.ref, TYPES, ['code']);
  const created = await apply(bench.adapter, table, create({ code: 'b' }), create({ code: 'c' }));
  expect(created.map(({ status }) => status)).toEqual(['written', 'written']);
  expect((await tab.values()).map(([code, name]) => [code, name])).toEqual([
    ['code', 'name'],
    ['a', 'Ada'],
    ['b', undefined],
    ['c', undefined],
    [undefined, undefined],
    ['', 'Total'],
  ]);
  const empty = await bench.open([HEADER], { rows: 1 });
  const emptyTable = bind(empty.ref, TYPES, ['code']);
  const keys = Array.from({ length: 40 }, (_, i) => create({ code: `k${i}` }));
  const grown = await apply(bench.adapter, emptyTable, ...keys);
  expect(new Set(grown.map(({ status }) => status))).toEqual(new Set(['written']));
  const deletes = keys.map(({ key }) =>
    write('delete', String(key.code), { code: [key.code ?? null, null] }),
  );
  const gone = await apply(bench.adapter, emptyTable, ...deletes);
  expect(new Set(gone.map(({ status }) => status))).toEqual(new Set(['written']));
  expect(await empty.values()).toEqual([HEADER]);
});

it('[AD8] [A2] [A8] refuses ambiguous keys and rows that are not as they were', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada'], ['b', 'Bob'], ['b', 'Bo'], ['c', 'Cyd']]);
  const table = bind(tab.ref, TYPES, ['code']);
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'b', { name: ['Bob', 'x'] }),
    write('update', 'a', { name: ['Adam', 'x'] }),
    write('update', 'gone', { name: ['x', 'y'] }),
    write('delete', 'gone', { name: ['x', null] }),
    write('delete', 'c', { name: ['Cy', null] }),
    create({ code: 'a', name: 'Ada' }),
    create({ code: 'a', name: 'Ada' }, { attempted: true }),
    create({ code: 'a', name: 'Other' }, { attempted: true }),
    create({ name: 'nobody' }),
    create({ code: 'new', name: '#REF!' }),
    create({ code: 'new', name: 'ok' }),
    create({ code: 'new', name: 'ok' }),
    write('update', 'c', { code: ['c', 'a'] }),
  );
  expect(outcomes.map((outcome) => ('rule' in outcome ? outcome.rule : outcome.status))).toEqual([
    'AMBIGUOUS_KEY',
    'stale',
    'stale',
    'already',
    'stale',
    'stale',
    'already',
    'stale',
    'KEY_REQUIRED',
    'ERROR_CELL',
    'written',
    'stale',
    'AMBIGUOUS_KEY',
  ]);
  expect((await tab.values()).slice(1)).toEqual([
    ['a', 'Ada'],
    ['b', 'Bob'],
    ['b', 'Bo'],
    ['c', 'Cyd'],
    ['new', 'ok'],
  ]);
});

it('changes a key in place, and sees that it did when repeated', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada'], ['b', 'Bob']]);
  const table = bind(tab.ref, TYPES, ['code']);
  const rename = write('update', 'a', { code: ['a', 'z'], name: ['Ada', 'Zoe'] });
  expect(await apply(bench.adapter, table, rename)).toMatchObject([
    { status: 'written', externalId: 'z' },
  ]);
  expect(await apply(bench.adapter, table, rename)).toMatchObject([
    { status: 'already', externalId: 'z' },
  ]);
  expect((await tab.values()).slice(1)).toEqual([
    ['z', 'Zoe'],
    ['b', 'Bob'],
  ]);
});

it('writes to a large tab without reading all of it', async () => {
  const values = Array.from({ length: 200 }, (_, i) => [`k${i}`, `n${i}`, i]);
  const tab = await bench.open([HEADER, ...values, [], ['', 'Total']], { rows: 50_000 });
  const outcomes = await apply(
    bench.adapter,
    bind(tab.ref, TYPES, ['code']),
    write('update', 'k0', { amount: ['0', '10'] }),
    write('delete', 'k1', { name: ['n1', null] }),
    create({ code: 'new', name: 'x' }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written', 'written']);
  const now = await tab.values();
  expect(now[1]).toEqual(['k0', 'n0', 10]);
  expect(now.slice(200)).toEqual([['new', 'x'], [], ['', 'Total']]);
});

it('identifies rows by a composite key', async () => {
  const tab = await bench.open([
    ['code', 'year', 'name'],
    ['a', 2025, 'x'],
    ['a', 2026, 'y'],
    ['b'],
  ]);
  const table = bind(tab.ref, { code: 'text', year: 'integer', name: 'text' }, ['code', 'year']);
  const rows = await readAll(bench.adapter, table);
  expect(rows.map(({ externalId }) => externalId)).toEqual(['["a","2025"]', '["a","2026"]', null]);
  const key = { code: 'a', year: '2026' };
  const update = write('update', '["a","2026"]', { name: ['y', 'z'] }, { key });
  expect(await apply(bench.adapter, table, update)).toMatchObject([{ status: 'written' }]);
  const found = await bench.adapter.lookUp(table, ['["a","2026"]', '["a","2027"]']);
  expect([...found.values()]).toEqual(['present', 'gone']);
  expect(await tab.values()).toContainEqual(['a', 2026, 'z']);
});
