import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import { apply, create, HEADER } from './sample-writes.ts';
import { type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

const TYPES_OF_FIELDS = {
  code: 'text',
  n: 'integer',
  amount: 'decimal',
  done: 'boolean',
  day: 'date',
  at: 'datetime',
  state: 'enum',
  tags: 'enum-set',
  link: 'url',
  mail: 'email',
} as const;
const CELLS = {
  code: '0012',
  n: '-7',
  amount: '12.5',
  done: false,
  day: '2026-02-28',
  at: '2026-02-28T23:59:59.999Z',
  state: 'open',
  tags: ['a', 'b c'],
  link: 'https://example.org/?q=1',
  mail: 'a@example.org',
};
const FIELDS = Object.entries(TYPES_OF_FIELDS).map(([name, cellType]) => ({
  name,
  cellType,
  required: name === 'code',
  ...(cellType === 'enum' ? { options: ['open', 'shut'] } : {}),
}));

it('[AD15] creates a tab that holds every type', async () => {
  const tab = await bench.open([HEADER]);
  const parent = { spreadsheetId: tab.ref.spreadsheetId };
  const table = { title: 'Tab', fields: FIELDS, key: ['code'], parent };
  const shape = await bench.adapter.createTable(table);
  expect(shape.title).toBe('Tab 2');
  expect(shape.keyCandidates).toEqual([['code']]);
  expect(shape.fields.map(({ name, cellType }) => [name, cellType])).toEqual(
    Object.entries({
      ...TYPES_OF_FIELDS,
      amount: 'text',
      done: 'text',
      tags: 'text',
      link: 'text',
      mail: 'text',
    }),
  );
  const bound: BoundTable = {
    ref: shape.table,
    fields: shape.fields.map((column) => ({
      field: column.name,
      cellType: TYPES_OF_FIELDS[column.name as keyof typeof TYPES_OF_FIELDS],
      access: 'both',
      column,
    })),
    key: ['code'],
  };
  expect(await apply(bench.adapter, bound, create(CELLS))).toMatchObject([
    { status: 'written', shown: CELLS },
  ]);
});

it('[AD15] leaves nothing of a tab whose creation was not answered', async () => {
  const tab = await bench.open([HEADER]);
  const parent = { spreadsheetId: tab.ref.spreadsheetId };
  const table = { title: 'Half', fields: FIELDS, key: ['code'], parent };
  await bench.fault({
    match: { method: 'POST', path: ':batchUpdate$' },
    times: 1,
    fault: { kind: 'reset', afterCommit: true },
  });
  await expect(bench.adapter.createTable(table)).rejects.toMatchObject({
    code: 'CS_SYSTEM_UNAVAILABLE',
  });
  const titles = (await bench.adapter.listTables()).map(({ title }) => title);
  expect(titles).toContain('Book / Tab');
  expect(titles).not.toContain('Book / Half');
});

it('creates a spreadsheet where no parent is given', async () => {
  const fields = [{ name: 'code', cellType: 'text', required: true }] as const;
  const shape = await bench.adapter.createTable({ title: 'Fresh', fields, key: ['code'] });
  expect(shape).toMatchObject({ title: 'Fresh', fields: [{ name: 'code', cellType: 'text' }] });
  const listed = await bench.adapter.listTables();
  expect(listed.find(({ table }) => table.spreadsheetId === shape.table.spreadsheetId)).toEqual({
    ...shape,
    title: 'Fresh / Fresh',
    keyCandidates: [],
  });
});
