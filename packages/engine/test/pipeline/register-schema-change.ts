import { describe, expect, it } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import type { Run } from '../../src/model/run.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import { alterColumn, listedWorld, tableOf } from '../world/listed-world.ts';
import type { RegistryWorld, WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, ROWS, settledWorld } from '../world/settled-world.ts';

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

    it('[PV22] [E12] by an option that was deleted halts and names it, before the rows that lost it count', async () => {
      const world = await listedWorld(store());
      alterColumn(world, system, 'status', { options: ['done', 'unused'] });
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

    it('[PV23] by an option that was renamed says both names', async () => {
      const world = await listedWorld(store());
      alterColumn(world, system, 'status', { options: ['open', 'finished', 'unused'] });
      const change = { kind: 'option-renamed', before: 'done', after: 'finished' };
      expect(reportOf(await world.run())).toEqual(
        halt({ field: 'status', column: 'status', ...change }),
      );
    });

    it('[PV26] [E13] by the type of a column halts, and no approval goes on before it is mended', async () => {
      const world = await settledWorld(store());
      alterColumn(world, system, 'name', { nativeType: 'number', cellType: 'decimal' });
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
      alterColumn(world, system, 'name', { nativeType: 'text', cellType: 'text' });
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
      '[PV22] by a column that was %s halts with before and after, and writes nothing',
      async (_, changes, expected) => {
        const world = await settledWorld(store());
        alterColumn(world, system, 'amount', changes);
        world.edit(other, 'B', { status: 'done' });
        const run = await world.run();
        expect([run.status, run.error]).toEqual(['halted', null]);
        expect(reportOf(run)).toEqual(halt({ field: 'amount', column: 'amount', ...expected }));
        expectUntouched(world, system);
        expect(cellOf(world, system, 'B', 'status')).toBe('open');
        await expect(world.queue()).rejects.toMatchObject({ code: 'CS_REGISTRY_BLOCKED' });
      },
    );

    it('[PV24] [F13] [F15] by a new name of a mapped column, or of the table, goes on', async () => {
      const world = await settledWorld(store());
      alterColumn(world, system, 'amount', { name: 'Amount in EUR' });
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

    it('[PV24] by an option that was added goes on', async () => {
      const world = await listedWorld(store());
      alterColumn(world, system, 'status', { options: ['open', 'done', 'new', 'unused'] });
      expect((await world.run()).status).toBe('succeeded');
    });
  });
}
