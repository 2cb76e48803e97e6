import { sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TENANT_ID } from '../auth/default-tenant.ts';
import { startStateDatabase } from '../db/state-database.fixture.ts';
import { createDemoRegistry } from './demo-registry.fixture.ts';
import { startEdge } from './edge.fixture.ts';

let state: Awaited<ReturnType<typeof startStateDatabase>>;
beforeAll(async () => {
  state = await startStateDatabase();
});
afterAll(() => state.close());

/** A registry with a run that is as the test says. */
async function startWith(status: string, kind = 'sync') {
  const edge = startEdge(state.db);
  const registryId = await createDemoRegistry(edge);
  const runs = `/api/v1/registries/${registryId}/runs`;
  const { id } = (await edge.call('POST', runs, { kind })).body;
  await state.db.execute(
    sql`update chittysync.runs set status = ${status}, plan_hash = 'a' where id = ${id}`,
  );
  edge.woken.length = 0;
  const undo = () => edge.call('POST', `/api/v1/runs/${id}/undo`);
  const restore = (at: string) =>
    edge.call('POST', `/api/v1/registries/${registryId}/restore`, { at });
  return { edge, registryId, id: id as string, undo, restore };
}

describe('an undo', () => {
  it('is a new run of the registry that knows what it is to bring back', async () => {
    const { edge, registryId, id, undo } = await startWith('succeeded');
    const { status, body, headers } = await undo();
    expect(status).toBe(202);
    const goal = { kind: 'undo', runId: id };
    expect(body).toMatchObject({
      registryId,
      kind: 'sync',
      trigger: 'undo',
      status: 'queued',
      goal,
    });
    expect(headers.get('location')).toBe(`/api/v1/runs/${body.id}`);
    expect(edge.woken).toEqual([[DEFAULT_TENANT_ID, registryId]]);
  });

  it.each([
    ['queued', 'sync'],
    ['halted', 'sync'],
    ['rejected', 'sync'],
    ['previewed', 'preview'],
  ])('of a run that wrote nothing is refused: %s %s', async (status, kind) => {
    const { undo } = await startWith(status, kind);
    expect(await undo()).toMatchObject({
      status: 409,
      body: { error: { code: 'CS_STATE_CONFLICT' } },
    });
  });

  it('of a run that nobody knows is not found', async () => {
    const { edge } = await startWith('succeeded');
    expect((await edge.call('POST', `/api/v1/runs/${v7()}/undo`)).status).toBe(404);
  });

  it('[PV33] that was previewed is approved by its hash, or rejected', async () => {
    const { edge, id, undo } = await startWith('succeeded');
    const undoId = (await undo()).body.id;
    const decide = (what: string, body: unknown) =>
      edge.call('POST', `/api/v1/runs/${undoId}/${what}`, body);
    await state.db.execute(sql`update chittysync.runs set fence = 1 where id = ${id}`);
    await state.db.execute(
      sql`update chittysync.runs set status = 'previewed', plan_hash = 'b', fence = 2
          where id = ${undoId}`,
    );
    expect((await decide('approve', { planHash: 'a' })).body.error.code).toBe(
      'CS_PLAN_HASH_MISMATCH',
    );
    expect(await decide('approve', { planHash: 'b' })).toMatchObject({
      status: 202,
      body: { status: 'queued' },
    });
    const second = (await undo()).body.id;
    await state.db.execute(
      sql`update chittysync.runs set status = 'previewed', plan_hash = 'c' where id = ${second}`,
    );
    const rejected = await edge.call('POST', `/api/v1/runs/${second}/reject`, { reason: 'no' });
    expect(rejected.body.status).toBe('rejected');
  });
});

describe('the plan of an undo and an edit of the registry', () => {
  /** An undo that was previewed. */
  async function previewed() {
    const world = await startWith('succeeded');
    const undoId = (await world.undo()).body.id as string;
    await state.db.execute(
      sql`update chittysync.runs set status = 'previewed', plan_hash = 'b', fence = 2,
            finished_at = now() where id = ${undoId}`,
    );
    const approve = () =>
      world.edge.call('POST', `/api/v1/runs/${undoId}/approve`, { planHash: 'b' });
    const edit = () =>
      world.edge.call('PATCH', `/api/v1/registries/${world.registryId}`, { name: `New ${v7()}` });
    return { approve, edit };
  }

  it('that came first: the plan is void', async () => {
    const { approve, edit } = await previewed();
    expect((await edit()).status).toBe(200);
    expect(await approve()).toMatchObject({
      status: 409,
      body: { error: { code: 'CS_STATE_CONFLICT' } },
    });
  });

  it('that comes after the approval: the edit is refused', async () => {
    const { approve, edit } = await previewed();
    expect((await approve()).status).toBe(202);
    expect(await edit()).toMatchObject({
      status: 409,
      body: { error: { code: 'CS_STATE_CONFLICT' } },
    });
  });
});

describe('a restore', () => {
  it('is a new run that knows the time, in UTC', async () => {
    const { restore } = await startWith('succeeded');
    const { status, body } = await restore('2026-01-01T01:00:00+01:00');
    expect(status).toBe(202);
    expect(body).toMatchObject({
      trigger: 'restore',
      goal: { kind: 'restore', at: '2026-01-01T00:00:00.000Z' },
    });
  });

  it('to before anything is known of the registry is refused, as it would delete all of it', async () => {
    const { registryId, id, restore } = await startWith('succeeded');
    await state.db.execute(
      sql`insert into chittysync.record_history
            (tenant_id, registry_id, record_id, version, status, key, cells, run_id, at)
          values (${DEFAULT_TENANT_ID}, ${registryId}, ${v7()}, 1, 'live', '{}', '{}', ${id},
            '2026-01-02T00:00:00.5Z')`,
    );
    const { status, body } = await restore('2026-01-02T00:00:00Z');
    expect([status, body.error.code]).toEqual([400, 'CS_INVALID_REQUEST']);
    expect(body.error.details.issues).toMatchObject([{ path: 'at' }]);
    expect((await restore('2026-01-02T00:00:00.5Z')).status).toBe(202);
  });

  it.each(['', 'yesterday', '2026-13-01T00:00:00Z', '2999-01-01T00:00:00Z'])(
    'of %j is refused',
    async (at) => {
      const { restore } = await startWith('succeeded');
      const { status, body } = await restore(at);
      expect([status, body.error.code]).toEqual([400, 'CS_INVALID_REQUEST']);
      expect(body.error.details.issues).toMatchObject([{ path: 'at' }]);
    },
  );
});
