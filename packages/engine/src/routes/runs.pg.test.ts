import { sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TENANT_ID } from '../auth/default-tenant.ts';
import { bindings } from '../db/registry-tables.ts';
import { planWrites } from '../db/run-tables.ts';
import { startStateDatabase } from '../db/state-database.fixture.ts';
import { createDemoRegistry } from './demo-registry.fixture.ts';
import { startEdge } from './edge.fixture.ts';

let state: Awaited<ReturnType<typeof startStateDatabase>>;
beforeAll(async () => {
  state = await startStateDatabase();
});
afterAll(() => state.close());

/** A registry and, by `halt`, the run that a safety rule stopped. */
async function startRegistry() {
  const edge = startEdge(state.db);
  const registryId = await createDemoRegistry(edge);
  const path = `/api/v1/registries/${registryId}/runs`;
  const ask = (body: unknown) => edge.call('POST', path, body);
  const halt = async (planHash = 'hash-1') => {
    const { id } = (await ask({ kind: 'sync' })).body;
    await state.db.execute(
      sql`update chittysync.runs set status = 'halted', plan_hash = ${planHash} where id = ${id}`,
    );
    await state.db.execute(
      sql`update chittysync.registries set blocked_by = ${id} where id = ${registryId}`,
    );
    edge.woken.length = 0;
    return id as string;
  };
  return { edge, registryId, path, ask, halt };
}

describe('asking for a run', () => {
  it('queues it and wakes the coordinator', async () => {
    const { edge, registryId, ask } = await startRegistry();
    const { status, body, headers } = await ask({ kind: 'sync' });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      registryId,
      kind: 'sync',
      trigger: 'api',
      fetch: 'auto',
      status: 'queued',
      counts: { created: 0, problems: 0 },
      perBinding: {},
      planHash: null,
      halts: [],
      drift: { cells: 0, rows: 0 },
      error: null,
      startedAt: null,
    });
    expect(body.steps.map((step: { name: string }) => step.name)).toEqual([
      ...['fetch', 'diff', 'validate', 'resolve', 'preview', 'apply', 'audit', 'verify'],
    ]);
    expect(headers.get('location')).toBe(`/api/v1/runs/${body.id}`);
    expect(edge.woken).toEqual([[DEFAULT_TENANT_ID, registryId]]);
    expect((await edge.call('GET', `/api/v1/runs/${body.id}`)).body).toEqual(body);
  });

  it('is accepted when the coordinator is out of reach; the fault is logged', async () => {
    const { registryId } = await startRegistry();
    const wake = () => Promise.reject(new Error('no coordinator'));
    const edge = startEdge(state.db, { wake });
    const answer = await edge.call('POST', `/api/v1/registries/${registryId}/runs`, {
      kind: 'sync',
    });
    expect([answer.status, edge.logged.length]).toEqual([202, 1]);
  });

  it('[AP1] again with the same runId gives the first run', async () => {
    const { edge, ask } = await startRegistry();
    const runId = v7();
    const first = await ask({ kind: 'preview', runId });
    expect([first.status, first.body.id]).toEqual([202, runId]);
    await state.db.execute(
      sql`update chittysync.runs set status = 'previewed' where id = ${runId}`,
    );
    edge.woken.length = 0;
    const second = await ask({ kind: 'sync', fetch: 'full', runId: runId.toUpperCase() });
    expect([second.status, second.body.kind, second.body.status]).toEqual([
      ...[200, 'preview', 'previewed'],
    ]);
    expect(edge.woken).toEqual([]);
    const other = await startRegistry();
    expect((await other.ask({ kind: 'sync', runId })).body.error.code).toBe('CS_STATE_CONFLICT');
  });

  it('[PV18] for a sync is refused while a halted run waits; a preview is not', async () => {
    const { ask, halt } = await startRegistry();
    const runId = await halt();
    const sync = await ask({ kind: 'sync' });
    expect(sync.status).toBe(409);
    expect(sync.body.error).toMatchObject({ code: 'CS_REGISTRY_BLOCKED', details: { runId } });
    expect((await ask({ kind: 'preview' })).status).toBe(202);
  });

  it('for a sync is refused while the registry is paused, or gone', async () => {
    const { edge, ask, registryId } = await startRegistry();
    await edge.call('POST', `/api/v1/registries/${registryId}/pause`);
    expect((await ask({ kind: 'sync' })).body.error.code).toBe('CS_STATE_CONFLICT');
    expect((await ask({ kind: 'preview' })).status).toBe(202);
    const gone = await edge.call('POST', `/api/v1/registries/${v7()}/runs`, { kind: 'sync' });
    expect(gone.body.error.code).toBe('CS_NOT_FOUND');
  });

  it('is seen in the list, newest first, page by page', async () => {
    const { edge, path, ask } = await startRegistry();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift((await ask({ kind: 'preview' })).body.id);
    const first = (await edge.call('GET', `${path}?limit=2`)).body;
    const second = (await edge.call('GET', `${path}?limit=2&cursor=${first.nextCursor}`)).body;
    const listed = [...first.items, ...second.items].map((run: { id: string }) => run.id);
    expect([listed, second.nextCursor]).toEqual([ids, null]);
  });
});

