import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStateDatabase } from '../db/state-database.fixture.ts';
import { demoRegistryBody } from './demo-registry.fixture.ts';
import { startEdge } from './edge.fixture.ts';

let state: Awaited<ReturnType<typeof startStateDatabase>>;
beforeAll(async () => {
  state = await startStateDatabase();
});
afterAll(() => state.close());

const PATH = '/api/v1/registries/draft';

/** What a draft is asked for with: the tables of a demo registry, some rows in them. */
async function request(edge: ReturnType<typeof startEdge>) {
  const { bindings } = await demoRegistryBody(edge);
  edge.systems.left.addRow('items', { code: 'A', name: 'Ada', size: '1', status: 'open' });
  edge.systems.left.addRow('items', { code: 'B', name: 'Bob', size: '2', status: 'closed' });
  edge.systems.right.addRow('items', { code: 'A', name: 'Ada' });
  return {
    name: 'Items',
    bindings: bindings.map(({ connectionId, table }) => ({ connectionId, table })),
  };
}

describe('drafting a registry', () => {
  it('proposes what POST /registries takes as it is, and stores nothing', async () => {
    const edge = startEdge(state.db);
    const body = await request(edge);
    const before = (await edge.call('GET', '/api/v1/registries')).body.items.length;
    const answer = await edge.call('POST', PATH, body);
    expect(answer.status).toBe(200);
    const { registry, fidelity, notes, sampledRows } = answer.body;
    expect(registry).toMatchObject({ name: 'Items', key: ['code'] });
    expect(Object.keys(registry.schema.properties)).toEqual(['code', 'name', 'size', 'status']);
    expect(Object.values(sampledRows)).toEqual([2, 1]);
    expect(fidelity).toContainEqual(
      expect.objectContaining({ field: 'size', outcome: 'lossless', tried: 2 }),
    );
    expect(notes).toEqual([]);
    expect((await edge.call('GET', '/api/v1/registries')).body.items).toHaveLength(before);
    expect((await edge.call('POST', '/api/v1/registries', registry)).status).toBe(201);
  });

  it('gives bindings of connections with one name names of their own', async () => {
    const edge = startEdge(state.db);
    const { bindings, name } = await request(edge);
    const [left] = bindings;
    const answer = await edge.call('POST', PATH, { name, bindings: [left, left] });
    const names = answer.body.registry.bindings.map((binding: { name: string }) => binding.name);
    expect(new Set(names).size).toBe(2);
  });

  it('names the place of every table that cannot be looked at', async () => {
    const edge = startEdge(state.db);
    const { bindings, name } = await request(edge);
    const missing = bindings.map((binding) => ({ ...binding, table: { name: 'missing' } }));
    const answer = await edge.call('POST', PATH, { name, bindings: missing });
    const issues = answer.body.error.details.issues.map(({ path }: { path: string }) => path);
    expect([answer.status, issues]).toEqual([422, ['bindings[0].table', 'bindings[1].table']]);
  });

  it('wants two tables at least', async () => {
    const edge = startEdge(state.db);
    const { bindings, name } = await request(edge);
    const answer = await edge.call('POST', PATH, { name, bindings: bindings.slice(1) });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'CS_INVALID_REQUEST']);
  });
});
