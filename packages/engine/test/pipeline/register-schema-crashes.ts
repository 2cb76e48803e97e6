import { describe, expect, it } from 'vitest';
import { DirectSteps } from '../world/direct-steps.ts';
import { alterColumn, droppedOption } from '../world/listed-world.ts';
import type { WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

/** A run for every step: for worlds in memory, where that takes no time. */
export function registerSchemaCrashes(store: () => WorldStore): void {
  describe('a halt by a changed table', () => {
    it('[AP14] loses nothing when it dies before any step, approved or not', async () => {
      let finished = false;
      for (let dieAt = 0; !finished; dieAt += 1) {
        const world = await droppedOption(store());
        const halted = await world.run();
        await world.approve(halted);
        const steps = DirectSteps.dying(dieAt);
        const run = await world.carryOut(halted.id, steps);
        finished = steps.taken <= dieAt;
        const done = finished ? run : await world.carryOut(halted.id);
        expect([done.status, done.counts.updated], `died before step ${dieAt}`).toEqual([
          ...['succeeded', 2],
        ]);
        expect(cellOf(world, 'sheets', 'A', 'status')).toBe(null);
        expectAllEqual(world);
      }
    });

    it('[AP14] of a run that had died before any step loses no edit, and tells what was written before', async () => {
      let finished = false;
      for (let dieAt = 0; !finished; dieAt += 1) {
        const world = await settledWorld(store());
        world.edit('sheets', 'A', { name: 'Edited' });
        world.add('sheets', { code: 'E', name: 'New', status: 'open', amount: '1' });
        const steps = DirectSteps.dying(dieAt);
        const died = await world.run('sync', steps);
        finished = steps.taken <= dieAt;
        if (finished) break;
        const written = cellOf(world, 'notion', 'A', 'name') === 'Edited';
        alterColumn(world, 'postgres', 'amount', { nativeType: 'float' });
        const halted = await world.carryOut(died.id);
        const place = `died before step ${dieAt}`;
        expect(halted.status, place).toBe('halted');
        const told = (await world.entries()).filter(({ type }) => type === 'write.outcome');
        const names = told.filter(({ run, binding }) => run === died.id && binding === 'notion');
        expect(names.length > 0, place).toBe(written);
        await world.approve(halted);
        expect((await world.carryOut(died.id)).status, place).toBe('succeeded');
        expect(cellOf(world, 'postgres', 'A', 'name'), place).toBe('Edited');
        expectAllEqual(world);
      }
    });
  });
}
