import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Binding } from '../../model/registry.ts';
import type { FieldSpec } from '../../model/registry-schema.ts';
import { bindTable } from '../../sync/bind-table.ts';
import { apply, create, HEADER, readAll, TYPES, write } from './sample-writes.ts';
import { sheetsDefinition } from './sheets-definition.ts';
import { bind, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

const moveRow = (from: number, to: number) => ({
  moveDimension: {
    source: { sheetId: 7, dimension: 'ROWS', startIndex: from, endIndex: from + 1 },
    destinationIndex: to,
  },
});

it('[F12] keeps columns apart whose names are alike, and leaves columns without a name alone', async () => {
  const tab = await bench.open([
    ['Task ID', '', 'task_id', 'TASK ID', ' name '],
    ['a', 'mine', 'b', 'c', 'Ada'],
  ]);
  const { fields } = await bench.adapter.describeTable(tab.ref);
  expect(fields.map(({ id, name }) => [id, name])).toEqual(
    ['Task ID', 'task_id', 'TASK ID', 'name'].map((name) => [name, name]),
  );
  const types = { 'Task ID': 'text', task_id: 'text', 'TASK ID': 'text', name: 'text' } as const;
  const table = bind(tab.ref, types, ['Task ID']);
  const [row] = await readAll(bench.adapter, table);
  expect(row?.cells).toEqual({ 'Task ID': 'a', task_id: 'b', 'TASK ID': 'c', name: 'Ada' });
  const update = write('update', 'a', { task_id: ['b', 'x'] }, { key: { 'Task ID': 'a' } });
  expect(await apply(bench.adapter, table, update)).toMatchObject([{ status: 'written' }]);
  expect((await tab.values())[1]).toEqual(['a', 'mine', 'x', 'c', 'Ada']);
});

it('[F12] names the header that two columns have, and the one that is blank now', async () => {
  const tab = await bench.open([
    ['code', 'name', 'name\u0301'],
    ['a', 'Ada', 'x'],
  ]);
  const table = bind(tab.ref, { code: 'text', name: 'text' }, ['code']);
  expect(await readAll(bench.adapter, table)).toHaveLength(1);
  await tab.type('C1', [[' name ']]);
  const duplicate = { code: 'CS_HEADER_DUPLICATE', details: { column: 'name' } };
  await expect(bench.adapter.describeTable(tab.ref)).rejects.toMatchObject(duplicate);
  await expect(readAll(bench.adapter, table)).rejects.toMatchObject(duplicate);
  await expect(apply(bench.adapter, table, create({ code: 'n' }))).rejects.toMatchObject(duplicate);
  await tab.type('B1', [['', '']]);
  const missing = { code: 'CS_COLUMN_MISSING', details: { column: 'name' } };
  await expect(readAll(bench.adapter, table)).rejects.toMatchObject(missing);
  await expect(apply(bench.adapter, table, create({ code: 'n' }))).rejects.toMatchObject(missing);
  expect(await tab.values()).toEqual([['code'], ['a', 'Ada', 'x']]);
});

it('[F12] follows columns that are moved, and rows that are written meanwhile', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada', 1]]);
  const table = bind(tab.ref, TYPES, ['code']);
  await readAll(bench.adapter, table);
  await tab.batchUpdate({
    insertDimension: { range: { sheetId: 7, dimension: 'COLUMNS', startIndex: 0, endIndex: 1 } },
  });
  const outcomes = await apply(
    bench.adapter,
    table,
    write('update', 'a', { amount: ['1', '2'] }),
    create({ code: 'b', name: 'Bob' }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written']);
  expect((await tab.values()).slice(1)).toEqual([
    ['', 'a', 'Ada', 2],
    ['', 'b', 'Bob'],
  ]);
});

const fieldsOf = (names: readonly string[]) =>
  names.map((name) => ({ name, cellType: 'text' as const, required: false }));

it('[F13] [F15] follows the columns of a table that it made through renames and moves', async () => {
  const parent = await bench.open([HEADER]);
  const created = await bench.adapter.createTable({
    title: 'Made',
    fields: fieldsOf(['code', 'name', 'city']),
    key: ['code'],
    parent: { spreadsheetId: parent.ref.spreadsheetId },
  });
  const ids = created.fields.map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
  const sheetId = Number(created.table.sheetId);
  const header = (columnIndex: number, stringValue: string) => ({
    updateCells: {
      start: { sheetId, rowIndex: 0, columnIndex },
      rows: [{ values: [{ userEnteredValue: { stringValue } }] }],
      fields: 'userEnteredValue',
    },
  });
  await parent.batchUpdate(
    { updateSheetProperties: { properties: { sheetId, title: 'Renamed' }, fields: 'title' } },
    header(1, 'city'),
    header(2, 'name'),
    {
      moveDimension: {
        source: { sheetId, dimension: 'COLUMNS', startIndex: 0, endIndex: 1 },
        destinationIndex: 3,
      },
    },
    { insertDimension: { range: { sheetId, dimension: 'COLUMNS', startIndex: 0, endIndex: 1 } } },
    header(0, 'theirs'),
  );
  const shape = await bench.adapter.describeTable(created.table);
  expect(shape.fields.map(({ id, name }) => [id, name])).toEqual([
    ['theirs', 'theirs'],
    [ids[1], 'city'],
    [ids[2], 'name'],
    [ids[0], 'code'],
  ]);
  const binding = Object.fromEntries(
    ['code', 'name', 'city'].map((field, i) => [field, { column: ids[i] ?? '', access: 'both' }]),
  ) as Binding['fields'];
  const specs = ['code', 'name', 'city'].map(
    (field): FieldSpec => ({ field, cellType: 'text', required: false }),
  );
  const bound = bindTable({ name: 'S', fields: binding }, specs, ['code'], shape, sheetsDefinition);
  if (!bound.ok) throw new Error(JSON.stringify(bound.faults));
  const row = { code: 'a', name: 'Ada', city: 'Bonn' };
  expect(await apply(bench.adapter, bound.table, create(row))).toMatchObject([
    { status: 'written', shown: row },
  ]);
  const typed = await bench.adapter.readPage(bound.table, null);
  expect(typed.rows.map(({ cells }) => cells)).toEqual([row]);
});

it('[F13] takes a renamed column of a table that it did not make for a missing one', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada']]);
  const table = bind(tab.ref, TYPES, ['code']);
  await tab.type('B1', [['title']]);
  const { fields } = await bench.adapter.describeTable(tab.ref);
  expect(fields.map(({ id }) => id)).toEqual(['code', 'title', 'amount', 'done']);
  const missing = { code: 'CS_COLUMN_MISSING', details: { column: 'name' } };
  await expect(readAll(bench.adapter, table)).rejects.toMatchObject(missing);
  const update = write('update', 'a', { name: ['Ada', 'Ida'] });
  await expect(apply(bench.adapter, table, update)).rejects.toMatchObject(missing);
  expect((await tab.values())[1]).toEqual(['a', 'Ada']);
});

it('[F16] takes no data row for the header', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada', 1, true], ['b', 'Bob', 2, false]]);
  const table = bind(tab.ref, TYPES, ['code']);
  const shape = await bench.adapter.describeTable(tab.ref);
  await tab.batchUpdate(moveRow(1, 0));
  const missing = { code: 'CS_HEADER_MISSING' };
  await expect(readAll(bench.adapter, table)).rejects.toMatchObject(missing);
  await expect(bench.adapter.lookUp(table, ['a'])).rejects.toMatchObject(missing);
  const update = write('update', 'b', { name: ['Bob', 'Rob'] });
  await expect(apply(bench.adapter, table, update)).rejects.toMatchObject(missing);
  const ids = (await bench.adapter.describeTable(tab.ref)).fields.map(({ id }) => id);
  expect(ids.filter((id) => shape.fields.some((field) => field.id === id))).toEqual([]);
  await tab.batchUpdate({
    deleteDimension: { range: { sheetId: 7, dimension: 'ROWS', startIndex: 1, endIndex: 2 } },
  });
  await expect(readAll(bench.adapter, table)).rejects.toMatchObject(missing);
  await tab.type('A1:D2', [
    ['', '', '', ''],
    ['', '', '', ''],
  ]);
  await expect(bench.adapter.describeTable(tab.ref)).rejects.toMatchObject(missing);
});

