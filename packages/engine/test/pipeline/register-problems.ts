import { describe, expect, it } from 'vitest';
import type { WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

export function registerProblems(store: () => WorldStore): void {
  describe('a problem', () => {
    it('[VL1] stays where it was made, is remembered, and goes on once it is mended', async () => {
      const world = await settledWorld(store());
      world.edit('sheets', 'A', { status: 'dnoe', name: 'Good part' });
      for (let i = 0; i < 2; i++) {
        const run = await world.run();
        expect(run.status).toBe('succeeded');
        expect(run.counts.problems).toBe(1);
      }
      expect(cellOf(world, 'sheets', 'A', 'status')).toBe('dnoe');
      expect(cellOf(world, 'notion', 'A', 'status')).toBe('open');
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Good part');
      const open = (await world.problems()).filter(({ status }) => status === 'open');
      expect(open).toMatchObject([{ binding: 'sheets', field: 'status', rule: 'OPTION' }]);
      world.edit('sheets', 'A', { status: 'done' });
      expect((await world.run()).counts.problems).toBe(0);
      expectAllEqual(world);
    });

    it('[ID3] [A10] keeps a row without key out, and creates nothing', async () => {
      const world = await settledWorld(store());
      world.add('sheets', { name: 'Nameless key' });
      const run = await world.run();
      expect(run.counts).toMatchObject({ created: 0, problems: 1 });
    });

    it('[ID8] [A2] blocks rows that share a new key', async () => {
      const world = await settledWorld(store());
      world.add('sheets', { code: 'X', name: 'One' });
      world.add('sheets', { code: 'X', name: 'Two' });
      const run = await world.run();
      expect(run.counts.created).toBe(0);
      expect(Object.keys(world.rows('notion'))).not.toContain('X');
      const problems = await world.problems();
      expect(problems.map(({ rule }) => rule)).toContain('AMBIGUOUS_KEY');
    });
  });

  describe('keys', () => {
    it('[ID9] that two records take in one run are given to neither', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { code: 'Z' });
      world.edit('postgres', 'B', { code: 'Z' });
      const run = await world.run();
      expect(run.status).toBe('succeeded');
      const open = (await world.problems()).filter(({ status }) => status === 'open');
      expect(open.map(({ binding, rule }) => `${binding} ${rule}`).sort()).toEqual([
        'notion KEY_TAKEN',
        'postgres KEY_TAKEN',
      ]);
      expect(Object.keys(world.rows('sheets')).sort()).toEqual(['A', 'B', 'C', 'D']);
    });

    it('[ID10] stay with the record that has them when another is given one', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { code: 'B' });
      world.edit('sheets', 'B', { name: 'Edited' });
      const run = await world.run();
      expect([run.status, run.counts.problems]).toEqual(['succeeded', 1]);
      expect(cellOf(world, 'postgres', 'B', 'name')).toBe('Edited');
    });

    it('of a deleted record bring nothing back when a row that was given up is edited', async () => {
      const world = await settledWorld(store(), { deletes: { policy: 'unlink' } });
      world.remove('sheets', 'A');
      await world.run();
      for (const system of ['notion', 'postgres'] as const) world.remove(system, 'A');
      await world.run();
      world.restore('sheets', 'A', 'Back again');
      const run = await world.run();
      expect(run.counts).toMatchObject({ created: 0 });
      for (const system of ['notion', 'postgres'] as const) {
        expect(world.rows(system)).not.toHaveProperty('A');
      }
    });
  });
}
