import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewTable } from '../../src/adapters/adapter.ts';
import { notionDefinition } from '../../src/adapters/notion/notion-definition.ts';
import {
  startWorkspace,
  type TestWorkspace,
} from '../../src/adapters/notion/notion-workspace.fixture.ts';
import { NotionWorld } from '../world/notion-world.ts';
import type { RegistryChanges } from '../world/world-registry.ts';

type Json = Record<string, unknown>;

const TABLE: NewTable = {
  title: 'Rows',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'name', cellType: 'text', required: true },
    { name: 'status', cellType: 'enum', required: false, options: ['open', 'done'] },
    { name: 'amount', cellType: 'decimal', required: false },
  ],
};
const CODES = ['A', 'B', 'C', 'D'];
const MINUTE = 60_000;

let workspace: TestWorkspace;
let world: NotionWorld;
let dataSourceId: string;
let pages: Record<string, string>;

beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.close());
beforeEach(() => settle());
afterEach(() => workspace.control('DELETE', 'faults'));

const written = (name: string): Json => ({ name: { rich_text: [{ text: { content: name } }] } });

async function addPage(code: string, more: Json = {}): Promise<string> {
  const page = await workspace.api('POST', 'pages', {
    parent: { type: 'data_source_id', data_source_id: dataSourceId },
    properties: {
      code: { title: [{ text: { content: code } }] },
      ...written(`Name ${code}`),
      ...more,
    },
  });
  return String(page.id);
}

function editPage(code: string, change: Json): Promise<Json> {
  return workspace.api('PATCH', `pages/${pages[code]}`, change);
}

/** Four rows that Notion and the systems beside it agree on. */
async function settle(changes: RegistryChanges = {}): Promise<void> {
  const shape = await workspace.adapter.createTable(TABLE);
  dataSourceId = String(shape.table.dataSourceId);
  world = await NotionWorld.create(
    {
      definition: notionDefinition,
      credential: workspace.credential,
      environment: workspace.environment,
      dataSourceId,
      api: workspace.api,
      setClock: async (now) => {
        await workspace.control('POST', 'clock', { now: now.toISOString() });
      },
    },
    changes,
  );
  await world.pass(0);
  pages = {};
  for (const code of CODES) pages[code] = await addPage(code);
  expect(await world.run()).toMatchObject({ status: 'succeeded' });
  expect(codesOf('postgres')).toEqual(CODES);
  await world.pass(MINUTE);
  await workspace.requests();
}

const codesOf = (system: 'postgres' | 'sheets') => Object.keys(world.rows(system)).sort();

const nameOf = (system: 'postgres' | 'sheets', code: string) => world.rows(system)[code]?.name;

async function notionRow(code: string): Promise<Json> {
  const page = await workspace.api('GET', `pages/${pages[code]}`);
  const properties = page.properties as Record<string, Json>;
  const name = properties.name?.rich_text as { plain_text: string }[];
  const status = properties.status?.select as { name: string } | null;
  return {
    name: name.map((item) => item.plain_text).join(''),
    status: status?.name ?? null,
    inTrash: page.in_trash,
  };
}

const WRITE = /^(POST|PATCH|DELETE) \/v1\/(?!data_sources\/\{id\}\/query|search)/;

/** No system was written to since. */
async function expectNoWrites(before: unknown): Promise<void> {
  const requests = await workspace.requests();
  expect(Object.keys(requests).filter((route) => WRITE.test(route))).toEqual([]);
  expect([world.rows('postgres'), world.rows('sheets')]).toEqual(before);
}

const elsewhere = () => [world.rows('postgres'), world.rows('sheets')];

describe('a fetch of Notion', () => {
  it.each([
    ['a 502', 'CS_SYSTEM_UNAVAILABLE', { kind: 'status', status: 502 }],
    ['a lost connection', 'CS_SYSTEM_UNAVAILABLE', { kind: 'reset' }],
    ['a stale cursor', 'CS_FETCH_INCOMPLETE', { kind: 'status', status: 400, body: staleCursor() }],
  ])(
    '[B1] that ends after its first page by %s writes nothing and keeps the base',
    async (_, code, fault) => {
      for (let n = 0; n < 120; n += 1) await addPage(`row ${n}`);
      expect(await world.run()).toMatchObject({ status: 'succeeded' });
      await editPage('A', { properties: written('Edited') });
      world.edit('sheets', 'B', { name: 'Edited too' });
      const before = elsewhere();
      await workspace.requests();
      const match = { method: 'POST', path: '/query$' };
      await workspace.control('POST', 'faults', {
        rules: [{ match: { ...match }, skip: 1, times: 50, fault }],
      });
      const failed = await world.run();
      expect(failed).toMatchObject({ status: 'failed', error: { code } });
      await expectNoWrites(before);
      await workspace.control('DELETE', 'faults');
      expect(await world.run()).toMatchObject({ status: 'succeeded' });
      expect(codesOf('postgres')).toHaveLength(124);
      expect(nameOf('postgres', 'A')).toBe('Edited');
      expect(await notionRow('B')).toMatchObject({ name: 'Edited too' });
    },
  );

  it('[C3] finds the second of two edits in one minute, with a sync between them', async () => {
    await editPage('A', { properties: written('first') });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(nameOf('postgres', 'A')).toBe('first');
    await editPage('A', { properties: written('second') });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(nameOf('postgres', 'A')).toBe('second');
    expect(nameOf('sheets', 'A')).toBe('second');
  });

  it('[C4] reads 150 rows of one minute, each once', async () => {
    for (let n = 0; n < 150; n += 1) await addPage(`row ${n}`);
    const run = await world.run();
    expect(run.status).toBe('succeeded');
    expect(codesOf('postgres')).toHaveLength(154);
    expect((await world.problems()).filter(({ status }) => status === 'open')).toEqual([]);
    const again = await world.run();
    expect(again.counts).toMatchObject({ created: 0, updated: 0, deleted: 0, unchanged: 154 });
  });
});

