import { beforeEach, describe, expect, it } from 'vitest';
import type { RunStore } from '../../src/sync/run-store.ts';
import {
  agreedRow,
  hashOf,
  RunStoreBench,
  type StoreOnTrial,
  stagedRow,
} from './run-store-bench.ts';

export function registerStagingContract(open: () => StoreOnTrial): void {
  describe('staging', () => {
    let bench: RunStoreBench;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
    });

    it('replaces what stands at a position, so that a page may be staged again', async () => {
      const { store } = await bench.start();
      const page = [stagedRow(0, 'r0', { code: null }), stagedRow(1, 'r1', { code: null })];
      await store.stageRows('notion', page);
      await store.stageRows('notion', [stagedRow(1, 'r2', { code: null }), ...page.slice(0, 1)]);
      const rows = await store.readUnidentified();
      expect(rows.map(({ binding, row }) => `${binding} ${row.externalId}`)).toEqual([
        'notion r0',
        'notion r2',
      ]);
    });

    it('gives rows back as they were staged', async () => {
      const { store } = await bench.start();
      const problem = { field: 'name', rule: 'TYPE', message: 'not text', value: '7' };
      const edited = null;
      const staged = stagedRow(3, null, { code: null }, { problems: [problem], edited });
      await store.stageRows('sheets', [staged]);
      const { keyHash: _, hash: __, contentHash: ___, ...row } = staged;
      expect(await store.readUnidentified()).toEqual([{ binding: 'sheets', row }]);
    });

    it('is empty after clear, and so is the plan', async () => {
      const { store } = await bench.start();
      await store.stageRows('notion', [stagedRow(0, 'r0', { code: null })]);
      await store.savePlan(0, bench.plan(['A']));
      await store.clear();
      expect(await store.readUnidentified()).toEqual([]);
      expect(await store.countPartitions()).toBe(0);
      expect(await store.takeWrites('notion', 10)).toEqual([]);
    });

    it('of one run is not that of the next', async () => {
      const first = await bench.start();
      await first.store.stageRows('notion', [stagedRow(0, 'r0', { code: null })]);
      await first.store.endRun({ status: 'failed', error: { code: 'CS_INTERNAL', message: '' } });
      const second = await bench.start();
      expect(await second.store.readUnidentified()).toEqual([]);
      expect(await first.store.readUnidentified()).toEqual([]);
    });
  });

  describe('linking', () => {
    let bench: RunStoreBench;
    let store: RunStore;
    let recordId: string;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
      recordId = await bench.agree('A');
      store = (await bench.start()).store;
    });

    it('[ID4] goes by the identity of a linked row, whatever its key is now', async () => {
      await store.stageRows('notion', [stagedRow(0, 'notion-A', { code: 'Z' })]);
      await store.linkRows();
      await store.chooseCandidates(10);
      const [view] = await store.readPartition(0);
      expect(view).toMatchObject({
        recordId,
        rows: [{ observed: { cells: { code: 'Z' } } }, { observed: null }, { observed: null }],
      });
      expect(await store.listNewKeys(10)).toEqual([]);
    });

    it('[ID5] goes by the key of a live record where no row is linked', async () => {
      await store.stageRows('notion', [stagedRow(0, 'another', { code: 'A' })]);
      await store.linkRows();
      await store.chooseCandidates(10);
      expect(await store.readPartition(0)).toMatchObject([{ recordId }]);
    });

    it('[ID13] does not use the links of a binding that moved', async () => {
      const moved = bench.open(await bench.reclaim(), ['notion']);
      await moved.stageRows('notion', [stagedRow(0, 'notion-A', { code: 'Z' })]);
      await moved.linkRows();
      expect(await moved.listNewKeys(10)).toEqual([hashOf('Z')]);
      await moved.chooseCandidates(10);
      const [view] = await moved.readPartition(0);
      expect(view).toMatchObject({ recordId, rows: [{ link: null }, { link: {} }, { link: {} }] });
    });

    it('lists each new key once, in order, up to the limit', async () => {
      const codes = ['X', 'Y', 'Z'];
      const rows = codes.map((code, i) => stagedRow(i, `r${i}`, { code }));
      await store.stageRows('notion', rows);
      await store.stageRows('postgres', rows);
      await store.linkRows();
      const keys = codes.map(hashOf).sort();
      expect(await store.listNewKeys(10)).toEqual(keys);
      expect(await store.listNewKeys(2)).toEqual(keys.slice(0, 2));
    });

    it('[ID6] gives the rows of a new key one record, in all bindings, and keeps it when repeated', async () => {
      for (const binding of ['notion', 'sheets']) {
        await store.stageRows(binding, [stagedRow(0, 'r0', { code: 'X' })]);
      }
      await store.linkRows();
      const [created, other] = [bench.newId(), bench.newId()];
      await store.assignRecords([{ keyHash: hashOf('X'), recordId: created }]);
      await store.assignRecords([{ keyHash: hashOf('X'), recordId: other }]);
      await store.linkRows();
      await store.chooseCandidates(10);
      const views = await store.readPartition(0);
      expect(views).toMatchObject([{ recordId: created, base: null }]);
      expect(views[0]?.rows.map(({ observed }) => observed?.externalId ?? null)).toEqual([
        'r0',
        null,
        'r0',
      ]);
    });

    it('[ID7] tells which ids are taken, by records that live and by those that were deleted', async () => {
      await store.advanceBase([
        bench.update(recordId, 'A', { baseVersion: 1, status: 'deleted', rows: [] }),
      ]);
      const free = bench.newId();
      expect(await store.findTakenIds([recordId, free])).toEqual(new Set([recordId]));
      expect(await store.findTakenIds([])).toEqual(new Set());
    });
  });

  describe('absence', () => {
    it('[DF8] is of linked rows that were not staged, until they are classified', async () => {
      const bench = await RunStoreBench.set(open());
      const ids = [await bench.agree('A'), await bench.agree('B'), await bench.agree('C')];
      await bench.agree('D', { detach: ['notion'] });
      const { store } = await bench.start();
      await store.stageRows('notion', [agreedRow(0, 'notion', 'B')]);
      const [a, , c] = ids.map((recordId) => recordId);
      const absent = [
        { recordId: a, externalId: 'notion-A', shown: { code: 'A', name: 'Name A' } },
        { recordId: c, externalId: 'notion-C', shown: { code: 'C', name: 'Name C' } },
      ];
      expect(await store.listAbsent('notion', 10)).toEqual(absent);
      expect(await store.listAbsent('notion', 1)).toEqual(absent.slice(0, 1));
      const [first] = await store.listAbsent('notion', 1);
      const classified = { recordId: '', externalId: '', ...first };
      await store.stageAbsences('notion', [{ ...classified, presence: 'moved' }]);
      await store.stageAbsences('notion', [{ ...classified, presence: 'trashed' }]);
      expect(await store.listAbsent('notion', 10)).toEqual(absent.slice(1));
      await store.chooseCandidates(10);
      const views = await store.readPartition(0);
      const view = views.find(({ recordId }) => recordId === a);
      expect(view?.rows.map(({ presence }) => presence)).toEqual(['trashed', null, null]);
    });
  });
}
