import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { parseCell } from '../../model/cell.ts';
import { apply, create, readAll } from './sample-writes.ts';
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
