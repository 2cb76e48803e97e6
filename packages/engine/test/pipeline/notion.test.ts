import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  startWorkspace,
  type TestWorkspace,
} from '../../src/adapters/notion/notion-workspace.fixture.ts';
import { NOTION_CODES, NotionWorld, nameProperty } from '../world/notion-world.ts';

type Json = Record<string, unknown>;

let workspace: TestWorkspace;
let world: NotionWorld;

beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.close());
beforeEach(async () => {
  world = await NotionWorld.settle(workspace);
});
afterEach(() => workspace.control('DELETE', 'faults'));

describe('a fetch of Notion', () => {
  it.each([
    ['a 502', 'CS_SYSTEM_UNAVAILABLE', { kind: 'status', status: 502 }],
    ['a lost connection', 'CS_SYSTEM_UNAVAILABLE', { kind: 'reset' }],
    ['a stale cursor', 'CS_FETCH_INCOMPLETE', { kind: 'status', status: 400, body: staleCursor() }],
  ])(
    '[B1] that ends after its first page by %s writes nothing and keeps the base',
    async (_, code, fault) => {
      for (let n = 0; n < 120; n += 1) await world.addPage(`row ${n}`);
      expect(await world.run()).toMatchObject({ status: 'succeeded' });
      await world.editPage('A', { properties: nameProperty('Edited') });
      world.edit('sheets', 'B', { name: 'Edited too' });
      const before = world.elsewhere();
      await workspace.requests();
      const match = { method: 'POST', path: '/query$' };
      await workspace.control('POST', 'faults', {
        rules: [{ match: { ...match }, skip: 1, times: 50, fault }],
      });
      const failed = await world.run();
      expect(failed).toMatchObject({ status: 'failed', error: { code } });
      await world.expectNoWrites(before);
      await workspace.control('DELETE', 'faults');
      expect(await world.run()).toMatchObject({ status: 'succeeded' });
      expect(world.codes('postgres')).toHaveLength(124);
      expect(world.rows('postgres').A?.name).toBe('Edited');
      expect(await world.page('B')).toMatchObject({ name: 'Edited too' });
    },
  );

  it('[C3] finds the second of two edits in one minute, with a sync between them', async () => {
    await world.editPage('A', { properties: nameProperty('first') });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(world.rows('postgres').A?.name).toBe('first');
    await world.editPage('A', { properties: nameProperty('second') });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(world.rows('postgres').A?.name).toBe('second');
    expect(world.rows('sheets').A?.name).toBe('second');
  });

  it('[C4] reads 150 rows of one minute, each once', async () => {
    for (let n = 0; n < 150; n += 1) await world.addPage(`row ${n}`);
    const run = await world.run();
    expect(run.status).toBe('succeeded');
    expect(world.codes('postgres')).toHaveLength(154);
    expect((await world.problems()).filter(({ status }) => status === 'open')).toEqual([]);
    const again = await world.run();
    expect(again.counts).toMatchObject({ created: 0, updated: 0, deleted: 0, unchanged: 154 });
  });
});

