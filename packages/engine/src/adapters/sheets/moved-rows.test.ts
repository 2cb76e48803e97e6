import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, create, HEADER, readAll, TYPES, write } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

const STRUCTURE = /POST .*\/spreadsheets\/[^/ ]+:batchUpdate/;
const VALUES = /POST .*values:batchUpdate/;
const ROWS = [
  ['a', 'Ada', 1, true, 'note'],
  ['b', 'Bob', 2],
  ['c', 'Cyd', 3, false, 'mine'],
];

const insertRow = (at: number) => ({
  insertDimension: {
    range: { sheetId: 7, dimension: 'ROWS', startIndex: at, endIndex: at + 1 },
  },
});

it('[F28] puts back what an update hit when a person inserts a row meanwhile', async () => {
  const rows = [
    ['a', 'Ada'],
    ['b', '=1+2', 1],
    ['c', 'Cyd', 2],
  ];
  const tab = await bench.open([HEADER, ...rows]);
  await tab.type('C3', [['=1+0']], 'USER_ENTERED');
  const table = bind(tab.ref, TYPES, ['code']);
  bench.before(/POST .*values:batchUpdate/, () => tab.batchUpdate(insertRow(1)));
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'c', { name: ['Cyd', 'Cid'] }),
    write('update', 'a', { name: ['Ada', 'Ida'] }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['stale', 'stale']);
  expect(await tab.formulas()).toEqual([
    HEADER,
    [],
    ['a', 'Ada'],
    ['b', '=1+2', '=1+0'],
    ['c', 'Cyd', 2],
  ]);
});

const sortDown = {
  sortRange: {
    range: { sheetId: 7, startRowIndex: 1, startColumnIndex: 0 },
    sortSpecs: [{ dimensionIndex: 0, sortOrder: 'DESCENDING' }],
  },
};

it('[A8] adds a row beside the one that a person inserts or adds meanwhile', async () => {
  const inserted = await bench.open([HEADER, ...ROWS]);
  bench.before(STRUCTURE, () => inserted.batchUpdate(insertRow(1)));
  const first = await apply(
    bench.adapter,
    bind(inserted.ref, TYPES, ['code']),
    create({ code: 'n', name: 'New' }),
  );
  expect(first).toMatchObject([{ status: 'written', externalId: 'n' }]);
  expect((await inserted.values()).slice(1)).toEqual([[], ROWS[0], ROWS[1], ['n', 'New'], ROWS[2]]);

  const added = await bench.open([HEADER, ...ROWS]);
  bench.before(STRUCTURE, () => added.type('A5:E5', [['p', 'Pam', 9, '', 'hers']]));
  const second = await apply(
    bench.adapter,
    bind(added.ref, TYPES, ['code']),
    create({ code: 'n', name: 'New' }),
  );
  expect(second).toMatchObject([{ status: 'written', externalId: 'n' }]);
  expect((await added.values()).slice(1)).toEqual([
    ...ROWS,
    ['n', 'New'],
    ['p', 'Pam', 9, '', 'hers'],
  ]);
});

it('[A8] puts a row back that was deleted because a person inserted one meanwhile', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  bench.before(STRUCTURE, () => tab.batchUpdate(insertRow(1)));
  const deletes = await apply(
    bench.adapter,
    bind(tab.ref, TYPES, ['code']),
    write('delete', 'b', { name: ['Bob', null] }),
  );
  expect(deletes).toMatchObject([{ status: 'stale' }]);
  expect((await tab.values()).slice(1)).toEqual([[], ROWS[1], ROWS[2], ROWS[0]]);
});

it('[A8] puts back what an update hit when a person sorts meanwhile, and then writes it', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  const table = bind(tab.ref, TYPES, ['code']);
  const update = write('update', 'a', { name: ['Ada', 'Ida'] });
  bench.before(VALUES, () => tab.batchUpdate(sortDown));
  expect(await apply(bench.adapter, table, update)).toMatchObject([{ status: 'stale' }]);
  expect((await tab.values()).slice(1)).toEqual([...ROWS].reverse());
  expect(await apply(bench.adapter, table, update)).toMatchObject([{ status: 'written' }]);
  expect((await tab.values())[3]).toEqual(['a', 'Ida', 1, true, 'note']);
});

it.each([
  ['inserts a row', insertRow(1)],
  ['sorts', sortDown],
])('[A8] gives no key to another row when a person %s meanwhile', async (_what, request) => {
  const tab = await bench.open([HEADER, ...ROWS]);
  const table = bind(tab.ref, TYPES, ['code']);
  bench.before(VALUES, () => tab.batchUpdate(request));
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'a', { code: ['a', 'y'] }),
    write('update', 'c', { code: ['c', 'z'], name: ['Cyd', 'Zed'] }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['stale', 'stale']);
  const rows = (await tab.values()).slice(1).filter((row) => row.length > 0);
  expect(rows.toSorted()).toEqual(ROWS);
});

