import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, create, HEADER, readAll, TYPES, write } from './sample-writes.ts';
import { bind, type OwnersTab, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

const ROWS = [
  ['a', 'Ada', 1],
  ['b', 'Bob', 2],
  ['c', 'Cyd', 3],
];

/** A person makes a table of rows from the header on; its last row may show totals. */
const tableOf = (endRowIndex: number, look: object = {}) => ({
  addTable: {
    table: {
      tableId: 'people',
      name: 'People',
      range: { sheetId: 7, startRowIndex: 0, endRowIndex, startColumnIndex: 0, endColumnIndex: 4 },
      ...look,
    },
  },
});
const TOTALS = { rowsProperties: { footerColorStyle: { rgbColor: { red: 1 } } } };

/** How many rows each table of the tab has, header and totals included. */
async function tableRows(tab: OwnersTab): Promise<readonly number[]> {
  const sheets = (await tab.stored()) as readonly {
    readonly tables?: readonly { readonly range: { readonly endRowIndex: number } }[];
  }[];
  return sheets.flatMap(({ tables = [] }) => tables.map(({ range }) => range.endRowIndex));
}

it.each([
  ['ends with its last row', 4, 6],
  ['has blank rows at its end', 9, 11],
])('takes new rows into a table that %s', async (_, end, grown) => {
  const tab = await bench.open([HEADER, ...ROWS]);
  await tab.batchUpdate(tableOf(end));
  const table = bind(tab.ref, TYPES, ['code']);
  const writes = [create({ code: 'd', name: 'Dan' }), create({ code: 'e', name: 'Eve' })];
  const outcomes = await apply(bench.adapter, table, ...writes);
  expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written']);
  expect((await tab.values()).map((cells) => cells[0])).toEqual([HEADER[0], ...'abcde']);
  expect(await tableRows(tab)).toEqual([grown]);
});

it('takes new rows into a table whose last rows it deletes', async () => {
  const tab = await bench.open([HEADER, ...ROWS]);
  await tab.batchUpdate(tableOf(4));
  const table = bind(tab.ref, TYPES, ['code']);
  const [, bob, cyd] = await readAll(bench.adapter, table);
  const deletes = [bob, cyd].map((row) => {
    const cells = Object.entries(row?.cells ?? {}).map(([field, cell]) => [field, [cell, null]]);
    const key = { code: row?.cells.code ?? null };
    return write('delete', row?.externalId ?? null, Object.fromEntries(cells), { key });
  });
  const outcomes = await apply(bench.adapter, table, ...deletes, create({ code: 'd' }));
  expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written', 'written']);
  expect((await tab.values()).map((cells) => cells[0])).toEqual([HEADER[0], 'a', 'd']);
  expect(await tableRows(tab)).toEqual([3]);
});

it('does not take the totals of a table for a row, and adds rows above them', async () => {
  const tab = await bench.open([HEADER, ...ROWS, ['Total', '', 6]]);
  await tab.batchUpdate(tableOf(5, TOTALS));
  const table = bind(tab.ref, TYPES, ['code']);
  const rows = await readAll(bench.adapter, table);
  expect(rows.map(({ externalId }) => externalId)).toEqual(['a', 'b', 'c']);
  expect([...(await bench.adapter.lookUp(table, ['Total'])).values()]).toEqual(['gone']);

  const outcomes = await apply(bench.adapter, table, create({ code: 'd', name: 'Dan' }));
  expect(outcomes).toMatchObject([{ status: 'written', shown: { code: 'd', name: 'Dan' } }]);
  expect((await tab.values()).map((cells) => cells[0])).toEqual([HEADER[0], ...'abcd', 'Total']);
  expect(await tableRows(tab)).toEqual([6]);
  expect(await readAll(bench.adapter, table)).toHaveLength(4);
});

it('leaves a table of other columns as it is', async () => {
  const tab = await bench.open([[...HEADER, '', 'other'], ...ROWS]);
  const range = {
    ...{ sheetId: 7, startRowIndex: 0, endRowIndex: 4 },
    ...{ startColumnIndex: HEADER.length + 1, endColumnIndex: HEADER.length + 2 },
  };
  await tab.batchUpdate({ addTable: { table: { tableId: 'other', name: 'Other', range } } });
  const table = bind(tab.ref, TYPES, ['code']);
  const outcomes = await apply(bench.adapter, table, create({ code: 'd' }));
  expect(outcomes).toMatchObject([{ status: 'written' }]);
  expect(await tableRows(tab)).toEqual([4]);
});
