import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { approveRun, insertRun, rejectRun } from '../../src/db/run-store.ts';
import { startStateDatabase } from '../../src/db/state-database.fixture.ts';
import { must } from '../../src/errors/assert.ts';
import { cellOf, expectAllEqual, ROWS, settledWorld } from '../world/settled-world.ts';

let database: Awaited<ReturnType<typeof startStateDatabase>>;
let db: Database;
beforeAll(async () => {
  database = await startStateDatabase();
  db = database.db;
});
afterAll(() => database.close());

describe('a halt', () => {
  const STRICT = { safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 } };

  it('writes nothing, blocks the next sync, and goes on exactly as approved', async () => {
    const world = await settledWorld(db, STRICT);
    world.remove('sheets', 'A');
    world.edit('notion', 'B', { name: 'Harmless' });
    const halted = await world.run();
    expect(halted.status).toBe('halted');
    expect(halted.halts).toMatchObject([{ code: 'BULK_DELETE' }]);
    expect(cellOf(world, 'postgres', 'B', 'name')).toBe('Name B');
    const next = {
      id: v7(),
      registryId: world.registryId,
      kind: 'sync',
      trigger: 'api',
      fetch: 'full',
    } as const;
    await expect(insertRun(world.tenant, next)).rejects.toMatchObject({
      code: 'CS_REGISTRY_BLOCKED',
    });
    expect((await world.run('preview')).status).toBe('previewed');
    await approveRun(world.tenant, halted.id, must(halted.planHash, 'a halted run has a plan'));
    const done = await world.carryOut(halted.id);
    expect(done.status).toBe('succeeded');
    expect(Object.keys(world.rows('notion'))).not.toContain('A');
    expectAllEqual(world);
  });

  it('[B16] that was approved writes no row that moved meanwhile', async () => {
    const world = await settledWorld(db, STRICT);
    world.remove('sheets', 'A');
    const halted = await world.run();
    world.edit('notion', 'A', { name: 'Edited after the plan' });
    await approveRun(world.tenant, halted.id, must(halted.planHash, 'a halted run has a plan'));
    const done = await world.carryOut(halted.id);
    expect(done.status).toBe('partial');
    expect(cellOf(world, 'notion', 'A', 'name')).toBe('Edited after the plan');
  });

  it('that was rejected leaves the registry free, and everything as it was', async () => {
    const world = await settledWorld(db, STRICT);
    world.remove('sheets', 'A');
    const halted = await world.run();
    await rejectRun(world.tenant, halted.id, 'by mistake');
    world.add('sheets', ROWS[0] ?? {});
    const run = await world.run();
    expect(run.status).toBe('succeeded');
    expectAllEqual(world);
  });

  it('[B3] stops before an emptied side', async () => {
    const world = await settledWorld(db);
    for (const { code } of ROWS) world.remove('postgres', code);
    const run = await world.run();
    expect(run.status).toBe('halted');
    expect(run.halts.map(({ code }) => code)).toContain('EMPTY_SIDE');
  });
});