describe('a halted run', () => {
  it('[PV19] is approved by its plan hash, once', async () => {
    const { edge, registryId, ask, halt } = await startRegistry();
    const id = await halt();
    const approve = (planHash: string) =>
      edge.call('POST', `/api/v1/runs/${id}/approve`, { planHash });
    expect((await approve('hash-2')).body.error.code).toBe('CS_PLAN_HASH_MISMATCH');
    const approved = await approve('hash-1');
    expect([approved.status, approved.body.status]).toEqual([202, 'queued']);
    expect(edge.woken).toEqual([[DEFAULT_TENANT_ID, registryId]]);
    expect((await ask({ kind: 'sync' })).status).toBe(202);
    const again = await approve('hash-1');
    expect(again.status).toBe(409);
    await state.db.execute(sql`update chittysync.runs set status = 'halted' where id = ${id}`);
    expect((await approve('hash-1')).body.error.code).toBe('CS_PLAN_HASH_MISMATCH');
  });

  it('[PV19] is approved by one of two people at the same time', async () => {
    const { edge, halt } = await startRegistry();
    const id = await halt();
    const approve = () => edge.call('POST', `/api/v1/runs/${id}/approve`, { planHash: 'hash-1' });
    const statuses = (await Promise.all([approve(), approve()])).map((answer) => answer.status);
    expect(statuses.sort()).toEqual([202, 409]);
  });

  it('is rejected with a reason, which frees the registry', async () => {
    const { edge, ask, halt } = await startRegistry();
    const id = await halt();
    const reject = () => edge.call('POST', `/api/v1/runs/${id}/reject`, { reason: 'a mistake' });
    const rejected = await reject();
    expect(rejected.status).toBe(202);
    expect(rejected.body).toMatchObject({ status: 'rejected' });
    expect(rejected.body.finishedAt).not.toBeNull();
    expect((await reject()).body.error.code).toBe('CS_STATE_CONFLICT');
    expect((await ask({ kind: 'sync' })).status).toBe(202);
    const missing = await edge.call('POST', `/api/v1/runs/${v7()}/reject`, { reason: 'x' });
    expect(missing.status).toBe(404);
  });
});

describe('the plan of a run', () => {
  it('shows each write with its before-images, rule and outcome', async () => {
    const { edge, registryId, ask } = await startRegistry();
    const { id: runId } = (await ask({ kind: 'preview' })).body;
    const [binding] = await state.db
      .select()
      .from(bindings)
      .where(sql`name = 'right' and registry_id = ${registryId}`);
    const write = (ord: number) => ({
      id: v7(),
      tenantId: DEFAULT_TENANT_ID,
      registryId,
      runId,
      ord,
      partition: 0,
      bindingId: binding?.id ?? '',
      recordId: v7(),
      kind: 'update',
      externalId: 'row-1',
      key: { code: `A${ord}` },
      cells: { name: { before: 'old', after: 'new' }, size: { before: null, after: '3' } },
      rules: { name: 'change', size: 'change' },
      status: 'planned',
    });
    const refused = {
      ...write(2),
      status: 'rejected',
      outcome: { status: 'rejected', rule: 'TYPE', message: 'no', field: 'size', secret: 1 },
    };
    await state.db.insert(planWrites).values([write(1), refused, write(3)]);
    const first = (await edge.call('GET', `/api/v1/runs/${runId}/plan?limit=2`)).body;
    expect(first.items).toMatchObject([
      {
        binding: 'right',
        key: { code: 'A1' },
        kind: 'update',
        fields: { name: { before: 'old', after: 'new' } },
        rule: 'change',
      },
      { outcome: 'rejected', reason: { rule: 'TYPE', message: 'no', field: 'size' } },
    ]);
    expect(first.items[0]).not.toHaveProperty('outcome');
    expect(first.items[1].reason).not.toHaveProperty('secret');
    const rest = await edge.call(
      'GET',
      `/api/v1/runs/${runId}/plan?limit=2&cursor=${first.nextCursor}`,
    );
    expect(rest.body).toMatchObject({ planHash: null, items: [{ key: { code: 'A3' } }] });
    expect((await edge.call('GET', `/api/v1/runs/${v7()}/plan`)).status).toBe(404);
  });
});