describe('access to Notion that is lost', () => {
  it.each([
    ['is not shared any more', 404, 'object_not_found', 'CS_TABLE_NOT_FOUND'],
    ['is denied', 403, 'restricted_resource', 'CS_ACCESS_DENIED'],
    ['wants another token', 401, 'unauthorized', 'CS_CREDENTIAL_REFUSED'],
  ])(
    '[B3] when the table %s fails the run and deletes nothing',
    async (_, status, code, expected) => {
      const before = elsewhere();
      const body = { object: 'error', status, code, message: 'No.' };
      await workspace.fault(
        { path: `^/v1/data_sources/${dataSourceId}` },
        { kind: 'status', status, body },
        50,
      );
      expect(await world.run()).toMatchObject({ status: 'failed', error: { code: expected } });
      await expectNoWrites(before);
    },
  );

  it('[B3] when the list is empty though the rows are there halts the run', async () => {
    const before = elsewhere();
    const body = { object: 'list', results: [], next_cursor: null, has_more: false };
    const notFound = { object: 'error', status: 404, code: 'object_not_found', message: 'No.' };
    await workspace.fault({ path: '/query$' }, { kind: 'status', status: 200, body });
    await workspace.fault(
      { method: 'GET', path: '^/v1/pages/' },
      { kind: 'status', status: 404, body: notFound },
      50,
    );
    const run = await world.run();
    expect(run.status).toBe('halted');
    expect(run.halts.map(({ code }) => code)).toContain('EMPTY_SIDE');
    await expectNoWrites(before);
  });

  it('[B3] when single rows are out of reach deletes none of them', async () => {
    const before = elsewhere();
    const { results } = await workspace.api('POST', `data_sources/${dataSourceId}/query`);
    const seen = (results as Json[]).filter(({ id }) => id !== pages.A);
    const body = { object: 'list', results: seen, next_cursor: null, has_more: false };
    const notFound = { object: 'error', status: 404, code: 'object_not_found', message: 'No.' };
    await workspace.fault({ path: '/query$' }, { kind: 'status', status: 200, body });
    await workspace.fault(
      { path: `^/v1/pages/${pages.A}` },
      { kind: 'status', status: 404, body: notFound },
      50,
    );
    await workspace.requests();
    await world.run();
    await expectNoWrites(before);
    expect(await world.problems()).toMatchObject([
      { externalId: pages.A, rule: 'ROW_UNREACHABLE', status: 'open' },
    ]);
  });

  it('[B3] when the whole database is in the trash fails the run', async () => {
    const before = elsewhere();
    const source = await workspace.api('GET', `data_sources/${dataSourceId}`);
    const { database_id: id } = source.parent as { database_id: string };
    await workspace.api('PATCH', `databases/${id}`, { in_trash: true });
    await workspace.requests();
    expect(await world.run()).toMatchObject({
      status: 'failed',
      error: { code: 'CS_TABLE_NOT_FOUND' },
    });
    await expectNoWrites(before);
  });

  it('[B4] does not come from a second data source, which is no part of the table', async () => {
    const source = await workspace.api('GET', `data_sources/${dataSourceId}`);
    const { database_id: id } = source.parent as { database_id: string };
    const second = await workspace.api('POST', 'data_sources', {
      parent: { type: 'database_id', database_id: id },
      properties: { code: { title: {} } },
    });
    await workspace.api('POST', 'pages', {
      parent: { type: 'data_source_id', data_source_id: second.id },
      properties: { code: { title: [{ text: { content: 'other' } }] } },
    });
    await editPage('A', { properties: written('Edited') });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(codesOf('postgres')).toEqual(CODES);
    expect(nameOf('postgres', 'A')).toBe('Edited');
    const before = elsewhere();
    await workspace.api('PATCH', `data_sources/${dataSourceId}`, { in_trash: true });
    await workspace.requests();
    expect(await world.run()).toMatchObject({
      status: 'failed',
      error: { code: 'CS_TABLE_NOT_FOUND' },
    });
    await expectNoWrites(before);
  });
});

