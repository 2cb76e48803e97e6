import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { parseCell } from '../../model/cell.ts';
import { apply, create, readAll, write } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

const YEAR_1 = new Date('0001-01-03T00:00:00Z');
const YEAR_9999 = new Date('9999-12-30T00:00:00Z');
const isoDay = (date: Date) => date.toISOString().slice(0, 10);

it('[F7] keeps dates and instants in the time zone of the spreadsheet', async () => {
  const tab = await bench.open([['code', 'day', 'at']], { timeZone: 'Europe/Berlin' });
  const shape = await bench.adapter.describeTable(tab.ref);
  expect(shape.fields.map(({ nativeType }) => nativeType)).toContain('AUTOMATIC@Europe/Berlin');
  const types = { code: 'text', day: 'date', at: 'datetime' } as const;
  const table = bind(tab.ref, types, ['code'], 'Europe/Berlin');
  const cells = { code: 'a', day: '2020-01-01', at: '2020-07-01T10:00:00.125Z' };
  expect(await apply(bench.adapter, table, create(cells))).toMatchObject([
    { status: 'written', shown: cells },
  ]);
  expect((await tab.values())[1]?.slice(0, 2)).toEqual(['a', 43831]);
  const [row] = await readAll(bench.adapter, table);
  expect(row?.cells).toEqual(cells);
});

it('[F7] takes dates and numbers by value, not as the locale of the spreadsheet spells them', async () => {
  // A third of a millisecond before noon, as fractions of a day come out.
  const at = 46022.5 - 1 / 86_400_000 / 3;
  const tab = await bench.open([['code', 'day', 'at', 'price']], {
    timeZone: 'Europe/Berlin',
    locale: 'de_DE',
  });
  const types = { code: 'text', day: 'date', at: 'datetime', price: 'decimal' } as const;
  const table = bind(tab.ref, types, ['code'], 'Europe/Berlin');
  await tab.type('A2', [
    ['serial', 46022, at, 1234.5],
    ['text', '31.12.2025', '31.12.2025 12:00', '1.234,5'],
  ]);
  const [serial, text] = await readAll(bench.adapter, table);
  const cells = { code: 'serial', day: '2025-12-31', at: '2025-12-31T11:00:00Z', price: '1234.5' };
  expect(serial).toMatchObject({ cells, problems: [] });
  expect(text?.cells).toEqual({ code: 'text' });
  expect(text?.problems.map(({ field, rule }) => [field, rule])).toEqual([
    ['day', 'TYPE'],
    ['at', 'TYPE'],
    ['price', 'TYPE'],
  ]);
  // What the sheet shows already is not written again, however it is stored.
  const same = write('update', 'serial', {
    day: ['2025-12-31', '2025-12-31'],
    at: ['2025-12-31T11:00:00Z', '2025-12-31T11:00:00Z'],
  });
  expect(await apply(bench.adapter, table, same)).toMatchObject([{ status: 'already' }]);
  expect((await tab.values())[1]?.[2]).toBe(at);
  const copy = create({ ...cells, code: 'copy' });
  expect(await apply(bench.adapter, table, copy)).toMatchObject([{ status: 'written' }]);
  expect((await tab.values())[3]?.slice(1)).toEqual([46022, 46022.5, 1234.5]);
});

it('[AD4] reads back what it wrote, whatever the value', async () => {
  const zone = 'America/New_York';
  const values = {
    label: fc.string({ unit: 'binary', maxLength: 30 }),
    count: fc.maxSafeInteger().map(String),
    price: fc.double({ noNaN: true, noDefaultInfinity: true }),
    open: fc.boolean(),
    day: fc.date({ min: YEAR_1, max: YEAR_9999, noInvalidDate: true }).map(isoDay),
    at: fc.date({ min: YEAR_1, max: YEAR_9999, noInvalidDate: true }).map((d) => d.toISOString()),
    tags: fc.array(fc.constantFrom('a', 'b c', '7', 'TRUE'), { maxLength: 3 }),
  };
  const types = {
    code: 'text',
    label: 'text',
    count: 'integer',
    price: 'decimal',
    open: 'boolean',
    day: 'date',
    at: 'datetime',
    tags: 'enum-set',
  } as const;
  const tab = await bench.open([Object.keys(types)], { timeZone: zone });
  const table = bind(tab.ref, types, ['code'], zone);
  const samples = fc.sample(fc.record(values), 200).map((row, i) => {
    const cells = Object.entries({ code: `k${i}`, ...row }).map(([field, value]) => {
      const parsed = parseCell(types[field as keyof typeof types], value);
      return [field, parsed.ok ? parsed.cell : null] as const;
    });
    return Object.fromEntries(cells);
  });
  const outcomes = await apply(bench.adapter, table, ...samples.map((cells) => create(cells)));
  const shown = outcomes.map((outcome) => ('shown' in outcome ? outcome.shown : outcome));
  const expected = samples.map((cells, i) => {
    const refused = outcomes[i]?.status === 'rejected';
    return refused ? outcomes[i] : cells;
  });
  expect(shown).toEqual(expected);
  expect(outcomes.filter(({ status }) => status === 'written').length).toBeGreaterThan(150);
  const read = await readAll(bench.adapter, table);
  const written = samples.filter((_, i) => outcomes[i]?.status === 'written');
  expect(read.map(({ cells }) => cells)).toEqual(written);
});
