import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlEmulator } from './control-emulator.ts';
import { ExpectedItems } from './expected-items.ts';
import { item } from './item.ts';
import { createItemTables, ITEM_FIELD_MAPS, type ItemTables, readItems } from './item-tables.ts';
import { credentialsOf, registryOfItems } from './items-registry.ts';
import { addToNotion, notionProperties, readNotionPages } from './notion-items.ts';
import { type Json, listAll, type Outsider, openOutsider, request, runToEnd } from './outsider.ts';
import { addToPostgres } from './postgres-items.ts';
import { type RunningStack, startRunningStack } from './running-stack.ts';
import { addToSheet, editSheetCell } from './sheet-items.ts';
import { skipAfterFailure } from './skip-after-failure.ts';
import {
  ALL,
  FULL,
  IN_NOTION,
  IN_NOTION_AND_POSTGRES,
  IN_POSTGRES,
  IN_POSTGRES_AND_SHEETS,
  IN_SHEETS,
} from './stranger-items.ts';

/** The story of one user who was given the contract and nothing else. Each part goes on where the last ended. */
let stack: RunningStack;
let outsider: Outsider;
let tables: ItemTables;
const connections: Record<keyof ItemTables, string> = { notion: '', postgres: '', sheets: '' };
let registryId: string;
const firstSync = randomUUID();
const expected = new ExpectedItems(ALL);

beforeAll(async () => {
  stack = await startRunningStack();
  outsider = await openOutsider(stack.info);
  tables = await createItemTables(outsider);
  await addToNotion(outsider, tables.notion, [...IN_NOTION, IN_NOTION_AND_POSTGRES]);
  await addToPostgres(outsider, [...IN_POSTGRES, IN_NOTION_AND_POSTGRES, IN_POSTGRES_AND_SHEETS]);
  await addToSheet(outsider, tables.sheets, [...IN_SHEETS, IN_POSTGRES_AND_SHEETS]);
});
afterAll(async () => {
  await outsider?.close();
  expect((await stack?.close()) ?? 0).toBe(0);
});

skipAfterFailure();

