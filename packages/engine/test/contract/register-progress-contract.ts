import { beforeEach, describe, expect, it } from 'vitest';
import type { PlanSummary } from '../../src/model/run.ts';
import type { KnownColumn } from '../../src/model/shape-change.ts';
import { RunStoreBench, type StoreOnTrial, stagedRow } from './run-store-bench.ts';

const WINDOW = { from: '2026-01-31T12:00:00.000Z', to: '2026-01-31T12:00:01.000Z', place: 'p' };

export function registerProgressContract(open: () => StoreOnTrial): void {
  let bench: RunStoreBench;
  beforeEach(async () => {
    bench = await RunStoreBench.set(open());
  });

  describe('progress', () => {
    it('keeps the first beginning of a step and the last of its counts', async () => {
      const { ref, store } = await bench.start();
      const step = async () =>
        (await bench.state.getRun(ref.runId)).steps.find(({ name }) => name === 'fetch');
      expect(await step()).toMatchObject({ status: 'pending', startedAt: null });
      await store.beginStep('fetch');
      const begun = await step();
      expect(begun).toMatchObject({ status: 'running', finishedAt: null });
      await store.endStep('fetch', { notion: 1 });
      await store.beginStep('fetch');
      await store.endStep('fetch', { notion: 2 });
      expect(await step()).toMatchObject({
        status: 'done',
        startedAt: begun?.startedAt,
        counts: { notion: 2 },
      });
    });

    it('moves the counted requests into the run', async () => {
      const { ref, store } = await bench.start();
      const requests = new Map([['notion', 2]]);
      await store.countRequests(requests);
      expect(requests.size).toBe(0);
      await store.countRequests(requests);
      await store.countRequests(new Map(Object.entries({ notion: 3, sheets: 1 })));
      expect((await bench.state.getRun(ref.runId)).requests).toEqual({ notion: 5, sheets: 1 });
    });

    it('shows what the plan amounts to', async () => {
      const { ref, store } = await bench.start();
      const summary: PlanSummary = {
        planHash: 'ab'.repeat(32),
        halts: [{ code: 'BULK_DELETE', message: 'too many', details: { deletes: 3 } }],
        perBinding: { notion: { created: 1, updated: 0, deleted: 0 } },
        drift: { cells: 2, rows: 1 },
        counts: { created: 1, updated: 0, deleted: 0, unchanged: 4, conflicts: 0, problems: 0 },
      };
      for (let times = 0; times < 2; times++) await store.saveSummary(summary);
      expect(await bench.state.getRun(ref.runId)).toMatchObject(summary);
    });

    it('remembers the columns of each binding that is named, in place of those before', async () => {
      const { store } = await bench.start();
      const columns = (...names: string[]): KnownColumn[] =>
        names.map((name) => ({
          ...{ id: `id ${name}`, name, nativeType: 'select', cellType: 'enum' as const },
          ...{ writable: true, options: ['a', 'b'], field: name, mappedAs: name },
        }));
      await store.rememberShapes({ notion: columns('x'), sheets: columns('x', 'y') });
      for (let times = 0; times < 2; times++) await store.rememberShapes({ notion: columns('z') });
      await store.rememberShapes({});
      const known = await bench.state.known(bench.registryId);
      expect(bench.bindings.map(({ id }) => known[id]?.shape)).toEqual([
        columns('z'),
        null,
        columns('x', 'y'),
      ]);
    });

    it('counts what was observed, by binding and by record', async () => {
      const { store } = await bench.start();
      const rows = [stagedRow(0, 'r0', { code: 'A' }), stagedRow(1, 'r1', { code: null })];
      await store.stageRows('notion', rows);
      await store.stageRows('sheets', rows.slice(0, 1));
      const [keyHash = ''] = await store.listNewKeys(1);
      await store.assignRecords([{ keyHash, recordId: bench.newId() }]);
      expect(await store.sumUp()).toMatchObject({
        live: 0,
        seenRecords: 1,
        observed: { notion: 2, postgres: 0, sheets: 1 },
      });
    });
  });

  describe('the audit log', () => {
    it('[AU6] has entries in their order, each once', async () => {
      const { ref, store } = await bench.start();
      const entry = (name: string) => ({
        id: bench.newId(),
        registry: ref.registryId,
        run: ref.runId,
        record: null,
        text: JSON.stringify({ name }),
        signature: 'ab',
      });
      const [first, second, third] = [entry('1'), entry('2'), entry('3')];
      await store.append([first, second]);
      await store.append([{ ...second, text: '{}' }, third]);
      await store.append([]);
      expect(await bench.state.entries(bench.registryId)).toEqual([
        { name: '1' },
        { name: '2' },
        { name: '3' },
      ]);
    });
  });

  describe('the end of a run', () => {
    const drift = { cells: 1, rows: 1 };
    const error = { code: 'CS_ACCESS_DENIED', message: 'withdrawn' };

    it('removes what was staged and keeps the plan', async () => {
      const { store } = await bench.start();
      await store.stageRows('notion', [stagedRow(0, 'r0', { code: null })]);
      await store.savePlan(0, bench.plan(['A']));
      for (let times = 0; times < 2; times++) await store.endRun({ status: 'halted' });
      expect(await store.readUnidentified()).toEqual([]);
      expect(await store.readPlan(0)).toHaveLength(1);
    });

    it('as a halt blocks the registry, and the run is not finished', async () => {
      const { ref, store } = await bench.start();
      await store.endRun({ status: 'halted' });
      const { status, finishedAt } = await bench.state.getRun(ref.runId);
      expect([status, finishedAt]).toEqual(['halted', null]);
      await expect(bench.claim('sync')).rejects.toMatchObject({ code: 'CS_REGISTRY_BLOCKED' });
      expect((await bench.claim('preview')).runId).not.toBe(ref.runId);
    });

    it('as a preview skips the steps that write', async () => {
      const ref = await bench.claim('preview');
      await bench.open(ref).endRun({ status: 'previewed' });
      const { status, steps, finishedAt } = await bench.state.getRun(ref.runId);
      expect(status).toBe('previewed');
      expect(finishedAt).not.toBeNull();
      const skipped = steps.filter((step) => step.status === 'skipped').map(({ name }) => name);
      expect(skipped).toEqual(['apply', 'audit', 'verify']);
    });

    it('by a failure fails the step that was running, and no other', async () => {
      const { ref, store } = await bench.start();
      await store.beginStep('fetch');
      await store.endStep('fetch', {});
      await store.beginStep('diff');
      await store.endRun({ status: 'failed', error });
      const run = await bench.state.getRun(ref.runId);
      expect(run).toMatchObject({ status: 'failed', error });
      const told = run.steps.map((step) => step.status);
      expect(told.slice(0, 3)).toEqual(['done', 'failed', 'pending']);
    });

    it.each(['succeeded', 'partial'] as const)(
      '[CF11] as %s remembers what was read',
      async (status) => {
        const { ref, store } = await bench.start();
        await store.saveFetched({ notion: WINDOW, postgres: { ...WINDOW, mark: 'left here' } });
        await store.endRun({ status, drift, error: status === 'partial' ? error : null });
        const run = await bench.state.getRun(ref.runId);
        expect(run).toMatchObject({ status, drift, error: status === 'partial' ? error : null });
        const known = await bench.state.known(bench.registryId);
        const { from: fetchedAt, place } = WINDOW;
        expect(bench.bindings.map(({ id }) => known[id])).toEqual([
          { fetchedAt, place, readMark: null, shape: null },
          { fetchedAt, place, readMark: 'left here', shape: null },
          { fetchedAt: null, place: null, readMark: null, shape: null },
        ]);
      },
    );

    it('[CF11] remembers no mark of a read before the last', async () => {
      for (const mark of [{ mark: 'left here' }, {}]) {
        const { store } = await bench.start();
        await store.saveFetched({ notion: { ...WINDOW, ...mark } });
        await store.endRun({ status: 'succeeded', drift, error: null });
      }
      const known = await bench.state.known(bench.registryId);
      expect(Object.values(known).map(({ readMark }) => readMark)).toEqual([null, null, null]);
    });

    it.each(['previewed', 'halted', 'failed'] as const)(
      '[CF11] as %s remembers nothing',
      async (status) => {
        const { store } = await bench.start();
        await store.saveFetched({ notion: WINDOW });
        await store.endRun(status === 'failed' ? { status, error } : { status });
        const known = await bench.state.known(bench.registryId);
        expect(Object.values(known).map(({ place }) => place)).toEqual([null, null, null]);
      },
    );
  });
}
