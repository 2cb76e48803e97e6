import { describe, expect, it } from 'vitest';
import type { WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';
import { CODES, expectNoWrites, openProblems, variedWorld } from '../world/sheet-world.ts';

const STRICT = { safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 50 } };

export function registerIdentity(store: () => WorldStore): void {
  describe('rows without ids of their own', () => {
    it('[A7] may be sorted as a whole: nothing changed', async () => {
      const world = await settledWorld(store());
      world.sort('sheets');
      const run = await world.run();
      expect([run.status, run.counts.problems]).toEqual(['succeeded', 0]);
      expectNoWrites(run);
    });

    it('[ID17] [B13] have other keys, and are the same records', async () => {
      const world = await settledWorld(store(), STRICT);
      for (const code of ['A', 'B', 'C']) world.edit('sheets', code, { code: `${code}2` });
      const preview = await world.run('preview');
      expect(preview.counts).toMatchObject({ created: 0, updated: 3, deleted: 0 });
      const run = await world.run();
      expect([run.status, run.planHash]).toEqual(['succeeded', preview.planHash]);
      expect(run.perBinding).toMatchObject({ notion: { created: 0, updated: 3, deleted: 0 } });
      expect(Object.keys(world.rows('postgres')).sort()).toEqual(['A2', 'B2', 'C2', 'D']);
      expectAllEqual(world);
      expectNoWrites(await world.run());
    });

    it('[PV32] [B13] that were renamed are not counted among the deletions of the run', async () => {
      const world = await settledWorld(store(), STRICT);
      for (const code of ['A', 'B']) world.edit('sheets', code, { code: `${code}2` });
      world.remove('sheets', 'C');
      const run = await world.run();
      const details = { deletes: 1, renamed: 2, liveBefore: 4 };
      expect(run.halts).toMatchObject([{ code: 'BULK_DELETE', details }]);
    });

    it('[ID18] [B13] of equal content are not told apart: what cannot be matched is not guessed', async () => {
      const world = await settledWorld(store());
      for (const code of ['A', 'B']) world.edit('notion', code, { name: 'Same' });
      await world.run();
      for (const code of ['A', 'B']) world.edit('sheets', code, { code: `${code}2` });
      const preview = await world.run('preview');
      expect(preview.counts).toMatchObject({ created: 2, updated: 0, deleted: 2 });
    });

    it('[B13] that take the key of another record keep their own elsewhere', async () => {
      const world = await variedWorld(store());
      world.edit('sheets', 'A', { code: 'B' });
      const run = await world.run();
      expectNoWrites(run);
      expect(run.halts).toEqual([]);
      expect(await openProblems(world)).toEqual([
        'sheets * DUPLICATE_KEY',
        'sheets * ROW_UNIDENTIFIED',
      ]);
      expect(Object.keys(world.rows('notion')).sort()).toEqual(CODES);
    });
  });

  describe('a key column that was sorted apart', () => {
    it('[PV30] [A5] halts the run before anything is overwritten', async () => {
      const world = await settledWorld(store());
      world.sortKeys('sheets');
      const run = await world.run();
      expect(run.status).toBe('halted');
      const details = { binding: 'sheets', permuted: 4 };
      expect(run.halts).toMatchObject([{ code: 'PERMUTED_KEYS', details }]);
      for (const system of ['notion', 'postgres'] as const) {
        expect(cellOf(world, system, 'A', 'name')).toBe('Name A');
      }
      await world.reject(run);
      for (let i = 0; i < 3; i++) world.sortKeys('sheets');
      expectNoWrites(await world.run());
    });

    it('[A5] is what a person may approve', async () => {
      const world = await settledWorld(store());
      world.sortKeys('sheets');
      const run = await world.run();
      await world.approve(run);
      expect((await world.carryOut(run.id)).status).toBe('succeeded');
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Name D');
      expectAllEqual(world);
    });

    it('[PV31] is not taken for that where rows were made equal to another that stayed', async () => {
      const world = await variedWorld(store());
      const { code: _, ...content } = world.rows('sheets').A ?? {};
      for (const code of ['B', 'C']) world.edit('sheets', code, content);
      expect((await world.run()).halts).toEqual([]);
    });
  });
}
