import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryRows } from '../db/query-rows.ts';
import { startStateDatabase } from '../db/state-database.fixture.ts';
import { createDemoRegistry } from './demo-registry.fixture.ts';
import { columns, startEdge } from './edge.fixture.ts';

let state: Awaited<ReturnType<typeof startStateDatabase>>;
beforeAll(async () => {
  state = await startStateDatabase();
});
afterAll(() => state.close());

const PATH = '/api/v1/connections';
const connection = (name: string, token = 'left') => {
  return { name, system: 'notion', credential: { kind: 'token', token } };
};

describe('connections', () => {
  it('are made, shown, listed and deleted; the secret is never answered and stored sealed', async () => {
    const edge = startEdge(state.db);
    const made = await edge.call('POST', PATH, connection('first'));
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'first',
      system: 'notion',
      status: 'unchecked',
      createdAt: expect.stringMatching(/Z$/),
    });
    const { id } = made.body;
    expect(made.headers.get('location')).toBe(`${PATH}/${id}`);
    expect((await edge.call('GET', `${PATH}/${id}`)).body).toEqual(made.body);
    const stored = await queryRows<{ credential: string }>(
      state.db,
      sql`select credential from chittysync.connections where id = ${id}`,
    );
    expect(stored[0]?.credential).toMatch(/^v1\./);
    const gone = await edge.call('DELETE', `${PATH}/${id}`);
    expect([gone.status, gone.body]).toEqual([204, null]);
    expect((await edge.call('GET', `${PATH}/${id}`)).body.error.code).toBe('CS_NOT_FOUND');
    expect((await edge.call('DELETE', `${PATH}/${id}`)).body.error.code).toBe('CS_NOT_FOUND');
  });

  it('have names of their own', async () => {
    const edge = startEdge(state.db);
    await edge.call('POST', PATH, connection('twice'));
    const again = await edge.call('POST', PATH, connection('twice'));
    expect([again.status, again.body.error.code]).toEqual([409, 'CS_STATE_CONFLICT']);
  });

  it('refuse a credential that the system does not take or cannot use', async () => {
    const edge = startEdge(state.db);
    const url = { ...connection('url'), credential: { kind: 'url', url: 'postgres://x/y' } };
    for (const body of [url, connection('unknown', 'nobody')]) {
      const { status, body: answer } = await edge.call('POST', PATH, body);
      expect([status, answer.error.code]).toEqual([422, 'CS_CREDENTIAL_INVALID']);
      expect(JSON.stringify(answer)).not.toMatch(/nobody|postgres:\/\/x/);
    }
  });

  it('are listed page by page', async () => {
    const edge = startEdge(state.db);
    for (const name of ['p1', 'p2', 'p3']) await edge.call('POST', PATH, connection(name));
    const names: string[] = [];
    let cursor = '';
    do {
      const { body } = await edge.call('GET', `${PATH}?limit=2${cursor}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      names.push(...body.items.map((item: { name: string }) => item.name));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(names.slice(-3)).toEqual(['p1', 'p2', 'p3']);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are checked, and keep what the check said', async () => {
    const edge = startEdge(state.db);
    const { id } = (await edge.call('POST', PATH, connection('checked'))).body;
    const good = await edge.call('POST', `${PATH}/${id}/check`);
    expect(good.body).toEqual({ ok: true, account: 'memory left', problems: [] });
    expect((await edge.call('GET', `${PATH}/${id}`)).body.status).toBe('ok');
    Object.assign(edge.systems.left, { token: 'revoked' });
    const bad = await edge.call('POST', `${PATH}/${id}/check`);
    expect(bad.body).toMatchObject({ ok: false, account: null });
    expect((await edge.call('GET', `${PATH}/${id}`)).body.status).toBe('failed');
  });

  it('show the tables of the account, and make one from a schema', async () => {
    const edge = startEdge(state.db);
    const { id } = (await edge.call('POST', PATH, connection('tables'))).body;
    edge.systems.left.addTable('items', columns({ code: 'text' }), ['code']);
    const listed = await edge.call('GET', `${PATH}/${id}/tables`);
    expect(listed.body).toMatchObject({
      items: [{ table: { name: 'items' }, fields: [{ name: 'code' }], keyCandidates: [['code']] }],
      nextCursor: null,
    });
    const schema = { properties: { code: { type: 'string' }, size: { type: 'integer' } } };
    const body = { title: 'made', schema, key: ['code'] };
    const made = await edge.call('POST', `${PATH}/${id}/tables`, body);
    expect(made.status).toBe(201);
    expect(made.body.fields).toMatchObject([
      { name: 'code', cellType: 'text' },
      { name: 'size', cellType: 'integer' },
    ]);
    const bad = await edge.call('POST', `${PATH}/${id}/tables`, { ...body, key: ['nope'] });
    expect(bad.body.error).toMatchObject({
      code: 'CS_KEY_MISSING',
      details: { issues: [{ path: 'key[0]' }] },
    });
  });

  it('make a table whose relation is to the table that the related registry has in the account', async () => {
    const edge = startEdge(state.db);
    const path = `/api/v1/registries/${await createDemoRegistry(edge)}`;
    const { name, bindings } = (await edge.call('GET', path)).body;
    const relation = { type: 'array', 'x-chitty-type': 'relation' };
    const properties = {
      code: { type: 'string' },
      items: { ...relation, 'x-chitty-relation': name },
      others: { ...relation, 'x-chitty-relation': 'nobody' },
    };
    const body = { title: 'orders', schema: { properties }, key: ['code'] };
    const made = await edge.call('POST', `${PATH}/${bindings[0].connectionId}/tables`, body);
    expect(made.status).toBe(201);
    const related = made.body.fields.map((field: { relatesTo?: unknown }) => field.relatesTo);
    expect(related).toEqual([undefined, bindings[0].table, undefined]);
  });

  it('in use are not deleted', async () => {
    const edge = startEdge(state.db);
    const registry = (
      await edge.call('GET', `/api/v1/registries/${await createDemoRegistry(edge)}`)
    ).body;
    const id = registry.bindings[0].connectionId;
    const refused = await edge.call('DELETE', `${PATH}/${id}`);
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({
      code: 'CS_STATE_CONFLICT',
      details: { registries: [registry.name] },
    });
    await edge.call('DELETE', `/api/v1/registries/${registry.id}`);
    expect((await edge.call('DELETE', `${PATH}/${id}`)).status).toBe(204);
  });
});

describe('an Idempotency-Key', () => {
  const send = (edge: ReturnType<typeof startEdge>, key: string, body: unknown) =>
    edge.call('POST', PATH, body, { 'Idempotency-Key': key });

  it('lets a write take effect once, and gives its answer again', async () => {
    const edge = startEdge(state.db);
    const first = await send(edge, 'k-1', connection('once'));
    const second = await send(edge, 'k-1', connection('once'));
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    const other = await send(edge, 'k-1', connection('another'));
    expect([other.status, other.body.error.code]).toEqual([422, 'CS_IDEMPOTENCY_MISMATCH']);
  });

  it('of a write without a body in its answer works too', async () => {
    const edge = startEdge(state.db);
    const { id } = (await edge.call('POST', PATH, connection('to delete'))).body;
    const key = { 'Idempotency-Key': 'k-2' };
    for (let i = 0; i < 2; i++) {
      const { status } = await edge.call('DELETE', `${PATH}/${id}`, undefined, key);
      expect(status).toBe(204);
    }
  });

  it('is free again after a refusal', async () => {
    const edge = startEdge(state.db);
    expect((await send(edge, 'k-3', connection('refused', 'nobody'))).status).toBe(422);
    expect((await send(edge, 'k-3', connection('refused', 'left'))).status).toBe(201);
  });

  it('of a write that is still at work is refused', async () => {
    const edge = startEdge(state.db);
    const begun = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const held = startEdge(state.db, {
      wake: () => {
        begun.resolve();
        return go.promise;
      },
    });
    const registryId = await createDemoRegistry(edge);
    const path = `/api/v1/registries/${registryId}/runs`;
    const headers = { 'Idempotency-Key': 'k-4' };
    const first = held.call('POST', path, { kind: 'preview' }, headers);
    await begun.promise;
    const second = await edge.call('POST', path, { kind: 'preview' }, headers);
    go.resolve();
    expect((await first).status).toBe(202);
    expect([second.status, second.body.error.code]).toEqual([409, 'CS_STATE_CONFLICT']);
  });
});
