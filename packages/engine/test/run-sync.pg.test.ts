import { sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getConflict, listConflicts, resolveConflict } from '../src/db/conflict-store.ts';
import type { Database } from '../src/db/database.ts';
import { listProblems } from '../src/db/problem-store.ts';
import { queryRows } from '../src/db/query-rows.ts';
import { approveRun, insertRun, rejectRun } from '../src/db/run-store.ts';
import { startStateDatabase } from '../src/db/state-database.fixture.ts';
import { must } from '../src/errors/assert.ts';
import { SYSTEM_NAMES, type SystemName } from '../src/model/system.ts';
import { DirectSteps, RegistryWorld } from './world/registry-world.ts';

let database: Awaited<ReturnType<typeof startStateDatabase>>;
let db: Database;

beforeAll(async () => {
  database = await startStateDatabase();
  db = database.db;
});
afterAll(() => database.close());

const ROWS = ['A', 'B', 'C', 'D'].map((code) => ({
  code,
  name: `Name ${code}`,
  status: 'open',
  amount: '10',
}));
const PAGE = { limit: 100, cursor: null };

/** A world of four rows that all systems agree on. */
async function settledWorld(changes: Parameters<typeof RegistryWorld.create>[1] = {}) {
  const world = await RegistryWorld.create(db, changes);
  for (const row of ROWS) world.add('notion', row);
  const first = await world.run();
  expect(first.status).toBe('succeeded');
  return world;
}

function expectAllEqual(world: RegistryWorld): void {
  const [first, ...others] = SYSTEM_NAMES.map((system) => world.rows(system));
  for (const other of others) expect(other).toEqual(first);
}

const cell = (world: RegistryWorld, system: SystemName, code: string, field: string) =>
  world.rows(system)[code]?.[field];

describe('a run', () => {
  it('writes nothing as a preview, and what it previewed as a sync', async () => {
    const world = await RegistryWorld.create(db);
    for (const row of ROWS) world.add('postgres', row);
    const preview = await world.run('preview');
    expect(preview.status).toBe('previewed');
    expect(preview.counts).toMatchObject({ created: 4, updated: 0, deleted: 0 });
    expect(world.rows('notion')).toEqual({});
    const sync = await world.run();
    expect(sync.counts).toEqual(preview.counts);
    expect(sync.drift).toEqual({ cells: 0, rows: 0 });
    expectAllEqual(world);
  });

  it('[C1] finds nothing to do when nobody edited, ten times over', async () => {
    const world = await settledWorld();
    for (let i = 0; i < 10; i++) {
      const run = await world.run();
      expect(run.status).toBe('succeeded');
      expect(run.counts).toMatchObject({ created: 0, updated: 0, deleted: 0, unchanged: 4 });
    }
  });

  it('[A1] links rows that stand in several systems already, and creates none of them', async () => {
    const world = await RegistryWorld.create(db);
    for (const row of ROWS.slice(0, 3)) {
      world.add('notion', row);
      world.add('sheets', row);
    }
    const run = await world.run();
    expect(run.perBinding.notion?.created).toBe(0);
    expect(run.perBinding.sheets?.created).toBe(0);
    expect(run.perBinding.postgres?.created).toBe(3);
    expectAllEqual(world);
  });

  it.each(SYSTEM_NAMES)('brings an edit in %s everywhere', async (system) => {
    const world = await settledWorld();
    world.edit(system, 'B', { name: 'Edited' });
    const run = await world.run();
    expect(run.counts).toMatchObject({ updated: 1, conflicts: 0 });
    for (const other of SYSTEM_NAMES) expect(cell(world, other, 'B', 'name')).toBe('Edited');
    expectAllEqual(world);
  });

  it('[D1] keeps edits of different fields of one row', async () => {
    const world = await settledWorld();
    world.edit('notion', 'A', { name: 'From Notion' });
    world.edit('postgres', 'A', { amount: '20' });
    world.edit('sheets', 'A', { status: 'done' });
    const run = await world.run();
    expect(run.counts.conflicts).toBe(0);
    expect(world.rows('postgres').A).toEqual({
      code: 'A',
      name: 'From Notion',
      status: 'done',
      amount: '20',
    });
    expectAllEqual(world);
  });

  it('[C21] takes the same edit everywhere for no conflict and no write', async () => {
    const world = await settledWorld();
    for (const system of SYSTEM_NAMES) world.edit(system, 'C', { name: 'Same' });
    const run = await world.run();
    expect(run.counts.conflicts).toBe(0);
    expect(Object.values(run.perBinding)).toEqual(
      SYSTEM_NAMES.map(() => ({ created: 0, updated: 0, deleted: 0 })),
    );
    expect((await world.run()).counts.updated).toBe(0);
  });

  it('[B10] retires a record that is gone everywhere, without a write', async () => {
    const world = await settledWorld();
    for (const system of SYSTEM_NAMES) world.remove(system, 'D');
    const run = await world.run();
    expect(run.status).toBe('succeeded');
    expect(run.counts.deleted).toBe(1);
    expect(Object.values(run.perBinding).every(({ deleted }) => deleted === 0)).toBe(true);
    expect((await world.run()).counts).toMatchObject({ deleted: 0, created: 0 });
  });

  it('[B9] keeps an edit against a deletion, and records the conflict', async () => {
    const world = await settledWorld();
    world.remove('postgres', 'A');
    world.edit('notion', 'A', { name: 'Still needed' });
    const run = await world.run();
    expect(run.counts).toMatchObject({ deleted: 0, conflicts: 1 });
    expect(cell(world, 'postgres', 'A', 'name')).toBe('Still needed');
    expectAllEqual(world);
    const { items } = await listConflicts(world.tenant, { registryId: world.registryId }, PAGE);
    expect(items).toMatchObject([{ field: '*', status: 'resolved', rule: 'keep-edit' }]);
  });

  it.each(['unlink', 'ignore'] as const)(
    '[deletes: %s] deletes nothing elsewhere',
    async (policy) => {
      const world = await settledWorld({ deletes: { policy } });
      world.remove('sheets', 'A');
      for (let i = 0; i < 2; i++) {
        const run = await world.run();
        expect(run.status).toBe('succeeded');
        expect(run.counts.deleted).toBe(0);
        expect(Object.keys(world.rows('notion'))).toContain('A');
        expect(Object.keys(world.rows('sheets'))).not.toContain('A');
      }
    },
  );

  it('mirrors one way: edits of a mirror are taken back and kept in the log', async () => {
    const world = await settledWorld({ mode: 'one-way', from: 'notion' });
    world.edit('sheets', 'A', { name: 'Not mine to say' });
    world.edit('notion', 'B', { name: 'Mine to say' });
    await world.run();
    expect(cell(world, 'sheets', 'A', 'name')).toBe('Name A');
    expect(cell(world, 'sheets', 'B', 'name')).toBe('Mine to say');
    const kept = await queryRows<{ entry: string }>(
      db,
      sql`SELECT entry FROM chittysync.audit_entries WHERE registry_id = ${world.registryId}
          AND entry LIKE '%Not mine to say%'`,
    );
    expect(kept.length).toBeGreaterThan(0);
  });
});

