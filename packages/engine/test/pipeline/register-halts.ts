import { describe, expect, it } from 'vitest';
import type { WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, ROWS, settledWorld } from '../world/settled-world.ts';

export function registerHalts(store: () => WorldStore): void {
  describe('a halt', () => {
    const STRICT = { safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 } };

    it('[PV18] writes nothing, blocks the next sync, and goes on exactly as approved', async () => {
      const world = await settledWorld(store(), STRICT);
      world.remove('sheets', 'A');
      world.edit('notion', 'B', { name: 'Harmless' });
      const halted = await world.run();
      expect(halted.status).toBe('halted');
      expect(halted.halts).toMatchObject([{ code: 'BULK_DELETE' }]);
      expect(cellOf(world, 'postgres', 'B', 'name')).toBe('Name B');
      await expect(world.queue()).rejects.toMatchObject({ code: 'CS_REGISTRY_BLOCKED' });
      expect((await world.run('preview')).status).toBe('previewed');
      await world.approve(halted);
      const done = await world.carryOut(halted.id);
      expect(done.status).toBe('succeeded');
      expect(Object.keys(world.rows('notion'))).not.toContain('A');
      expectAllEqual(world);
    });

    it('[AP10] [B16] that was approved writes no row that moved meanwhile', async () => {
      const world = await settledWorld(store(), STRICT);
      world.remove('sheets', 'A');
      const halted = await world.run();
      world.edit('notion', 'A', { name: 'Edited after the plan' });
      await world.approve(halted);
      const done = await world.carryOut(halted.id);
      expect(done.status).toBe('partial');
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Edited after the plan');
    });

    it('[PV20] that was rejected leaves the registry free, and everything as it was', async () => {
      const world = await settledWorld(store(), STRICT);
      world.remove('sheets', 'A');
      const halted = await world.run();
      await world.reject(halted);
      world.add('sheets', ROWS[0] ?? {});
      const run = await world.run();
      expect(run.status).toBe('succeeded');
      expectAllEqual(world);
    });

    it('[PV15] [B3] stops before an emptied side', async () => {
      const world = await settledWorld(store());
      for (const { code } of ROWS) world.remove('postgres', code);
      const run = await world.run();
      expect(run.status).toBe('halted');
      expect(run.halts.map(({ code }) => code)).toContain('EMPTY_SIDE');
    });
  });
}
