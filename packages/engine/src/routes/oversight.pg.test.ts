import { sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TENANT_ID as tenantId } from '../auth/default-tenant.ts';
import { conflicts, problems, recordHistory } from '../db/oversight-tables.ts';
import { records } from '../db/registry-tables.ts';
import { runs } from '../db/run-tables.ts';
import { startStateDatabase } from '../db/state-database.fixture.ts';
import { keyHash } from '../model/key.ts';
import { createDemoRegistry } from './demo-registry.fixture.ts';
import { type Edge, startEdge } from './edge.fixture.ts';

let state: Awaited<ReturnType<typeof startStateDatabase>>;
let edge: Edge;
let registryId: string;
beforeAll(async () => {
  state = await startStateDatabase();
});
afterAll(() => state.close());

async function fresh() {
  edge = startEdge(state.db);
  registryId = await createDemoRegistry(edge);
}

async function openConflict(field = 'name') {
  const id = v7();
  const edited = { editedFrom: '2026-11-21T11:00:00Z', editedTo: '2026-11-21T11:01:00Z' };
  const candidates = [
    { binding: 'left', value: 'L', ...edited },
    { binding: 'right', value: 'R', ...edited },
  ];
  const ids = { id, tenantId, registryId, runId: v7(), recordId: v7() };
  await state.db
    .insert(conflicts)
    .values({ ...ids, key: { code: 'A' }, field, candidates, base: 'B', status: 'open' });
  return id;
}

const runsOf = async () =>
  (await edge.call('GET', `/api/v1/registries/${registryId}/runs`)).body.items;

describe('conflicts', () => {
  it('are listed by registry and status', async () => {
    await fresh();
    const id = await openConflict();
    const path = `/api/v1/conflicts?registryId=${registryId}`;
    const { items } = (await edge.call('GET', `${path}&status=open`)).body;
    expect(items).toMatchObject([
      { id, registryId, field: 'name', base: 'B', status: 'open', resolution: null },
    ]);
    expect(items[0].candidates[1]).toMatchObject({ binding: 'right', value: 'R' });
    expect((await edge.call('GET', `${path}&status=resolved`)).body.items).toEqual([]);
  });

  it('are decided for a candidate, which queues one sync and wakes', async () => {
    await fresh();
    const [first, second] = [await openConflict('name'), await openConflict('size')];
    const decide = (id: string) =>
      edge.call('POST', `/api/v1/conflicts/${id}/resolve`, { use: 'right' });
    const decided = await decide(first);
    expect(decided.status).toBe(202);
    expect(decided.body).toMatchObject({
      id: first,
      status: 'open',
      resolution: { value: 'R', by: 'admin' },
    });
    await decide(second);
    expect(await runsOf()).toMatchObject([{ kind: 'sync', trigger: 'conflict', status: 'queued' }]);
    expect(edge.woken).toEqual([
      [tenantId, registryId],
      [tenantId, registryId],
    ]);
  });

  it('are decided for another value that fits the field', async () => {
    await fresh();
    const id = await openConflict('size');
    const decide = (body: unknown) => edge.call('POST', `/api/v1/conflicts/${id}/resolve`, body);
    const paths = async (body: unknown) =>
      (await decide(body)).body.error.details.issues.map((issue: { path: string }) => issue.path);
    expect(await paths({ value: 'many' })).toEqual(['value']);
    expect(await paths({ use: 'middle' })).toEqual(['use']);
    expect(await paths({})).toEqual(['']);
    expect(await paths({ use: 'left', value: '1' })).toEqual(['']);
    expect((await decide({ value: 12 })).body.resolution.value).toBe('12');
    expect((await decide({ value: null })).body.resolution.value).toBeNull();
    const status = await openConflict('status');
    const path = `/api/v1/conflicts/${status}/resolve`;
    expect((await edge.call('POST', path, { value: 'lost' })).status).toBe(400);
    expect((await edge.call('POST', path, { value: 'closed' })).status).toBe(202);
    const whole = `/api/v1/conflicts/${await openConflict('*')}/resolve`;
    expect((await edge.call('POST', whole, { value: 'x' })).status).toBe(400);
  });

  it('that have moved are refused', async () => {
    await fresh();
    const id = await openConflict();
    const path = `/api/v1/conflicts/${id}/resolve`;
    const seen = (await edge.call('GET', `/api/v1/conflicts?registryId=${registryId}`)).body
      .items[0];
    const { candidatesHash } = seen;
    const candidates = JSON.stringify([{ ...seen.candidates[0], value: 'moved' }]);
    await state.db.execute(
      sql`update chittysync.conflicts set candidates = ${candidates}::jsonb where id = ${id}`,
    );
    const moved = await edge.call('POST', path, { use: 'left', candidatesHash });
    expect([moved.status, moved.body.error.code]).toEqual([409, 'CS_CONFLICT_MOVED']);
    await state.db.execute(
      sql`update chittysync.conflicts set status = 'obsolete' where id = ${id}`,
    );
    const closed = await edge.call('POST', path, { use: 'left' });
    expect(closed.body.error.code).toBe('CS_CONFLICT_MOVED');
    expect(await runsOf()).toEqual([]);
    const missing = await edge.call('POST', `/api/v1/conflicts/${v7()}/resolve`, { use: 'left' });
    expect(missing.status).toBe(404);
  });
});

