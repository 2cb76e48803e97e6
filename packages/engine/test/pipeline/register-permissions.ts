import { describe, expect, it } from 'vitest';
import { RegistryWorld, type WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, ROWS, settledWorld } from '../world/settled-world.ts';

const POLICY = {
  document: {
    version: 1,
    defaults: { allow: true, delete: true },
    rules: [
      { match: { entity_type: 'Item' }, disallow_sources: ['GoogleSheets'], reason: 'read-only' },
    ],
  },
  entityType: 'Item',
  sources: { notion: 'Notion', postgres: 'Neon', sheets: 'GoogleSheets' },
};

export function registerPermissions(store: () => WorldStore): void {
  describe('a change that a binding may not make', () => {
    it('[VL11] is taken back, and the log keeps it', async () => {
      const maps = { sheets: { name: { access: 'write', onForbidden: 'revert' } } } as const;
      const world = await settledWorld(store(), { maps });
      world.edit('sheets', 'A', { name: 'Forbidden' });
      const run = await world.run();
      expect([run.status, run.counts.problems]).toEqual(['succeeded', 0]);
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Name A');
      const entries = await world.entries();
      expect(entries.filter(({ type }) => type === 'conflict.decided')).toMatchObject([
        {
          field: 'name',
          rule: 'permission',
          value: 'Name A',
          candidates: [{ binding: 'sheets', value: 'Forbidden' }],
        },
      ]);
      expect((await world.run()).counts.updated).toBe(0);
      expectAllEqual(world);
    });

    it('by the policy is a problem, and so is a deletion; neither goes anywhere', async () => {
      const world = await settledWorld(store(), { policy: POLICY });
      world.edit('sheets', 'A', { name: 'Forbidden' });
      world.remove('sheets', 'B');
      for (let i = 0; i < 2; i++) {
        const run = await world.run();
        expect([run.status, run.counts.problems, run.counts.deleted]).toEqual(['succeeded', 2, 0]);
      }
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Name A');
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Forbidden');
      expect(cellOf(world, 'postgres', 'B', 'name')).toBe('Name B');
      const open = (await world.problems()).filter(({ status }) => status === 'open');
      expect(open.map(({ rule }) => rule).sort()).toEqual(['POLICY', 'POLICY_DELETE']);
    });
  });

  describe('a field whose changes need approval', () => {
    it('[PV16] halts the run until a person approves exactly its plan', async () => {
      const world = await RegistryWorld.create(store(), { approval: ['status'] });
      for (const row of ROWS) world.add('notion', row);
      const first = await world.run();
      expect(first.halts).toMatchObject([{ details: { fields: { status: 4 } } }]);
      await world.approve(first);
      expect((await world.carryOut(first.id)).status).toBe('succeeded');
      world.edit('notion', 'A', { name: 'Not guarded' });
      expect((await world.run()).status).toBe('succeeded');
      world.edit('notion', 'A', { status: 'done' });
      world.edit('sheets', 'B', { status: 'done' });
      const halted = await world.run();
      expect(halted.status).toBe('halted');
      expect(halted.halts).toMatchObject([
        { code: 'APPROVAL_REQUIRED', details: { fields: { status: 2 } } },
      ]);
      expect(cellOf(world, 'postgres', 'A', 'status')).toBe('open');
      await world.approve(halted);
      expect((await world.carryOut(halted.id)).status).toBe('succeeded');
      expect(cellOf(world, 'postgres', 'A', 'status')).toBe('done');
      expectAllEqual(world);
      expect((await world.run()).status).toBe('succeeded');
    });
  });
}
