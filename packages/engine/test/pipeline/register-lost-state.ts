import { describe, expect, it } from 'vitest';
import { SYSTEM_NAMES } from '../../src/model/system.ts';
import type { WorldStore } from '../world/registry-world.ts';
import { expectAllEqual, settledWorld } from '../world/settled-world.ts';
import { expectNoWrites, NOTHING } from '../world/sheet-world.ts';

export function registerLostState(store: () => WorldStore): void {
  describe('a state that was lost', () => {
    it('[ID21] [A13] links equal rows without a write', async () => {
      const world = await settledWorld(store());
      await world.forget();
      const run = await world.run();
      expect([run.status, run.counts.conflicts]).toEqual(['succeeded', 0]);
      expectNoWrites(run);
      world.edit('sheets', 'A', { name: 'Edited' });
      await world.run();
      expectAllEqual(world);
    });

    it('[ID21] [A13] makes unequal rows conflicts that hold every value', async () => {
      const world = await settledWorld(store());
      for (const system of SYSTEM_NAMES) world.edit(system, 'A', { name: `From ${system}` });
      await world.forget({ conflicts: { strategy: ['manual'], fields: {} } });
      const run = await world.run();
      expectNoWrites(run);
      const [conflict, ...others] = await world.conflicts();
      expect(others).toEqual([]);
      expect(conflict).toMatchObject({ field: 'name', status: 'open' });
      expect(conflict?.candidates.map(({ binding, value }) => [binding, value])).toEqual(
        SYSTEM_NAMES.toSorted().map((system) => [system, `From ${system}`]),
      );
    });

    it('[ID21] [A13] shows one-sided rows as rows to create, and deletes none', async () => {
      const world = await settledWorld(store());
      world.remove('sheets', 'A');
      world.add('postgres', { code: 'E', name: 'Only here', status: 'open', amount: '1' });
      await world.forget();
      const preview = await world.run('preview');
      expect(preview.perBinding).toEqual({
        notion: { created: 1, updated: 0, deleted: 0 },
        postgres: NOTHING,
        sheets: { created: 2, updated: 0, deleted: 0 },
      });
      await world.run();
      expectAllEqual(world);
    });
  });

  describe('a binding that was removed and added again', () => {
    it.each(SYSTEM_NAMES)('[A11] as %s links its equal rows without a write', async (system) => {
      const world = await settledWorld(store());
      await world.rebind(system);
      const run = await world.run();
      expect([run.status, run.counts.conflicts]).toEqual(['succeeded', 0]);
      expectNoWrites(run);
      world.edit(system, 'A', { name: 'Edited' });
      expect((await world.run()).counts).toMatchObject({ created: 0, updated: 1, deleted: 0 });
      expectAllEqual(world);
    });

    it('[A11] deletes nothing, and offers what differs beside the base', async () => {
      const world = await settledWorld(store(), {
        conflicts: { strategy: ['manual'], fields: {} },
      });
      world.edit('sheets', 'A', { name: 'Edited while it was away' });
      world.remove('sheets', 'B');
      await world.rebind('sheets');
      const run = await world.run();
      expect(run.counts).toMatchObject({ deleted: 0 });
      expect(run.perBinding).toEqual({
        notion: NOTHING,
        postgres: NOTHING,
        sheets: { created: 1, updated: 0, deleted: 0 },
      });
      const [conflict] = await world.conflicts();
      expect(conflict).toMatchObject({ field: 'name', status: 'open' });
      const values = conflict?.candidates.map(({ value }) => value);
      expect(new Set(values)).toEqual(new Set(['Name A', 'Edited while it was away']));
    });
  });
}
