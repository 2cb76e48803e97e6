import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordView } from '../../src/model/record-view.ts';
import type { RunGoal } from '../../src/model/run.ts';
import { RunStoreBench, type StoreOnTrial, stagedRow } from './run-store-bench.ts';

export function registerReturnContract(open: () => StoreOnTrial): void {
  let bench: RunStoreBench;
  beforeEach(async () => {
    bench = await RunStoreBench.set(open());
  });

  describe('a deleted record', () => {
    it('[ID14] [CF12] comes back with all rows of its key when one of its rows is there again', async () => {
      const recordId = await bench.agree('A');
      await bench.delete(recordId, 'A');
      const { store } = await bench.start();
      await store.stageRows('notion', [stagedRow(0, 'notion-A', { code: 'A', name: 'Back' })]);
      await store.stageRows('sheets', [stagedRow(0, 'another', { code: 'A' })]);
      await store.linkRows();
      await store.linkReturned();
      expect(await store.listNewKeys(10)).toEqual([]);
      expect(await store.listAbsent('notion', 10)).toEqual([]);
      expect(await store.listAbsent('postgres', 10)).toMatchObject([
        { recordId, externalId: 'postgres-A' },
      ]);
      await store.chooseCandidates(10);
      const [view] = await store.readPartition(0);
      expect(view).toMatchObject({
        recordId,
        base: null,
        past: { version: 2, cells: { code: 'A' } },
      });
      expect(view?.rows.map(({ link, tombstone }) => [link, tombstone])).toEqual([
        [null, 'notion-A'],
        [null, 'postgres-A'],
        [null, 'sheets-A'],
      ]);
      expect(view?.rows.map(({ observed }) => observed?.externalId)).toEqual([
        'notion-A',
        undefined,
        'another',
      ]);
    });

    it('[DF13] is chosen though its row shows what it showed', async () => {
      const recordId = await bench.agree('A');
      await bench.delete(recordId, 'A');
      const { store } = await bench.start();
      await store.stageRows('notion', [stagedRow(0, 'notion-A', { code: 'A', name: 'Name A' })]);
      await store.linkRows();
      await store.linkReturned();
      expect(await store.chooseCandidates(10)).toEqual({ candidates: 1, partitions: 1 });
    });

    it('[ID14] lives again by an update made from its last version', async () => {
      const recordId = await bench.agree('A');
      await bench.delete(recordId, 'A');
      await bench.advance([bench.update(recordId, 'A', { baseVersion: 2 })]);
      const { store } = await bench.start();
      expect(await store.sumUp()).toMatchObject({ live: 1, linked: { notion: 1, sheets: 1 } });
    });

    it('[ID15] stays so when a live record has its key', async () => {
      const former = await bench.agree('A');
      await bench.delete(former, 'A');
      const rows = bench.update('', 'A').rows.slice(1);
      const recordId = await bench.agree('A', { rows });
      const { store } = await bench.start();
      await store.stageRows('notion', [stagedRow(0, 'notion-A', { code: 'A' })]);
      await store.linkRows();
      await store.linkReturned();
      await store.chooseCandidates(10);
      expect((await store.readPartition(0)).map((view) => view.recordId)).toEqual([recordId]);
    });

    it('[ID16] gives its rows up to a record that takes them', async () => {
      const former = await bench.agree('A');
      await bench.delete(former, 'A');
      await bench.agree('A');
      const { store } = await bench.start();
      await store.chooseCandidates(10);
      expect(await store.sumUp()).toMatchObject({ live: 1, linked: { notion: 1 } });
      await store.stageRows('notion', [stagedRow(0, 'notion-A', { code: 'Z' })]);
      await store.linkRows();
      await store.linkReturned();
      await store.chooseCandidates(10);
      const [view] = await store.readPartition(0);
      expect(view?.base).not.toBeNull();
      expect(view?.rows[0]?.link?.externalId).toBe('notion-A');
    });

    it('[ID14] that several are, with one key, comes back once', async () => {
      const ids: string[] = [];
      for (const externalId of ['first', 'second']) {
        const row = bench
          .update('', 'A')
          .rows.slice(0, 1)
          .map((each) => ({ ...each, externalId }));
        ids.push(await bench.agree('A', { rows: row }));
        const gone = { baseVersion: 1, status: 'deleted', rows: [], unlink: ['notion'] } as const;
        await bench.advance([bench.update(ids.at(-1) ?? '', 'A', gone)]);
      }
      const { store } = await bench.start();
      const cells = { code: 'A' };
      await store.stageRows('notion', [
        stagedRow(0, 'first', cells),
        stagedRow(1, 'second', cells),
      ]);
      await store.linkRows();
      await store.linkReturned();
      await store.chooseCandidates(10);
      const views = await store.readPartition(0);
      expect(views.map(({ recordId }) => recordId)).toEqual([ids.toSorted()[0]]);
    });
  });

  describe('what is to be brought back', () => {
    const pursued = async (goal: RunGoal): Promise<readonly RecordView[]> => {
      const { store } = await bench.start(goal);
      await store.stageGoals(goal);
      await store.chooseCandidates(10);
      return store.readPartition(0);
    };
    const cells = (code: string, name = `Name ${code}`) => ({ code, name });

    it('[PV35] of a run is what it changed, created and deleted, and nothing else', async () => {
      const [edited, deleted] = [await bench.agree('A'), await bench.agree('B')];
      await bench.agree('C');
      const created = bench.newId();
      const rename = { baseVersion: 1, cells: cells('A', 'Other') };
      const rows = [] as const;
      const runId = await bench.advance([
        bench.update(edited, 'A', rename),
        bench.update(deleted, 'B', { baseVersion: 1, status: 'deleted', rows }),
        bench.update(created, 'D', {}),
      ]);
      const views = await pursued({ kind: 'undo', runId });
      const goals = Object.fromEntries(views.map(({ recordId, goal }) => [recordId, goal]));
      const known = { kind: 'undo', keyTaken: false };
      expect(goals).toEqual({
        [edited]: { ...known, before: cells('A'), after: cells('A', 'Other') },
        [deleted]: { ...known, before: cells('B'), after: null },
        [created]: { ...known, before: null, after: cells('D') },
      });
    });

    it('[PV35] of a past time is what differs from it', async () => {
      const [edited, deleted] = [await bench.agree('A'), await bench.agree('B')];
      await bench.agree('C');
      const at = (await bench.state.now()).toISOString();
      const created = await bench.agree('D');
      await bench.delete(deleted, 'B');
      for (const baseVersion of [1, 2]) {
        const rename = { baseVersion, cells: cells('A', `Name ${baseVersion}`) };
        await bench.advance([bench.update(edited, 'A', rename)]);
      }
      const views = await pursued({ kind: 'restore', at });
      const goals = Object.fromEntries(views.map(({ recordId, goal }) => [recordId, goal]));
      const known = { kind: 'restore', keyTaken: false };
      expect(goals).toEqual({
        [edited]: { ...known, before: cells('A'), after: cells('A', 'Name 2') },
        [deleted]: { ...known, before: cells('B'), after: null },
        [created]: { ...known, before: null, after: cells('D') },
      });
    });

    it('has a taken key where another record stays that has it', async () => {
      const former = await bench.agree('A');
      const runId = await bench.delete(former, 'A');
      await bench.agree('A');
      const views = await pursued({ kind: 'undo', runId });
      expect(views.find(({ recordId }) => recordId === former)?.goal?.keyTaken).toBe(true);
    });

    it('[CF12] looks for the tombstones of what comes back', async () => {
      const recordId = await bench.agree('A');
      const runId = await bench.delete(recordId, 'A');
      const goal = { kind: 'undo', runId } as const;
      const { store } = await bench.start(goal);
      expect(await store.listAbsent('notion', 10)).toEqual([]);
      expect(await store.stageGoals(goal)).toBe(1);
      const absent = await store.listAbsent('notion', 10);
      expect(absent).toMatchObject([{ recordId, externalId: 'notion-A' }]);
    });
  });
}
