import { describe, expect, it } from 'vitest';
import type { WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

export function registerUndo(store: () => WorldStore): void {
  describe('an undo', () => {
    it('[RS37] [PV33] is previewed first, and takes back exactly what was approved', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { name: 'A mistake', amount: '99' });
      const mistake = await world.run();
      const undo = await world.undo(mistake);
      expect(undo).toMatchObject({ status: 'previewed', trigger: 'undo', counts: { updated: 1 } });
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('A mistake');
      await world.approve(undo);
      const done = await world.carryOut(undo.id);
      expect(done).toMatchObject({ status: 'succeeded', planHash: undo.planHash });
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Name A');
      expect(cellOf(world, 'notion', 'A', 'amount')).toBe('10');
      expectAllEqual(world);
      const entries = await world.entries();
      expect(
        entries.flatMap(({ run, fields }) => (run === undo.id ? (fields ?? []) : [])),
      ).toContainEqual({ field: 'name', before: 'A mistake', after: 'Name A', rule: 'undo' });
      expect((await world.run()).counts).toMatchObject({ updated: 0, deleted: 0, created: 0 });
    });

    it('[RS39] deletes what the run created, and can be undone itself', async () => {
      const world = await settledWorld(store());
      world.add('sheets', { code: 'E', name: 'New', status: 'open', amount: '1' });
      const created = await world.run();
      const undo = await world.undo(created);
      await world.approve(undo);
      expect((await world.carryOut(undo.id)).status).toBe('succeeded');
      expect(world.rows('notion')).not.toHaveProperty('E');
      expect(world.rows('sheets')).not.toHaveProperty('E');
      expectAllEqual(world);
      const redo = await world.undo(undo);
      await world.approve(redo);
      expect((await world.carryOut(redo.id)).status).toBe('succeeded');
      expect(cellOf(world, 'postgres', 'E', 'name')).toBe('New');
      expectAllEqual(world);
    });

    it('[RS40] [H10] brings a deleted record back, in its old row where the system has a trash', async () => {
      const world = await settledWorld(store());
      const page = world.externalIdOf('notion', 'B');
      world.remove('sheets', 'B');
      const deletion = await world.run();
      expect(world.rows('notion')).not.toHaveProperty('B');
      const undo = await world.undo(deletion);
      await world.approve(undo);
      expect((await world.carryOut(undo.id)).status).toBe('succeeded');
      expect(world.externalIdOf('notion', 'B')).toBe(page);
      expect(cellOf(world, 'sheets', 'B', 'name')).toBe('Name B');
      expectAllEqual(world);
    });

    it('[RS38] [H10] keeps what was edited since, and says so', async () => {
      const world = await settledWorld(store());
      for (const code of ['A', 'B']) world.edit('notion', code, { name: 'A mistake' });
      const mistake = await world.run();
      world.edit('postgres', 'A', { name: 'Corrected by hand' });
      await world.run();
      const undo = await world.undo(mistake);
      await world.approve(undo);
      expect((await world.carryOut(undo.id)).status).toBe('succeeded');
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Corrected by hand');
      expect(cellOf(world, 'notion', 'B', 'name')).toBe('Name B');
      const conflicts = await world.conflicts();
      expect(conflicts).toMatchObject([{ field: 'name', rule: 'later-edit', status: 'resolved' }]);
      expectAllEqual(world);
    });

    it('[RS38] [H10] keeps an edit that no run has seen yet', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { name: 'A mistake' });
      const mistake = await world.run();
      world.edit('sheets', 'A', { name: 'Not synced yet' });
      const undo = await world.undo(mistake);
      await world.approve(undo);
      await world.carryOut(undo.id);
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Not synced yet');
      expectAllEqual(world);
    });

    it('[RS39] [H10] deletes no record that was edited since its creation', async () => {
      const world = await settledWorld(store());
      world.add('sheets', { code: 'E', name: 'New', status: 'open', amount: '1' });
      const created = await world.run();
      world.edit('notion', 'E', { name: 'Now with content' });
      const undo = await world.undo(created);
      await world.approve(undo);
      await world.carryOut(undo.id);
      expect(cellOf(world, 'postgres', 'E', 'name')).toBe('Now with content');
      const conflicts = await world.conflicts();
      expect(conflicts).toMatchObject([{ field: '*', rule: 'later-edit', status: 'resolved' }]);
    });

    it('[AP10] writes no row that was edited after its approval was asked for', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { name: 'A mistake' });
      const undo = await world.undo(await world.run());
      world.edit('sheets', 'A', { name: 'Edited meanwhile' });
      await world.approve(undo);
      expect((await world.carryOut(undo.id)).status).toBe('partial');
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Edited meanwhile');
      expect((await world.run()).status).toBe('succeeded');
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Edited meanwhile');
      expectAllEqual(world);
    });

    it('[PV33] [PV34] cannot be approved once another run wrote', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { name: 'A mistake' });
      const undo = await world.undo(await world.run());
      world.edit('notion', 'B', { name: 'Something else' });
      await world.run();
      await expect(world.approve(undo)).rejects.toMatchObject({ code: 'CS_STATE_CONFLICT' });
      const again = await world.undo({
        ...undo,
        id: undo.goal?.kind === 'undo' ? undo.goal.runId : '',
      });
      await world.approve(again);
      expect((await world.carryOut(again.id)).status).toBe('succeeded');
      expect(cellOf(world, 'notion', 'A', 'name')).toBe('Name A');
      expect(cellOf(world, 'notion', 'B', 'name')).toBe('Something else');
    });

    it('[RS42] [H9] takes nothing back that a binding gives and cannot be given', async () => {
      const maps = { notion: { name: { access: 'read' } } } as const;
      const world = await settledWorld(store(), { maps });
      world.edit('notion', 'A', { name: 'From the source' });
      const undo = await world.undo(await world.run());
      expect(undo).toMatchObject({ status: 'previewed', counts: { updated: 0 } });
      expect(await world.problems()).toMatchObject([{ rule: 'NOT_WRITABLE', field: 'name' }]);
      await world.approve(undo);
      await world.carryOut(undo.id);
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('From the source');
    });

    it('[PV34] that was rejected leaves everything as it is', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { name: 'No mistake' });
      const undo = await world.undo(await world.run());
      await world.reject(undo);
      await expect(world.approve(undo)).rejects.toMatchObject({ code: 'CS_STATE_CONFLICT' });
      expect((await world.run()).status).toBe('succeeded');
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('No mistake');
    });
  });

  describe('a restore', () => {
    it('[PV35] brings the registry back to how it was at a past time, deletions and creations too', async () => {
      const world = await settledWorld(store());
      const page = world.externalIdOf('notion', 'D');
      const then = await world.moment();
      world.edit('notion', 'A', { name: 'First mistake' });
      await world.run();
      world.add('postgres', { code: 'E', name: 'New', status: 'open', amount: '1' });
      world.edit('sheets', 'A', { name: 'Second mistake' });
      await world.run();
      world.remove('sheets', 'D');
      await world.run();
      const restore = await world.restoreAsOf(then);
      expect(restore).toMatchObject({ status: 'previewed', trigger: 'restore' });
      await world.approve(restore);
      expect((await world.carryOut(restore.id)).status).toBe('succeeded');
      expect(Object.keys(world.rows('notion')).sort()).toEqual(['A', 'B', 'C', 'D']);
      expect(cellOf(world, 'postgres', 'A', 'name')).toBe('Name A');
      expect(world.externalIdOf('notion', 'D')).toBe(page);
      expectAllEqual(world);
    });

    it('gives a key back that another record took, when that record goes', async () => {
      const world = await settledWorld(store());
      const then = await world.moment();
      world.edit('notion', 'A', { code: 'Z' });
      await world.run();
      world.add('postgres', { code: 'A', name: 'Another A', status: 'open', amount: '1' });
      await world.run();
      const restore = await world.restoreAsOf(then);
      await world.approve(restore);
      const done = await world.carryOut(restore.id);
      expect(done.status).toBe('succeeded');
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Name A');
      expect(Object.keys(world.rows('notion')).sort()).toEqual(['A', 'B', 'C', 'D']);
      expectAllEqual(world);
    });
  });
}
