import { describe, expect, it } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import type { Run } from '../../src/model/run.ts';
import { SYSTEM_NAMES, type SystemName, type TableField } from '../../src/model/system.ts';
import { DirectSteps } from '../world/direct-steps.ts';
import { RegistryWorld, type WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, ROWS, settledWorld } from '../world/settled-world.ts';
import { WORLD_TABLE } from '../world/world-registry.ts';

const STRICT = { safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 } };

function tableOf(world: RegistryWorld, system: SystemName) {
  return must(world.systems[system].tables.get(WORLD_TABLE), 'the table is set up');
}

/** Someone changes a column; null drops it. */
function alter(
  world: RegistryWorld,
  system: SystemName,
  column: string,
  changes: Partial<TableField> | null,
): void {
  const { fields } = tableOf(world, system);
  const at = fields.findIndex(({ name }) => name === column);
  const before = must(fields[at], `there is a column ${column}`);
  fields.splice(at, 1, ...(changes === null ? [] : [{ ...before, ...changes }]));
}

/** A settled world whose column `status` lists its options, one more than the schema permits. */
async function listedWorld(store: WorldStore, changes = {}): Promise<RegistryWorld> {
  const world = await RegistryWorld.create(store, changes);
  for (const system of SYSTEM_NAMES) {
    alter(world, system, 'status', { options: ['open', 'done', 'unused'] });
  }
  for (const row of ROWS) world.add('notion', row);
  expect((await world.run()).status).toBe('succeeded');
  return world;
}

/** The one halt of a run and what it reports, without the texts of its message. */
function reportOf({ halts }: Pick<Run, 'halts'>) {
  return halts.map(({ code, details }) => ({ code, ...details }));
}

function expectUntouched(world: RegistryWorld, system: SystemName): void {
  for (const other of SYSTEM_NAMES.filter((name) => name !== system)) {
    expect(Object.keys(world.rows(other))).toEqual(ROWS.map(({ code }) => code));
    expect(cellOf(world, other, 'A', 'name')).toBe('Name A');
  }
}

