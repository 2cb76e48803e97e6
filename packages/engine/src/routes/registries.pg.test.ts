import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryRows } from '../db/query-rows.ts';
import { startStateDatabase } from '../db/state-database.fixture.ts';
import { createDemoRegistry, demoRegistryBody } from './demo-registry.fixture.ts';
import { type Answer, columns, startEdge } from './edge.fixture.ts';

let state: Awaited<ReturnType<typeof startStateDatabase>>;
beforeAll(async () => {
  state = await startStateDatabase();
});
afterAll(() => state.close());

const PATH = '/api/v1/registries';

const faultsOf = ({ body }: Answer) =>
  body.error.details.issues
    .map((issue: { path: string; code: string }) => `${issue.path} ${issue.code}`)
    .sort();

describe('creating a registry', () => {
  it('stores it as a draft with all defaults', async () => {
    const edge = startEdge(state.db);
    const body = await demoRegistryBody(edge);
    const made = await edge.call('POST', PATH, body);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: body.name,
      status: 'draft',
      key: ['code'],
      mode: 'bidirectional',
      from: null,
      schedule: null,
      conflicts: { strategy: ['last-write-wins', 'hash'], fields: {} },
      deletes: { policy: 'propagate' },
      safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 },
      nextRunAt: null,
      blockedBy: null,
    });
    expect(made.body.bindings).toMatchObject([
      { name: 'left', system: 'notion', fields: { code: { column: 'code', access: 'both' } } },
      { name: 'right', system: 'postgres' },
    ]);
    expect((await edge.call('GET', `${PATH}/${made.body.id}`)).body).toEqual(made.body);
    const listed = await edge.call('GET', PATH);
    expect(listed.body.items).toContainEqual(made.body);
  });

  it('keeps its conflict chains as they were given', async () => {
    const edge = startEdge(state.db);
    const conflicts = {
      strategy: ['quorum', 'merge', 'hash'],
      quorum: 2,
      fields: { name: { strategy: ['merge', 'manual'] }, size: { strategy: ['quorum'] } },
    };
    const made = await edge.call('POST', PATH, { ...(await demoRegistryBody(edge)), conflicts });
    expect([made.status, made.body.conflicts]).toEqual([201, conflicts]);
    const patched = { ...conflicts, quorum: 3 };
    const answer = await edge.call('PATCH', `${PATH}/${made.body.id}`, { conflicts: patched });
    expect(faultsOf(answer)).toEqual(['conflicts.quorum CS_INVALID_REQUEST']);
  });

  it('reports all faults of the declaration together, by place', async () => {
    const edge = startEdge(state.db);
    const body = await demoRegistryBody(edge);
    const [left, right] = body.bindings;
    const answer = await edge.call('POST', PATH, {
      ...body,
      key: ['code', 'nope'],
      bindings: [left, { ...right, name: 'left', table: { name: 'missing' } }],
      mode: 'one-way',
      from: 'middle',
      schedule: { cron: '99 * * * *' },
      conflicts: {
        strategy: ['prefer'],
        fields: { ghost: { strategy: ['prefer'], prefer: ['left', 'middle'] } },
      },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('CS_INVALID_REQUEST');
    expect(faultsOf(answer)).toEqual([
      'bindings[1].name CS_INVALID_REQUEST',
      'bindings[1].table CS_TABLE_NOT_FOUND',
      'conflicts.fields.ghost CS_INVALID_REQUEST',
      'conflicts.fields.ghost.prefer[1] CS_INVALID_REQUEST',
      'conflicts.prefer CS_INVALID_REQUEST',
      'from CS_INVALID_REQUEST',
      'key[1] CS_KEY_MISSING',
      'schedule.cron CS_INVALID_REQUEST',
    ]);
  });

  it('reports columns that do not bind, with the code that the faults share', async () => {
    const edge = startEdge(state.db);
    const body = await demoRegistryBody(edge);
    const [left, right] = body.bindings;
    const fields = { ...right?.fields, name: { column: 'Nom' }, size: { column: 'Taille' } };
    const missing = await edge.call('POST', PATH, {
      ...body,
      bindings: [left, { ...right, fields }],
    });
    expect(missing.status).toBe(422);
    expect(missing.body.error.code).toBe('CS_COLUMN_MISSING');
    expect(faultsOf(missing)).toEqual([
      'bindings[1].fields.name CS_COLUMN_MISSING',
      'bindings[1].fields.size CS_COLUMN_MISSING',
    ]);
    const mixed = await edge.call('POST', PATH, {
      ...body,
      bindings: [left, { ...right, fields: { name: { column: 'size' }, extra: { column: 'x' } } }],
    });
    expect(faultsOf(mixed)).toEqual([
      'bindings[1].fields.code CS_KEY_MISSING',
      'bindings[1].fields.extra CS_INVALID_REQUEST',
      'bindings[1].fields.name CS_TYPE_UNSUPPORTED',
    ]);
  });

  it.each([
    [{ key: [] }, 'CS_KEY_MISSING', ['key CS_KEY_MISSING']],
    [
      { schema: { properties: { code: { type: 'string' }, bad: { type: 'null' } } } },
      'CS_SCHEMA_INVALID',
      ['schema.properties.bad CS_SCHEMA_INVALID'],
    ],
    [
      { schedule: { everyMinutes: 0 } },
      'CS_INVALID_REQUEST',
      ['schedule.everyMinutes CS_INVALID_REQUEST'],
    ],
    [
      { schedule: { cron: '0 0 31 2 *' } },
      'CS_INVALID_REQUEST',
      ['schedule.cron CS_INVALID_REQUEST'],
    ],
    [{ from: 'left' }, 'CS_INVALID_REQUEST', ['from CS_INVALID_REQUEST']],
    [
      { conflicts: { strategy: ['quorum'], quorum: 1 } },
      'CS_INVALID_REQUEST',
      ['conflicts.quorum CS_INVALID_REQUEST'],
    ],
    [
      { conflicts: { fields: { size: { strategy: ['hash', 'merge'], quorum: 3 } } } },
      'CS_INVALID_REQUEST',
      [
        'conflicts.fields.size.quorum CS_INVALID_REQUEST',
        'conflicts.fields.size.strategy[1] CS_INVALID_REQUEST',
      ],
    ],
    [{ mode: 'one-way' }, 'CS_INVALID_REQUEST', ['from CS_INVALID_REQUEST']],
    [
      { approval: ['name', 'ghost', 'name'] },
      'CS_INVALID_REQUEST',
      ['approval[1] CS_INVALID_REQUEST', 'approval[2] CS_INVALID_REQUEST'],
    ],
    [{ safety: { maxDeletes: 3 } }, 'CS_INVALID_REQUEST', ['safety.maxDeletes CS_INVALID_REQUEST']],
  ])('refuses %j', async (change, code, faults) => {
    const edge = startEdge(state.db);
    const answer = await edge.call('POST', PATH, { ...(await demoRegistryBody(edge)), ...change });
    expect(answer.body.error.code).toBe(code);
    expect(faultsOf(answer)).toEqual(faults);
  });

  it('refuses connections and refs that lead nowhere, and one table bound twice', async () => {
    const edge = startEdge(state.db);
    const body = await demoRegistryBody(edge);
    const [left, right] = body.bindings;
    const nowhere = { ...right, connectionId: '01980000-0000-7000-8000-00000000dead' };
    const answer = await edge.call('POST', PATH, {
      ...body,
      bindings: [left, nowhere, { ...left, name: 'third' }, { ...left, name: 'fourth', table: {} }],
    });
    expect(faultsOf(answer)).toEqual([
      'bindings[1].connectionId CS_INVALID_REQUEST',
      'bindings[2].table CS_INVALID_REQUEST',
      'bindings[3].table CS_INVALID_REQUEST',
    ]);
  });

  it('stores nothing when it is refused, or when the name is taken', async () => {
    const edge = startEdge(state.db);
    const body = await demoRegistryBody(edge);
    await edge.call('POST', PATH, body);
    const count = async () => {
      const [row] = await queryRows<{ n: string }>(
        state.db,
        sql`select (select count(*) from chittysync.registries) + (select count(*) from chittysync.bindings) as n`,
      );
      return row?.n;
    };
    const before = await count();
    const again = await edge.call('POST', PATH, body);
    expect([again.status, again.body.error.code]).toEqual([409, 'CS_STATE_CONFLICT']);
    await edge.call('POST', PATH, { ...body, name: 'other', key: [] });
    expect(await count()).toBe(before);
  });
});