describe('a row for Notion whose creation is not confirmed', () => {
  it.each([
    ['took effect', true],
    ['did not', false],
  ])('[C15] is one page after the next run when it %s', async (_, afterCommit) => {
    world.add('sheets', { code: 'E', name: 'Name E', status: 'open', amount: '1' });
    const match = { method: 'POST', path: '^/v1/pages$' };
    const body = { object: 'error', status: 401, code: 'unauthorized', message: 'No.' };
    await workspace.fault(match, { kind: 'status', status: 401, body, afterCommit });
    expect(await world.run()).toMatchObject({ status: 'partial' });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    const { results } = await workspace.api('POST', `data_sources/${world.dataSourceId}/query`);
    expect(results).toHaveLength(NOTION_CODES.length + 1);
    expect(world.codes('postgres')).toEqual([...NOTION_CODES, 'E']);
    expect(await world.run()).toMatchObject({ counts: { created: 0, updated: 0, deleted: 0 } });
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
      const before = world.elsewhere();
      const body = { object: 'error', status, code, message: 'No.' };
      await workspace.fault(
        { path: `^/v1/data_sources/${world.dataSourceId}` },
        { kind: 'status', status, body },
        50,
      );
      expect(await world.run()).toMatchObject({ status: 'failed', error: { code: expected } });
      await world.expectNoWrites(before);
    },
  );

  it('[B3] when the list is empty though the rows are there halts the run', async () => {
    const before = world.elsewhere();
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
    await world.expectNoWrites(before);
  });

  it('[B3] when single rows are out of reach deletes none of them', async () => {
    const before = world.elsewhere();
    const { results } = await workspace.api('POST', `data_sources/${world.dataSourceId}/query`);
    const seen = (results as Json[]).filter(({ id }) => id !== world.pages.A);
    const body = { object: 'list', results: seen, next_cursor: null, has_more: false };
    const notFound = { object: 'error', status: 404, code: 'object_not_found', message: 'No.' };
    await workspace.fault({ path: '/query$' }, { kind: 'status', status: 200, body });
    await workspace.fault(
      { path: `^/v1/pages/${world.pages.A}` },
      { kind: 'status', status: 404, body: notFound },
      50,
    );
    await workspace.requests();
    await world.run();
    await world.expectNoWrites(before);
    expect(await world.problems()).toMatchObject([
      { externalId: world.pages.A, rule: 'ROW_UNREACHABLE', status: 'open' },
    ]);
  });

  it('[B3] when the whole database is in the trash fails the run', async () => {
    const before = world.elsewhere();
    const source = await workspace.api('GET', `data_sources/${world.dataSourceId}`);
    const { database_id: id } = source.parent as { database_id: string };
    await workspace.api('PATCH', `databases/${id}`, { in_trash: true });
    await workspace.requests();
    expect(await world.run()).toMatchObject({
      status: 'failed',
      error: { code: 'CS_TABLE_NOT_FOUND' },
    });
    await world.expectNoWrites(before);
  });

  it('[B4] does not come from a second data source, which is no part of the table', async () => {
    const source = await workspace.api('GET', `data_sources/${world.dataSourceId}`);
    const { database_id: id } = source.parent as { database_id: string };
    const second = await workspace.api('POST', 'data_sources', {
      parent: { type: 'database_id', database_id: id },
      properties: { code: { title: {} } },
    });
    await workspace.api('POST', 'pages', {
      parent: { type: 'data_source_id', data_source_id: second.id },
      properties: { code: { title: [{ text: { content: 'other' } }] } },
    });
    await world.editPage('A', { properties: nameProperty('Edited') });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(world.codes('postgres')).toEqual(NOTION_CODES);
    expect(world.rows('postgres').A?.name).toBe('Edited');
    const before = world.elsewhere();
    await workspace.api('PATCH', `data_sources/${world.dataSourceId}`, { in_trash: true });
    await workspace.requests();
    expect(await world.run()).toMatchObject({
      status: 'failed',
      error: { code: 'CS_TABLE_NOT_FOUND' },
    });
    await world.expectNoWrites(before);
  });
});

describe('a page in the trash', () => {
  it('[B6] is a deletion, and is never written to', async () => {
    await world.editPage('A', { in_trash: true });
    await workspace.requests();
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(world.codes('postgres')).toEqual(['B', 'C', 'D']);
    expect(world.codes('sheets')).toEqual(['B', 'C', 'D']);
    expect((await workspace.requests())['PATCH /v1/pages/{id}']).toBeUndefined();
  });

  it('[B6] is deleted elsewhere by the policy only, and waits for approval of many', async () => {
    world = await NotionWorld.settle(workspace, {
      safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 },
    });
    const before = world.elsewhere();
    await world.editPage('A', { in_trash: true });
    await workspace.requests();
    const run = await world.run();
    expect(run.halts.map(({ code }) => code)).toEqual(['BULK_DELETE']);
    await world.expectNoWrites(before);
  });

  it('[B6] [B9] whose record was edited elsewhere is taken out of it, and is not edited in it', async () => {
    await world.editPage('A', { in_trash: true });
    world.edit('postgres', 'A', { name: 'Edited' });
    await workspace.requests();
    const run = await world.run();
    expect(run.status).toBe('succeeded');
    const requests = await workspace.requests();
    expect(requests['POST /v1/pages']).toBeUndefined();
    expect(await world.page('A')).toMatchObject({ name: 'Edited', inTrash: false });
    expect(world.codes('postgres')).toEqual(NOTION_CODES);
    expect(world.rows('sheets').A?.name).toBe('Edited');
  });
});

function staleCursor(): Json {
  const message = 'The start_cursor provided is invalid: s:x:y';
  return { object: 'error', status: 400, code: 'validation_error', message };
}