describe('a page in the trash', () => {
  it('[B6] is a deletion, and is never written to', async () => {
    await editPage('A', { in_trash: true });
    await workspace.requests();
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(codesOf('postgres')).toEqual(['B', 'C', 'D']);
    expect(codesOf('sheets')).toEqual(['B', 'C', 'D']);
    expect((await workspace.requests())['PATCH /v1/pages/{id}']).toBeUndefined();
  });

  it('[B6] is deleted elsewhere by the policy only, and waits for approval of many', async () => {
    await settle({ safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 } });
    const before = elsewhere();
    await editPage('A', { in_trash: true });
    await workspace.requests();
    const run = await world.run();
    expect(run.halts.map(({ code }) => code)).toEqual(['BULK_DELETE']);
    await expectNoWrites(before);
  });

  it('[B6] [B9] whose record was edited elsewhere comes back as a new page, not by an edit of it', async () => {
    await editPage('A', { in_trash: true });
    world.edit('postgres', 'A', { name: 'Edited' });
    await workspace.requests();
    const run = await world.run();
    expect(run.status).toBe('succeeded');
    const requests = await workspace.requests();
    expect(requests['PATCH /v1/pages/{id}']).toBeUndefined();
    expect(requests['POST /v1/pages']).toBe(1);
    expect(await notionRow('A')).toMatchObject({ name: 'Name A', inTrash: true });
    expect(codesOf('postgres')).toEqual(CODES);
    expect(nameOf('sheets', 'A')).toBe('Edited');
  });
});

describe('an option', () => {
  const select = (name: string): Json => ({ properties: { status: { select: { name } } } });

  async function optionsInNotion(): Promise<string[]> {
    const { properties } = await workspace.api('GET', `data_sources/${dataSourceId}`);
    const { select: config } = (
      properties as Record<string, { select: { options: { name: string }[] } }>
    ).status ?? { select: { options: [] } };
    return config.options.map(({ name }) => name);
  }

  it.each([
    ['E9', 'Dnoe'],
    ['E10', 'Done'],
    ['E7', 'open, done'],
  ])(
    '[%s] %s of a sheet that the schema does not list is refused and not created',
    async (_, option) => {
      world.edit('sheets', 'A', { status: option });
      world.edit('sheets', 'B', { status: 'done' });
      await world.run();
      expect(await optionsInNotion()).toEqual(['open', 'done']);
      expect(await notionRow('A')).toMatchObject({ status: null });
      expect(await notionRow('B')).toMatchObject({ status: 'done' });
      expect(await world.problems()).toMatchObject([
        { binding: 'sheets', field: 'status', rule: 'OPTION', status: 'open' },
      ]);
    },
  );

  it('[E9] that the schema lists and Notion lacks is created by the write', async () => {
    await workspace.api('PATCH', `data_sources/${dataSourceId}`, {
      properties: { status: { select: { options: [{ name: 'open' }] } } },
    });
    world.edit('sheets', 'A', { status: 'done' });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(await notionRow('A')).toMatchObject({ status: 'done' });
    expect(await optionsInNotion()).toEqual(['open', 'done']);
  });

  it('[E10] that Notion has in another case is not created beside it', async () => {
    for (const names of [['open'], ['open', 'DONE']]) {
      const options = names.map((name) => ({ name }));
      await workspace.api('PATCH', `data_sources/${dataSourceId}`, {
        properties: { status: { select: { options } } },
      });
    }
    world.edit('sheets', 'A', { status: 'done' });
    world.edit('sheets', 'A', { name: 'Edited' });
    await world.run();
    expect(await optionsInNotion()).toEqual(['open', 'DONE']);
    expect(await notionRow('A')).toMatchObject({ status: null, name: 'Edited' });
    expect(await world.problems()).toMatchObject([{ field: 'status', rule: 'UNKNOWN_OPTION' }]);
  });

  it('[E9] that a person adds in Notion does not reach the others before the schema lists it', async () => {
    await editPage('A', select('Dnoe'));
    await world.run();
    expect(world.rows('postgres').A?.status).toBeNull();
    expect(await world.problems()).toMatchObject([
      { binding: 'notion', field: 'status', rule: 'OPTION', status: 'open' },
    ]);
  });
});

function staleCursor(): Json {
  const message = 'The start_cursor provided is invalid: s:x:y';
  return { object: 'error', status: 400, code: 'validation_error', message };
}
