import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, HEADER, readAll, TYPES, write } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

const text = (stringValue: string) => ({ userEnteredValue: { stringValue } });
const spilled = (numberValue: number) => ({ effectiveValue: { numberValue } });

it('[F1] gives what a formula shows, and keeps the formula from an incoming change', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada', 2], ['b', 'Bob', 3]]);
  await tab.type('C2', [['=C3*2']], 'USER_ENTERED');
  const table = bind(tab.ref, TYPES, ['code']);
  const [row] = await readAll(bench.adapter, table);
  expect(row?.cells.amount).toBe('6');
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'a', { name: ['Ada', 'Ida'], amount: ['6', '7'] }),
    write('update', 'b', { amount: ['3', '4'] }),
  );
  expect(outcomes).toMatchObject([
    { status: 'rejected', rule: 'FORMULA_CELL', field: 'amount' },
    { status: 'written' },
  ]);
  expect((await tab.formulas()).slice(1)).toEqual([
    ['a', 'Ada', '=C3*2'],
    ['b', 'Bob', 4],
  ]);
});

it.each([1_000, 50_000])(
  '[F1] leaves cells alone that a formula spills into (%i rows)',
  async (rows) => {
    const array = {
      userEnteredValue: { formulaValue: '=ARRAYFORMULA(F2:F4*2)' },
      effectiveValue: { numberValue: 2 },
    };
    const tab = await bench.open([], {
      rows,
      cells: [
        HEADER.map(text),
        [text('a'), text('Ada'), array],
        [text('b'), text('Bob'), spilled(4)],
        [text('c'), text('Cyd'), spilled(6)],
        [text('d'), text('Dot'), { userEnteredValue: { numberValue: 9 } }],
      ],
    });
    const table = bind(tab.ref, TYPES, ['code']);
    expect((await readAll(bench.adapter, table)).map(({ cells }) => cells.amount)).toEqual([
      '2',
      '4',
      '6',
      '9',
    ]);
    const before = await tab.stored();
    const outcomes = await apply(
      bench.adapter,
      table,
      write('update', 'b', { amount: ['4', '5'] }),
      write('update', 'c', { name: ['Cyd', 'Cyd'], amount: ['6', null] }),
    );
    expect(outcomes).toMatchObject([
      { status: 'rejected', rule: 'FORMULA_CELL', field: 'amount' },
      { status: 'rejected', rule: 'FORMULA_CELL', field: 'amount' },
    ]);
    expect(await tab.stored()).toEqual(before);
    const others = await apply(
      bench.adapter,
      table,
      write('update', 'b', { name: ['Bob', 'Rob'] }),
      write('update', 'd', { amount: ['9', '10'] }),
    );
    expect(others.map(({ status }) => status)).toEqual(['written', 'written']);
  },
);

it('[F3] shows no value for a cell with an error or one that is still loading', async () => {
  const message = 'Did not find value (any).';
  const shows = (type: string) => ({
    userEnteredValue: { formulaValue: '=GOOGLEFINANCE("X")' },
    effectiveValue: { errorValue: type === 'LOADING' ? { type } : { type, message } },
  });
  const types = ['N_A', 'REF', 'LOADING', 'DIVIDE_BY_ZERO', 'NAME', 'VALUE', 'NUM', 'ERROR'];
  const rows = types.map((type) => [text(type), shows(type), shows(type)]);
  const tab = await bench.open([], { cells: [HEADER.map(text), ...rows] });
  const table = bind(tab.ref, TYPES, ['code']);
  const read = await readAll(bench.adapter, table);
  expect(read.map(({ externalId }) => externalId)).toEqual(types);
  for (const { cells, problems } of read) {
    expect(cells).not.toHaveProperty('name');
    expect(cells).not.toHaveProperty('amount');
    expect(problems.map(({ field, rule }) => [field, rule])).toEqual([
      ['name', 'ERROR_CELL'],
      ['amount', 'ERROR_CELL'],
    ]);
  }
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'LOADING', { amount: ['1', '2'] }),
  );
  expect(outcomes).toMatchObject([{ status: 'stale' }]);
  expect((await tab.formulas())[3]?.[2]).toBe('=GOOGLEFINANCE("X")');
});