describe('a problem', () => {
  it('stays where it was made, is remembered, and goes on once it is mended', async () => {
    const world = await settledWorld();
    world.edit('sheets', 'A', { status: 'dnoe', name: 'Good part' });
    for (let i = 0; i < 2; i++) {
      const run = await world.run();
      expect(run.status).toBe('succeeded');
      expect(run.counts.problems).toBe(1);
    }
    expect(cell(world, 'sheets', 'A', 'status')).toBe('dnoe');
    expect(cell(world, 'notion', 'A', 'status')).toBe('open');
    expect(cell(world, 'notion', 'A', 'name')).toBe('Good part');
    const filter = { registryId: world.registryId, status: 'open' } as const;
    const open = await listProblems(world.tenant, filter, PAGE);
    expect(open.items).toMatchObject([{ binding: 'sheets', field: 'status', rule: 'OPTION' }]);
    world.edit('sheets', 'A', { status: 'done' });
    expect((await world.run()).counts.problems).toBe(0);
    expectAllEqual(world);
  });

  it('[A10] keeps a row without key out, and creates nothing', async () => {
    const world = await settledWorld();
    world.add('sheets', { name: 'Nameless key' });
    const run = await world.run();
    expect(run.counts).toMatchObject({ created: 0, problems: 1 });
  });

  it('[A2] blocks rows that share a new key', async () => {
    const world = await settledWorld();
    world.add('sheets', { code: 'X', name: 'One' });
    world.add('sheets', { code: 'X', name: 'Two' });
    const run = await world.run();
    expect(run.counts.created).toBe(0);
    expect(Object.keys(world.rows('notion'))).not.toContain('X');
    const { items } = await listProblems(world.tenant, { registryId: world.registryId }, PAGE);
    expect(items.map(({ rule }) => rule)).toContain('AMBIGUOUS_KEY');
  });
});

