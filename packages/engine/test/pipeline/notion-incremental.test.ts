import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  startWorkspace,
  type TestWorkspace,
} from '../../src/adapters/notion/notion-workspace.fixture.ts';
import { must } from '../../src/errors/assert.ts';
import type { StepRunner } from '../../src/sync/step-runner.ts';
import { NOTION_CODES, NotionWorld, nameProperty } from '../world/notion-world.ts';

const SOURCE = 'GET /v1/data_sources/{id}';
const QUERY = 'POST /v1/data_sources/{id}/query';
const PAGE = 'GET /v1/pages/{id}';
/** Longer than edits are told of again. */
const LONG = 30 * 60_000;
const NOTHING = { created: 0, updated: 0, deleted: 0 };

let workspace: TestWorkspace;
let world: NotionWorld;

beforeAll(async () => {
  workspace = await startWorkspace({ maxResults: 400 });
});
afterAll(() => workspace.close());
afterEach(() => workspace.control('DELETE', 'faults'));

/** What the next run costs with nothing else to do; a long time after the last one. */
async function costOf(fetch: 'incremental' | 'full' = 'incremental') {
  await world.pass(LONG);
  await workspace.requests();
  const run = await world.run(fetch);
  return { run, requests: await workspace.requests() };
}

async function addPages(count: number): Promise<string[]> {
  const codes = Array.from({ length: count }, (_, n) => `row ${String(n).padStart(3, '0')}`);
  for (const code of codes) await world.addPage(code);
  return codes;
}

