import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { listProblems } from '../../src/db/problem-store.ts';
import { startStateDatabase } from '../../src/db/state-database.fixture.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

let database: Awaited<ReturnType<typeof startStateDatabase>>;
let db: Database;
beforeAll(async () => {
  database = await startStateDatabase();
  db = database.db;
});
afterAll(() => database.close());

const PAGE = { limit: 100, cursor: null };

describe('a problem', () => {
  it('stays where it was made, is remembered, and goes on once it is mended', async () => {
    const world = await settledWorld(db);
    world.edit('sheets', 'A', { status: 'dnoe', name: 'Good part' });
    for (let i = 0; i < 2; i++) {
      const run = await world.run();
      expect(run.status).toBe('succeeded');
      expect(run.counts.problems).toBe(1);
    }
    expect(cellOf(world, 'sheets', 'A', 'status')).toBe('dnoe');
    expect(cellOf(world, 'notion', 'A', 'status')).toBe('open');
    expect(cellOf(world, 'notion', 'A', 'name')).toBe('Good part');
    const filter = { registryId: world.registryId, status: 'open' } as const;
    const open = await listProblems(world.tenant, filter, PAGE);
    expect(open.items).toMatchObject([{ binding: 'sheets', field: 'status', rule: 'OPTION' }]);
    world.edit('sheets', 'A', { status: 'done' });
    expect((await world.run()).counts.problems).toBe(0);
    expectAllEqual(world);
  });

  it('[A10] keeps a row without key out, and creates nothing', async () => {
    const world = await settledWorld(db);
    world.add('sheets', { name: 'Nameless key' });
    const run = await world.run();
    expect(run.counts).toMatchObject({ created: 0, problems: 1 });
  });

  it('[A2] blocks rows that share a new key', async () => {
    const world = await settledWorld(db);
    world.add('sheets', { code: 'X', name: 'One' });
    world.add('sheets', { code: 'X', name: 'Two' });
    const run = await world.run();
    expect(run.counts.created).toBe(0);
    expect(Object.keys(world.rows('notion'))).not.toContain('X');
    const { items } = await listProblems(world.tenant, { registryId: world.registryId }, PAGE);
    expect(items.map(({ rule }) => rule)).toContain('AMBIGUOUS_KEY');
  });
});