export function registerSchemaChange(store: () => WorldStore): void {
  describe.each(SYSTEM_NAMES)('a table that changed in %s', (system) => {
    const other = must(
      SYSTEM_NAMES.find((name) => name !== system),
      'there are more systems',
    );
    const halt = (change: Record<string, unknown>) => [
      { code: 'SCHEMA_CHANGED', binding: system, changes: [change] },
    ];

    it('[E12] by an option that was deleted halts and names it, before the rows that lost it count', async () => {
      const world = await listedWorld(store());
      alter(world, system, 'status', { options: ['done', 'unused'] });
      for (const { code } of ROWS) world.edit(system, code, { status: null });
      const run = await world.run();
      expect(run).toMatchObject({ status: 'halted', counts: { updated: 0 }, perBinding: {} });
      const change = { kind: 'option-removed', before: 'open', after: null };
      expect(reportOf(run)).toEqual(halt({ field: 'status', column: 'status', ...change }));
      expect(run.steps.every(({ status }) => status === 'pending')).toBe(true);
      for (const name of SYSTEM_NAMES) {
        expect(cellOf(world, name, 'A', 'status')).toBe(name === system ? null : 'open');
      }
    });

    it('by an option that was renamed says both names', async () => {
      const world = await listedWorld(store());
      alter(world, system, 'status', { options: ['open', 'finished', 'unused'] });
      const change = { kind: 'option-renamed', before: 'done', after: 'finished' };
      expect(reportOf(await world.run())).toEqual(
        halt({ field: 'status', column: 'status', ...change }),
      );
    });

    it('[E13] by the type of a column halts, and no approval goes on before it is mended', async () => {
      const world = await settledWorld(store());
      alter(world, system, 'name', { nativeType: 'number', cellType: 'decimal' });
      for (const { code } of ROWS) world.edit(system, code, { name: null });
      world.edit(other, 'B', { amount: '11' });
      const run = await world.run();
      const change = { kind: 'type-altered', before: 'text', after: 'number' };
      expect(run.status).toBe('halted');
      expect(reportOf(run)).toEqual(halt({ field: 'name', column: 'name', ...change }));
      await world.approve(run);
      const again = await world.carryOut(run.id);
      expect(again).toMatchObject({ status: 'halted', halts: run.halts, error: null });
      expectUntouched(world, system);
      alter(world, system, 'name', { nativeType: 'text', cellType: 'text' });
      for (const { code, name } of ROWS) world.edit(system, code, { name });
      await world.approve(again);
      expect((await world.carryOut(run.id)).status).toBe('succeeded');
      expect(cellOf(world, system, 'B', 'amount')).toBe('11');
      expectAllEqual(world);
    });

    it.each([
      ['[G12] dropped', null, { kind: 'column-gone', before: 'decimal', after: null }],
      [
        '[G12] altered',
        { nativeType: 'float' },
        { kind: 'type-altered', before: 'decimal', after: 'float' },
      ],
      [
        '[G12] made NOT NULL',
        { nativeType: 'decimal not null' },
        { kind: 'required', before: 'decimal', after: 'decimal not null' },
      ],
      [
        'made read only',
        { writable: false },
        { kind: 'not-writable', before: 'writable', after: 'read only' },
      ],
      [
        'replaced by one of its name',
        { id: 'other' },
        { kind: 'column-replaced', before: 'decimal', after: 'another column, decimal' },
      ],
    ])(
      'by a column that was %s halts with before and after, and writes nothing',
      async (_, changes, expected) => {
        const world = await settledWorld(store());
        alter(world, system, 'amount', changes);
        world.edit(other, 'B', { status: 'done' });
        const run = await world.run();
        expect([run.status, run.error]).toEqual(['halted', null]);
        expect(reportOf(run)).toEqual(halt({ field: 'amount', column: 'amount', ...expected }));
        expectUntouched(world, system);
        expect(cellOf(world, system, 'B', 'status')).toBe('open');
        await expect(world.queue()).rejects.toMatchObject({ code: 'CS_REGISTRY_BLOCKED' });
      },
    );

    it('[F13] [F15] by a new name of a mapped column, or of the table, goes on', async () => {
      const world = await settledWorld(store());
      alter(world, system, 'amount', { name: 'Amount in EUR' });
      Object.assign(tableOf(world, system), { title: 'Another title' });
      tableOf(world, system).fields.push({
        ...{ id: 'new', name: 'unmapped', nativeType: 'text' },
        ...{ cellType: 'text', writable: true },
      });
      for (const value of ['20', '30']) {
        world.edit(other, 'A', { amount: value });
        expect((await world.run()).status).toBe('succeeded');
        expect(cellOf(world, system, 'A', 'Amount in EUR')).toBe(value);
      }
    });

    it('by an option that was added goes on', async () => {
      const world = await listedWorld(store());
      alter(world, system, 'status', { options: ['open', 'done', 'new', 'unused'] });
      expect((await world.run()).status).toBe('succeeded');
    });
  });

  describe('a halt by a changed table', () => {
    const dropOption = async (changes = {}) => {
      const world = await listedWorld(store(), changes);
      alter(world, 'notion', 'status', { options: ['done', 'unused'] });
      for (const code of ['A', 'B']) world.edit('notion', code, { status: null });
      return world;
    };

    it('goes on from the start once it is approved, and is accepted for good', async () => {
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

    it('may be followed by a halt of the plan, which needs an approval of its own', async () => {
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

    it('is not lifted by an approval when the table changed again meanwhile', async () => {
      const world = await dropOption();
      const halted = await world.run();
      alter(world, 'notion', 'amount', { nativeType: 'float' });
      await world.approve(halted);
      const again = await world.carryOut(halted.id);
      expect(again.status).toBe('halted');
      expect(again.planHash).not.toBe(halted.planHash);
      expect(again.halts[0]?.details.changes).toHaveLength(2);
    });

    it('that was rejected leaves the registry free, and comes again as long as the change is there', async () => {
      const world = await dropOption();
      const halted = await world.run();
      await world.reject(halted);
      const next = await world.run();
      expect(next).toMatchObject({ status: 'halted', halts: halted.halts });
      await world.reject(next);
      alter(world, 'notion', 'status', { options: ['open', 'done', 'unused'] });
      expect((await world.run()).status).toBe('succeeded');
    });

    it('stops a preview too, which blocks nothing and plans nothing', async () => {
      const world = await dropOption();
      const preview = await world.run('preview');
      expect(preview).toMatchObject({ status: 'previewed', counts: { updated: 0 } });
      expect(preview.halts.map(({ code }) => code)).toEqual(['SCHEMA_CHANGED']);
      expect(preview.finishedAt).not.toBeNull();
      expect((await world.run()).status).toBe('halted');
      expect((await world.run('preview')).halts).toEqual(preview.halts);
    });

    it('names each binding, and is approved as a whole', async () => {
      const world = await dropOption();
      alter(world, 'sheets', 'amount', { nativeType: 'float' });
      const halted = await world.run();
      expect(halted.halts.map(({ details }) => details.binding).sort()).toEqual([
        ...['notion', 'sheets'],
      ]);
      await world.approve(halted);
      expect((await world.carryOut(halted.id)).status).toBe('succeeded');
    });

    it('takes the place of an approved plan that was made from the table before', async () => {
      const world = await listedWorld(store(), STRICT);
      world.remove('sheets', 'D');
      const planned = await world.run();
      expect(planned.halts.map(({ code }) => code)).toEqual(['BULK_DELETE']);
      await world.approve(planned);
      alter(world, 'notion', 'amount', { nativeType: 'float' });
      const halted = await world.carryOut(planned.id);
      expect(halted).toMatchObject({ status: 'halted', halts: [{ code: 'SCHEMA_CHANGED' }] });
      await world.approve(halted);
      const again = await world.carryOut(planned.id);
      expect(again).toMatchObject({ status: 'halted', halts: [{ code: 'BULK_DELETE' }] });
      expect(Object.keys(world.rows('notion'))).toContain('D');
    });

    it('loses nothing when it dies before any step, approved or not', async () => {
      let finished = false;
      for (let dieAt = 0; !finished; dieAt += 1) {
        const world = await dropOption();
        const halted = await world.run();
        await world.approve(halted);
        const steps = DirectSteps.dying(dieAt);
        const run = await world.carryOut(halted.id, steps);
        finished = steps.taken <= dieAt;
        const done = finished ? run : await world.carryOut(halted.id);
        expect([done.status, done.counts.updated], `died before step ${dieAt}`).toEqual([
          ...['succeeded', 2],
        ]);
        expectSame(world);
      }
    });

    it('fails by its code in a first run, which remembers no table', async () => {
      const world = await RegistryWorld.create(store());
      alter(world, 'sheets', 'amount', null);
      const run = await world.run();
      expect(run).toMatchObject({ status: 'failed', error: { code: 'CS_COLUMN_MISSING' } });
    });
  });
}

function expectSame(world: RegistryWorld): void {
  expectAllEqual(world);
  expect(cellOf(world, 'sheets', 'A', 'status')).toBe(null);
}
