import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { NewTable } from '../adapter.ts';
import {
  boundTable,
  rowWrite,
  startWorkspace,
  type TestWorkspace,
} from './notion-workspace.fixture.ts';

type Json = Record<string, unknown>;

const TEAMS: NewTable = {
  title: 'Teams',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'number', cellType: 'integer', required: false },
  ],
};
const PEOPLE: NewTable = {
  title: 'People',
  key: ['name'],
  fields: [
    { name: 'name', cellType: 'text', required: true },
    { name: 'notes', cellType: 'text', required: false },
  ],
};

let workspace: TestWorkspace;
let teams: string;
let people: string;
let table: BoundTable;

beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.close());

beforeEach(async () => {
  const related = await workspace.adapter.createTable(TEAMS);
  teams = String(related.table.dataSourceId);
  const withRelation: NewTable = {
    ...PEOPLE,
    fields: [
      ...PEOPLE.fields,
      { name: 'teams', cellType: 'relation', required: false, relatesTo: related.table },
    ],
  };
  const shape = await workspace.adapter.createTable(withRelation);
  people = String(shape.table.dataSourceId);
  table = boundTable(shape, withRelation);
});

async function addPage(dataSourceId: string, properties: Json): Promise<string> {
  const parent = { type: 'data_source_id', data_source_id: dataSourceId };
  return String((await workspace.api('POST', 'pages', { parent, properties })).id);
}

const titled = (content: string) => ({ title: [{ text: { content } }] });

/** Adds teams in order; gives their page ids. */
async function addTeams(...codes: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const code of codes) ids.push(await addPage(teams, { code: titled(code) }));
  return ids;
}

/** A person in teams, a hundred of which a request takes. */
async function addPerson(name: string, ids: readonly string[]): Promise<string> {
  const relation = ids.slice(0, 100).map((id) => ({ id }));
  return addPage(people, { name: titled(name), teams: { relation } });
}

async function readRows(bound: BoundTable = table): Promise<readonly ObservedRow[]> {
  const { rows, nextCursor } = await workspace.adapter.readPage(bound, null);
  expect(nextCursor).toBeNull();
  return rows;
}

async function relatedIds(pageId: string): Promise<unknown> {
  const { properties } = await workspace.api('GET', `pages/${pageId}`);
  const { teams: value } = properties as { teams: { relation: readonly Json[] } };
  return value.relation.map(({ id }) => id);
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => `T-${String(i).padStart(3, '0')}`);

