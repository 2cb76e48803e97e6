import { beforeEach, describe, expect, it } from 'vitest';
import type { WriteOutcome } from '../../src/model/write.ts';
import type { RunStore } from '../../src/sync/run-store.ts';
import { agreedRow, RunStoreBench, type StoreOnTrial } from './run-store-bench.ts';

const ERROR = { code: 'CS_INTERNAL', message: '' };

export function registerDoubtsContract(open: () => StoreOnTrial): void {
  describe('what a run wrote that fails', () => {
    let bench: RunStoreBench;
    let recordId: string;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
      recordId = bench.newId();
      await bench.advance([bench.update(recordId, 'A', { settled: false })]);
    });

    /** A run writes `new` over nothing to the row in one binding, is told that, and fails. */
    async function fail(outcome: Partial<WriteOutcome> | null, isTaken = true): Promise<void> {
      const { store } = await bench.start();
      const write = bench.write(recordId, 'update');
      await store.savePlan(0, { ...bench.plan([]), writes: [write] });
      if (isTaken) await store.takeWrites('notion', 1);
      if (outcome !== null)
        await store.saveOutcomes([{ id: write.id, ...outcome } as WriteOutcome]);
      await store.endRun({ status: 'failed', error: ERROR });
    }

    async function doubts(store?: RunStore) {
      const reader = store ?? (await bench.start()).store;
      await reader.chooseCandidates(100);
      const [view] = await reader.readPartition(0);
      return view?.rows.map(({ link }) => link?.doubts ?? null);
    }

    const written = (name: string | null) =>
      ({ status: 'written', externalId: 'notion-A', shown: { name } }) as const;
    const failed = { status: 'failed', rule: 'UNKNOWN', message: '' } as const;

    it.each<[string, Partial<WriteOutcome> | null, string | null]>([
      ['nobody heard what became of', null, null],
      ['may have taken effect', failed, null],
      ['the row shows', written('new'), 'new'],
      ['somebody replaced at once', written('other'), 'other'],
      ['was put back at once, or not shown yet', written(null), null],
    ])('[DF14] is kept with the row where it is a write that %s', async (_, outcome, seen) => {
      await fail(outcome);
      expect(await doubts()).toEqual([{ name: { seen, written: 'new' } }, null, null]);
    });

    it.each<[string, Partial<WriteOutcome> | null, boolean]>([
      ['was not taken up', null, false],
      ['came too late', { status: 'stale', message: '' }, true],
      ['was rejected', { status: 'rejected', rule: 'CHECK', message: '' }, true],
    ])('[DF14] is nothing where it is a write that %s', async (_, outcome, isTaken) => {
      await fail(outcome, isTaken);
      expect(await doubts()).toEqual([null, null, null]);
    });

    it('[DF14] is replaced by what the next one wrote, and gone once the row is confirmed', async () => {
      await fail(written('new'));
      await fail(failed);
      const { store } = await bench.start();
      expect(await doubts(store)).toEqual([{ name: { seen: null, written: 'new' } }, null, null]);
      await store.advanceBase([bench.update(recordId, 'A', { baseVersion: 1, settled: false })]);
      expect(await doubts(store)).toEqual([null, null, null]);
    });

    it('[DF14] [DF11] has its record looked at by the next run, which knows what became of it', async () => {
      await bench.advance([bench.update(recordId, 'A', { baseVersion: 1, settled: true })]);
      const chosen = async () => {
        const { store } = await bench.start();
        for (const { name } of bench.bindings)
          await store.stageRows(name, [agreedRow(0, name, 'A')]);
        await store.linkRows();
        const { candidates } = await store.chooseCandidates(100);
        await store.endRun({ status: 'previewed' });
        return candidates;
      };
      expect(await chosen()).toBe(0);
      await fail(failed);
      expect(await chosen()).toBe(1);
    });

    it('[DF14] is of no other record, nor of rows that the run had confirmed', async () => {
      const { store } = await bench.start();
      await store.savePlan(0, { ...bench.plan([]), writes: [bench.write(recordId, 'update')] });
      await store.takeWrites('notion', 1);
      await store.advanceBase([bench.update(recordId, 'A', { baseVersion: 1, settled: false })]);
      await store.endRun({ status: 'failed', error: ERROR });
      expect(await doubts()).toEqual([null, null, null]);
    });
  });
}