describe('a conflict', () => {
  const MANUAL = { conflicts: { strategy: ['manual' as const], fields: {} } };

  it('[D7] left to a person lets the rest of the row go on', async () => {
    const world = await settledWorld(MANUAL);
    world.edit('notion', 'A', { name: 'N' });
    world.edit('postgres', 'A', { name: 'P', amount: '99' });
    const run = await world.run();
    expect(run.status).toBe('succeeded');
    expect(cell(world, 'sheets', 'A', 'amount')).toEqual(cell(world, 'postgres', 'A', 'amount'));
    expect(cell(world, 'notion', 'A', 'name')).toBe('N');
    expect(cell(world, 'postgres', 'A', 'name')).toBe('P');
    expect(cell(world, 'sheets', 'A', 'name')).toBe('Name A');
  });

  it('is carried out as the person decided', async () => {
    const world = await settledWorld(MANUAL);
    world.edit('notion', 'A', { name: 'N' });
    world.edit('postgres', 'A', { name: 'P' });
    await world.run();
    const conflict = await onlyOpen(world);
    const runId = v7();
    await resolveConflict(world.tenant, conflict, { value: 'P', by: 'a person' }, runId);
    await world.carryOut(runId);
    expect(cell(world, 'notion', 'A', 'name')).toBe('P');
    expectAllEqual(world);
    expect((await getConflict(world.tenant, conflict.id)).status).toBe('resolved');
  });

  it('[D6] voids a decision about candidates that have moved since', async () => {
    const world = await settledWorld(MANUAL);
    world.edit('notion', 'A', { name: 'N' });
    world.edit('postgres', 'A', { name: 'P' });
    await world.run();
    const conflict = await onlyOpen(world);
    const runId = v7();
    await resolveConflict(world.tenant, conflict, { value: 'P', by: 'a person' }, runId);
    world.edit('notion', 'A', { name: 'N, thought over' });
    await world.carryOut(runId);
    expect(cell(world, 'notion', 'A', 'name')).toBe('N, thought over');
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

describe('a halt', () => {
  const STRICT = { safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 } };

  it('writes nothing, blocks the next sync, and goes on exactly as approved', async () => {
    const world = await settledWorld(STRICT);
    world.remove('sheets', 'A');
    world.edit('notion', 'B', { name: 'Harmless' });
    const halted = await world.run();
    expect(halted.status).toBe('halted');
    expect(halted.halts).toMatchObject([{ code: 'BULK_DELETE' }]);
    expect(cell(world, 'postgres', 'B', 'name')).toBe('Name B');
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
    const world = await settledWorld(STRICT);
    world.remove('sheets', 'A');
    const halted = await world.run();
    world.edit('notion', 'A', { name: 'Edited after the plan' });
    await approveRun(world.tenant, halted.id, must(halted.planHash, 'a halted run has a plan'));
    const done = await world.carryOut(halted.id);
    expect(done.status).toBe('partial');
    expect(cell(world, 'notion', 'A', 'name')).toBe('Edited after the plan');
  });

  it('that was rejected leaves the registry free, and everything as it was', async () => {
    const world = await settledWorld(STRICT);
    world.remove('sheets', 'A');
    const halted = await world.run();
    await rejectRun(world.tenant, halted.id, 'by mistake');
    world.add('sheets', ROWS[0] ?? {});
    const run = await world.run();
    expect(run.status).toBe('succeeded');
    expectAllEqual(world);
  });

  it('[B3] stops before an emptied side', async () => {
    const world = await settledWorld();
    for (const { code } of ROWS) world.remove('postgres', code);
    const run = await world.run();
    expect(run.status).toBe('halted');
    expect(run.halts.map(({ code }) => code)).toContain('EMPTY_SIDE');
  });
});

describe('a crash before any step', () => {
  it('loses no edit and doubles no row, wherever it happens', async () => {
    let finished = false;
    for (let dieAt = 0; !finished; dieAt += 1) {
      const world = await settledWorld();
      world.edit('notion', 'A', { name: 'Edited' });
      world.add('sheets', { code: 'E', name: 'New', status: 'open', amount: '1' });
      world.remove('postgres', 'D');
      const steps = new DirectSteps();
      steps.dieAt = dieAt;
      const run = await world.run('sync', steps);
      finished = steps.taken <= dieAt;
      const done = finished ? run : await world.carryOut(run.id);
      expect(done.status, `died before step ${dieAt}`).toBe('succeeded');
      expect(Object.keys(world.rows('notion')).sort()).toEqual(['A', 'B', 'C', 'E']);
      expect(cell(world, 'sheets', 'A', 'name')).toBe('Edited');
      expectAllEqual(world);
      const counted = await queryRows<{ n: number }>(
        db,
        sql`SELECT count(*)::int AS n FROM chittysync.audit_entries
            WHERE run_id = ${run.id} AND entry LIKE '%"write.outcome"%'`,
      );
      expect(counted[0]?.n, `died before step ${dieAt}`).toBe(6);
    }
  });
});