it('[AD20] [B3] has no empty table where it has no access, no tab or no header any more', async () => {
  const tab = await bench.open([HEADER, ['a', 'Ada']]);
  const table = bind(tab.ref, TYPES, ['code']);
  expect(await readAll(bench.adapter, table)).toHaveLength(1);
  await tab.type('A1:D2', [
    ['', '', '', ''],
    ['', '', '', ''],
  ]);
  await expect(readAll(bench.adapter, table)).rejects.toMatchObject({ code: 'CS_HEADER_MISSING' });
  const lost = (code: string) => ({ code });
  const calls = [
    () => readAll(bench.adapter, table),
    () => bench.adapter.describeTable(tab.ref),
    () => bench.adapter.lookUp(table, ['a']),
    () => bench.adapter.applyWrites(table, [write('delete', 'a', { name: ['Ada', null] })]),
  ];
  await tab.batchUpdate({ addSheet: { properties: { sheetId: 8, title: 'Other' } } });
  await tab.batchUpdate({ deleteSheet: { sheetId: 7 } });
  for (const call of calls) await expect(call()).rejects.toMatchObject(lost('CS_TABLE_NOT_FOUND'));
  await tab.unshare();
  for (const call of calls) await expect(call()).rejects.toMatchObject(lost('CS_ACCESS_DENIED'));
  await tab.delete();
  for (const call of calls) await expect(call()).rejects.toMatchObject(lost('CS_TABLE_NOT_FOUND'));
});

it('[B21] is another place when the spreadsheet or the tab is another, not when it is renamed', async () => {
  const { placeOf } = sheetsDefinition;
  const tab = await bench.open([HEADER]);
  const place = placeOf(tab.ref, bench.credential);
  await tab.rename('Renamed');
  const { table } = await bench.adapter.describeTable(tab.ref);
  expect(placeOf(table, bench.credential)).toBe(place);
  expect(placeOf({ ...tab.ref, sheetId: 8 }, bench.credential)).not.toBe(place);
  const copy = await bench.open([HEADER]);
  expect(placeOf(copy.ref, bench.credential)).not.toBe(place);
});
