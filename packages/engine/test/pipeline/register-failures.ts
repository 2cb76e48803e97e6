import { describe, expect, it } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import { ChittySyncError } from '../../src/errors/chittysync-error.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { DirectSteps } from '../world/direct-steps.ts';
import type { WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

export function registerFailures(store: () => WorldStore): void {
  describe('a system that fails during the writes', () => {
    it('[AP8] holds up no other, and its writes are made up for in the next run', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { name: 'Edited' });
      let calls = 0;
      world.systems.postgres.onRequest = (request) => {
        if (request === 'applyWrites' && ++calls === 1) {
          throw new ChittySyncError('CS_ACCESS_DENIED', 'the right to write was withdrawn');
        }
      };
      const run = await world.run();
      expect(run.status).toBe('partial');
      expect(run.error?.code).toBe('CS_ACCESS_DENIED');
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Edited');
      expect(cellOf(world, 'postgres', 'A', 'name')).toBe('Name A');
      const next = await world.run();
      expect(next.status).toBe('succeeded');
      expectAllEqual(world);
    });

    it('[AU7] has what it wrote in the log, even when the run ends by an error', async () => {
      const world = await settledWorld(store(), {
        safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 },
      });
      world.remove('sheets', 'A');
      const halted = await world.run();
      await world.approve(halted);
      world.systems.sheets.onRequest = (request) => {
        if (request === 'describeTable') throw new ChittySyncError('CS_TABLE_NOT_FOUND', 'gone');
      };
      const failed = await world.carryOut(halted.id);
      expect(failed).toMatchObject({ status: 'failed', error: { code: 'CS_TABLE_NOT_FOUND' } });
      const told = (await world.entries()).filter((entry) => entry.run === halted.id);
      expect(told.map(({ type }) => type)).toEqual(['run.halted', 'run.failed']);
    });
  });

  describe('a system that cannot say where a row is', () => {
    it('has it deleted nowhere', async () => {
      const world = await settledWorld(store());
      world.remove('postgres', 'A');
      const id = await world.queue();
      const ref = must(await world.state.claim(world.registryId), 'the run was queued');
      const { context, standing } = await world.state.openRun(ref, new DirectSteps());
      const bindings = context.bindings.map((open) => {
        return { ...open, adapter: { ...open.adapter, lookUp: async () => new Map() } };
      });
      await runSync({ ...context, bindings }, standing);
      expect(await world.state.getRun(id)).toMatchObject({ counts: { deleted: 0 } });
      expect(world.rows('notion')).toHaveProperty('A');
      expect(await world.problems()).toMatchObject([{ rule: 'ROW_UNREACHABLE' }]);
    });
  });
}