describe('a relation', () => {
  it.each([1, 25, 26, 100])('[AD27] [E1] to %i rows is read as their keys', async (count) => {
    const codes = numbered(count);
    await addPerson('Ada', await addTeams(...codes));
    expect(await readRows()).toMatchObject([
      { cells: { name: 'Ada', teams: codes }, problems: [] },
    ]);
  });

  it('[AD27] [E1] to 101 rows, which no request can write, is read whole', async () => {
    const codes = numbered(101);
    const ids = await addTeams(...codes);
    const ada = await addPerson('Ada', ids);
    const page = await workspace.api('GET', `pages/${ada}`);
    const properties = page.properties as Record<string, Json>;
    const value = { ...properties.teams, relation: ids.map((id) => ({ id })), has_more: false };
    await workspace.control('PUT', 'objects', {
      objects: [{ ...page, properties: { ...properties, teams: value } }],
    });
    expect(await readRows()).toMatchObject([{ cells: { teams: codes }, problems: [] }]);
  });

  it('[AD27] [E1] that cannot be read to its end is a problem, and is not written', async () => {
    const codes = numbered(26);
    const ids = await addTeams(...codes);
    const ada = await addPerson('Ada', ids);
    const match = { method: 'GET', path: '/properties/' };
    await workspace.fault(match, { kind: 'status', status: 403 }, 100);
    expect(await readRows()).toMatchObject([
      { cells: { name: 'Ada' }, problems: [{ field: 'teams', rule: 'TRUNCATED' }] },
    ]);
    const cells = { notes: [null, 'new'], teams: [codes, ['T-001']] } as const;
    const write = rowWrite('update', ada, { name: 'Ada' }, cells);
    const [outcome] = await workspace.adapter.applyWrites(table, [write]);
    await workspace.control('DELETE', 'faults');
    expect(outcome).toMatchObject({ status: 'written', shown: { notes: 'new' } });
    expect(await readRows()).toMatchObject([{ cells: { notes: 'new', teams: codes } }]);
  });

  it('is written as the pages with its keys, and those that stay keep their places', async () => {
    const [one, two, three] = await addTeams('T-1', 'T-2', 'T-3');
    const ada = await addPerson('Ada', [String(three), String(one)]);
    const write = rowWrite(
      'update',
      ada,
      { name: 'Ada' },
      {
        teams: [
          ['T-1', 'T-3'],
          ['T-2', 'T-3'],
        ],
      },
    );
    const [outcome] = await workspace.adapter.applyWrites(table, [write]);
    expect(outcome).toMatchObject({ status: 'written', shown: { teams: ['T-2', 'T-3'] } });
    expect(await relatedIds(ada)).toEqual([three, two]);
  });

  it('[E4] to a row that is not there yet is left out, and the rest of the row is written', async () => {
    await addTeams('T-1');
    const cells = { name: [null, 'Ada'], notes: [null, 'x'], teams: [null, ['T-2']] } as const;
    const create = rowWrite('create', null, { name: 'Ada' }, cells);
    const [created] = await workspace.adapter.applyWrites(table, [create]);
    expect(created).toMatchObject({ status: 'written', shown: { notes: 'x', teams: null } });

    const [row] = await readRows();
    const link = () =>
      rowWrite('update', String(row?.externalId), { name: 'Ada' }, { teams: [null, ['T-2']] });
    const [refused] = await workspace.adapter.applyWrites(table, [link()]);
    expect(refused).toMatchObject({
      status: 'rejected',
      rule: 'RELATED_ROW_MISSING',
      field: 'teams',
    });

    await addTeams('T-2');
    const [linked] = await workspace.adapter.applyWrites(table, [link()]);
    expect(linked).toMatchObject({ status: 'written', shown: { teams: ['T-2'] } });
  });

  it('[E4] is not taken for a row of somebody else when its creation is repeated', async () => {
    const cells = { name: [null, 'Ada'], teams: [null, ['T-9']] } as const;
    const create = rowWrite('create', null, { name: 'Ada' }, cells);
    await workspace.adapter.applyWrites(table, [create]);
    const again = { ...create, attempted: true };
    const [outcome] = await workspace.adapter.applyWrites(table, [again]);
    expect(outcome).toMatchObject({ status: 'already', shown: { name: 'Ada', teams: null } });
    expect(await readRows()).toHaveLength(1);
  });

  it('to a key that two rows have is refused', async () => {
    await addTeams('T-1', 'T-1');
    const ada = await addPerson('Ada', []);
    const write = rowWrite('update', ada, { name: 'Ada' }, { teams: [null, ['T-1']] });
    const [outcome] = await workspace.adapter.applyWrites(table, [write]);
    expect(outcome).toMatchObject({ status: 'rejected', rule: 'AMBIGUOUS_KEY', field: 'teams' });
  });

  it('[E6] to a page that went into the trash is not shown', async () => {
    const [one, two] = await addTeams('T-1', 'T-2');
    await addPerson('Ada', [String(one), String(two)]);
    await workspace.api('PATCH', `pages/${one}`, { in_trash: true });
    const [row] = await readRows();
    expect(row).toMatchObject({ cells: { teams: ['T-2'] }, problems: [] });
  });

  it('[E6] to a page that is no row of its table is a problem of that cell', async () => {
    const ada = await addPerson('Ada', []);
    const page = await workspace.api('GET', `pages/${ada}`);
    const properties = page.properties as Record<string, Json>;
    const value = { ...properties.teams, relation: [{ id: ada }], has_more: false };
    await workspace.control('PUT', 'objects', {
      objects: [{ ...page, properties: { ...properties, teams: value } }],
    });
    expect(await readRows()).toMatchObject([
      { cells: { name: 'Ada' }, problems: [{ field: 'teams', rule: 'ORPHAN_REL' }] },
    ]);
  });

  it('[B3] to a table that is not shared any more fails the reading, and is not taken for cleared', async () => {
    await addPerson('Ada', await addTeams('T-1'));
    const { parent } = await workspace.api('GET', `data_sources/${teams}`);
    const { database_id: id } = parent as { readonly database_id: string };
    await workspace.api('PATCH', `databases/${id}`, { in_trash: true });
    await expect(readRows()).rejects.toMatchObject({ code: 'CS_TABLE_NOT_FOUND' });
    const body = { object: 'error', status: 404, code: 'object_not_found', message: 'No.' };
    await workspace.api('PATCH', `databases/${id}`, { in_trash: false });
    await workspace.fault(
      { path: `/data_sources/${teams}` },
      { kind: 'status', status: 404, body },
      9,
    );
    await expect(readRows()).rejects.toMatchObject({ code: 'CS_TABLE_NOT_FOUND' });
    await workspace.control('DELETE', 'faults');
    expect(await readRows()).toMatchObject([{ cells: { teams: ['T-1'] } }]);
  });

  it('names its rows by a declared column of their table', async () => {
    const [one, two] = await addTeams('One', 'Two');
    await workspace.api('PATCH', `pages/${one}`, { properties: { number: { number: 1 } } });
    await workspace.api('PATCH', `pages/${two}`, { properties: { number: { number: 22 } } });
    await addPerson('Ada', [String(one), String(two)]);
    const fields = table.fields.map((field) =>
      field.field === 'teams' ? { ...field, relatedColumn: 'number' } : field,
    );
    expect(await readRows({ ...table, fields })).toMatchObject([{ cells: { teams: ['1', '22'] } }]);
  });

  it('by a column that its table does not have is an error', async () => {
    await addPerson('Ada', await addTeams('T-1'));
    const fields = table.fields.map((field) => ({ ...field, relatedColumn: 'missing' }));
    await expect(readRows({ ...table, fields })).rejects.toMatchObject({
      code: 'CS_COLUMN_MISSING',
    });
  });
});

