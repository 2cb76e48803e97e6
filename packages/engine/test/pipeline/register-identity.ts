import { describe, expect, it } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import type { Run } from '../../src/model/run.ts';
import { SYSTEM_NAMES } from '../../src/model/system.ts';
import { RegistryWorld, type WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, ROWS, settledWorld } from '../world/settled-world.ts';
import { WORLD_TABLE } from '../world/world-registry.ts';

const NOTHING = { created: 0, updated: 0, deleted: 0 };
const CODES = ['A', 'B', 'C', 'D'];
const STRICT = { safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 50 } };

/** Rows whose contents have little in common. */
async function variedWorld(store: WorldStore): Promise<RegistryWorld> {
  const world = await settledWorld(store);
  CODES.forEach((code, i) => {
    world.edit('notion', code, { status: i % 2 === 0 ? 'open' : 'done', amount: `${i + 1}` });
  });
  expect((await world.run()).status).toBe('succeeded');
  return world;
}

function expectNoWrites({ perBinding }: Run): void {
  expect(perBinding).toEqual(Object.fromEntries(SYSTEM_NAMES.map((name) => [name, NOTHING])));
}

async function openProblems(world: RegistryWorld): Promise<string[]> {
  const open = (await world.problems()).filter(({ status }) => status === 'open');
  return open.map(({ binding, field, rule }) => `${binding} ${field ?? '*'} ${rule}`).sort();
}

function sheetOf(world: RegistryWorld) {
  return must(world.systems.sheets.tables.get(WORLD_TABLE), 'the table is set up').rows;
}

/** A person removes the sheet's nth row, whatever its key. */
function removeAt(world: RegistryWorld, position: number): void {
  world.tick();
  must(sheetOf(world)[position], 'the sheet has that row').presence = 'gone';
}

