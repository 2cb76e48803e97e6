import { describe, expect, it } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import { ChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { SystemName } from '../../src/model/system.ts';
import { READ_ANEW_MAX } from '../../src/sync/1-fetch/fetch-changes.ts';
import { DirectSteps } from '../world/direct-steps.ts';
import { alterColumn, tableOf } from '../world/listed-world.ts';
import { RegistryWorld, type WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, ROWS, settledWorld } from '../world/settled-world.ts';

const NOTHING = { created: 0, updated: 0, deleted: 0 };
const CODES = ROWS.map(({ code }) => code);
/** Steps of a run until its fetch is done, and a few more. */
const STEPS_OF_FETCH = 26;
const NO_LIMITS = { maxDeletePercent: 100, deleteFloor: 0, maxInvalidPercent: 100 };

/** The reads that a system is asked for from now on. */
function readsOf(world: RegistryWorld, system: SystemName): string[] {
  const reads: string[] = [];
  world.systems[system].onRequest = (request) => {
    if (request.startsWith('read') || request === 'lookUp') reads.push(request);
  };
  return reads;
}

/** A cell changes without its row being edited, as no system of this kind has it: only a whole read can tell. */
function slipIn(world: RegistryWorld, name: string): void {
  const row = must(tableOf(world, 'notion').rows[0], 'there is a row');
  row.values.set('c1', name);
}

async function failedRun(world: RegistryWorld): Promise<void> {
  world.systems.sheets.onRequest = (request) => {
    if (request === 'readPage') throw new ChittySyncError('CS_ACCESS_DENIED', 'not now');
  };
  expect((await world.run()).status).toBe('failed');
  world.systems.sheets.onRequest = null;
}

async function rejectedRun(world: RegistryWorld): Promise<void> {
  for (const { code } of ROWS.slice(1)) world.remove('sheets', code);
  const halted = await world.run();
  expect(halted.status).toBe('halted');
  await world.reject(halted);
  const values = tableOf(world, 'sheets').rows;
  for (const { externalId } of values) {
    world.systems.sheets.setPresence('table', externalId, 'present');
  }
}

export function registerIncremental(store: () => WorldStore): void {
  describe('a run that reads what changed', () => {
    it('[DF15] asks systems that tell for that alone, and reads the others whole', async () => {
      const world = await settledWorld(store());
      const [notion, sheets] = [readsOf(world, 'notion'), readsOf(world, 'sheets')];
      const run = await world.runChanges();
      expect(run).toMatchObject({ status: 'succeeded', counts: { ...NOTHING, unchanged: 4 } });
      expect([notion, sheets]).toEqual([['readChanges'], ['readPage']]);
      expect(run.steps[0]).toMatchObject({ name: 'fetch', counts: { sheets: 4 } });
    });

    it('[DF15] brings edits and new rows from and to every system', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { name: 'From Notion' });
      world.edit('sheets', 'B', { name: 'From Sheets' });
      world.add('postgres', { code: 'E', name: 'New', status: 'open', amount: '1' });
      world.remove('sheets', 'D');
      expect(await world.runChanges()).toMatchObject({ status: 'succeeded' });
      expect(Object.keys(world.rows('notion')).sort()).toEqual(['A', 'B', 'C', 'E']);
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('From Notion');
      expect(cellOf(world, 'notion', 'B', 'name')).toBe('From Sheets');
      expectAllEqual(world);
      expect((await world.runChanges()).counts).toMatchObject(NOTHING);
      expect((await world.run()).counts).toMatchObject(NOTHING);
    });

    it('[PV12] plans the same as a preview that reads everything', async () => {
      const world = await settledWorld(store());
      await world.run();
      world.edit('sheets', 'A', { name: 'Edited' });
      world.add('postgres', { code: 'E', name: 'New', status: 'open', amount: '1' });
      const { planHash } = await world.run('preview');
      const asked = await world.carryOut(await world.queue('preview', { fetch: 'incremental' }));
      expect(asked).toMatchObject({ status: 'previewed', planHash });
      expect(await world.runChanges()).toMatchObject({ status: 'succeeded', planHash });
    });

    it('[DF15] takes no row for removed that it was not told of; a full run does', async () => {
      const world = await settledWorld(store());
      world.remove('notion', 'A', 'trashed');
      world.remove('postgres', 'B');
      for (let times = 0; times < 2; times++) {
        expect((await world.runChanges()).counts).toMatchObject(NOTHING);
        expect(Object.keys(world.rows('sheets'))).toEqual(CODES);
      }
      expect((await world.run()).counts).toMatchObject({ deleted: 2 });
      expect(Object.keys(world.rows('sheets'))).toEqual(['C', 'D']);
      expectAllEqual(world);
    });

    it('[DF15] writes an edit from elsewhere to a row that was removed unseen as to any that is gone', async () => {
      const world = await settledWorld(store());
      world.remove('notion', 'A', 'trashed');
      world.edit('postgres', 'A', { name: 'Edited' });
      expect((await world.runChanges()).status).toBe('partial');
      expect((await world.runChanges()).status).toBe('succeeded');
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Edited');
      expectAllEqual(world);
    });

    it('[DF15] [RS32] [B9] a removal that it was not told of gives way to an edit that it synced', async () => {
      const world = await settledWorld(store(), {
        maps: { notion: { amount: { access: 'none' } } },
      });
      world.remove('notion', 'A');
      world.edit('postgres', 'A', { amount: '77' });
      expect(await world.runChanges()).toMatchObject({
        status: 'succeeded',
        counts: { updated: 1 },
      });
      expect(cellOf(world, 'sheets', 'A', 'amount')).toBe('77');
      expect(await world.run()).toMatchObject({ counts: { deleted: 0 } });
      expect(cellOf(world, 'postgres', 'A', 'amount')).toBe('77');
      expect(Object.keys(world.rows('notion'))).toContain('A');
      expect(await world.run()).toMatchObject({ status: 'succeeded', counts: NOTHING });
    });

    it('[DF16] looks once more at a row beside which its record changed', async () => {
      const world = await settledWorld(store(), {
        maps: { notion: { amount: { access: 'none' } } },
      });
      world.edit('postgres', 'A', { amount: '77' });
      await world.runChanges();
      const reads = readsOf(world, 'notion');
      expect(await world.runChanges()).toMatchObject({ status: 'succeeded', counts: NOTHING });
      await world.runChanges();
      expect(reads).toEqual(['readChanges', 'readRows', 'readChanges']);
      world.remove('notion', 'A');
      expect(await world.run()).toMatchObject({ counts: { deleted: 1 } });
    });

    it('[DF16] looks at the rows of open conflicts, which stay until a person decides', async () => {
      const conflicts = { strategy: ['manual' as const], fields: {} };
      const world = await settledWorld(store(), { conflicts });
      world.edit('notion', 'A', { name: 'From Notion' });
      world.edit('postgres', 'A', { name: 'From Postgres' });
      await world.runChanges();
      await world.runChanges();
      const reads = readsOf(world, 'notion');
      await world.runChanges();
      expect(reads).toEqual(['readChanges', 'readRows']);
      const [conflict] = await world.conflicts();
      expect(conflict).toMatchObject({ status: 'open', field: 'name' });
      const run = await world.resolve(must(conflict, 'it is open'), 'From Notion');
      expect((await world.carryOut(run)).status).toBe('succeeded');
      expectAllEqual(world);
    });

    it('[DF16] reads a table whole where it would look at many rows', async () => {
      const world = await RegistryWorld.create(store(), { safety: NO_LIMITS });
      for (let i = 0; i <= READ_ANEW_MAX; i++) world.add('notion', { code: `${i}`, name: 'Name' });
      await world.run();
      for (let i = 0; i <= READ_ANEW_MAX; i++) {
        world.edit('notion', `${i}`, { name: 'x'.repeat(60) });
      }
      await world.run();
      await world.runChanges();
      const reads = readsOf(world, 'notion');
      await world.runChanges();
      expect(reads).toEqual(['readChanges', 'readPage', 'readPage']);
      world.edit('notion', '7', { name: 'mended' });
      await world.runChanges();
      expect(cellOf(world, 'sheets', '7', 'name')).toBe('mended');
    });

    it('[DF16] reads a table whole where a row that it looks at is not there', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { name: 'x'.repeat(60) });
      await world.runChanges();
      world.remove('notion', 'A', 'trashed');
      world.remove('notion', 'B', 'trashed');
      expect((await world.runChanges()).counts).toMatchObject({ deleted: 2 });
      expect(Object.keys(world.rows('sheets'))).toEqual(['C', 'D']);
    });

    it.each<[string, (world: RegistryWorld) => Promise<void> | void]>([
      ['after a run that failed', failedRun],
      ['after a halted run that was rejected', rejectedRun],
      ['after the registry was edited', (world) => world.rebind('sheets')],
      [
        'after a mapped column got an option',
        (world) => alterColumn(world, 'notion', 'status', { options: ['open', 'done', 'new'] }),
      ],
    ])('[DF18] reads a table whole %s', async (_, happens) => {
      const world = await settledWorld(store());
      slipIn(world, 'Unseen');
      await world.runChanges();
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Name A');
      await happens(world);
      await world.runChanges();
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Unseen');
      expectAllEqual(world);
    });

    it('[DF18] reads every table whole to undo', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { name: 'A mistake' });
      const goal = { kind: 'undo', runId: (await world.runChanges()).id } as const;
      const reads = readsOf(world, 'notion');
      const undo = await world.carryOut(await world.queue('sync', { goal, fetch: 'incremental' }));
      expect(undo).toMatchObject({ status: 'previewed', counts: { updated: 1 } });
      expect(reads).toEqual(['readPage']);
    });

    it('[DF18] reads a table whole in an attempt that follows the acceptance of its columns', async () => {
      const world = await settledWorld(store());
      alterColumn(world, 'notion', 'amount', { nativeType: 'decimal not null' });
      const halted = await world.runChanges();
      expect(halted.halts).toMatchObject([{ code: 'SCHEMA_CHANGED' }]);
      slipIn(world, 'Unseen');
      await world.approve(halted);
      // The attempt that accepts the columns ends before anything is read.
      await world.carryOut(halted.id, DirectSteps.dying(4));
      expect((await world.carryOut(halted.id)).status).toBe('succeeded');
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Unseen');
    });

    it('[AP6] that is cut off before any step of its fetch loses no edit and doubles no row', async () => {
      for (let dieAt = 0; dieAt < STEPS_OF_FETCH; dieAt += 1) {
        const world = await settledWorld(store());
        world.edit('notion', 'B', { name: 'x'.repeat(60) });
        await world.run();
        world.edit('notion', 'A', { name: 'Edited' });
        world.edit('notion', 'B', { name: 'Mended' });
        world.add('sheets', { code: 'E', name: 'New', status: 'open', amount: '1' });
        const run = await world.runChanges(DirectSteps.dying(dieAt));
        const done = await world.carryOut(run.id);
        expect(done.status, `died before step ${dieAt}`).toBe('succeeded');
        expect(Object.keys(world.rows('notion')).sort()).toEqual([...CODES, 'E']);
        expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Edited');
        expect(cellOf(world, 'sheets', 'B', 'name')).toBe('Mended');
        expectAllEqual(world);
      }
    });
  });
}
