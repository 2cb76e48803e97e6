import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../src/sync/run-store.ts';
import { hashOf, RunStoreBench, type StoreOnTrial, stagedRow } from './run-store-bench.ts';

const WINDOW = { from: '2026-01-31T12:00:00.000Z', to: '2026-01-31T12:00:01.000Z', place: 'p' };
const FAILURE = { code: 'CS_INTERNAL', message: 'a fault' };

type Change = (store: RunStore, bench: RunStoreBench) => Promise<unknown>;

/** Every operation that only the run which holds the fence may do. */
const CHANGES: Readonly<Record<string, Change>> = {
  rememberShapes: (store) => store.rememberShapes({ notion: [] }),
  clear: (store) => store.clear(),
  stageRows: (store) => store.stageRows('notion', [stagedRow(0, 'r9', { code: null })]),
  unstageRows: (store) => store.unstageRows('notion'),
  stageUnchanged: (store) => store.stageUnchanged('notion', ['code', 'name']),
  saveFetched: (store) => store.saveFetched({ notion: WINDOW }),
  stageGoals: (store) => store.stageGoals({ kind: 'restore', at: '2000-01-01T00:00:00.000Z' }),
  linkRows: (store) => store.linkRows(),
  linkMovedKeys: (store) => store.linkMovedKeys(),
  linkReturned: (store) => store.linkReturned(),
  assignRecords: (store, bench) =>
    store.assignRecords([{ keyHash: hashOf('N'), recordId: bench.newId() }]),
  stageAbsences: (store, bench) =>
    store.stageAbsences('notion', [{ recordId: bench.newId(), externalId: 'x', presence: 'gone' }]),
  chooseCandidates: (store) => store.chooseCandidates(10),
  savePlan: (store, bench) => store.savePlan(0, bench.plan(['B'])),
  sumUp: (store) => store.sumUp(),
  saveSummary: (store) =>
    store.saveSummary({
      planHash: 'cd',
      halts: [],
      perBinding: {},
      drift: { cells: 9, rows: 9 },
      counts: { created: 9, updated: 0, deleted: 0, unchanged: 0, conflicts: 0, problems: 0 },
    }),
  takeWrites: (store) => store.takeWrites('notion', 10),
  failOpenWrites: (store) => store.failOpenWrites('notion', FAILURE),
  saveDecided: (store, bench) =>
    store.saveDecided([bench.conflict(bench.newId(), { status: 'resolved', rule: 'hash' })]),
  advanceBase: (store, bench) => store.advanceBase([bench.update(bench.newId(), 'C')]),
  reportRejected: (store, bench) => store.reportRejected([bench.rejectedWrite(bench.newId())], []),
  endRun: (store) => store.endRun({ status: 'failed', error: FAILURE }),
};

/** Something of everything, under way: staged rows, a plan, findings. */
async function underWay(bench: RunStoreBench) {
  await bench.agree('A');
  const { ref, store } = await bench.start();
  await store.stageRows('notion', [
    stagedRow(0, 'r0', { code: null }),
    stagedRow(1, 'r1', { code: 'N' }),
  ]);
  const findings = {
    problems: [bench.problem('p')],
    conflicts: [bench.conflict(bench.newId())],
  };
  await store.stageRows('sheets', [stagedRow(0, 'moved', { code: 'M', name: 'Name A' })]);
  await store.savePlan(0, { ...bench.plan(['A']), ...findings });
  return { ref, store };
}

/** All that a store and its world tell, but for what reading them changes. */
async function everything(bench: RunStoreBench, runId: string, store: RunStore) {
  return {
    run: await bench.state.getRun(runId),
    unidentified: await store.readUnidentified(),
    newKeys: await store.listNewKeys(10),
    unproven: await store.listUnproven('notion', ['code'], null, 10),
    absent: await store.listAbsent('notion', 10),
    unclaimed: await store.readUnclaimed('sheets'),
    partition: await store.readPartition(0),
    plan: await store.readPlan(0),
    conflicts: await bench.state.conflicts(bench.registryId),
    problems: await bench.state.problems(bench.registryId),
    entries: await bench.state.entries(bench.registryId),
    known: await bench.state.known(bench.registryId),
  };
}