describe('a registry', () => {
  it('is activated and paused; its schedule runs only while it is active', async () => {
    const edge = startEdge(state.db);
    const body = { ...(await demoRegistryBody(edge)), schedule: { everyMinutes: 30 } };
    const { id, nextRunAt } = (await edge.call('POST', PATH, body)).body;
    expect(nextRunAt).toBeNull();
    const active = await edge.call('POST', `${PATH}/${id}/activate`);
    expect(active.body).toMatchObject({ status: 'active', nextRunAt: '2026-11-21T12:30:00Z' });
    const cron = await edge.call('PATCH', `${PATH}/${id}`, { schedule: { cron: '0 3 * * *' } });
    expect(cron.body.nextRunAt).toBe('2026-11-22T03:00:00Z');
    const paused = await edge.call('POST', `${PATH}/${id}/pause`);
    expect(paused.body).toMatchObject({ status: 'paused', nextRunAt: null });
  });

  it('is edited in parts; bindings keep their identity by name', async () => {
    const edge = startEdge(state.db);
    const body = await demoRegistryBody(edge);
    const before = (await edge.call('POST', PATH, body)).body;
    edge.systems.left.addTable('more', columns({ code: 'text', name: 'text' }), ['code']);
    const fields = { code: { column: 'code' }, name: { column: 'name', access: 'read' } };
    const [left, right] = body.bindings;
    const patch = {
      name: `${body.name} renamed`,
      safety: { maxDeletePercent: 50 },
      bindings: [left, { ...left, name: 'third', table: { name: 'more' }, fields }],
    };
    const after = await edge.call('PATCH', `${PATH}/${before.id}`, patch);
    expect(after.status).toBe(200);
    expect(after.body).toMatchObject({
      name: patch.name,
      key: ['code'],
      safety: { maxDeletePercent: 50, deleteFloor: 0 },
      deletes: { policy: 'propagate' },
    });
    expect(after.body.bindings.map((binding: { name: string }) => binding.name)).toEqual([
      'left',
      'third',
    ]);
    expect(after.body.bindings[0].id).toBe(before.bindings[0].id);
    expect(right?.name).toBe('right');
    const refused = await edge.call('PATCH', `${PATH}/${before.id}`, { key: ['name'] });
    expect(faultsOf(refused)).toEqual(['key CS_INVALID_REQUEST']);
  });

  it('keeps its bindings while a run is at work on them', async () => {
    const edge = startEdge(state.db);
    const id = await createDemoRegistry(edge);
    const run = (await edge.call('POST', `${PATH}/${id}/runs`, { kind: 'preview' })).body;
    await state.db.execute(sql`update chittysync.runs set status = 'running' where id = ${run.id}`);
    for (const [method, body] of [
      ['PATCH', { name: 'n' }],
      ['DELETE', undefined],
    ] as const) {
      const { status, body: answer } = await edge.call(method, `${PATH}/${id}`, body);
      expect([status, answer.error.code]).toEqual([409, 'CS_STATE_CONFLICT']);
    }
  });

  it('is forgotten with its base, and its runs stay', async () => {
    const edge = startEdge(state.db);
    const id = await createDemoRegistry(edge);
    const run = (await edge.call('POST', `${PATH}/${id}/runs`, { kind: 'preview' })).body;
    expect((await edge.call('DELETE', `${PATH}/${id}`)).status).toBe(204);
    expect((await edge.call('GET', `${PATH}/${id}`)).status).toBe(404);
    expect((await edge.call('GET', `/api/v1/runs/${run.id}`)).body.status).toBe('rejected');
    const left = await queryRows(
      state.db,
      sql`select 1 from chittysync.bindings where registry_id = ${id}`,
    );
    expect(left).toEqual([]);
  });

  it('of another tenant is not there', async () => {
    const edge = startEdge(state.db);
    const id = await createDemoRegistry(edge);
    const other = '01980000-0000-7000-8000-0000000000aa';
    await state.db.execute(
      sql`update chittysync.registries set tenant_id = ${other} where id = ${id}`,
    );
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/activate'],
      ['POST', '/pause'],
      ['GET', '/health'],
      ['GET', '/records'],
      ['GET', '/runs'],
    ] as const) {
      expect((await edge.call(method, `${PATH}/${id}${path}`)).status).toBe(404);
    }
    const run = await edge.call('POST', `${PATH}/${id}/runs`, { kind: 'sync' });
    expect(run.status).toBe(404);
    const rows = await queryRows(
      state.db,
      sql`select 1 from chittysync.registries where id = ${id} and status = 'draft'`,
    );
    expect(rows).toHaveLength(1);
  });
});
