import { describe, expect, it } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import { SYSTEM_NAMES } from '../../src/model/system.ts';
import { RegistryWorld, type WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, ROWS } from '../world/settled-world.ts';
import {
  expectNoWrites,
  NOTHING,
  openProblems,
  removeAt,
  sheetOf,
  variedWorld,
} from '../world/sheet-world.ts';
import { WORLD_TABLE } from '../world/world-registry.ts';

export function registerCopies(store: () => WorldStore): void {
  describe('a copied row', () => {
    async function copied() {
      const world = await variedWorld(store());
      world.add('sheets', world.rows('sheets').B ?? {});
      return world;
    }

    it('[ID20] [VL26] [A4] is a problem, and the record goes on between the others', async () => {
      const world = await copied();
      expectNoWrites(await world.run());
      expect(await openProblems(world)).toEqual(['sheets * DUPLICATE_KEY']);
      world.edit('notion', 'B', { name: 'From Notion' });
      const run = await world.run();
      expect(run.perBinding).toMatchObject({ postgres: { updated: 1 }, sheets: NOTHING });
      expect(await openProblems(world)).toEqual(['sheets * DUPLICATE_KEY']);
      removeAt(world, 4);
      expect((await world.run()).counts.problems).toBe(0);
      expectAllEqual(world);
    });

    it('[VL24] [A4] may be edited: the edit goes nowhere until the copy has a key of its own', async () => {
      const world = await copied();
      const copy = must(sheetOf(world)[4], 'the copy is the last row').externalId;
      world.systems.sheets.editRow(WORLD_TABLE, copy, { name: 'Only a copy' });
      for (let i = 0; i < 2; i++) {
        expectNoWrites(await world.run());
        expect(await openProblems(world)).toEqual(['sheets * DUPLICATE_KEY']);
      }
      world.systems.sheets.editRow(WORLD_TABLE, copy, { code: 'E' });
      const run = await world.run();
      expect(run.counts).toMatchObject({ created: 1, updated: 0, deleted: 0, problems: 0 });
      expect(cellOf(world, 'notion', 'E', 'name')).toBe('Only a copy');
      expect(cellOf(world, 'notion', 'B', 'name')).toBe('Name B');
      expectAllEqual(world);
    });

    it('[VL25] [A4] cannot be told from the record where both were edited', async () => {
      const world = await copied();
      for (const [position, name] of [
        [1, 'One'],
        [4, 'Other'],
      ] as const) {
        const { externalId } = must(sheetOf(world)[position], 'the sheet has that row');
        world.systems.sheets.editRow(WORLD_TABLE, externalId, { name });
      }
      expectNoWrites(await world.run());
      expect(await openProblems(world)).toEqual(['sheets * AMBIGUOUS_KEY']);
      removeAt(world, 4);
      await world.run();
      expect(cellOf(world, 'notion', 'B', 'name')).toBe('One');
      expectAllEqual(world);
    });

    it('[RS35] [A4] holds back the deletion of its record until it is gone', async () => {
      const world = await copied();
      world.remove('notion', 'B');
      expectNoWrites(await world.run());
      expect(world.rows('postgres')).toHaveProperty('B');
      removeAt(world, 4);
      expect((await world.run()).counts.deleted).toBe(1);
      for (const system of SYSTEM_NAMES) expect(world.rows(system)).not.toHaveProperty('B');
    });

    it('[A2] on first contact is blocked, and no row is created beside it', async () => {
      const world = await RegistryWorld.create(store());
      const [a = {}, b = {}] = ROWS;
      for (const row of [a, { ...a, name: 'Another A' }, b]) world.add('sheets', row);
      world.add('notion', a);
      const run = await world.run();
      expect(await openProblems(world)).toEqual(['sheets * AMBIGUOUS_KEY']);
      expect(run.perBinding).toMatchObject({
        notion: { created: 1, updated: 0 },
        sheets: NOTHING,
      });
      expect(cellOf(world, 'notion', 'B', 'name')).toBe('Name B');
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Name A');
      expect(sheetOf(world)).toHaveLength(3);
    });
  });
}
