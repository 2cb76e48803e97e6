import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, create, HEADER, readAll, TYPES, write } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

const merge = (firstRow: number, lastRow: number, firstColumn: number, lastColumn: number) => ({
  mergeCells: {
    range: {
      sheetId: 7,
      startRowIndex: firstRow,
      endRowIndex: lastRow + 1,
      startColumnIndex: firstColumn,
      endColumnIndex: lastColumn + 1,
    },
    mergeType: 'MERGE_ALL',
  },
});
const ROWS = [
  ['a', 'Ada', 1],
  ['b', 'Bob', 2],
  ['c', 'Cyd', 3],
];

it('[F25] does not take cells under a merged one for cleared', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  const table = bind(tab.ref, TYPES, ['code']);
  await readAll(bench.adapter, table);
  await tab.batchUpdate(merge(1, 2, 1, 2));
  const rows = await readAll(bench.adapter, table);
  expect(rows.map(({ cells, problems }) => [cells, problems.map((each) => each.rule)])).toEqual([
    [{ code: 'a', name: 'Ada', done: null }, ['MERGED_CELLS']],
    [{ code: 'b', done: null }, ['MERGED_CELLS', 'MERGED_CELLS']],
    [{ code: 'c', name: 'Cyd', amount: '3', done: null }, []],
  ]);
  expect(rows[0]?.problems.map(({ field }) => field)).toEqual(['amount']);
});

it('[F25] calls no row gone whose key lies under a merged cell', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  const table = bind(tab.ref, TYPES, ['code']);
  await tab.batchUpdate(merge(1, 2, 0, 3));
  const rows = await readAll(bench.adapter, table);
  expect(rows.map(({ externalId }) => externalId)).toEqual(['a', null, 'c']);
  expect(rows[1]?.problems).toContainEqual(
    expect.objectContaining({ field: 'code', rule: 'MERGED_CELLS' }),
  );
  const found = await bench.adapter.lookUp(table, ['a', 'b']);
  expect([...found.values()]).toEqual(['present', 'unreachable']);
});

it('[F25] writes no cell under a merged one, but all others', async () => {
  const tab = await bench.open([HEADER, ...ROWS, [], ['', '']]);
  const table = bind(tab.ref, TYPES, ['code']);
  await tab.batchUpdate(merge(1, 2, 1, 1), merge(3, 4, 0, 0), merge(5, 6, 0, 3));
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'b', { name: [null, 'Rob'] }),
    write('update', 'a', { name: ['Ada', 'Ida'] }),
    write('update', 'c', { amount: ['3', '4'] }),
    write('update', 'b', { amount: ['2', '5'] }),
    create({ code: 'n', name: 'New' }),
  );
  expect(outcomes).toMatchObject([
    { status: 'rejected', rule: 'MERGED_CELLS', field: 'name' },
    { status: 'written' },
    { status: 'written' },
    { status: 'written', shown: { code: 'b', amount: '5', done: null } },
    { status: 'written', externalId: 'n' },
  ]);
  expect(outcomes[3]).not.toHaveProperty('shown.name');
  expect((await tab.values()).slice(1)).toEqual([
    ['a', 'Ida', 1],
    ['b', '', 5],
    ['c', 'Cyd', 4],
    // Under the merged cell that begins in the last row with a key.
    [],
    ['n', 'New'],
  ]);
});