it('[A8] puts part of a composite key back', async () => {
  const tab = await bench.open([
    ['code', 'year', 'name'],
    ['a', 2025, 'x'],
    ['b', 2025, 'y'],
  ]);
  const types = { code: 'text', year: 'integer', name: 'text' } as const;
  const table = bind(tab.ref, types, ['code', 'year']);
  bench.before(VALUES, () => tab.batchUpdate(insertRow(1)));
  const key = { code: 'b', year: '2026' };
  const update = write('update', '["b","2025"]', { year: ['2025', '2026'] }, { key });
  expect(await apply(bench.adapter, table, update)).toMatchObject([{ status: 'stale' }]);
  expect((await tab.values()).slice(1)).toEqual([[], ['a', 2025, 'x'], ['b', 2025, 'y']]);
});

it('[A8] [F21] keeps all rows where it may not insert any', async () => {
  const tab = await bench.open([HEADER, ...ROWS], { rows: 4 });
  const table = bind(tab.ref, TYPES, ['code']);
  // With the rows and cells at once, then without the cells.
  const refuse = (times: number) =>
    bench.fault({
      match: { method: 'POST', path: 'spreadsheets/[^/]+:batchUpdate$' },
      times,
      fault: {
        kind: 'status',
        status: 400,
        body: { error: { message: 'You are trying to edit a protected cell or object.' } },
      },
    });
  await refuse(2);
  const added = await apply(bench.adapter, table, create({ code: 'm', name: 'Mia' }));
  expect(added).toMatchObject([{ status: 'written', externalId: 'm' }]);
  await refuse(2);
  bench.before(VALUES, () => tab.batchUpdate(insertRow(1)));
  const moved = await apply(bench.adapter, table, create({ code: 'n', name: 'New' }));
  expect(moved).toMatchObject([{ status: 'stale' }]);
  const rows = (await tab.values()).slice(1).filter((row) => row.length > 0);
  expect(rows.toSorted()).toEqual([...ROWS, ['m', 'Mia'], ['n', 'New']]);
  await refuse(3);
  const more = ['o', 'p', 'q'].map((code) => create({ code }));
  const full = await apply(bench.adapter, table, ...more);
  expect(full).toMatchObject(more.map(() => ({ status: 'rejected', rule: 'PROTECTED' })));
});

it('[F28] reports a row that a person edits while it is written', async () => {
  const edited = await bench.open([HEADER, ['a', 'Ada']]);
  bench.before(/GET .*values:batchGet/, async () => {
    bench.before(/GET .*values:batchGet/, () => edited.type('B2', [['Eve']]));
  });
  const lost = await apply(
    bench.adapter,
    bind(edited.ref, TYPES, ['code']),
    write('update', 'a', { name: ['Ada', 'Ida'] }),
  );
  expect(lost).toMatchObject([{ status: 'stale' }]);
  expect((await edited.values())[1]).toEqual(['a', 'Eve']);
});

it('[F28] writes nothing to a row whose cell a person edited since it was read', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  const table = bind(tab.ref, TYPES, ['code']);
  await readAll(bench.adapter, table);
  await tab.type('B2', [['Eve']]);
  await tab.type('C3', [[22]]);
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'a', { name: ['Ada', 'Ida'], amount: ['1', '10'] }),
    write('update', 'b', { name: ['Bob', 'Rob'] }),
    write('delete', 'c', { name: ['Cyd', null], amount: ['4', null] }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['stale', 'written', 'stale']);
  expect((await tab.values()).slice(1)).toEqual([
    ['a', 'Eve', 1, true, 'note'],
    ['b', 'Rob', 22],
    ['c', 'Cyd', 3, false, 'mine'],
  ]);
});

it('[F28] keeps what a person types into other cells of the rows while they are written', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  const table = bind(tab.ref, TYPES, ['code']);
  bench.before(VALUES, async () => {
    await tab.type('C2', [[100]]);
    await tab.type('E3', [['typed']]);
  });
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'a', { name: ['Ada', 'Ida'] }),
    write('update', 'b', { name: ['Bob', 'Rob'] }),
  );
  expect(outcomes).toMatchObject([
    { status: 'written', shown: { name: 'Ida', amount: '100' } },
    { status: 'written', shown: { name: 'Rob', amount: '2' } },
  ]);
  expect((await tab.values()).slice(1)).toEqual([
    ['a', 'Ida', 100, true, 'note'],
    ['b', 'Rob', 2, '', 'typed'],
    ROWS[2],
  ]);
});
