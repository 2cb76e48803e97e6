import { describe, expect, it } from 'vitest';
import type { SystemName } from '../../src/model/system.ts';
import type { RegistryWorld, WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, ROWS, settledWorld } from '../world/settled-world.ts';

/** Rows that come back after their deletion. The system named notion has a trash, the others have none. */
export function registerReturns(store: () => WorldStore): void {
  describe('a row that comes back', () => {
    it('[ID14] [B6] from the trash is the record that it was, and brings it back everywhere', async () => {
      const world = await settledWorld(store());
      const before = world.externalIdOf('notion', 'A');
      const record = await recordIdOf(world, 'A');
      world.remove('sheets', 'A');
      expect((await world.run()).status).toBe('succeeded');
      expect(world.rows('notion')).not.toHaveProperty('A');
      world.restore('notion', 'A', 'Back again');
      expect((await world.run()).status).toBe('succeeded');
      expectAllEqual(world);
      expect(cellOf(world, 'postgres', 'A', 'name')).toBe('Back again');
      expect(world.externalIdOf('notion', 'A')).toBe(before);
      expect(await recordIdOf(world, 'A')).toBe(record);
      expect((await world.run()).counts).toMatchObject({ created: 0, updated: 0, deleted: 0 });
    });

    it('[RS36] [B6] in another system takes the old row out of the trash, not a new one', async () => {
      const world = await settledWorld(store());
      const before = world.externalIdOf('notion', 'A');
      world.remove('notion', 'A', 'trashed');
      world.remove('sheets', 'A');
      expect((await world.run()).status).toBe('succeeded');
      world.restore('sheets', 'A', 'Typed again');
      const run = await world.run();
      expect(run).toMatchObject({ status: 'succeeded', perBinding: { notion: { created: 1 } } });
      expect(world.externalIdOf('notion', 'A')).toBe(before);
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Typed again');
      expectAllEqual(world);
    });

    it('[RS36] [B6] [B9] is taken out of the trash when an edit elsewhere keeps the record', async () => {
      const world = await settledWorld(store());
      const before = world.externalIdOf('notion', 'A');
      world.remove('notion', 'A', 'trashed');
      world.edit('postgres', 'A', { name: 'Still needed' });
      const run = await world.run();
      expect(run.status).toBe('succeeded');
      expect(world.externalIdOf('notion', 'A')).toBe(before);
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Still needed');
      const [conflict] = await world.conflicts();
      expect(conflict).toMatchObject({ field: '*', rule: 'keep-edit', status: 'resolved' });
      expectAllEqual(world);
    });

    it('[RS36] is created anew where its old row is gone for good', async () => {
      const world = await settledWorld(store());
      world.remove('notion', 'A', 'trashed');
      world.remove('sheets', 'A');
      expect((await world.run()).status).toBe('succeeded');
      world.purge('notion', 'A');
      world.restore('sheets', 'A', 'Typed again');
      expect((await world.run()).status).toBe('succeeded');
      expectAllEqual(world);
      expect(world.rows('notion')).toHaveProperty('A');
    });

    it.each<SystemName>(['notion', 'postgres', 'sheets'])(
      '[ID15] under a key that another record took meanwhile changes nothing of that one (%s)',
      async (system) => {
        const world = await settledWorld(store());
        world.remove(system, 'A', 'trashed');
        expect((await world.run()).status).toBe('succeeded');
        world.add('postgres', { ...ROWS[0], name: 'A new A' });
        expect((await world.run()).status).toBe('succeeded');
        expectAllEqual(world);
        expect(cellOf(world, system, 'A', 'name')).toBe('A new A');
      },
    );
  });
}

async function recordIdOf(world: RegistryWorld, code: string): Promise<string | undefined> {
  const entries = await world.entries();
  return entries.findLast(({ key }) => key?.code === code)?.record;
}
