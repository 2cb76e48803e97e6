import { describe, expect, it } from 'vitest';
import { DirectSteps } from '../world/direct-steps.ts';
import { RegistryWorld, type WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

export function registerCrashes(store: () => WorldStore): void {
  describe('a crash before any step', () => {
    it('loses no edit and doubles no row, wherever it happens', async () => {
      let finished = false;
      for (let dieAt = 0; !finished; dieAt += 1) {
        const world = await settledWorld(store());
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
        expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Edited');
        expectAllEqual(world);
        const outcomes = (await world.entries()).filter(
          (entry) => entry.run === run.id && entry.type === 'write.outcome',
        );
        expect(outcomes, `died before step ${dieAt}`).toHaveLength(6);
      }
    });

    it('leaves a preview a preview: nothing is written, wherever it happens', async () => {
      let finished = false;
      for (let dieAt = 0; !finished; dieAt += 1) {
        const world = await RegistryWorld.create(store());
        world.add('postgres', { code: 'A', name: 'Name A' });
        const steps = new DirectSteps();
        steps.dieAt = dieAt;
        const run = await world.run('preview', steps);
        finished = steps.taken <= dieAt;
        const done = finished ? run : await world.carryOut(run.id);
        expect(done.status, `died before step ${dieAt}`).toBe('previewed');
        expect(world.rows('notion'), `died before step ${dieAt}`).toEqual({});
      }
    });
  });
}