describe('a stranger with the contract', () => {
  it('connects the three systems, and the checks name the accounts', async () => {
    const credentials = credentialsOf(stack.info);
    for (const system of ['notion', 'postgres', 'sheets'] as const) {
      const body = { name: `My ${system}`, system, credential: credentials[system] };
      const created = await outsider.api('POST', '/connections', body);
      expect(created).toMatchObject({ status: 201, body: { name: `My ${system}`, system } });
      expect(JSON.stringify(created.body)).not.toContain('credential');
      connections[system] = created.body.id;
      const check = await outsider.api('POST', `/connections/${created.body.id}/check`);
      expect(check.body).toMatchObject({ ok: true, account: expect.any(String), problems: [] });
    }
    const listed = await outsider.api('GET', '/connections');
    expect(listed.body.items.map(({ status }: Json) => status)).toEqual(['ok', 'ok', 'ok']);
    const { notion, postgres, sheets } = credentials;
    for (const secret of [notion.token, postgres.url, sheets.key.private_key.slice(40, 80)]) {
      expect(JSON.stringify(listed.body)).not.toContain(secret);
    }
  });

  it('finds the tables, with their columns and what could be their key', async () => {
    const keys = { notion: ['Code'], postgres: ['code'], sheets: ['Item No.'] };
    for (const system of ['notion', 'postgres', 'sheets'] as const) {
      const listed = await listAll(outsider, `/connections/${connections[system]}/tables`);
      const found = listed.find((each) =>
        Object.entries(tables[system]).every(([name, value]) => each.table[name] === value),
      );
      const wanted = Object.values(ITEM_FIELD_MAPS[system]).map(({ column }) => column);
      expect(found.fields.map(({ name }: Json) => name)).toEqual(expect.arrayContaining(wanted));
      // Notion knows of no unique column, so it proposes nothing.
      if (system !== 'notion') expect(found.keyCandidates).toContainEqual(keys[system]);
    }
  });

  it('makes a registry over tables that name everything differently', async () => {
    const request = registryOfItems(connections, tables);
    const { status, body } = await outsider.api('POST', '/registries', request);
    expect({ status, body }).toMatchObject({ status: 201, body: { status: 'draft' } });
    registryId = body.id;
    const active = await outsider.api('POST', `/registries/${registryId}/activate`);
    expect(active).toMatchObject({ status: 200, body: { status: 'active' } });
  });

  it('previews, reads the plan page by page, and nothing is written', async () => {
    const before = await readItems(outsider, tables);
    const run = await runToEnd(outsider, registryId, { kind: 'preview' });
    const problems = await outsider.api('GET', `/problems?registryId=${registryId}`);
    expect(problems.body.items).toEqual([]);
    expect(run).toMatchObject({
      status: 'previewed',
      counts: { created: 12, updated: 0, deleted: 0, conflicts: 0, problems: 0 },
      perBinding: { notion: { created: 7 }, postgres: { created: 7 }, sheets: { created: 8 } },
      halts: [],
    });
    const items = await listAll(outsider, `/runs/${run.id}/plan`, 5);
    expect(new Set(items.map(({ id }) => id)).size).toBe(22);
    const inSheets = items.find(({ binding, key }) => binding === 'sheets' && key.code === '=1+1');
    expect(inSheets).toMatchObject({
      kind: 'create',
      rule: expect.any(String),
      fields: { price: { before: null, after: '12345678.9012' } },
    });
    expect(await readItems(outsider, tables)).toEqual(before);
  });

  it('syncs: all three systems hold the same, to the letter', async () => {
    const run = await runToEnd(outsider, registryId, { kind: 'sync', runId: firstSync });
    expect(run).toMatchObject({
      id: firstSync,
      status: 'succeeded',
      error: null,
      drift: { cells: 0, rows: 0 },
      perBinding: { notion: { created: 7 }, postgres: { created: 7 }, sheets: { created: 8 } },
    });
    await expectEverywhere();
    const plan = await outsider.api('GET', `/runs/${run.id}/plan?limit=200`);
    expect(plan.body.planHash).toBe(run.planHash);
    expect(plan.body.items.map(({ outcome }: Json) => outcome)).toEqual(Array(22).fill('written'));
  });

  it('[C1] syncs again without a single write', async () => {
    const emulators = [stack.info.notion.baseUrl, stack.info.google.baseUrl].map(controlEmulator);
    for (const emulator of emulators) await emulator.clearRequests();
    const run = await runToEnd(outsider, registryId, { kind: 'sync' });
    expect(run).toMatchObject({
      status: 'succeeded',
      counts: { created: 0, updated: 0, deleted: 0, unchanged: 12, conflicts: 0, problems: 0 },
    });
    const sent = (await Promise.all(emulators.map((each) => each.requests()))).flatMap(
      ({ byRoute }) => Object.keys(byRoute),
    );
    // Notion's query and Google's token are the only POSTs that change nothing.
    const writes = sent.filter((route) => !/^GET |\/query$|\/token$/.test(route));
    expect(writes).toEqual([]);
  });

  it('carries edits and new rows of each system to the other two', async () => {
    const pages = await readNotionPages(outsider, tables.notion);
    const page = pages.find(
      ({ properties }) => properties.title.title[0]?.plain_text === '0000123',
    );
    const inNotion = { title: '0000124 =A1', kind: 'プロ', active: true, tags: [] } as const;
    await outsider.notion(
      'PATCH',
      `/v1/pages/${page.id}`,
      { properties: notionProperties(inNotion) },
      '2025-09-03',
    );
    expected.edit('007', inNotion);
    await outsider.sql(
      `UPDATE "Odd Items" SET price = 0.1 + 0.2, tags = '{très cher}', since = NULL WHERE code = $1`,
      ['long'],
    );
    expected.edit('long', { price: 0.3, tags: ['très cher'], since: null });
    // The same row at once in two systems, in different fields.
    await editSheetCell(outsider, tables.sheets, { code: 'TRUE', field: 'quantity', value: -7 });
    await outsider.sql(`UPDATE "Odd Items" SET mail = 'x@example.org' WHERE code = 'TRUE'`);
    expected.edit('TRUE', { quantity: -7, mail: 'x@example.org' });
    const created = [item('new-p', 'from Postgres', FULL), item('new-s', '=from(Sheets)')] as const;
    await addToPostgres(outsider, [created[0]]);
    await addToSheet(outsider, tables.sheets, [created[1]]);
    expected.add(...created);

    const run = await runToEnd(outsider, registryId, { kind: 'sync' });
    expect(run).toMatchObject({
      status: 'succeeded',
      counts: { conflicts: 0, problems: 0 },
      drift: { cells: 0, rows: 0 },
      perBinding: {
        notion: { created: 2, updated: 2, deleted: 0 },
        postgres: { created: 1, updated: 2, deleted: 0 },
        sheets: { created: 1, updated: 3, deleted: 0 },
      },
    });
    await expectEverywhere();
  });

  it('carries a page moved to the trash in Notion to the other two', async () => {
    const pages = await readNotionPages(outsider, tables.notion);
    const page = pages.find(({ properties }) => properties.Code.rich_text[0]?.plain_text === 'ש-1');
    await outsider.notion('PATCH', `/v1/pages/${page.id}`, { in_trash: true });
    expected.delete('ש-1');
    const run = await runToEnd(outsider, registryId, { kind: 'sync' });
    expect(run).toMatchObject({
      status: 'succeeded',
      perBinding: {
        notion: { created: 0, updated: 0, deleted: 0 },
        postgres: { created: 0, updated: 0, deleted: 1 },
        sheets: { created: 0, updated: 0, deleted: 1 },
      },
    });
    await expectEverywhere();
  });

  it('gives the first run back for a run id that is known', async () => {
    const first = await outsider.api('GET', `/runs/${firstSync}`);
    const body = { kind: 'sync', fetch: 'full', runId: firstSync };
    const again = await outsider.api('POST', `/registries/${registryId}/runs`, body);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    const runs = await outsider.api('GET', `/registries/${registryId}/runs`);
    expect(runs.body.items).toHaveLength(5);
  });

  it('shows the canonical records, now, by key and as of a past time', async () => {
    const path = `/registries/${registryId}/records`;
    const now = await outsider.api('GET', `${path}?limit=200`);
    expect(now.body.items.map(({ key }: Json) => key.code).sort()).toEqual(expected.codes());
    const one = await outsider.api('GET', `${path}?key=${encodeURIComponent('=1+1')}`);
    expect(one.body.items).toMatchObject([
      {
        cells: {
          quantity: '2147483647',
          active: true,
          checked: '1999-12-31T23:59:00Z',
          tags: ['new', 'très cher', '🔥'],
        },
      },
    ]);
    const first = await outsider.api('GET', `/runs/${firstSync}`);
    expect(await listAll(outsider, `${path}?at=${first.body.finishedAt}`)).toHaveLength(12);
    const gone = await outsider.api('GET', `${path}?key=${encodeURIComponent('ש-1')}`);
    expect(gone.body.items).toEqual([]);
  });

  it('has every write in the audit log, once, with before and after', async () => {
    const entries = (query: string) =>
      listAll(outsider, `/audit/entries?registryId=${registryId}${query}`);
    const first = await entries(`&runId=${firstSync}`);
    const ofType = (type: string) => first.filter((entry: Json) => entry.type === type);
    expect(ofType('run.intent')).toHaveLength(1);
    expect(ofType('write.outcome')).toHaveLength(22);
    expect(ofType('run.finished')).toHaveLength(1);
    const found = await entries('&q=0000124');
    expect(found.map(({ binding }: Json) => binding).sort()).toEqual(['postgres', 'sheets']);
    expect(found[0].fields).toContainEqual(
      expect.objectContaining({ field: 'title', before: '0000123', after: '0000124 =A1' }),
    );
    const all = await entries('');
    expect(new Set(all.map(({ id }: Json) => id)).size).toBe(all.length);
  });

  it('is healthy, without conflicts and problems', async () => {
    const { body } = await outsider.api('GET', `/registries/${registryId}/health`);
    expect(body).toMatchObject({
      complianceScore: 100,
      drift: { cells: 0, rows: 0 },
      lastRun: { status: 'succeeded' },
      nextRunAt: null,
      openConflicts: 0,
      openProblems: 0,
      latency: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) },
    });
    for (const list of ['conflicts', 'problems']) {
      const found = await outsider.api('GET', `/${list}?registryId=${registryId}`);
      expect(found).toMatchObject({ status: 200, body: { items: [], nextCursor: null } });
    }
  });

  it('answers the public routes without a token', async () => {
    const get = (path: string) => request(`${stack.info.api}${path}`, 'GET', undefined);
    expect(await get('/health')).toMatchObject({
      status: 200,
      body: {
        status: 'ok',
        service: 'chittysync',
        version: expect.any(String),
        timestamp: expect.stringMatching(/Z$/),
      },
    });
    expect((await get('/health/ready')).status).toBe(200);
    expect((await get('/health/live')).status).toBe(200);
    expect(await get('/api/v1/status')).toMatchObject({
      status: 200,
      body: { service: 'chittysync', status: 'healthy', dependencies: expect.any(Object) },
    });
    const { status, body } = await get('/openapi.json');
    expect(status).toBe(200);
    expect(body.openapi).toMatch(/^3\./);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/api/v1/connections', '/api/v1/registries/{id}/runs', '/health']),
    );
    expect((await get('/api/v1/registries')).status).toBe(401);
  });
});

async function expectEverywhere(): Promise<void> {
  const found = await readItems(outsider, tables);
  expect(found.notion).toEqual(expected.byCode());
  expect(found.postgres).toEqual(expected.byCode());
  expect(found.sheets).toEqual(expected.byCode());
}
