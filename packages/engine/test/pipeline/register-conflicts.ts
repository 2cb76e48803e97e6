import { describe, expect, it } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import type { RegistryWorld, WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

export function registerConflicts(store: () => WorldStore): void {
  describe('a conflict', () => {
    const MANUAL = { conflicts: { strategy: ['manual' as const], fields: {} } };

    it('[RS21] [D7] left to a person lets the rest of the row go on', async () => {
      const world = await settledWorld(store(), MANUAL);
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

    it('[PV8] about a required field keeps the row from being created until it is decided', async () => {
      const world = await settledWorld(store(), MANUAL);
      for (const [system, name] of [
        ['notion', 'N'],
        ['postgres', 'P'],
      ] as const) {
        world.add(system, { code: 'X', name, amount: '5' });
      }
      for (let times = 0; times < 2; times++) {
        const run = await world.run();
        expect(run).toMatchObject({ status: 'succeeded', counts: { problems: 0 } });
        expect(world.rows('sheets')).not.toHaveProperty('X');
      }
      await world.carryOut(await world.resolve(await onlyOpen(world), 'P'));
      expect(cellOf(world, 'sheets', 'X', 'name')).toBe('P');
      expectAllEqual(world);
    });

    it('is carried out as the person decided', async () => {
      const world = await settledWorld(store(), MANUAL);
      world.edit('notion', 'A', { name: 'N' });
      world.edit('postgres', 'A', { name: 'P' });
      await world.run();
      const conflict = await onlyOpen(world);
      const runId = await world.resolve(conflict, 'P');
      await world.carryOut(runId);
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('P');
      expectAllEqual(world);
      const [decided] = await world.conflicts();
      expect(decided).toMatchObject({ id: conflict.id, status: 'resolved' });
    });

    it('[RS22] [D6] voids a decision about candidates that have moved since', async () => {
      const world = await settledWorld(store(), MANUAL);
      world.edit('notion', 'A', { name: 'N' });
      world.edit('postgres', 'A', { name: 'P' });
      await world.run();
      const conflict = await onlyOpen(world);
      const runId = await world.resolve(conflict, 'P');
      world.edit('notion', 'A', { name: 'N, thought over' });
      await world.carryOut(runId);
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('N, thought over');
      const now = await onlyOpen(world);
      expect(now.candidates.map(({ value }) => value)).toContain('N, thought over');
      expect(now.resolution).toBeNull();
    });

    async function onlyOpen(world: RegistryWorld) {
      const open = (await world.conflicts()).filter(({ status }) => status === 'open');
      expect(open).toHaveLength(1);
      return must(open[0], 'one is open');
    }
  });
}