describe('an incremental fetch of Notion', () => {
  beforeEach(async () => {
    world = await NotionWorld.settle(workspace);
    expect((await costOf()).run).toMatchObject({ status: 'succeeded', counts: NOTHING });
  });

  it('[DF15] asks one query where nothing changed, however many pages the table has', async () => {
    await addPages(250);
    await world.run();
    expect((await costOf()).requests).toEqual({ [SOURCE]: 2, [QUERY]: 3 });
    const { run, requests } = await costOf();
    expect(run).toMatchObject({ status: 'succeeded', counts: { ...NOTHING, unchanged: 254 } });
    expect(requests).toEqual({ [SOURCE]: 2, [QUERY]: 1 });
  });

  it('[DF15] finds an edit and a new row, and leaves the others as they are', async () => {
    await world.editPage('A', { properties: nameProperty('Edited') });
    await world.addPage('E');
    const { run, requests } = await costOf();
    expect(run.counts).toMatchObject({ created: 1, updated: 1, deleted: 0, unchanged: 3 });
    expect(requests).toEqual({ [SOURCE]: 2, [QUERY]: 1 });
    expect(world.codes('postgres')).toEqual([...NOTION_CODES, 'E']);
    expect(world.rows('sheets')).toMatchObject({ A: { name: 'Edited' }, E: { name: 'Name E' } });
  });

  it('writes to a row that it did not read, and not over an edit that came meanwhile', async () => {
    world.edit('postgres', 'A', { name: 'From Postgres' });
    expect((await costOf()).run).toMatchObject({ status: 'succeeded', counts: { updated: 1 } });
    expect(await world.page('A')).toMatchObject({ name: 'From Postgres' });
    expect((await costOf()).run.counts).toMatchObject(NOTHING);
  });

  it('[C3] finds the second of two edits in one minute, with a sync between them', async () => {
    await world.editPage('A', { properties: nameProperty('first') });
    expect(await world.run('incremental')).toMatchObject({ status: 'succeeded' });
    expect(world.rows('postgres').A?.name).toBe('first');
    await world.editPage('A', { properties: nameProperty('second') });
    await world.pass(LONG);
    expect(await world.run('incremental')).toMatchObject({ status: 'succeeded' });
    expect(world.rows('postgres').A?.name).toBe('second');
  });

  it('[C4] reads 150 rows of the minute in which it began, each once', async () => {
    const codes = await addPages(75);
    expect((await world.run('incremental')).counts.created).toBe(75);
    for (const code of codes) await world.addPage(`other ${code}`);
    const { run } = await costOf();
    expect(run.counts).toMatchObject({ created: 75, updated: 0, deleted: 0 });
    expect(world.codes('postgres')).toHaveLength(154);
    expect(await world.problems()).toEqual([]);
  });

  it('[C9] finds an edit that was made while the run before was at work', async () => {
    const meanwhile: StepRunner = {
      async do(name, task) {
        if (name === 'fetch sheets: begin') {
          await world.editPage('A', { properties: nameProperty('meanwhile') });
        }
        return task();
      },
    };
    world.edit('postgres', 'B', { name: 'From Postgres' });
    expect(await world.run('incremental', meanwhile)).toMatchObject({ counts: { updated: 1 } });
    expect(world.rows('postgres').A?.name).toBe('Name A');
    expect((await costOf()).run).toMatchObject({ status: 'succeeded', counts: { updated: 1 } });
    expect(world.rows('postgres').A?.name).toBe('meanwhile');
  });

  it('[DF15] never deletes a row that was removed; the next full one does', async () => {
    await world.editPage('A', { in_trash: true });
    for (let times = 0; times < 2; times++) {
      const { run } = await costOf();
      expect(run).toMatchObject({ status: 'succeeded', counts: NOTHING });
      expect(world.codes('postgres')).toEqual(NOTION_CODES);
    }
    expect((await costOf('full')).run.counts).toMatchObject({ deleted: 1 });
    expect(world.codes('postgres')).toEqual(['B', 'C', 'D']);
  });

  it('[DF16] keeps a refused edit as a problem, by one look at its row, until it is mended', async () => {
    await world.editPage('A', { properties: nameProperty('x'.repeat(60)) });
    await world.run('incremental');
    await costOf();
    for (let times = 0; times < 2; times++) {
      const { requests } = await costOf();
      expect(requests).toEqual({ [SOURCE]: 2, [QUERY]: 1, [PAGE]: 1 });
      expect(await world.problems()).toMatchObject([{ externalId: world.pages.A, status: 'open' }]);
      expect(world.rows('postgres').A?.name).toBe('Name A');
    }
    await world.editPage('A', { properties: nameProperty('mended') });
    await costOf();
    expect(await world.problems()).toMatchObject([{ status: 'closed' }]);
    expect(world.rows('postgres').A?.name).toBe('mended');
    await costOf();
    expect((await costOf()).requests).toEqual({ [SOURCE]: 2, [QUERY]: 1 });
  });

  it('reads the table whole where a row that it has to look at is in the trash', async () => {
    await world.editPage('A', { properties: nameProperty('x'.repeat(60)) });
    await world.run('incremental');
    await world.editPage('A', { in_trash: true });
    await costOf();
    expect(world.codes('postgres')).toEqual(['B', 'C', 'D']);
  });

  it('[DF17] reads the table whole where a row has the key of another, as long as it has', async () => {
    const copy = await world.addPage('A', nameProperty('A copy'));
    for (let times = 0; times < 2; times++) {
      await costOf();
      const open = (await world.problems()).filter(({ status }) => status === 'open');
      expect(open).toMatchObject([{ rule: 'DUPLICATE_KEY', externalId: copy }]);
      expect(world.rows('postgres').A?.name).toBe('Name A');
    }
    await workspace.api('PATCH', `pages/${copy}`, {
      properties: { code: { title: [{ text: { content: 'E' } }] } },
    });
    expect((await costOf()).run.counts).toMatchObject({ created: 1 });
    expect(world.rows('postgres').E?.name).toBe('A copy');
    await costOf();
    expect((await costOf()).requests).toEqual({ [SOURCE]: 2, [QUERY]: 1 });
  });

  it('[DF17] reads the table whole where a row was removed and another made in its place', async () => {
    await world.editPage('A', { in_trash: true });
    await world.addPage('A', nameProperty('Made anew'));
    expect((await costOf()).run.status).toBe('succeeded');
    expect(await world.problems()).toEqual([]);
    expect(world.codes('postgres')).toEqual(NOTION_CODES);
    expect(world.rows('sheets').A?.name).toBe('Made anew');
  });

  it('[DF17] reads the table whole where a row without key waits', async () => {
    await workspace.api('POST', 'pages', {
      parent: { type: 'data_source_id', data_source_id: world.dataSourceId },
      properties: nameProperty('No code'),
    });
    for (let times = 0; times < 2; times++) {
      await costOf();
      expect(await world.problems()).toMatchObject([{ rule: 'KEY_REQUIRED', status: 'open' }]);
    }
  });

  it('reads the table whole where more rows changed than a query shows', async () => {
    const codes = await addPages(201);
    await world.pass(60_000);
    for (const code of codes) await world.addPage(`other ${code}`);
    expect(await world.run('incremental')).toMatchObject({ status: 'succeeded' });
    expect(world.codes('postgres')).toHaveLength(406);
  }, 20_000);

  it('reads the table whole where a row was emptied', async () => {
    await world.editPage('A', {
      properties: {
        code: { title: [] },
        name: { rich_text: [] },
        status: { select: null },
        amount: { number: null },
      },
    });
    expect((await costOf()).requests).toEqual({ [SOURCE]: 3, [QUERY]: 2, [PAGE]: 1 });
    await world.addPage('E');
    for (const code of ['B', 'C', 'D']) {
      await world.editPage(code, { properties: nameProperty(`Edited ${code}`) });
    }
    const { counts } = await world.run('incremental');
    expect(counts).toMatchObject({ created: 1, updated: 3, deleted: 0 });
    expect(await world.problems()).toEqual([]);
    expect(world.codes('postgres')).toEqual([...NOTION_CODES, 'E']);
    expect(world.rows('postgres').A?.name).toBe('Name A');
  });

  it('[DF18] reads the table whole after a run that failed', async () => {
    await workspace.fault({ path: '/query$' }, { kind: 'status', status: 404 });
    expect(await world.run('incremental')).toMatchObject({ status: 'failed' });
    await world.editPage('A', { in_trash: true });
    expect((await costOf()).run.counts).toMatchObject({ deleted: 1 });
  });

  it('[DF18] reads the table whole after an option came to a mapped column', async () => {
    await workspace.api('PATCH', `data_sources/${world.dataSourceId}`, {
      properties: {
        status: { select: { options: ['open', 'done', 'new'].map((name) => ({ name })) } },
      },
    });
    await world.editPage('A', { in_trash: true });
    expect((await costOf()).run.counts).toMatchObject({ deleted: 1 });
  });

  it('[B1] fails the run where the changes cannot be read to their end', async () => {
    await addPages(120);
    const before = world.elsewhere();
    await workspace.requests();
    await workspace.control('POST', 'faults', {
      rules: [
        {
          match: { method: 'POST', path: '/query$' },
          skip: 1,
          times: 50,
          fault: { kind: 'status', status: 502 },
        },
      ],
    });
    expect(await world.run('incremental')).toMatchObject({ status: 'failed' });
    await world.expectNoWrites(before);
  });

  it('[B3] fails the run where the table is in the trash', async () => {
    const before = world.elsewhere();
    await workspace.api('PATCH', `data_sources/${world.dataSourceId}`, { in_trash: true });
    await workspace.requests();
    expect(await world.run('incremental')).toMatchObject({
      status: 'failed',
      error: { code: 'CS_TABLE_NOT_FOUND' },
    });
    await world.expectNoWrites(before);
  });
});

describe('an open conflict', () => {
  it('[DF16] stays as it is under incremental runs, and is decided in one', async () => {
    world = await NotionWorld.settle(workspace, {
      conflicts: { strategy: ['manual'], fields: {} },
    });
    await world.editPage('A', { properties: nameProperty('From Notion') });
    world.edit('postgres', 'A', { name: 'From Postgres' });
    await world.run('incremental');
    const [first] = await world.conflicts();
    const candidates = [{ value: 'From Notion' }, { value: 'From Postgres' }];
    for (let times = 0; times < 2; times++) {
      await costOf();
      expect(await world.conflicts()).toMatchObject([{ status: 'open', candidates }]);
    }
    const [now] = await world.conflicts();
    expect(now?.id).toBe(first?.id);
    await world.resolve(must(now, 'there is a conflict'), 'From Notion');
    await costOf();
    expect(await world.conflicts()).toMatchObject([{ status: 'resolved', rule: 'manual' }]);
    expect(world.rows('postgres').A?.name).toBe('From Notion');
    expect(world.rows('sheets').A?.name).toBe('From Notion');
  });
});