export function registerIsolationContract(open: () => StoreOnTrial): void {
  describe('a run that lost its fence', () => {
    it.each(Object.entries(CHANGES))('[AP7] changes nothing: %s', async (_, change) => {
      const bench = await RunStoreBench.set(open());
      const { ref, store } = await underWay(bench);
      expect(await store.holdsFence()).toBe(true);
      const heir = bench.open(await bench.reclaim());
      const before = await everything(bench, ref.runId, heir);
      await expect(change(store, bench)).rejects.toMatchObject({ code: 'CS_FENCED' });
      expect(await everything(bench, ref.runId, heir)).toEqual(before);
      expect(await store.holdsFence()).toBe(false);
      const [write] = await heir.takeWrites('notion', 10);
      expect(write?.attempted).toBe(false);
    });

    it('[AP7] still tells what took place: outcomes, requests, progress, the log', async () => {
      const bench = await RunStoreBench.set(open());
      const { ref, store } = await underWay(bench);
      const [write] = await store.takeWrites('notion', 1);
      const id = write?.id ?? '';
      const heir = bench.open(await bench.reclaim());
      await store.saveOutcomes([{ id, status: 'stale', message: 'edited meanwhile' }]);
      await store.countRequests(new Map([['notion', 1]]));
      await store.beginStep('apply');
      await store.endStep('apply', { notion: 1 });
      const { registryId: registry, runId: run } = ref;
      const entry = { id: bench.newId(), registry, run, record: null, signature: 'ab' };
      await store.append([{ ...entry, text: '{"v":1}' }]);
      const { plan, run: told, entries } = await everything(bench, run, heir);
      expect(plan[0]?.writes[0]?.outcome.status).toBe('stale');
      expect(told.requests).toEqual({ notion: 1 });
      expect(told.steps.find(({ name }) => name === 'apply')?.status).toBe('done');
      expect(entries).toEqual([{ v: 1 }]);
    });
  });

  describe('another tenant', () => {
    const strange = async () => {
      const bench = await RunStoreBench.set(open());
      const { ref, store } = await underWay(bench);
      const other = open();
      const { tenantId } = other.state;
      const bindings = bench.bindings;
      return { bench, ref, store, other: other.state.openStore({ ...ref, tenantId }, bindings) };
    };

    it('[AP12] sees nothing of a run, even by its ids', async () => {
      const { other } = await strange();
      expect(await other.holdsFence()).toBe(false);
      expect(await other.readUnidentified()).toEqual([]);
      expect(await other.listNewKeys(10)).toEqual([]);
      expect(await other.listAbsent('notion', 10)).toEqual([]);
      expect(await other.readUnclaimed('sheets')).toEqual([]);
      expect(await other.readPartition(0)).toEqual([]);
      expect(await other.countPartitions()).toBe(0);
      expect(await other.readPlan(0)).toEqual([]);
      expect(await other.takeWrites('notion', 10)).toEqual([]);
    });

    it('[AP12] does not know the records of others', async () => {
      const { bench, other } = await strange();
      expect(await other.findTakenIds([await bench.agree('Z')])).toEqual(new Set());
    });

    it.each(Object.entries(CHANGES).filter(([name]) => name !== 'takeWrites'))(
      'changes nothing: %s',
      async (_, change) => {
        const { bench, ref, store, other } = await strange();
        const before = await everything(bench, ref.runId, store);
        await expect(change(other, bench)).rejects.toMatchObject({ code: 'CS_FENCED' });
        expect(await everything(bench, ref.runId, store)).toEqual(before);
      },
    );
  });
}
