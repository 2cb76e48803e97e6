import { beforeEach, describe, expect, it } from 'vitest';
import type { RunStore } from '../../src/sync/run-store.ts';
import { hashOf, RunStoreBench, rowOf, type StoreOnTrial, stagedRow } from './run-store-bench.ts';

export function registerBaseContract(open: () => StoreOnTrial): void {
  describe('the base', () => {
    let bench: RunStoreBench;
    let store: RunStore;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
      store = (await bench.start()).store;
    });

    /** All records that a binding lacks, which are all of those that live here. */
    async function live() {
      await store.chooseCandidates(100);
      const views = await store.readPartition(0);
      return new Map(views.map((view) => [view.recordId, view]));
    }

    const unsettled = (recordId: string, code: string, changes = {}) =>
      bench.update(recordId, code, { settled: false, ...changes });

    it('[CF10] is what was confirmed, and repeating it changes nothing', async () => {
      const update = unsettled(bench.newId(), 'A');
      for (let times = 0; times < 2; times++) await store.advanceBase([update]);
      const view = (await live()).get(update.recordId);
      expect(view?.base).toMatchObject({ cells: update.cells, version: 1 });
      expect(view?.rows.map(({ link }) => link)).toEqual(
        update.rows.map(({ externalId, shown }) => ({ externalId, shown })),
      );
      expect(await store.sumUp()).toMatchObject({
        live: 1,
        linked: { notion: 1, postgres: 1, sheets: 1 },
      });
    });

    it('[CF10] advances by one version, and leaves a base of another version as it is', async () => {
      const recordId = bench.newId();
      await store.advanceBase([unsettled(recordId, 'A')]);
      await store.advanceBase([unsettled(recordId, 'B', { baseVersion: 1 })]);
      await store.advanceBase([unsettled(recordId, 'C', { baseVersion: 1, rows: [] })]);
      const view = (await live()).get(recordId);
      expect(view?.base).toMatchObject({ cells: { code: 'B' }, version: 2 });
      await store.advanceBase([
        unsettled(recordId, 'B', { baseVersion: 1, status: 'deleted', rows: [] }),
      ]);
      expect(await store.sumUp()).toMatchObject({ live: 1 });
    });

    it('[ID11] that is deleted frees its key, for the same run already', async () => {
      const [old, created] = [bench.newId(), bench.newId()];
      await store.advanceBase([unsettled(old, 'A')]);
      const unlink = bench.bindings.map(({ name }) => name);
      await store.advanceBase([
        unsettled(created, 'A'),
        unsettled(old, 'A', { baseVersion: 1, status: 'deleted', rows: [], unlink }),
      ]);
      const views = await live();
      expect([...views.keys()]).toEqual([created]);
      expect(await store.sumUp()).toMatchObject({ live: 1, linked: { notion: 1 } });
    });

    it('[ID12] gives no key to two live records', async () => {
      await store.advanceBase([unsettled(bench.newId(), 'A')]);
      const rows = [rowOf('notion', 'other', { code: 'A' })];
      await expect(store.advanceBase([unsettled(bench.newId(), 'A', { rows })])).rejects.toThrow();
    });

    it('[ID12] gives no row to two records', async () => {
      await store.advanceBase([unsettled(bench.newId(), 'A')]);
      const rows = [rowOf('notion', 'notion-A', { code: 'B' })];
      await expect(store.advanceBase([unsettled(bench.newId(), 'B', { rows })])).rejects.toThrow();
    });

    it('gives keys on from record to record, in one go and in any order', async () => {
      const ids = [bench.newId(), bench.newId(), bench.newId()];
      const [a = '', b = '', c = ''] = ids;
      await store.advanceBase([unsettled(a, 'A'), unsettled(b, 'B'), unsettled(c, 'C')]);
      const moved = (id: string, code: string, baseVersion: number) =>
        unsettled(id, code, { baseVersion, rows: [] });
      const round = [moved(a, 'B', 1), moved(b, 'C', 1), moved(c, 'A', 1)];
      for (let times = 0; times < 2; times++) await store.advanceBase(round);
      await store.advanceBase([moved(a, 'C', 2), moved(b, 'Z', 2)]);
      const views = await live();
      expect(ids.map((id) => views.get(id)?.base)).toMatchObject([
        { cells: { code: 'C' }, version: 3 },
        { cells: { code: 'Z' }, version: 3 },
        { cells: { code: 'A' }, version: 2 },
      ]);
      const codes = ['A', 'B', 'C', 'Z'];
      await store.stageRows(
        'notion',
        codes.map((code, i) => stagedRow(i, `new ${code}`, { code })),
      );
      await store.linkRows();
      expect(await store.listNewKeys(10)).toEqual([hashOf('B')]);
    });

    it('[ID12] leaves all records their keys where one of them may not have its new one', async () => {
      const [a, b, c] = [bench.newId(), bench.newId(), bench.newId()];
      await store.advanceBase([unsettled(a, 'A'), unsettled(b, 'B'), unsettled(c, 'C')]);
      const moved = (id: string, code: string) => unsettled(id, code, { baseVersion: 1, rows: [] });
      await expect(store.advanceBase([moved(a, 'B'), moved(b, 'C')])).rejects.toThrow();
      await store.linkRows();
      const rows = ['A', 'B', 'C'].map((code, i) => stagedRow(i, `new ${code}`, { code }));
      await store.stageRows('notion', rows);
      await store.linkRows();
      expect(await store.listNewKeys(10)).toEqual([]);
    });

    it('moves a row on to another record in one go', async () => {
      const [a, b] = [bench.newId(), bench.newId()];
      await store.advanceBase([unsettled(a, 'A'), unsettled(b, 'B', { rows: [] })]);
      const row = rowOf('notion', 'notion-A', { code: 'B' });
      await store.advanceBase([
        unsettled(b, 'B', { baseVersion: 1, rows: [row] }),
        unsettled(a, 'A', { baseVersion: 1, rows: [], unlink: ['notion'] }),
      ]);
      const views = await live();
      expect(views.get(a)?.rows[0]?.link).toBeNull();
      expect(views.get(b)?.rows[0]?.link).toEqual({ externalId: 'notion-A', shown: { code: 'B' } });
    });

    it('takes a row of another identity for the new row of a record', async () => {
      const recordId = bench.newId();
      await store.advanceBase([unsettled(recordId, 'A')]);
      const rows = [rowOf('sheets', 'second', { code: 'A' })];
      await store.advanceBase([unsettled(recordId, 'A', { baseVersion: 1, rows })]);
      const links = (await live()).get(recordId)?.rows.map(({ link }) => link?.externalId);
      expect(links).toEqual(['notion-A', 'postgres-A', 'second']);
      await store.stageRows('sheets', [stagedRow(0, 'second', { code: 'Z' })]);
      await store.linkRows();
      expect(await store.listNewKeys(1)).toEqual([]);
    });

    it('gives rows up and takes them back', async () => {
      const recordId = bench.newId();
      await store.advanceBase([unsettled(recordId, 'A')]);
      const detached = unsettled(recordId, 'A', { baseVersion: 1, rows: [], detach: ['notion'] });
      await store.advanceBase([detached]);
      expect((await live()).get(recordId)?.rows[0]?.detached).toBe(true);
      expect(await store.sumUp()).toMatchObject({ linked: { notion: 0, postgres: 1 } });
      await store.advanceBase([unsettled(recordId, 'A', { baseVersion: 2 })]);
      expect((await live()).get(recordId)?.rows[0]?.detached).toBe(false);
    });

    it('[RS32] remembers which rows were not seen when a record changed, until they are', async () => {
      const recordId = bench.newId();
      const missed = async () => {
        store = (await bench.start()).store;
        const view = (await live()).get(recordId);
        await store.endRun({ status: 'previewed' });
        return view?.rows.map(({ link }) => link?.missed ?? false);
      };
      await store.endRun({ status: 'previewed' });
      await bench.advance([unsettled(recordId, 'A')]);
      const rows = [rowOf('notion', 'notion-A', { code: 'A' })];
      await bench.advance([unsettled(recordId, 'A', { baseVersion: 1, rows, changed: false })]);
      expect(await missed()).toEqual([false, false, false]);
      await bench.advance([unsettled(recordId, 'A', { baseVersion: 2, rows })]);
      expect(await missed()).toEqual([false, true, true]);
      await bench.advance([unsettled(recordId, 'A', { baseVersion: 3 })]);
      expect(await missed()).toEqual([false, false, false]);
    });

    it('has a record under its new key, and no longer under the old one', async () => {
      const recordId = bench.newId();
      await store.advanceBase([unsettled(recordId, 'A')]);
      await store.advanceBase([unsettled(recordId, 'B', { baseVersion: 1 })]);
      const rows = [stagedRow(0, 'x', { code: 'A' }), stagedRow(1, 'y', { code: 'B' })];
      await store.stageRows('notion', rows);
      await store.linkRows();
      expect(await store.listNewKeys(10)).toEqual([hashOf('A')]);
    });
  });
}
