import { beforeEach, describe, expect, it } from 'vitest';
import type { RunStore } from '../../src/sync/run-store.ts';
import { agreedRow, RunStoreBench, type StoreOnTrial, stagedRow } from './run-store-bench.ts';

export function registerChoosingContract(open: () => StoreOnTrial): void {
  describe('the choice of records', () => {
    let bench: RunStoreBench;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
    });

    async function chosen(store: RunStore): Promise<readonly string[]> {
      await store.linkRows();
      const { partitions } = await store.chooseCandidates(100);
      const views = partitions === 0 ? [] : await store.readPartition(0);
      return views.map(({ recordId }) => recordId);
    }

    async function stageAgreed(store: RunStore, codes: readonly string[]): Promise<void> {
      for (const { name } of bench.bindings) {
        await store.stageRows(
          name,
          codes.map((code, i) => agreedRow(i, name, code)),
        );
      }
    }

    it('[DF11] leaves out what shows what it showed', async () => {
      await bench.agree('A');
      const { store } = await bench.start();
      await stageAgreed(store, ['A']);
      await store.linkRows();
      expect(await store.chooseCandidates(10)).toEqual({ candidates: 0, partitions: 0 });
    });

    it('[DF11] takes rows that differ, and rows of another identity', async () => {
      const ids = [await bench.agree('A'), await bench.agree('B')];
      await bench.agree('C');
      const { store } = await bench.start();
      await stageAgreed(store, ['A', 'B', 'C']);
      await store.stageRows('notion', [stagedRow(0, 'notion-A', { code: 'A', name: 'Edited' })]);
      await store.stageRows('sheets', [stagedRow(1, 'a copy', { code: 'B', name: 'Name B' })]);
      expect(await chosen(store)).toEqual(ids);
    });

    it('[DF11] takes records that are unsettled, that a binding lacks, or that have an open conflict', async () => {
      const unsettled = await bench.agree('A', { settled: false });
      const lacking = await bench.agree('B', { unlink: [], rows: [] });
      const disputed = await bench.agree('C');
      await bench.agree('D');
      const first = await bench.start();
      await bench.report(first.store, { conflicts: [bench.conflict(disputed)] });
      await stageAgreed(first.store, ['A', 'C', 'D']);
      expect(await chosen(first.store)).toEqual([unsettled, lacking, disputed]);
    });

    it('[ID13] takes every record where a binding moved', async () => {
      const ids = [await bench.agree('A'), await bench.agree('B')];
      const store = bench.open(await bench.claim(), ['sheets']);
      await stageAgreed(store, ['A', 'B']);
      expect(await chosen(store)).toEqual(ids);
    });

    it('cuts them into partitions by id, and takes the place of an earlier choice', async () => {
      const ids = [await bench.agree('A'), await bench.agree('B'), await bench.agree('C')];
      const { store } = await bench.start();
      await chosen(store);
      expect(await chosen(store)).toEqual([]);
      await store.stageRows(
        'notion',
        ['A', 'B', 'C'].map((code, i) => stagedRow(i, `notion-${code}`, { code, name: 'Edited' })),
      );
      await store.linkRows();
      for (let times = 0; times < 2; times++) {
        expect(await store.chooseCandidates(2)).toEqual({ candidates: 3, partitions: 2 });
      }
      const parts = [await store.readPartition(0), await store.readPartition(1)];
      expect(parts.map((views) => views.map(({ recordId }) => recordId))).toEqual([
        ids.slice(0, 2),
        ids.slice(2),
      ]);
      expect(await store.readPartition(2)).toEqual([]);
    });
  });

  describe('records that show the keys of others', () => {
    let bench: RunStoreBench;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
    });

    /** Stages rows of `notion` that show other codes than those of their records. */
    async function renamed(moves: Readonly<Record<string, string>>): Promise<RunStore> {
      const { store } = await bench.start();
      const rows = Object.entries(moves).map(([from, code], i) =>
        stagedRow(i, `notion-${from}`, { code, name: `Name ${from}` }),
      );
      await store.stageRows('notion', rows);
      await store.linkRows();
      return store;
    }

    it('are listed with the holder of the key, in order, up to a limit', async () => {
      const [a, b, c] = [await bench.agree('A'), await bench.agree('B'), await bench.agree('C')];
      const store = await renamed({ A: 'B', B: 'C', C: 'Z' });
      const moves = [
        { recordId: a, holderId: b },
        { recordId: b, holderId: c },
      ];
      expect(await store.listKeyMoves(10)).toEqual(moves);
      expect(await store.listKeyMoves(1)).toEqual(moves.slice(0, 1));
    });

    it('name who holds the key, unless a third record shows it', async () => {
      const [a, b, c] = [await bench.agree('A'), await bench.agree('B'), await bench.agree('C')];
      const store = await renamed({ A: 'B', B: 'A', C: 'Z' });
      const holders = async () => {
        await store.chooseCandidates(100);
        const views = await store.readPartition(0);
        return views.map(({ recordId, rows }) => [recordId, rows[0]?.keyHolder]);
      };
      expect(await holders()).toEqual([
        [a, b],
        [b, a],
        [c, null],
      ]);
      await store.stageRows('postgres', [stagedRow(0, 'postgres-C', { code: 'B' })]);
      await store.linkRows();
      expect(await holders()).toEqual([
        [a, null],
        [b, a],
        [c, null],
      ]);
    });

    it('come into one partition with those that they are to be decided with', async () => {
      const ids: string[] = [];
      for (const code of ['A', 'B', 'C', 'D', 'E']) ids.push(await bench.agree(code));
      const store = await renamed({ A: 'U', B: 'V', C: 'W', D: 'X', E: 'B' });
      const [a, b, c, d, e] = ids;
      const together = [[e, b].flatMap((id) => id ?? [])];
      for (let times = 0; times < 2; times++) {
        const chosen = await store.chooseCandidates(2, together);
        expect(chosen).toEqual({ candidates: 5, partitions: 3 });
      }
      const parts = await Promise.all([0, 1, 2].map((part) => store.readPartition(part)));
      expect(parts.map((views) => views.map(({ recordId }) => recordId).sort())).toEqual([
        [a, b, e],
        [c],
        [d],
      ]);
    });
  });

  describe('a record of a partition', () => {
    let bench: RunStoreBench;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
    });

    async function viewOf(store: RunStore, recordId: string) {
      await store.linkRows();
      await store.chooseCandidates(100);
      return (await store.readPartition(0)).find((view) => view.recordId === recordId);
    }

    it('has its base, what its rows showed, and what they show', async () => {
      const recordId = await bench.agree('A');
      const { store } = await bench.start();
      const cells = { code: 'A', name: 'Edited' };
      await store.stageRows('postgres', [stagedRow(4, 'postgres-A', cells)]);
      const view = await viewOf(store, recordId);
      expect(view?.base).toMatchObject({ cells: { code: 'A', name: 'Name A' }, version: 1 });
      expect(view?.resolutions).toEqual({});
      expect(view?.rows.map(({ binding }) => binding)).toEqual(['notion', 'postgres', 'sheets']);
      expect(view?.rows[1]).toEqual({
        binding: 'postgres',
        link: { externalId: 'postgres-A', shown: { code: 'A', name: 'Name A' } },
        observed: {
          externalId: 'postgres-A',
          position: 4,
          cells,
          problems: [],
          edited: { from: '2026-01-31T12:00:00.000Z', to: '2026-01-31T12:01:00.000Z' },
        },
        tombstone: null,
        duplicates: [],
        copies: [],
        presence: null,
        detached: false,
        keyTaken: false,
        keyHolder: null,
      });
    });

    it('has copies beside the row that is known, and duplicates where none is', async () => {
      const recordId = await bench.agree('A');
      const { store } = await bench.start();
      const twice = (id: string) => [
        stagedRow(0, `${id}-A`, { code: 'A', name: 'x' }),
        stagedRow(1, 'new 1', { code: 'A' }),
        stagedRow(2, 'new 2', { code: 'A' }),
      ];
      await store.stageRows('notion', twice('notion'));
      await store.stageRows('sheets', twice('other'));
      const view = await viewOf(store, recordId);
      const [notion, , sheets] = view?.rows ?? [];
      expect(notion?.copies.map(({ externalId }) => externalId)).toEqual(['new 1', 'new 2']);
      expect(notion?.duplicates).toEqual([]);
      expect(sheets?.duplicates.map(({ externalId }) => externalId)).toEqual(['new 1', 'new 2']);
      expect(sheets?.observed?.externalId).toBe('other-A');
    });

    it('[ID9] has its key taken when another live record has it, or shows it in the same run', async () => {
      const [a, b] = [await bench.agree('A'), await bench.agree('B')];
      await bench.agree('C');
      const { store } = await bench.start();
      await store.stageRows('notion', [stagedRow(0, 'notion-A', { code: 'C' })]);
      const held = await viewOf(store, a);
      expect(held?.rows.map(({ keyTaken }) => keyTaken)).toEqual([true, false, false]);
      await store.stageRows('notion', [stagedRow(0, 'notion-A', { code: 'Z' })]);
      await store.stageRows('sheets', [stagedRow(0, 'sheets-B', { code: 'Z' })]);
      const rows = [
        ...((await viewOf(store, a))?.rows ?? []),
        ...((await viewOf(store, b))?.rows ?? []),
      ];
      expect(rows.map(({ keyTaken }) => keyTaken)).toEqual([
        true,
        false,
        false,
        false,
        false,
        true,
      ]);
    });

    it('[ID10] keeps the key that it holds when a row of another record comes to show it', async () => {
      const [a, b] = [await bench.agree('A'), await bench.agree('B')];
      const { store } = await bench.start();
      await store.stageRows('notion', [stagedRow(0, 'notion-A', { code: 'B' })]);
      await store.stageRows('sheets', [stagedRow(0, 'sheets-B', { code: 'B', name: 'Edited' })]);
      const taken = async (recordId: string) =>
        (await viewOf(store, recordId))?.rows.map(({ keyTaken }) => keyTaken);
      expect(await taken(a)).toEqual([true, false, false]);
      expect(await taken(b)).toEqual([false, false, false]);
    });

    it('is detached where the binding gave it up', async () => {
      const recordId = await bench.agree('A', { detach: ['postgres'], settled: false });
      const { store } = await bench.start();
      const view = await viewOf(store, recordId);
      expect(view?.rows.map(({ detached }) => detached)).toEqual([false, true, false]);
    });

    it('has the decision of a person about an open conflict', async () => {
      const recordId = await bench.agree('A');
      const { store } = await bench.start();
      const conflict = bench.conflict(recordId);
      await bench.report(store, { conflicts: [conflict] });
      const [open] = await bench.state.conflicts(bench.registryId);
      if (open !== undefined) await bench.state.resolve(open, 'P', bench.newId());
      const view = await viewOf(store, recordId);
      expect(view?.resolutions).toEqual({ name: { value: 'P', seen: conflict.candidates } });
    });
  });
}