export function registerIdentity(store: () => WorldStore): void {
  describe('rows without ids of their own', () => {
    it('[A7] may be sorted as a whole: nothing changed', async () => {
      const world = await settledWorld(store());
      world.sort('sheets');
      const run = await world.run();
      expect([run.status, run.counts.problems]).toEqual(['succeeded', 0]);
      expectNoWrites(run);
    });

    it('[B13] have other keys, and are the same records', async () => {
      const world = await settledWorld(store(), STRICT);
      for (const code of ['A', 'B', 'C']) world.edit('sheets', code, { code: `${code}2` });
      const preview = await world.run('preview');
      expect(preview.counts).toMatchObject({ created: 0, updated: 3, deleted: 0 });
      const run = await world.run();
      expect([run.status, run.planHash]).toEqual(['succeeded', preview.planHash]);
      expect(run.perBinding).toMatchObject({ notion: { created: 0, updated: 3, deleted: 0 } });
      expect(Object.keys(world.rows('postgres')).sort()).toEqual(['A2', 'B2', 'C2', 'D']);
      expectAllEqual(world);
      expectNoWrites(await world.run());
    });

    it('[B13] that were renamed are not counted among the deletions of the run', async () => {
      const world = await settledWorld(store(), STRICT);
      for (const code of ['A', 'B']) world.edit('sheets', code, { code: `${code}2` });
      world.remove('sheets', 'C');
      const run = await world.run();
      const details = { deletes: 1, renamed: 2, liveBefore: 4 };
      expect(run.halts).toMatchObject([{ code: 'BULK_DELETE', details }]);
    });

    it('[B13] of equal content are not told apart: what cannot be matched is not guessed', async () => {
      const world = await settledWorld(store());
      for (const code of ['A', 'B']) world.edit('notion', code, { name: 'Same' });
      await world.run();
      for (const code of ['A', 'B']) world.edit('sheets', code, { code: `${code}2` });
      const preview = await world.run('preview');
      expect(preview.counts).toMatchObject({ created: 2, updated: 0, deleted: 2 });
    });

    it('[B13] that take the key of another record keep their own elsewhere', async () => {
      const world = await variedWorld(store());
      world.edit('sheets', 'A', { code: 'B' });
      const run = await world.run();
      expectNoWrites(run);
      expect(run.halts).toEqual([]);
      expect(await openProblems(world)).toEqual([
        'sheets * DUPLICATE_KEY',
        'sheets * ROW_UNIDENTIFIED',
      ]);
      expect(Object.keys(world.rows('notion')).sort()).toEqual(CODES);
    });
  });

  describe('a cleared key', () => {
    it('[A5] waits while the row is known by its content, and writes nothing when it is back', async () => {
      const world = await settledWorld(store());
      world.edit('sheets', 'B', { code: null });
      for (let i = 0; i < 2; i++) {
        const run = await world.run();
        expect(run.status).toBe('succeeded');
        expectNoWrites(run);
        expect(await openProblems(world)).toEqual(['sheets code KEY_REQUIRED']);
      }
      for (const system of ['notion', 'postgres'] as const) {
        expect(Object.keys(world.rows(system))).toEqual(CODES);
      }
      world.edit('sheets', null, { code: 'B' });
      const run = await world.run();
      expect(run.counts.problems).toBe(0);
      expectNoWrites(run);
      expectNoWrites(await world.run());
    });

    it('[A5] lets edits of the others pass, and gets them with its key', async () => {
      const world = await settledWorld(store());
      world.edit('sheets', 'B', { code: null });
      await world.run();
      world.edit('notion', 'B', { name: 'Edited meanwhile' });
      await world.run();
      expect(cellOf(world, 'postgres', 'B', 'name')).toBe('Edited meanwhile');
      expect(cellOf(world, 'sheets', 'null', 'name')).toBe('Name B');
      world.edit('sheets', null, { code: 'B' });
      expect((await world.run()).counts).toMatchObject({ problems: 0, conflicts: 0 });
      expectAllEqual(world);
    });

    it('[A5] holds back what deletes the record elsewhere', async () => {
      const world = await settledWorld(store());
      world.edit('sheets', 'B', { code: null });
      world.remove('notion', 'B');
      expectNoWrites(await world.run());
      expect(world.rows('postgres')).toHaveProperty('B');
      world.edit('sheets', null, { code: 'B' });
      expect((await world.run()).counts.deleted).toBe(1);
      expectAllEqual(world);
    });

    it('[A5] beside other edits deletes nothing, and is the row again when it is back', async () => {
      const world = await variedWorld(store());
      world.edit('sheets', 'B', { code: null, name: 'Edited too' });
      for (let i = 0; i < 2; i++) {
        expectNoWrites(await world.run());
        expect(await openProblems(world)).toEqual([
          'sheets * ROW_UNIDENTIFIED',
          'sheets code KEY_REQUIRED',
        ]);
      }
      world.edit('sheets', null, { code: 'B' });
      const run = await world.run();
      expect(run.counts).toMatchObject({ created: 0, updated: 1, deleted: 0, problems: 0 });
      expect(cellOf(world, 'notion', 'B', 'name')).toBe('Edited too');
      expectAllEqual(world);
    });

    it('[A5] in a row that is then removed deletes the record', async () => {
      const world = await variedWorld(store());
      world.edit('sheets', 'B', { code: null, name: 'Edited too' });
      await world.run();
      removeAt(world, 1);
      expect((await world.run()).counts).toMatchObject({ deleted: 1, problems: 0 });
      expect(Object.keys(world.rows('notion'))).toEqual(['A', 'C', 'D']);
    });

    it('[A5] is not that of a line of totals: it holds up no deletion', async () => {
      const world = await variedWorld(store());
      world.add('sheets', { name: 'Total', amount: '100' });
      await world.run();
      world.remove('sheets', 'B');
      expect((await world.run()).counts).toMatchObject({ deleted: 1, problems: 1 });
      expect(world.rows('notion')).not.toHaveProperty('B');
    });

    it('[A5] of a mirror’s row is a problem, since nothing can be written back to it', async () => {
      const world = await settledWorld(store(), { mode: 'one-way', from: 'notion' });
      world.edit('sheets', 'B', { code: null });
      for (let i = 0; i < 2; i++) {
        const run = await world.run();
        expectNoWrites(run);
        expect(run.counts).toMatchObject({ updated: 0, problems: 1 });
      }
      world.edit('sheets', null, { code: 'B' });
      expect((await world.run()).counts).toMatchObject({ updated: 0, problems: 0 });
      expectAllEqual(world);
    });
  });

  describe('a copied row', () => {
    async function copied() {
      const world = await variedWorld(store());
      world.add('sheets', world.rows('sheets').B ?? {});
      return world;
    }

    it('[A4] is a problem, and the record goes on between the others', async () => {
      const world = await copied();
      expectNoWrites(await world.run());
      expect(await openProblems(world)).toEqual(['sheets * DUPLICATE_KEY']);
      world.edit('notion', 'B', { name: 'From Notion' });
      const run = await world.run();
      expect(run.perBinding).toMatchObject({ postgres: { updated: 1 }, sheets: NOTHING });
      expect(await openProblems(world)).toEqual(['sheets * DUPLICATE_KEY']);
      removeAt(world, 4);
      expect((await world.run()).counts.problems).toBe(0);
      expectAllEqual(world);
    });

    it('[A4] may be edited: the edit goes nowhere until the copy has a key of its own', async () => {
      const world = await copied();
      const copy = must(sheetOf(world)[4], 'the copy is the last row').externalId;
      world.systems.sheets.editRow(WORLD_TABLE, copy, { name: 'Only a copy' });
      for (let i = 0; i < 2; i++) {
        expectNoWrites(await world.run());
        expect(await openProblems(world)).toEqual(['sheets * DUPLICATE_KEY']);
      }
      world.systems.sheets.editRow(WORLD_TABLE, copy, { code: 'E' });
      const run = await world.run();
      expect(run.counts).toMatchObject({ created: 1, updated: 0, deleted: 0, problems: 0 });
      expect(cellOf(world, 'notion', 'E', 'name')).toBe('Only a copy');
      expect(cellOf(world, 'notion', 'B', 'name')).toBe('Name B');
      expectAllEqual(world);
    });

    it('[A4] cannot be told from the record where both were edited', async () => {
      const world = await copied();
      for (const [position, name] of [
        [1, 'One'],
        [4, 'Other'],
      ] as const) {
        const { externalId } = must(sheetOf(world)[position], 'the sheet has that row');
        world.systems.sheets.editRow(WORLD_TABLE, externalId, { name });
      }
      expectNoWrites(await world.run());
      expect(await openProblems(world)).toEqual(['sheets * AMBIGUOUS_KEY']);
      removeAt(world, 4);
      await world.run();
      expect(cellOf(world, 'notion', 'B', 'name')).toBe('One');
      expectAllEqual(world);
    });

    it('[A4] holds back the deletion of its record until it is gone', async () => {
      const world = await copied();
      world.remove('notion', 'B');
      expectNoWrites(await world.run());
      expect(world.rows('postgres')).toHaveProperty('B');
      removeAt(world, 4);
      expect((await world.run()).counts.deleted).toBe(1);
      for (const system of SYSTEM_NAMES) expect(world.rows(system)).not.toHaveProperty('B');
    });

    it('[A2] on first contact is blocked, and no row is created beside it', async () => {
      const world = await RegistryWorld.create(store());
      const [a = {}, b = {}] = ROWS;
      for (const row of [a, { ...a, name: 'Another A' }, b]) world.add('sheets', row);
      world.add('notion', a);
      const run = await world.run();
      expect(await openProblems(world)).toEqual(['sheets * AMBIGUOUS_KEY']);
      expect(run.perBinding).toMatchObject({
        notion: { created: 1, updated: 0 },
        sheets: NOTHING,
      });
      expect(cellOf(world, 'notion', 'B', 'name')).toBe('Name B');
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Name A');
      expect(sheetOf(world)).toHaveLength(3);
    });
  });

  describe('a key column that was sorted apart', () => {
    it('[A5] halts the run before anything is overwritten', async () => {
      const world = await settledWorld(store());
      world.sortKeys('sheets');
      const run = await world.run();
      expect(run.status).toBe('halted');
      const details = { binding: 'sheets', permuted: 4 };
      expect(run.halts).toMatchObject([{ code: 'PERMUTED_KEYS', details }]);
      for (const system of ['notion', 'postgres'] as const) {
        expect(cellOf(world, system, 'A', 'name')).toBe('Name A');
      }
      await world.reject(run);
      for (let i = 0; i < 3; i++) world.sortKeys('sheets');
      expectNoWrites(await world.run());
    });

    it('[A5] is what a person may approve', async () => {
      const world = await settledWorld(store());
      world.sortKeys('sheets');
      const run = await world.run();
      await world.approve(run);
      expect((await world.carryOut(run.id)).status).toBe('succeeded');
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Name D');
      expectAllEqual(world);
    });

    it('is not taken for that where rows were made equal to another that stayed', async () => {
      const world = await variedWorld(store());
      const { code: _, ...content } = world.rows('sheets').A ?? {};
      for (const code of ['B', 'C']) world.edit('sheets', code, content);
      expect((await world.run()).halts).toEqual([]);
    });
  });

  registerLostState(store);
}

