import { describe, expect, it } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import type { SystemName } from '../../src/model/system.ts';
import type { RowWrite, WriteOutcome } from '../../src/model/write.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { DirectSteps } from '../world/direct-steps.ts';
import type { RegistryWorld, WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

type Answer = (write: RowWrite) => WriteOutcome;

const rejected: Answer = ({ id }) => {
  return { id, status: 'rejected', rule: 'UNIQUE', message: 'taken', field: 'name' };
};
const failed: Answer = ({ id }) => ({ id, status: 'failed', rule: 'OUTAGE', message: 'away' });
const stale: Answer = ({ id }) => ({ id, status: 'stale', message: 'edited meanwhile' });

/** A sync in which a system does nothing of its writes but give an answer. */
async function runAnswered(world: RegistryWorld, system: SystemName, answer: Answer) {
  world.tick();
  const id = await world.queue();
  const ref = must(await world.state.claim(world.registryId), 'the run was queued');
  const { context, standing } = await world.state.openRun(ref, new DirectSteps());
  const bindings = context.bindings.map((open) => {
    if (open.binding.name !== system) return open;
    const applyWrites = async (_: unknown, writes: readonly RowWrite[]) => writes.map(answer);
    return { ...open, adapter: { ...open.adapter, applyWrites } };
  });
  await runSync({ ...context, bindings }, standing);
  return world.state.getRun(id);
}

/** A world in which Postgres rejected the name that Notion gave to a row. */
async function rejectedWorld(store: WorldStore) {
  const world = await settledWorld(store);
  world.edit('notion', 'A', { name: 'Edited' });
  const run = await runAnswered(world, 'postgres', rejected);
  return { world, run };
}

async function told(world: RegistryWorld) {
  return (await world.problems()).map(({ id, binding, externalId, value, status }) => {
    return { id, binding, externalId, value, status };
  });
}

export function registerRejected(store: () => WorldStore): void {
  describe('a write that its system rejects', () => {
    it('[VL21] is a problem of its row, and reaches the others', async () => {
      const { world, run } = await rejectedWorld(store());
      expect(run).toMatchObject({ status: 'partial', counts: { problems: 1 } });
      const place = { binding: 'postgres', externalId: world.externalIdOf('postgres', 'A') };
      expect(await world.problems()).toMatchObject([
        { ...place, field: 'name', rule: 'UNIQUE', value: '"Edited"', status: 'open' },
      ]);
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Edited');
    });

    it('[VL21] stays one problem while it is rejected, and halts nothing', async () => {
      const { world } = await rejectedWorld(store());
      const first = await told(world);
      for (let times = 0; times < 2; times++) {
        const run = await runAnswered(world, 'postgres', rejected);
        expect(run).toMatchObject({ status: 'partial', halts: [], counts: { problems: 1 } });
        expect(await told(world)).toEqual(first);
      }
    });

    it.each([
      ['fails', failed],
      ['is stale', stale],
    ])('[VL21] stays one problem while it %s', async (_, answer) => {
      const { world } = await rejectedWorld(store());
      const first = await told(world);
      await runAnswered(world, 'postgres', answer);
      expect(await told(world)).toEqual(first);
    });

    it('[VL21] is no problem any more once it succeeds', async () => {
      const { world } = await rejectedWorld(store());
      expect((await world.run('preview')).counts.problems).toBe(1);
      expect((await world.problems()).map(({ status }) => status)).toEqual(['open']);
      const run = await world.run();
      expect(run).toMatchObject({ status: 'succeeded', counts: { problems: 0 } });
      expect((await world.problems()).map(({ status }) => status)).toEqual(['closed']);
      expectAllEqual(world);
    });

    it('[VL21] is no problem any more once nobody wants it', async () => {
      const { world } = await rejectedWorld(store());
      for (const system of ['notion', 'sheets'] as const) {
        world.edit(system, 'A', { name: 'Name A' });
      }
      expect((await world.run()).status).toBe('succeeded');
      expect((await world.problems()).map(({ status }) => status)).toEqual(['closed']);
    });

    it('[VL21] is a problem of the record where the row was to be created', async () => {
      const world = await settledWorld(store());
      world.add('notion', { code: 'X', name: 'New' });
      await runAnswered(world, 'sheets', rejected);
      const first = await told(world);
      expect(first).toMatchObject([{ binding: 'sheets', externalId: null, value: '"New"' }]);
      await runAnswered(world, 'sheets', rejected);
      expect(await told(world)).toEqual(first);
      expect((await world.run()).status).toBe('succeeded');
      expect((await world.problems()).map(({ status }) => status)).toEqual(['closed']);
      expectAllEqual(world);
    });
  });
}
