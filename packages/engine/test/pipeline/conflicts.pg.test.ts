import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getConflict, listConflicts, resolveConflict } from '../../src/db/conflict-store.ts';
import type { Database } from '../../src/db/database.ts';
import { startStateDatabase } from '../../src/db/state-database.fixture.ts';
import { must } from '../../src/errors/assert.ts';
import type { RegistryWorld } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

let database: Awaited<ReturnType<typeof startStateDatabase>>;
let db: Database;
beforeAll(async () => {
  database = await startStateDatabase();
  db = database.db;
});
afterAll(() => database.close());

const PAGE = { limit: 100, cursor: null };

describe('a conflict', () => {
  const MANUAL = { conflicts: { strategy: ['manual' as const], fields: {} } };

  it('[D7] left to a person lets the rest of the row go on', async () => {
    const world = await settledWorld(db, MANUAL);
    world.edit('notion', 'A', { name: 'N' });
    world.edit('postgres', 'A', { name: 'P', amount: '99' });
    const run = await world.run();
    expect(run.status).toBe('succeeded');
    expect(cellOf(world, 'sheets', 'A', 'amount')).toEqual(
      cellOf(world, 'postgres', 'A', 'amount'),
    );
    expect(cellOf(world, 'notion', 'A', 'name')).toBe('N');
    expect(cellOf(world, 'postgres', 'A', 'name')).toBe('P');
    expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Name A');
  });

  it('is carried out as the person decided', async () => {
    const world = await settledWorld(db, MANUAL);
    world.edit('notion', 'A', { name: 'N' });
    world.edit('postgres', 'A', { name: 'P' });
    await world.run();
    const conflict = await onlyOpen(world);
    const runId = v7();
    await resolveConflict(world.tenant, conflict, { value: 'P', by: 'a person' }, runId);
    await world.carryOut(runId);
    expect(cellOf(world, 'notion', 'A', 'name')).toBe('P');
    expectAllEqual(world);
    expect((await getConflict(world.tenant, conflict.id)).status).toBe('resolved');
  });

  it('[D6] voids a decision about candidates that have moved since', async () => {
    const world = await settledWorld(db, MANUAL);
    world.edit('notion', 'A', { name: 'N' });
    world.edit('postgres', 'A', { name: 'P' });
    await world.run();
    const conflict = await onlyOpen(world);
    const runId = v7();
    await resolveConflict(world.tenant, conflict, { value: 'P', by: 'a person' }, runId);
    world.edit('notion', 'A', { name: 'N, thought over' });
    await world.carryOut(runId);
    expect(cellOf(world, 'notion', 'A', 'name')).toBe('N, thought over');
    const now = await onlyOpen(world);
    expect(now.candidates.map(({ value }) => value)).toContain('N, thought over');
    expect(now.resolution).toBeNull();
  });

  async function onlyOpen(world: RegistryWorld) {
    const filter = { registryId: world.registryId, status: 'open' } as const;
    const { items } = await listConflicts(world.tenant, filter, PAGE);
    expect(items).toHaveLength(1);
    return must(items[0], 'one is open');
  }
});