describe('problems and health', () => {
  it('show what is in quarantine and how the registry does', async () => {
    await fresh();
    const health = () => edge.call('GET', `/api/v1/registries/${registryId}/health`);
    expect((await health()).body).toEqual({
      complianceScore: 100,
      drift: null,
      lastRun: null,
      nextRunAt: null,
      latency: { p50: null, p95: null, p99: null },
      openConflicts: 0,
      openProblems: 0,
      liveRecords: 0,
    });
    const run = (await edge.call('POST', `/api/v1/registries/${registryId}/runs`, { kind: 'sync' }))
      .body;
    await state.db
      .update(runs)
      .set({
        status: 'succeeded',
        drift: { cells: 2, rows: 1 },
        createdAt: '2026-11-21T11:00:00Z',
        finishedAt: '2026-11-21T11:00:02Z',
      })
      .where(sql`id = ${run.id}`);
    const registry = (await edge.call('GET', `/api/v1/registries/${registryId}`)).body;
    const bindingId = registry.bindings[0].id;
    for (let i = 0; i < 8; i++) await addRecord(`K${i}`);
    const problem = { tenantId, registryId, bindingId, status: 'open' as const, message: 'no' };
    const seen = { openedRun: run.id, seenRun: run.id, value: 'x' };
    await state.db.insert(problems).values(
      ['size', 'status'].map((field) => {
        const row = { externalId: 'row-1', field, rule: 'TYPE', identity: `row-1|${field}` };
        return { id: v7(), ...problem, ...seen, ...row };
      }),
    );
    expect((await health()).body).toMatchObject({
      complianceScore: 87.5,
      drift: { cells: 2, rows: 1 },
      lastRun: { id: run.id, status: 'succeeded', finishedAt: '2026-11-21T11:00:02Z' },
      latency: { p50: 2000, p95: 2000, p99: 2000 },
      openProblems: 2,
      liveRecords: 8,
    });
    const path = `/api/v1/problems?registryId=${registryId}&status=open`;
    const { items } = (await edge.call('GET', path)).body;
    expect(items).toMatchObject([
      { binding: 'left', externalId: 'row-1', field: 'size', rule: 'TYPE', recordId: null },
      { field: 'status' },
    ]);
  });
});

async function addRecord(
  code: string,
  versions: readonly [at: string, name: string | null][] = [],
) {
  const id = v7();
  const key = { code };
  const common = { tenantId, registryId, key };
  await state.db.insert(records).values({
    ...common,
    id,
    status: 'live',
    keyHash: keyHash(['code'], key) ?? '',
    cells: { code, name: versions.at(-1)?.[1] ?? 'now' },
    version: Math.max(versions.length, 1),
    updatedRun: v7(),
  });
  for (const [i, [at, name]] of versions.entries()) {
    await state.db.insert(recordHistory).values({
      ...common,
      recordId: id,
      version: i + 1,
      status: name === null ? 'deleted' : 'live',
      cells: { code, name },
      runId: v7(),
      at,
    });
  }
  return id;
}

describe('records', () => {
  it('are shown as they are now, or one by its key', async () => {
    await fresh();
    await addRecord('A');
    const b = await addRecord('B');
    const path = `/api/v1/registries/${registryId}/records`;
    expect((await edge.call('GET', path)).body.items).toHaveLength(2);
    const one = await edge.call('GET', `${path}?key=%20B`);
    expect(one.body.items).toMatchObject([
      { id: b, key: { code: 'B' }, cells: { name: 'now' }, version: 1 },
    ]);
    expect((await edge.call('GET', `${path}?key=A&key=B`)).status).toBe(400);
  });

  it('are shown as of a past time', async () => {
    await fresh();
    const a = await addRecord('A', [
      ['2026-01-01T00:00:00Z', 'first'],
      ['2026-02-01T00:00:00Z', 'second'],
    ]);
    await addRecord('B', [
      ['2026-01-15T00:00:00Z', 'there'],
      ['2026-02-15T00:00:00Z', null],
    ]);
    const asOf = async (at: string, more = '') => {
      const path = `/api/v1/registries/${registryId}/records?at=${at}${more}`;
      const { items } = (await edge.call('GET', path)).body;
      return items.map((item: { cells: { name: string } }) => item.cells.name);
    };
    expect(await asOf('2025-12-31T00:00:00Z')).toEqual([]);
    expect(await asOf('2026-01-20T00:00:00Z')).toEqual(['first', 'there']);
    expect(await asOf('2026-02-01T00:00:00Z')).toEqual(['second', 'there']);
    expect(await asOf('2026-03-01T00:00:00Z')).toEqual(['second']);
    expect(await asOf('2026-01-20T00:00:00Z', '&key=B')).toEqual(['there']);
    const path = `/api/v1/registries/${registryId}/records?at=2026-01-20T00:00:00Z&limit=1`;
    const page = (await edge.call('GET', path)).body;
    expect(page.items[0].id).toBe(a);
    const next = (await edge.call('GET', `${path}&cursor=${page.nextCursor}`)).body;
    expect([next.items.length, next.nextCursor]).toEqual([1, null]);
  });
});
