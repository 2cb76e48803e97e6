import { beforeEach, describe, expect, it } from 'vitest';
import type { RunEnding } from '../../src/model/run.ts';
import { candidate, RunStoreBench, type StoreOnTrial } from './run-store-bench.ts';

const ENDED = { drift: { cells: 0, rows: 0 }, error: null };
const SUCCEEDED: RunEnding = { status: 'succeeded', ...ENDED };

export function registerFindingsContract(open: () => StoreOnTrial): void {
  describe('problems', () => {
    let bench: RunStoreBench;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
    });

    const statuses = async () =>
      (await bench.state.problems(bench.registryId)).map(
        ({ externalId, status }) => `${externalId} ${status}`,
      );

    it('[VL19] are opened once for their identity, however often they are reported', async () => {
      const { store } = await bench.start();
      const problems = [bench.problem('a'), bench.problem('a'), bench.problem('b')];
      for (let times = 0; times < 2; times++) await bench.report(store, { problems });
      expect(await statuses()).toEqual(['a open', 'b open']);
      expect(await store.sumUp()).toMatchObject({ openProblems: 2, newlyInvalidRows: 2 });
    });

    it('[VL19] that a run does not see are closed, and opened anew when they come back', async () => {
      const first = await bench.start();
      await bench.report(first.store, { problems: [bench.problem('a'), bench.problem('b')] });
      await first.store.sumUp();
      await first.store.endRun(SUCCEEDED);
      const second = await bench.start();
      await bench.report(second.store, { problems: [bench.problem('b')] });
      for (let times = 0; times < 2; times++) {
        expect(await second.store.sumUp()).toMatchObject({ openProblems: 1 });
      }
      await second.store.endRun(SUCCEEDED);
      const third = await bench.start();
      await bench.report(third.store, { problems: [bench.problem('a')] });
      await third.store.sumUp();
      expect((await statuses()).sort()).toEqual(['a closed', 'a open', 'b closed']);
    });

    it('[PV14] are new until a sync has finished, by row', async () => {
      const first = await bench.start();
      const sameRow = bench.problem('a2', { externalId: 'a' });
      await bench.report(first.store, { problems: [bench.problem('a'), sameRow] });
      expect(await first.store.sumUp()).toMatchObject({ openProblems: 2, newlyInvalidRows: 1 });
      await first.store.endRun(SUCCEEDED);
      const second = await bench.start();
      const problems = [bench.problem('a'), bench.problem('new', { externalId: null })];
      await bench.report(second.store, { problems });
      expect(await second.store.sumUp()).toMatchObject({ openProblems: 2, newlyInvalidRows: 1 });
    });

    it('stay new when the run that found them did not finish', async () => {
      const first = await bench.start();
      await bench.report(first.store, { problems: [bench.problem('a')] });
      await first.store.endRun({ status: 'failed', error: { code: 'CS_INTERNAL', message: '' } });
      const second = await bench.start();
      await bench.report(second.store, { problems: [bench.problem('a')] });
      expect(await second.store.sumUp()).toMatchObject({ newlyInvalidRows: 1 });
    });
  });

  describe('problems of rejected writes', () => {
    let bench: RunStoreBench;
    let recordId: string;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
      recordId = bench.newId();
    });

    const found = async () =>
      (await bench.state.problems(bench.registryId)).map(({ id, status, value }) => {
        return { id, status, value };
      });

    it('[VL21] are opened once, as none that makes a row newly invalid', async () => {
      const { store } = await bench.start();
      const problem = bench.rejectedWrite(recordId);
      for (let times = 0; times < 2; times++) await store.reportRejected([problem], []);
      expect(await found()).toEqual([{ id: problem.id, status: 'open', value: 'x' }]);
      expect(await store.sumUp()).toMatchObject({ openProblems: 1, newlyInvalidRows: 0 });
    });

    it('[VL21] stay as they are while runs look, halt and fail', async () => {
      const first = await bench.start();
      await first.store.reportRejected([bench.rejectedWrite(recordId)], []);
      await first.store.endRun(SUCCEEDED);
      const error = { code: 'CS_INTERNAL', message: '' };
      for (const ending of [{ status: 'previewed' }, { status: 'failed', error }] as const) {
        const { store } = await bench.start();
        expect(await store.sumUp()).toMatchObject({ openProblems: 1, newlyInvalidRows: 0 });
        await store.endRun(ending);
        expect(await found()).toMatchObject([{ status: 'open' }]);
      }
    });

    it('[VL21] keep their id while the write is rejected again, with its value of now', async () => {
      const first = await bench.start();
      const problem = bench.rejectedWrite(recordId);
      await first.store.reportRejected([problem], []);
      await first.store.endRun(SUCCEEDED);
      const second = await bench.start();
      const again = bench.rejectedWrite(recordId, { value: 'y' });
      await second.store.sumUp();
      await second.store.reportRejected([again], []);
      await second.store.endRun(SUCCEEDED);
      expect(await found()).toEqual([{ id: problem.id, status: 'open', value: 'y' }]);
    });

    it('[VL21] stay while a write of their row does not tell, and of no other row', async () => {
      const [other, elsewhere] = [bench.newId(), bench.newId()];
      const first = await bench.start();
      const rejected = [
        bench.rejectedWrite(recordId),
        bench.rejectedWrite(other),
        bench.rejectedWrite(elsewhere, { binding: 'sheets' }),
      ];
      await first.store.reportRejected(rejected, []);
      await first.store.endRun(SUCCEEDED);
      const second = await bench.start();
      const untold = [recordId, elsewhere].map((id) => ({ binding: 'notion', recordId: id }));
      for (let times = 0; times < 2; times++) await second.store.reportRejected([], untold);
      await second.store.endRun(SUCCEEDED);
      expect((await found()).map(({ status }) => status)).toEqual(['open', 'closed', 'closed']);
    });

    it('[VL21] are closed, and counted, by the end of a sync that did not meet them', async () => {
      const first = await bench.start();
      await bench.report(first.store, { problems: [bench.problem('a')] });
      await first.store.reportRejected([bench.rejectedWrite(recordId)], []);
      await first.store.endRun(SUCCEEDED);
      const second = await bench.start();
      await bench.report(second.store, { problems: [bench.problem('a')] });
      await second.store.sumUp();
      await second.store.endRun({ status: 'partial', ...ENDED });
      const counts = async (id: string) => (await bench.state.getRun(id)).counts.problems;
      expect([await counts(first.ref.runId), await counts(second.ref.runId)]).toEqual([2, 1]);
      const statuses = (await found()).map(({ status }) => status);
      expect(statuses.sort()).toEqual(['closed', 'open']);
    });
  });

  describe('conflicts', () => {
    let bench: RunStoreBench;
    let recordId: string;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
      recordId = bench.newId();
    });

    const found = () => bench.state.conflicts(bench.registryId);
    const MOVED = [candidate('notion', 'N2'), candidate('postgres', 'P')];

    /** A run that opened a conflict which a person has decided, and the next one. */
    async function decided() {
      const first = await bench.start();
      await bench.report(first.store, { conflicts: [bench.conflict(recordId)] });
      await first.store.sumUp();
      await first.store.endRun(SUCCEEDED);
      const [open] = await found();
      if (open !== undefined) await bench.state.resolve(open, 'P', bench.newId());
      return bench.open(await bench.reclaim());
    }

    it('are opened once for their record and field', async () => {
      const { store } = await bench.start();
      const conflicts = [bench.conflict(recordId)];
      for (let times = 0; times < 2; times++) await bench.report(store, { conflicts });
      expect(await found()).toMatchObject([
        { recordId, field: 'name', status: 'open', rule: null },
      ]);
      expect(await store.sumUp()).toMatchObject({ openConflicts: 1 });
    });

    it('[RS22] keep what a person decided while their candidates are the same', async () => {
      const store = await decided();
      await bench.report(store, { conflicts: [bench.conflict(recordId)] });
      expect(await found()).toMatchObject([{ status: 'open', resolution: { value: 'P' } }]);
    });

    it('[RS22] lose what a person decided once a candidate has moved', async () => {
      const store = await decided();
      await bench.report(store, { conflicts: [bench.conflict(recordId, { candidates: MOVED })] });
      expect(await found()).toMatchObject([
        { status: 'open', resolution: null, candidates: [{ value: 'N2' }, { value: 'P' }] },
      ]);
    });

    it('that the plan decides stay open until they are carried out, then close by their rule', async () => {
      const store = await decided();
      const conflict = bench.conflict(recordId, { status: 'resolved', rule: 'manual' });
      await bench.report(store, { conflicts: [conflict] });
      expect(await store.sumUp()).toMatchObject({ openConflicts: 1 });
      for (let times = 0; times < 2; times++) await store.saveDecided([conflict]);
      expect(await found()).toMatchObject([{ status: 'resolved', rule: 'manual' }]);
      expect(await store.sumUp()).toMatchObject({ openConflicts: 0 });
    });

    it('that were never open are added as resolved, once', async () => {
      const { store } = await bench.start();
      const conflict = bench.conflict(recordId, { status: 'resolved', rule: 'hash', value: 'P' });
      for (let times = 0; times < 2; times++) await store.saveDecided([conflict]);
      expect(await found()).toMatchObject([{ id: conflict.id, status: 'resolved', rule: 'hash' }]);
    });

    it('that a run does not see are obsolete', async () => {
      const store = await decided();
      for (let times = 0; times < 2; times++) await store.sumUp();
      expect(await found()).toMatchObject([{ status: 'obsolete' }]);
    });
  });
}
