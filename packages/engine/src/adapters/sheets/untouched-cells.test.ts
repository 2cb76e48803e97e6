import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, create, HEADER, readAll, TYPES, write } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

const rows = (first: number, end = first + 1) => ({
  sheetId: 7,
  dimension: 'ROWS',
  startIndex: first,
  endIndex: end,
});
const columns = (first: number) => ({ ...rows(first), dimension: 'COLUMNS' });
const cells = (row: number, column: number, end = row + 1) => ({
  sheetId: 7,
  startRowIndex: row,
  endRowIndex: end,
  startColumnIndex: column,
  endColumnIndex: column + 1,
});

it('[AD21] [F27] changes the values that differ and nothing else of the tab', async () => {
  const tab = await bench.open([
    ['code', 'mine', 'name', 'amount', 'done'],
    ['a', 'x', 'Ada', 1, true],
    ['b', 'y', 'Bob', 2, false],
    ['c', 'z', 'Cyd', 3, false],
  ]);
  await tab.type('F2', [['=D2*2'], ['=D3*2']], 'USER_ENTERED');
  const look = { backgroundColor: { red: 1 }, textFormat: { bold: true } };
  const number = { numberFormat: { type: 'CURRENCY', pattern: '0.00' } };
  await tab.batchUpdate(
    {
      repeatCell: {
        range: cells(1, 2, 3),
        cell: { userEnteredFormat: look, note: 'remember' },
        fields: 'userEnteredFormat,note',
      },
    },
    {
      repeatCell: {
        range: cells(1, 3, 3),
        cell: { userEnteredFormat: number },
        fields: 'userEnteredFormat',
      },
    },
    { setDataValidation: { range: cells(1, 4, 4), rule: { condition: { type: 'BOOLEAN' } } } },
  );
  const before = await tab.stored();
  const table = bind(tab.ref, TYPES, ['code']);
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'a', { name: ['Ada', 'Ida'], amount: ['1', '1'], done: [true, true] }),
    write('update', 'b', { amount: ['2', '5'], done: [false, true] }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written']);
  const after = await tab.stored();
  const isValue = (name: string) =>
    ['userEnteredValue', 'effectiveValue', 'formattedValue'].includes(name);
  const looks = (stored: unknown) =>
    JSON.stringify(stored, (name, value) => (isValue(name) ? undefined : value));
  expect(looks(after)).toBe(looks(before));
  expect(await tab.formulas()).toEqual([
    ['code', 'mine', 'name', 'amount', 'done'],
    ['a', 'x', 'Ida', 1, true, '=D2*2'],
    ['b', 'y', 'Bob', 5, true, '=D3*2'],
    ['c', 'z', 'Cyd', 3, false],
  ]);
});

it('[F27] writes one range for each run of changed cells', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada', 1, true], ['b', 'Bob', 2, false]]);
  const written: unknown[] = [];
  const environment = {
    ...bench.environment,
    fetch: async (input: string | URL | Request, init?: RequestInit) => {
      const body = typeof init?.body === 'string' ? init.body : '{}';
      if (String(input).includes('values:batchUpdate')) written.push(...JSON.parse(body).data);
      return bench.environment.fetch(input, init);
    },
  };
  const adapter = bench.adapterWith(environment);
  await apply(
    adapter,
    bind(tab.ref, TYPES, ['code']),
    write('update', 'a', { name: ['Ada', 'Ada'], amount: ['1', '7'] }),
    write('update', 'b', { name: ['Bob', 'Rob'], done: [false, true] }),
  );
  expect(written).toMatchObject([
    { range: "'Tab'!C2:C2", values: [[7]] },
    { range: "'Tab'!B3:B3", values: [['Rob']] },
    { range: "'Tab'!D3:D3", values: [[true]] },
  ]);
});

it('[F22] reads and writes hidden and filtered rows and columns', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada', 1], ['b', 'Bob', 2], ['c', 'Cyd', 3]]);
  const hide = (range: object) => ({
    updateDimensionProperties: {
      range,
      properties: { hiddenByUser: true },
      fields: 'hiddenByUser',
    },
  });
  await tab.batchUpdate(hide(rows(2)), hide(columns(1)), {
    setBasicFilter: {
      filter: {
        range: { sheetId: 7, startRowIndex: 0, endRowIndex: 4 },
        criteria: { 0: { hiddenValues: ['c'] } },
      },
    },
  });
  const table = bind(tab.ref, TYPES, ['code']);
  const read = await readAll(bench.adapter, table);
  expect(read.map(({ cells: { code, name } }) => [code, name])).toEqual([
    ['a', 'Ada'],
    ['b', 'Bob'],
    ['c', 'Cyd'],
  ]);
  const found = await bench.adapter.lookUp(table, ['a', 'b', 'c']);
  expect([...found.values()]).toEqual(['present', 'present', 'present']);
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'b', { name: ['Bob', 'Rob'] }),
    create({ code: 'd', name: 'Dot' }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written']);
  expect((await tab.values()).map(([code, name]) => [code, name])).toEqual([
    ['code', 'name'],
    ['a', 'Ada'],
    ['b', 'Rob'],
    ['c', 'Cyd'],
    ['d', 'Dot'],
  ]);
  expect((await bench.adapter.describeTable(tab.ref)).fields.map(({ name }) => name)).toEqual(
    HEADER,
  );
});