describe('a relation of a table to itself', () => {
  let own: BoundTable;

  beforeEach(async () => {
    const parent = { relation: { data_source_id: people, single_property: {} } };
    await workspace.api('PATCH', `data_sources/${people}`, { properties: { lead: parent } });
    const shape = await workspace.adapter.describeTable({ dataSourceId: people });
    own = boundTable(shape, {
      ...PEOPLE,
      fields: [...PEOPLE.fields, { name: 'lead', cellType: 'relation', required: false }],
    });
  });

  const person = (name: string, lead: string) =>
    rowWrite('create', null, { name }, { name: [null, name], lead: [null, [lead]] });

  it('[E4] is written where its row was created before it, and in a circle by a second write', async () => {
    const writes = [person('Ada', 'Ben'), person('Ben', 'Ada')];
    const [ada, ben] = await workspace.adapter.applyWrites(own, writes);
    expect(ada).toMatchObject({ status: 'written', shown: { lead: null } });
    expect(ben).toMatchObject({ status: 'written', shown: { lead: ['Ada'] } });
    const id = ada?.status === 'written' ? ada.externalId : null;
    const link = rowWrite('update', id, { name: 'Ada' }, { lead: [null, ['Ben']] });
    expect(await workspace.adapter.applyWrites(own, [link])).toMatchObject([
      { status: 'written', shown: { lead: ['Ben'] } },
    ]);
    const byName = new Map((await readRows(own)).map(({ cells }) => [cells.name, cells.lead]));
    expect([byName.get('Ada'), byName.get('Ben')]).toEqual([['Ben'], ['Ada']]);
  });
});
