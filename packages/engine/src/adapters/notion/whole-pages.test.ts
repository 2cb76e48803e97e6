import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { NewTable } from '../adapter.ts';
import {
  boundTable,
  rowWrite,
  startWorkspace,
  type TestWorkspace,
} from './notion-workspace.fixture.ts';

type Json = Record<string, unknown>;

const NOTES: NewTable = {
  title: 'Mentioned',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'notes', cellType: 'text', required: false },
    { name: 'crew', cellType: 'enum-set', required: false },
  ],
};
const COUNT = 40;

let workspace: TestWorkspace;
let table: BoundTable;
let users: Json[];

beforeAll(async () => {
  workspace = await startWorkspace();
  const shape = await workspace.adapter.createTable(NOTES);
  const source = String(shape.table.dataSourceId);
  const crew = { crew: { name: 'tags' }, people: { people: {} } };
  await workspace.api('PATCH', `data_sources/${source}`, { properties: crew });
  await workspace.api('PATCH', `data_sources/${source}`, {
    properties: { people: { name: 'crew' } },
  });
  table = boundTable(await workspace.adapter.describeTable(shape.table), NOTES);
  users = Array.from({ length: COUNT }, (_, i) => ({
    object: 'user',
    id: `00000000-0000-4000-8000-0000000001${String(i).padStart(2, '0')}`,
    type: 'person',
    name: `Person ${String(i).padStart(2, '0')}`,
    avatar_url: null,
    person: {},
  }));
  await workspace.control('PUT', 'objects', { objects: users });
});
afterAll(() => workspace.close());

/** A page whose properties mention as many people. */
async function addPage(code: string, count: number): Promise<string> {
  const mentioned = users.slice(0, count).map(({ id }) => ({ object: 'user', id }));
  const notes = mentioned.flatMap((user) => [
    { type: 'mention', mention: { type: 'user', user } },
    { type: 'text', text: { content: '; ' } },
  ]);
  const parent = { type: 'data_source_id', data_source_id: table.ref.dataSourceId };
  const properties = {
    code: { title: [{ text: { content: code } }] },
    notes: { rich_text: notes },
    crew: { people: mentioned },
  };
  return String((await workspace.api('POST', 'pages', { parent, properties })).id);
}

async function readRow(code: string) {
  const { rows } = await workspace.adapter.readPage(table, null);
  return rows.find(({ cells }) => cells.code === code);
}

const names = (count: number) => users.slice(0, count).map(({ name }) => String(name));

it.each([1, 24, 25, 26, 40])(
  '%i people are read as their names, and so are mentions in a text',
  async (count) => {
    const code = `row of ${count}`;
    await addPage(code, count);
    expect(await readRow(code)).toMatchObject({
      cells: { code, crew: names(count) },
      problems: [],
    });
    const text = names(count)
      .map((name) => `@${name}; `)
      .join('');
    expect((await readRow(code))?.cells.notes).toBe(text);
  },
);

it('a text with more mentions than a page shows is edited without losing one', async () => {
  const id = await addPage('edited', COUNT);
  const before = (await readRow('edited'))?.cells.notes ?? null;
  const after = `${String(before)}and others`;
  const write = rowWrite('update', id, { code: 'edited' }, { notes: [before, after] });
  const [outcome] = await workspace.adapter.applyWrites(table, [write]);
  expect(outcome).toMatchObject({ status: 'written', shown: { notes: after } });
  const item = await workspace.api('GET', `pages/${id}/properties/${table.fields[1]?.column.id}`);
  const kinds = (item.results as Json[]).map(({ rich_text }) => (rich_text as Json).type);
  expect(kinds.filter((kind) => kind === 'mention')).toHaveLength(COUNT);
});

it('what cannot be read to its end is a problem, and the other cells are read', async () => {
  await addPage('cut', COUNT);
  await workspace.fault(
    { method: 'GET', path: '/properties/' },
    { kind: 'status', status: 403 },
    99,
  );
  const row = await readRow('cut');
  await workspace.control('DELETE', 'faults');
  expect(row).toMatchObject({ cells: { code: 'cut' } });
  expect(row?.problems.map(({ field, rule }) => [field, rule])).toEqual([
    ['notes', 'TRUNCATED'],
    ['crew', 'TRUNCATED'],
  ]);
});
