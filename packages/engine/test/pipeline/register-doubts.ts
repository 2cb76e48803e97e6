import { describe, expect, it } from 'vitest';
import { ChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { StepRunner } from '../../src/sync/step-runner.ts';
import type { RegistryWorld, WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

/** A run that wrote to all systems, and fails before it can look whether it stands there. */
async function runThatFails(world: RegistryWorld): Promise<void> {
  const steps: StepRunner = {
    do: (name, task) => {
      if (name !== 'apply: end') return task();
      throw new ChittySyncError('CS_DATABASE_UNAVAILABLE', 'the database is away');
    },
  };
  const run = await world.carryOut(await world.queue(), steps);
  expect(run.status).toBe('failed');
}

async function expectAgreement(world: RegistryWorld, name: string): Promise<void> {
  expect((await world.run()).status).toBe('succeeded');
  expectAllEqual(world);
  expect(cellOf(world, 'notion', 'A', 'name')).toBe(name);
}

/** What a run wrote that failed afterwards: its base does not tell of it. */
export function registerDoubts(store: () => WorldStore): void {
  describe('what a run wrote before it failed', () => {
    it('[DF14] does not come back where the edit was taken back since', async () => {
      const world = await settledWorld(store());
      world.edit('sheets', 'A', { name: 'Typed by mistake' });
      await runThatFails(world);
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Typed by mistake');
      world.edit('sheets', 'A', { name: 'Name A' });
      await expectAgreement(world, 'Name A');
      expect(await world.conflicts()).toEqual([]);
    });

    it('[DF14] is no value against the next edit', async () => {
      const world = await settledWorld(store(), {
        conflicts: { strategy: ['manual'], fields: {} },
      });
      world.edit('sheets', 'A', { name: 'First' });
      await runThatFails(world);
      world.edit('sheets', 'A', { name: 'Second' });
      await expectAgreement(world, 'Second');
      expect(await world.conflicts()).toEqual([]);
    });

    it('[CF14] [RS24] leaves open whether who edits the row has seen what came back since', async () => {
      const world = await settledWorld(store(), {
        conflicts: { strategy: ['manual'], fields: {} },
      });
      world.edit('sheets', 'A', { name: 'First' });
      let calls = 0;
      world.systems.notion.onRequest = (request) => {
        if (request !== 'applyWrites' || ++calls > 1) return;
        throw new ChittySyncError('CS_ACCESS_DENIED', 'the right to write was withdrawn');
      };
      expect((await world.run()).status).toBe('partial');
      world.edit('notion', 'A', { name: 'x'.repeat(60) });
      world.edit('sheets', 'A', { name: 'Name A' });
      await world.run();
      world.edit('notion', 'A', { name: 'Mended' });
      await world.run();
      expect(await world.conflicts()).toMatchObject([
        {
          status: 'open',
          candidates: [
            { binding: 'notion', value: 'Mended' },
            { binding: 'postgres', value: 'Name A' },
            { binding: 'sheets', value: 'Name A' },
          ],
        },
      ]);
    });

    it('[DF14] [RS24] is no reason to take an edit over it for an echo', async () => {
      const world = await settledWorld(store(), {
        conflicts: { strategy: ['manual'], fields: {} },
      });
      world.edit('sheets', 'A', { name: 'First' });
      let calls = 0;
      world.systems.notion.onRequest = (request) => {
        if (request !== 'applyWrites' || ++calls > 1) return;
        throw new ChittySyncError('CS_ACCESS_DENIED', 'the right to write was withdrawn');
      };
      expect((await world.run()).status).toBe('partial');
      world.edit('sheets', 'A', { name: 'Second' });
      await runThatFails(world);
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Second');
      // It is the base, which the row in notion never showed, and so looks like a write that arrived late.
      world.edit('notion', 'A', { name: 'First' });
      world.edit('sheets', 'A', { name: 'Third' });
      expect((await world.run()).status).toBe('succeeded');
      expect(await world.conflicts()).toMatchObject([
        {
          field: 'name',
          status: 'open',
          candidates: [
            { binding: 'notion', value: 'First' },
            { binding: 'sheets', value: 'Third' },
          ],
        },
      ]);
    });

    it('[DF14] [RS21] is remembered while its field waits for a person', async () => {
      const world = await settledWorld(store(), {
        conflicts: { strategy: ['manual'], fields: {} },
      });
      world.edit('sheets', 'A', { name: 'First' });
      await runThatFails(world);
      world.edit('notion', 'A', { name: 'Name A' });
      world.edit('sheets', 'A', { name: 'Second' });
      for (let runs = 0; runs < 2; runs++) expect((await world.run()).status).toBe('succeeded');
      const [conflict] = await world.conflicts();
      expect(conflict?.candidates).toMatchObject([
        { binding: 'notion', value: 'Name A' },
        { binding: 'sheets', value: 'Second' },
      ]);
    });
  });

  describe('a deletion that becomes known late', () => {
    it('[RS32] gives way to what was decided while nobody could say where the row is', async () => {
      const world = await settledWorld(store(), {
        maps: { postgres: { amount: { access: 'none' } } },
      });
      world.remove('postgres', 'A');
      world.edit('notion', 'A', { amount: '20' });
      world.systems.postgres.onRequest = (request) => {
        if (request === 'lookUp') throw new ChittySyncError('CS_SYSTEM_UNAVAILABLE', 'too busy');
      };
      await world.run();
      world.systems.postgres.onRequest = () => {};
      expect((await world.run()).status).toBe('succeeded');
      expect(world.rows('postgres')).toHaveProperty('A');
      expect(cellOf(world, 'sheets', 'A', 'amount')).toBe('20');
    });
  });
}
