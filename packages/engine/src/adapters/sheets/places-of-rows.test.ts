import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, create, HEADER, readAll, TYPES, write } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

const checkbox = (firstRow: number, lastRow: number) => ({
  setDataValidation: {
    range: {
      sheetId: 7,
      startRowIndex: firstRow,
      endRowIndex: lastRow + 1,
      startColumnIndex: 3,
      endColumnIndex: 4,
    },
    rule: { condition: { type: 'BOOLEAN' } },
  },
});

it('[F24] takes a thousand unticked checkboxes for no rows, and adds none below them', async () => {
  const phantoms = Array.from({ length: 998 }, () => ['', '', '', false]);
  const tab = await bench.open([HEADER, ['a', 'Ada', 1, true], ...phantoms]);
  await tab.batchUpdate(checkbox(1, 999));
  const table = bind(tab.ref, TYPES, ['code']);
  expect((await readAll(bench.adapter, table)).map(({ externalId }) => externalId)).toEqual(['a']);
  const outcomes = await apply(bench.adapter, table, create({ code: 'b', done: true }));
  expect(outcomes).toMatchObject([{ status: 'written' }]);
  const now = await tab.values();
  expect(now.slice(1, 4)).toEqual([
    ['a', 'Ada', 1, true],
    ['b', '', '', true],
    ['', '', '', false],
  ]);
  expect(await readAll(bench.adapter, table)).toHaveLength(2);
  const [sheet] = (await tab.stored()) as {
    data: { rowData: { values: { dataValidation?: object }[] }[] }[];
  }[];
  const added = sheet?.data[0]?.rowData[2]?.values[3];
  expect(added?.dataValidation).toEqual({ condition: { type: 'BOOLEAN' } });
});

it('[F18] adds below the last key, not below a second block nor at the top', async () => {
  const tab = await bench.open([
    ['Customers of 2026'],
    [],
    HEADER,
    ['a', 'Ada'],
    ['', 'no key'],
    ['b', 'Bob'],
    [],
    ['', '', 'Total', '', '=2'],
    [],
    ['', 'second', 'block'],
  ]);
  const own = bind(tab.ref, TYPES, ['code']);
  await expect(readAll(bench.adapter, own)).rejects.toMatchObject({ code: 'CS_HEADER_MISSING' });
  await tab.type('A1', [['']]);
  const before = await tab.values();
  const outcomes = await apply(bench.adapter, own, create({ code: 'c', name: 'Cyd' }));
  expect(outcomes).toMatchObject([{ status: 'written', externalId: 'c' }]);
  expect(await tab.values()).toEqual([...before.slice(0, 6), ['c', 'Cyd'], ...before.slice(6)]);
});

it('[F19] makes room in a full tab, row by row and chunk by chunk', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada']], { rows: 2 });
  const table = bind(tab.ref, TYPES, ['code']);
  const keys = Array.from({ length: 60 }, (_, i) => `k${i}`);
  for (const part of [keys.slice(0, 1), keys.slice(1, 20), keys.slice(20)]) {
    const outcomes = await apply(bench.adapter, table, ...part.map((code) => create({ code })));
    expect(outcomes.every(({ status }) => status === 'written')).toBe(true);
  }
  expect((await tab.values()).slice(2).map(([code]) => code)).toEqual(keys);
});

it('[F19] [F10] ends a reading where the grid was cut meanwhile, and finds the rows that moved', async () => {
  const values = Array.from({ length: 5_100 }, (_, i) => [`k${i}`]);
  const tab = await bench.open([HEADER, ...values], { rows: 5_101 });
  const table = bind(tab.ref, TYPES, ['code']);
  const first = await bench.adapter.readPage(table, null);
  expect(first.rows).toHaveLength(4_999);
  await tab.batchUpdate({
    deleteDimension: { range: { sheetId: 7, dimension: 'ROWS', startIndex: 1, endIndex: 1_001 } },
  });
  expect(await bench.adapter.readPage(table, first.nextCursor)).toEqual({
    rows: [],
    nextCursor: null,
  });
  const found = await bench.adapter.lookUp(table, ['k0', 'k5050']);
  expect([...found.values()]).toEqual(['gone', 'present']);
});

it('[F9] [F10] keeps rows apart whose cells Google leaves out', async () => {
  const tab = await bench.open([
    HEADER,
    ['', '', 3, true],
    ['a'],
    [],
    [],
    ['b', '', 2],
    ['', '', ''],
    ['c', 'Cyd', '', false],
  ]);
  const table = bind(tab.ref, TYPES, ['code']);
  expect((await readAll(bench.adapter, table)).map(({ cells }) => cells)).toEqual([
    { code: null, name: null, amount: '3', done: true },
    { code: 'a', name: null, amount: null, done: null },
    { code: 'b', name: null, amount: '2', done: null },
    { code: 'c', name: 'Cyd', amount: null, done: false },
  ]);
  const found = await bench.adapter.lookUp(table, ['a', 'b', 'c']);
  expect([...found.values()]).toEqual(['present', 'present', 'present']);
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'b', { name: [null, 'Bob'], amount: ['2', null] }),
    write('update', 'a', { done: [null, true] }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written']);
  expect((await tab.values()).slice(1)).toEqual([
    ['', '', 3, true],
    ['a', '', '', true],
    [],
    [],
    ['b', 'Bob'],
    [],
    ['c', 'Cyd', '', false],
  ]);
});

it('[AD23] [A4] writes to none of two rows with one key, and to the others', async () => {
  const rows = [
    ['a', 'Ada'],
    ['b', 'Bob'],
    ['a', 'copy'],
    ['c', 'Cyd'],
  ];
  const tab = await bench.open([HEADER, ...rows]);
  const table = bind(tab.ref, TYPES, ['code']);
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'a', { name: ['Ada', 'Ida'] }),
    write('update', 'a', { name: ['copy', 'Ida'] }),
    write('delete', 'a', { name: ['Ada', null] }),
    create({ code: 'a', name: 'third' }),
    create({ code: 'a', name: 'Ada' }, { attempted: true }),
    write('update', 'b', { code: ['b', 'a'] }),
    write('update', 'c', { name: ['Cyd', 'Cid'] }),
  );
  expect(outcomes.map((each) => ('rule' in each ? each.rule : each.status))).toEqual([
    ...Array.from({ length: 6 }, () => 'AMBIGUOUS_KEY'),
    'written',
  ]);
  expect((await tab.values()).slice(1)).toEqual([...rows.slice(0, 3), ['c', 'Cid']]);
});
