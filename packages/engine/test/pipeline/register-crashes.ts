import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import { DirectSteps } from '../world/direct-steps.ts';
import { RegistryWorld, type WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

/** A world in which people edited, added and removed a row since all systems agreed. */
async function editedWorld(store: WorldStore): Promise<RegistryWorld> {
  const world = await settledWorld(store);
  world.edit('notion', 'A', { name: 'Edited' });
  world.add('sheets', { code: 'E', name: 'New', status: 'open', amount: '1' });
  world.remove('postgres', 'D');
  return world;
}

/** Everything that was edited is everywhere, and the log has each write once. */
async function expectCarriedOut(world: RegistryWorld, run: Run, place: string): Promise<void> {
  expect(run.status, place).toBe('succeeded');
  expect(Object.keys(world.rows('notion')).sort(), place).toEqual(['A', 'B', 'C', 'E']);
  expect(cellOf(world, 'sheets', 'A', 'name'), place).toBe('Edited');
  expectAllEqual(world);
  const told = (await world.entries()).filter((entry) => entry.run === run.id);
  const counted = (type: string) => told.filter((entry) => entry.type === type).length;
  expect([counted('write.outcome'), counted('run.finished')], place).toEqual([6, 1]);
}

export function registerCrashes(store: () => WorldStore): void {
  describe('a crash before any step', () => {
    it('[AP6] loses no edit and doubles no row, wherever it happens', async () => {
      let finished = false;
      for (let dieAt = 0; !finished; dieAt += 1) {
        const world = await editedWorld(store());
        const steps = DirectSteps.dying(dieAt);
        const run = await world.run('sync', steps);
        finished = steps.taken <= dieAt;
        const done = finished ? run : await world.carryOut(run.id);
        await expectCarriedOut(world, done, `died before step ${dieAt}`);
      }
    });

    it('[PV11] leaves a preview a preview: nothing is written, wherever it happens', async () => {
      let finished = false;
      for (let dieAt = 0; !finished; dieAt += 1) {
        const world = await RegistryWorld.create(store());
        world.add('postgres', { code: 'A', name: 'Name A' });
        const steps = DirectSteps.dying(dieAt);
        const run = await world.run('preview', steps);
        finished = steps.taken <= dieAt;
        const done = finished ? run : await world.carryOut(run.id);
        expect(done.status, `died before step ${dieAt}`).toBe('previewed');
        expect(world.rows('notion'), `died before step ${dieAt}`).toEqual({});
      }
    });
  });

  describe('a run that another attempt took over before any step', () => {
    it('[AP7] [C13] changes nothing more, wherever it wakes up', async () => {
      let finished = false;
      for (let at = 0; !finished; at += 1) {
        const world = await editedWorld(store());
        const id = await world.queue();
        const steps = new DirectSteps(at, () => world.carryOut(id));
        const done = await world.carryOut(id, steps);
        finished = steps.taken <= at;
        await expectCarriedOut(world, done, `taken over before step ${at}`);
        const next = await world.run();
        expect(next.counts, `taken over before step ${at}`).toMatchObject({
          created: 0,
          updated: 0,
          deleted: 0,
        });
      }
    });
  });
}
