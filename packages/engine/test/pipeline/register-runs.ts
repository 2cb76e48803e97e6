import { describe, expect, it } from 'vitest';
import { SYSTEM_NAMES } from '../../src/model/system.ts';
import { RegistryWorld, type WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, ROWS, settledWorld } from '../world/settled-world.ts';

export function registerRuns(store: () => WorldStore): void {
  describe('a run', () => {
    it('[PV11] writes nothing as a preview, and what it previewed as a sync', async () => {
      const world = await RegistryWorld.create(store());
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

    it('[DF12] [C1] finds nothing to do when nobody edited, ten times over', async () => {
      const world = await settledWorld(store());
      for (let i = 0; i < 10; i++) {
        const run = await world.run();
        expect(run.status).toBe('succeeded');
        expect(run.counts).toMatchObject({ created: 0, updated: 0, deleted: 0, unchanged: 4 });
      }
    });

    it('[ID5] [A1] links rows that stand in several systems already, and creates none of them', async () => {
      const world = await RegistryWorld.create(store());
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

    it.each(SYSTEM_NAMES)('[RS1] brings an edit in %s everywhere', async (system) => {
      const world = await settledWorld(store());
      world.edit(system, 'B', { name: 'Edited' });
      const run = await world.run();
      expect(run.counts).toMatchObject({ updated: 1, conflicts: 0 });
      for (const other of SYSTEM_NAMES) expect(cellOf(world, other, 'B', 'name')).toBe('Edited');
      expectAllEqual(world);
    });

    it('[RS3] [D1] keeps edits of different fields of one row', async () => {
      const world = await settledWorld(store());
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

    it('[RS2] [C21] takes the same edit everywhere for no conflict and no write', async () => {
      const world = await settledWorld(store());
      for (const system of SYSTEM_NAMES) world.edit(system, 'C', { name: 'Same' });
      const run = await world.run();
      expect(run.counts.conflicts).toBe(0);
      expect(Object.values(run.perBinding)).toEqual(
        SYSTEM_NAMES.map(() => ({ created: 0, updated: 0, deleted: 0 })),
      );
      expect((await world.run()).counts.updated).toBe(0);
    });

    it('[RS33] [AU10] [B10] retires a record that is gone everywhere, without a write', async () => {
      const world = await settledWorld(store());
      for (const system of SYSTEM_NAMES) world.remove(system, 'D');
      const run = await world.run();
      expect(run.status).toBe('succeeded');
      expect(run.counts).toMatchObject({ deleted: 1, unchanged: 3 });
      expect(Object.values(run.perBinding).every(({ deleted }) => deleted === 0)).toBe(true);
      const told = (await world.entries()).filter((entry) => entry.run === run.id);
      expect(told.map(({ type }) => type)).toEqual([
        'run.intent',
        'record.retired',
        'run.finished',
      ]);
      expect(told[1]).toMatchObject({ key: { code: 'D' } });
      expect((await world.run()).counts).toMatchObject({ deleted: 0, created: 0 });
    });

    it('[RS30] [B9] keeps an edit against a deletion, and records the conflict', async () => {
      const world = await settledWorld(store());
      world.remove('postgres', 'A');
      world.edit('notion', 'A', { name: 'Still needed' });
      const run = await world.run();
      expect(run.counts).toMatchObject({ deleted: 0, conflicts: 1 });
      expect(cellOf(world, 'postgres', 'A', 'name')).toBe('Still needed');
      expectAllEqual(world);
      expect(await world.conflicts()).toMatchObject([
        { field: '*', status: 'resolved', rule: 'keep-edit' },
      ]);
    });

    it.each(['unlink', 'ignore'] as const)(
      '[RS29] [deletes: %s] deletes nothing elsewhere',
      async (policy) => {
        const world = await settledWorld(store(), { deletes: { policy } });
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

    it('[VL13] mirrors one way: edits of a mirror are taken back and kept in the log', async () => {
      const world = await settledWorld(store(), { mode: 'one-way', from: 'notion' });
      world.edit('sheets', 'A', { name: 'Not mine to say' });
      world.edit('notion', 'B', { name: 'Mine to say' });
      await world.run();
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Name A');
      expect(cellOf(world, 'sheets', 'B', 'name')).toBe('Mine to say');
      const kept = JSON.stringify(await world.entries());
      expect(kept).toContain('Not mine to say');
    });
  });

  describe('the plan hash', () => {
    it('[ID7] [PV12] [H3] of a preview is that of the sync that follows', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { name: 'Edited' });
      world.add('sheets', { code: 'E', name: 'New', status: 'open', amount: '1' });
      world.remove('postgres', 'D');
      const preview = await world.run('preview');
      const sync = await world.run();
      expect(sync.planHash).toBe(preview.planHash);
    });
  });
}