function registerLostState(store: () => WorldStore): void {
  describe('a state that was lost', () => {
    it('[A13] links equal rows without a write', async () => {
      const world = await settledWorld(store());
      await world.forget();
      const run = await world.run();
      expect([run.status, run.counts.conflicts]).toEqual(['succeeded', 0]);
      expectNoWrites(run);
      world.edit('sheets', 'A', { name: 'Edited' });
      await world.run();
      expectAllEqual(world);
    });

    it('[A13] makes unequal rows conflicts that hold every value', async () => {
      const world = await settledWorld(store());
      for (const system of SYSTEM_NAMES) world.edit(system, 'A', { name: `From ${system}` });
      await world.forget({ conflicts: { strategy: ['manual'], fields: {} } });
      const run = await world.run();
      expectNoWrites(run);
      const [conflict, ...others] = await world.conflicts();
      expect(others).toEqual([]);
      expect(conflict).toMatchObject({ field: 'name', status: 'open' });
      expect(conflict?.candidates.map(({ binding, value }) => [binding, value])).toEqual(
        SYSTEM_NAMES.toSorted().map((system) => [system, `From ${system}`]),
      );
    });

    it('[A13] shows one-sided rows as rows to create, and deletes none', async () => {
      const world = await settledWorld(store());
      world.remove('sheets', 'A');
      world.add('postgres', { code: 'E', name: 'Only here', status: 'open', amount: '1' });
      await world.forget();
      const preview = await world.run('preview');
      expect(preview.perBinding).toEqual({
        notion: { created: 1, updated: 0, deleted: 0 },
        postgres: NOTHING,
        sheets: { created: 2, updated: 0, deleted: 0 },
      });
      await world.run();
      expectAllEqual(world);
    });
  });

  describe('a binding that was removed and added again', () => {
    it.each(SYSTEM_NAMES)('[A11] as %s links its equal rows without a write', async (system) => {
      const world = await settledWorld(store());
      await world.rebind(system);
      const run = await world.run();
      expect([run.status, run.counts.conflicts]).toEqual(['succeeded', 0]);
      expectNoWrites(run);
      world.edit(system, 'A', { name: 'Edited' });
      expect((await world.run()).counts).toMatchObject({ created: 0, updated: 1, deleted: 0 });
      expectAllEqual(world);
    });

    it('[A11] deletes nothing, and offers what differs beside the base', async () => {
      const world = await settledWorld(store(), {
        conflicts: { strategy: ['manual'], fields: {} },
      });
      world.edit('sheets', 'A', { name: 'Edited while it was away' });
      world.remove('sheets', 'B');
      await world.rebind('sheets');
      const run = await world.run();
      expect(run.counts).toMatchObject({ deleted: 0 });
      expect(run.perBinding).toEqual({
        notion: NOTHING,
        postgres: NOTHING,
        sheets: { created: 1, updated: 0, deleted: 0 },
      });
      const [conflict] = await world.conflicts();
      expect(conflict).toMatchObject({ field: 'name', status: 'open' });
      const values = conflict?.candidates.map(({ value }) => value);
      expect(new Set(values)).toEqual(new Set(['Name A', 'Edited while it was away']));
    });
  });
}
