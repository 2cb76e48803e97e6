import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_TENANT_ID } from '../../src/auth/default-tenant.ts';
import { claimRun } from '../../src/db/claim-run.ts';
import { PostgresRunStore } from '../../src/db/postgres-run-store.ts';
import { startStateDatabase } from '../../src/db/state-database.fixture.ts';
import { must } from '../../src/errors/assert.ts';
import { isChittySyncError } from '../../src/errors/chittysync-error.ts';
import { createDemoRegistry } from '../../src/routes/demo-registry.fixture.ts';
import { type Edge, NOW, startEdge } from '../../src/routes/edge.fixture.ts';
import { openRun } from '../../src/runtime/open-run.ts';
import { failRun } from '../../src/sync/fail-run.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { DirectSteps } from '../world/direct-steps.ts';

let state: Awaited<ReturnType<typeof startStateDatabase>>;
beforeAll(async () => {
  state = await startStateDatabase();
});
afterAll(() => state.close());

/** Carries out the registry's next run, as its coordinator and the Workflow do. */
async function carryOut(edge: Edge, registryId: string): Promise<void> {
  const { database, signer } = edge.deps;
  const tenantId = DEFAULT_TENANT_ID;
  const claimed = must(await claimRun({ db: database, tenantId }, registryId), 'a run waits');
  const ref = { ...claimed, tenantId, registryId };
  try {
    const engine = { ...edge.deps, chittySchema: null };
    const { context, standing } = await openRun(engine, ref, new DirectSteps());
    await runSync(context, standing);
  } catch (error) {
    if (!isChittySyncError(error)) throw error;
    const actor = { registry: registryId, run: ref.runId, actor: 'api' };
    const head = { tenant: tenantId, t: NOW.toISOString(), ...actor };
    await failRun(new PostgresRunStore(database, ref), signer, head, error);
  }
}

/** A registry that synced once, and then lost a mapped column on its left side. */
async function droppedColumn() {
  const edge = startEdge(state.db);
  const id = await createDemoRegistry(edge);
  const path = `/api/v1/registries/${id}`;
  edge.systems.left.addRow('items', { code: 'A', name: 'Name A', size: '1' });
  const sync = async (kind = 'sync') => {
    const { body } = await edge.call('POST', `${path}/runs`, { kind });
    await carryOut(edge, id);
    return (await edge.call('GET', `/api/v1/runs/${body.id}`)).body;
  };
  expect((await sync()).status).toBe('succeeded');
  const { fields } = must(edge.systems.left.tables.get('items'), 'the table is set up');
  const at = fields.findIndex(({ name }) => name === 'size');
  const [column] = fields.splice(at, 1);
  return { edge, id, path, sync, fields, column: must(column, 'the column was there') };
}

it('[AU11] [G12] a halt by a dropped column is told, audited and lifted over HTTP once the table is mended', async () => {
  const { edge, id, path, sync, fields, column } = await droppedColumn();
  const halted = await sync();
  expect(halted).toMatchObject({
    status: 'halted',
    error: null,
    halts: [
      {
        code: 'SCHEMA_CHANGED',
        details: {
          binding: 'left',
          changes: [
            { field: 'size', column: 'size', kind: 'column-gone', before: 'integer', after: null },
          ],
        },
      },
    ],
  });
  expect((await edge.call('GET', `/api/v1/runs/${halted.id}/plan`)).body).toMatchObject({
    planHash: halted.planHash,
    items: [],
  });
  const blocked = await edge.call('POST', `${path}/runs`, { kind: 'sync' });
  expect(blocked.body.error.code).toBe('CS_REGISTRY_BLOCKED');
  expect(await sync('preview')).toMatchObject({ status: 'previewed', halts: halted.halts });
  fields.push(column);
  const { planHash } = halted;
  const approved = await edge.call('POST', `/api/v1/runs/${halted.id}/approve`, { planHash });
  expect(approved.status).toBe(202);
  await carryOut(edge, id);
  const done = (await edge.call('GET', `/api/v1/runs/${halted.id}`)).body;
  expect([done.status, done.halts]).toEqual(['succeeded', []]);
  const told = (await edge.call('GET', `/api/v1/audit/entries?runId=${halted.id}`)).body.items;
  expect(told).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: 'run.halted', rule: 'SCHEMA_CHANGED', planHash }),
      expect.objectContaining({ type: 'run.approved', planHash }),
    ]),
  );
});

it('[PV24] a registry that maps another column is not held to the one that is gone', async () => {
  const { edge, path, sync, fields, column } = await droppedColumn();
  const halted = await sync();
  const { bindings } = (await edge.call('GET', path)).body;
  fields.push({ ...column, id: 'new', name: 'measure' });
  const mapped = bindings.map(({ name, connectionId, table, fields: maps }: Binding) => {
    const size = name === 'left' ? { column: 'measure' } : maps.size;
    return { name, connectionId, table, fields: { ...maps, size } };
  });
  const early = await edge.call('PATCH', path, { bindings: mapped });
  expect(early.body.error.code).toBe('CS_STATE_CONFLICT');
  await edge.call('POST', `/api/v1/runs/${halted.id}/reject`, { reason: 'mapped anew' });
  expect((await edge.call('PATCH', path, { bindings: mapped })).status).toBe(200);
  expect((await sync()).status).toBe('succeeded');
  fields.splice(0, fields.length, ...fields.filter(({ name }) => name !== 'measure'));
  expect((await sync()).halts[0].details.changes[0]).toMatchObject({ column: 'measure' });
});

interface Binding {
  readonly name: string;
  readonly connectionId: string;
  readonly table: object;
  readonly fields: Readonly<Record<string, object>>;
}
