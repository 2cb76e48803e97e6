import { describe, expect, it } from 'vitest';
import { DirectSteps } from '../world/direct-steps.ts';
import { alterColumn, droppedOption, listedWorld } from '../world/listed-world.ts';
import { RegistryWorld, type WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual } from '../world/settled-world.ts';

const STRICT = { safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 } };

/** How a halt by a changed table is decided, and what it leaves of the run that it stopped. */
export function registerSchemaHalts(store: () => WorldStore): void {
  describe('a halt by a changed table', () => {
    const dropOption = (changes = {}) => droppedOption(store(), changes);

    it('[PV25] [AU11] goes on from the start once it is approved, and is accepted for good', async () => {
      const world = await dropOption();
      const halted = await world.run();
      await world.approve(halted);
      const done = await world.carryOut(halted.id);
      expect(done).toMatchObject({ status: 'succeeded', halts: [], counts: { updated: 2 } });
      expect(cellOf(world, 'postgres', 'A', 'status')).toBe(null);
      expect((await world.run()).status).toBe('succeeded');
      const told = (await world.entries()).filter(({ run }) => run === halted.id);
      const rules = told.filter(({ type }) => type === 'run.halted').map(({ rule }) => rule);
      expect(rules).toEqual(['SCHEMA_CHANGED']);
    });

    it('[PV25] [AU11] may be followed by a halt of the plan, which needs an approval of its own', async () => {
      const world = await dropOption(STRICT);
      world.remove('sheets', 'D');
      const halted = await world.run();
      await world.approve(halted);
      const planned = await world.carryOut(halted.id);
      expect(planned.status).toBe('halted');
      expect(planned.halts.map(({ code }) => code)).toEqual(['BULK_DELETE']);
      expect(planned.planHash).not.toBe(halted.planHash);
      await expect(world.approve(halted)).rejects.toMatchObject({ code: 'CS_PLAN_HASH_MISMATCH' });
      expect(cellOf(world, 'postgres', 'A', 'status')).toBe('open');
      await world.approve(planned);
      expect((await world.carryOut(halted.id)).status).toBe('succeeded');
      expectAllEqual(world);
      const told = (await world.entries()).filter(({ run }) => run === halted.id);
      const hashes = told
        .filter(({ type }) => type === 'run.halted')
        .map((entry) => entry.planHash);
      expect(hashes).toEqual([halted.planHash, planned.planHash]);
    });

    it('[PV25] is not lifted by an approval when the table changed again meanwhile', async () => {
      const world = await dropOption();
      const halted = await world.run();
      alterColumn(world, 'notion', 'amount', { nativeType: 'float' });
      await world.approve(halted);
      const again = await world.carryOut(halted.id);
      expect(again.status).toBe('halted');
      expect(again.planHash).not.toBe(halted.planHash);
      expect(again.halts[0]?.details.changes).toHaveLength(2);
    });

    it('[PV27] that was rejected leaves the registry free, and comes again as long as the change is there', async () => {
      const world = await dropOption();
      const halted = await world.run();
      await world.reject(halted);
      const next = await world.run();
      expect(next).toMatchObject({ status: 'halted', halts: halted.halts });
      await world.reject(next);
      alterColumn(world, 'notion', 'status', { options: ['open', 'done', 'unused'] });
      expect((await world.run()).status).toBe('succeeded');
    });

    it('[PV28] stops a preview too, which blocks nothing and plans nothing', async () => {
      const world = await dropOption();
      const preview = await world.run('preview');
      expect(preview).toMatchObject({ status: 'previewed', counts: { updated: 0 } });
      expect(preview.halts.map(({ code }) => code)).toEqual(['SCHEMA_CHANGED']);
      expect(preview.finishedAt).not.toBeNull();
      expect((await world.run()).status).toBe('halted');
      expect((await world.run('preview')).halts).toEqual(preview.halts);
    });

    it('[PV25] names each binding, and is approved as a whole', async () => {
      const world = await dropOption();
      alterColumn(world, 'sheets', 'amount', { nativeType: 'float' });
      const halted = await world.run();
      expect(halted.halts.map(({ details }) => details.binding).sort()).toEqual([
        ...['notion', 'sheets'],
      ]);
      await world.approve(halted);
      expect((await world.carryOut(halted.id)).status).toBe('succeeded');
    });

    it('[AP13] takes the place of an approved plan that was made from the table before', async () => {
      const world = await listedWorld(store(), STRICT);
      world.remove('sheets', 'D');
      const planned = await world.run();
      expect(planned.halts.map(({ code }) => code)).toEqual(['BULK_DELETE']);
      await world.approve(planned);
      alterColumn(world, 'notion', 'amount', { nativeType: 'float' });
      const halted = await world.carryOut(planned.id);
      expect(halted).toMatchObject({ status: 'halted', halts: [{ code: 'SCHEMA_CHANGED' }] });
      const { tenantId } = world.state;
      const ref = { runId: halted.id, tenantId, registryId: world.registryId, fence: 0 };
      expect(await world.state.openStore(ref).countPartitions()).toBe(0);
      await world.approve(halted);
      const again = await world.carryOut(planned.id);
      expect(again).toMatchObject({ status: 'halted', halts: [{ code: 'BULK_DELETE' }] });
      expect(Object.keys(world.rows('notion'))).toContain('D');
    });

    it.each([3, 4])(
      '[AP14] loses nothing when it dies around the acceptance, before step %i',
      async (dieAt) => {
        const world = await dropOption();
        const halted = await world.run();
        await world.approve(halted);
        const died = await world.carryOut(halted.id, DirectSteps.dying(dieAt));
        expect(died.status).toBe('running');
        const done = await world.carryOut(halted.id);
        expect([done.status, done.counts.updated]).toEqual(['succeeded', 2]);
        expect(cellOf(world, 'sheets', 'A', 'status')).toBe(null);
        expectAllEqual(world);
      },
    );

    it('[PV29] fails by its code in a first run, which remembers no table', async () => {
      const world = await RegistryWorld.create(store());
      alterColumn(world, 'sheets', 'amount', null);
      const run = await world.run();
      expect(run).toMatchObject({ status: 'failed', error: { code: 'CS_COLUMN_MISSING' } });
    });
  });
}
