import { describe, expect, it } from 'vitest';
import type { WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';
import {
  CODES,
  expectNoWrites,
  openProblems,
  removeAt,
  variedWorld,
} from '../world/sheet-world.ts';

export function registerClearedKeys(store: () => WorldStore): void {
  describe('a cleared key', () => {
    it('[VL22] [A5] waits while the row is known by its content, and writes nothing when it is back', async () => {
      const world = await settledWorld(store());
      world.edit('sheets', 'B', { code: null });
      for (let i = 0; i < 2; i++) {
        const run = await world.run();
        expect(run.status).toBe('succeeded');
        expectNoWrites(run);
        expect(await openProblems(world)).toEqual(['sheets code KEY_REQUIRED']);
      }
      for (const system of ['notion', 'postgres'] as const) {
        expect(Object.keys(world.rows(system))).toEqual(CODES);
      }
      world.edit('sheets', null, { code: 'B' });
      const run = await world.run();
      expect(run.counts.problems).toBe(0);
      expectNoWrites(run);
      expectNoWrites(await world.run());
    });

    it('[VL22] [A5] lets edits of the others pass, and gets them with its key', async () => {
      const world = await settledWorld(store());
      world.edit('sheets', 'B', { code: null });
      await world.run();
      world.edit('notion', 'B', { name: 'Edited meanwhile' });
      await world.run();
      expect(cellOf(world, 'postgres', 'B', 'name')).toBe('Edited meanwhile');
      expect(cellOf(world, 'sheets', 'null', 'name')).toBe('Name B');
      world.edit('sheets', null, { code: 'B' });
      expect((await world.run()).counts).toMatchObject({ problems: 0, conflicts: 0 });
      expectAllEqual(world);
    });

    it('[RS35] [A5] holds back what deletes the record elsewhere', async () => {
      const world = await settledWorld(store());
      world.edit('sheets', 'B', { code: null });
      world.remove('notion', 'B');
      expectNoWrites(await world.run());
      expect(world.rows('postgres')).toHaveProperty('B');
      world.edit('sheets', null, { code: 'B' });
      expect((await world.run()).counts.deleted).toBe(1);
      expectAllEqual(world);
    });

    it('[VL23] [A5] beside other edits deletes nothing, and is the row again when it is back', async () => {
      const world = await variedWorld(store());
      world.edit('sheets', 'B', { code: null, name: 'Edited too' });
      for (let i = 0; i < 2; i++) {
        expectNoWrites(await world.run());
        expect(await openProblems(world)).toEqual([
          'sheets * ROW_UNIDENTIFIED',
          'sheets code KEY_REQUIRED',
        ]);
      }
      world.edit('sheets', null, { code: 'B' });
      const run = await world.run();
      expect(run.counts).toMatchObject({ created: 0, updated: 1, deleted: 0, problems: 0 });
      expect(cellOf(world, 'notion', 'B', 'name')).toBe('Edited too');
      expectAllEqual(world);
    });

    it('[A5] in a row that is then removed deletes the record', async () => {
      const world = await variedWorld(store());
      world.edit('sheets', 'B', { code: null, name: 'Edited too' });
      await world.run();
      removeAt(world, 1);
      expect((await world.run()).counts).toMatchObject({ deleted: 1, problems: 0 });
      expect(Object.keys(world.rows('notion'))).toEqual(['A', 'C', 'D']);
    });

    it('[VL23] [A5] is not that of a line of totals: it holds up no deletion', async () => {
      const world = await variedWorld(store());
      world.add('sheets', { name: 'Total', amount: '100' });
      await world.run();
      world.remove('sheets', 'B');
      expect((await world.run()).counts).toMatchObject({ deleted: 1, problems: 1 });
      expect(world.rows('notion')).not.toHaveProperty('B');
    });

    it('[A5] of a mirror’s row is a problem, since nothing can be written back to it', async () => {
      const world = await settledWorld(store(), { mode: 'one-way', from: 'notion' });
      world.edit('sheets', 'B', { code: null });
      for (let i = 0; i < 2; i++) {
        const run = await world.run();
        expectNoWrites(run);
        expect(run.counts).toMatchObject({ updated: 0, problems: 1 });
      }
      world.edit('sheets', null, { code: 'B' });
      expect((await world.run()).counts).toMatchObject({ updated: 0, problems: 0 });
      expectAllEqual(world);
    });
  });
}
