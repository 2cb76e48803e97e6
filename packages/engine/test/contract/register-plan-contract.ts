import { beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import type { RunStore } from '../../src/sync/run-store.ts';
import { RunStoreBench, type StoreOnTrial } from './run-store-bench.ts';

export function registerPlanContract(open: () => StoreOnTrial): void {
  describe('a plan', () => {
    let bench: RunStoreBench;
    let store: RunStore;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
      store = (await bench.start()).store;
    });

    it('of a partition is stored whole, in place of what was stored for it', async () => {
      const other = bench.plan(['X']);
      await store.savePlan(1, other);
      await store.savePlan(0, bench.plan(['A', 'B']));
      const plan = bench.plan(['C']);
      await store.savePlan(0, plan);
      expect((await store.readPlan(0)).map(({ next }) => next)).toEqual([plan.records[0]?.next]);
      expect((await store.readPlan(1)).map(({ next }) => next)).toEqual([other.records[0]?.next]);
      expect(await store.countPartitions()).toBe(2);
      const ids = (await store.takeWrites('notion', 10)).map(({ id }) => id);
      expect(ids.sort()).toEqual([...plan.writes, ...other.writes].map(({ id }) => id).sort());
    });

    it('counts no partitions before it is stored, nor those without records', async () => {
      expect(await store.countPartitions()).toBe(0);
      await store.savePlan(0, bench.plan([]));
      expect(await store.countPartitions()).toBe(0);
      expect(await store.readPlan(0)).toEqual([]);
    });

    it('is read by record, each with its conflicts and its writes', async () => {
      const plan = bench.plan(['A', 'B'], ['update', 'create']);
      const [first, second] = plan.records;
      const conflict = {
        ...bench.conflict(first?.next.recordId ?? ''),
        status: 'resolved' as const,
      };
      const { id: _, ...decided } = conflict;
      const records = plan.records.map((record) =>
        record === first ? { ...record, conflicts: [decided] } : record,
      );
      await store.savePlan(0, { ...plan, records: records.toReversed() });
      const planned = await store.readPlan(0);
      expect(planned.map(({ next }) => next)).toEqual([first?.next, second?.next]);
      expect(planned.map(({ conflicts }) => conflicts)).toEqual([[decided], []]);
      expect(planned.flatMap(({ writes }) => writes.map(({ write }) => write))).toEqual(
        plan.writes,
      );
      const outcomes = planned.flatMap(({ writes }) => writes.map(({ outcome }) => outcome));
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({ status: 'failed', rule: 'NOT_ATTEMPTED' });
      }
    });

    it('does not know what became of a write that was attempted', async () => {
      const plan = bench.plan(['A', 'B'], ['update']);
      await store.savePlan(0, plan);
      const { binding, id } = must(plan.writes[0], 'a write');
      const taken = await store.takeWrites(binding, 1);
      const attempted = taken.map((write) => write.id);
      const planned = await store.readPlan(0);
      for (const { write, outcome } of planned.flatMap(({ writes }) => writes)) {
        const rule = attempted.includes(write.id) ? 'UNKNOWN' : 'NOT_ATTEMPTED';
        expect(outcome).toMatchObject({ status: 'failed', rule });
      }
      expect(attempted).toEqual([id]);
    });

    it('gives its writes deletes first, then updates, then creates, each binding its own', async () => {
      const first = bench.plan(['A'], ['create', 'update', 'delete']);
      const second = bench.plan(['B'], ['create', 'delete']);
      await store.savePlan(0, first);
      await store.savePlan(1, second);
      expect(await store.takeWrites('postgres', 10)).toEqual([]);
      const kinds = (await store.takeWrites('notion', 10)).map(({ kind }) => kind);
      expect(kinds).toEqual(['delete', 'delete', 'update', 'create', 'create']);
    });

    it('tells of a write whether it was attempted before, until its outcome is known', async () => {
      const plan = bench.plan(['A', 'B']);
      await store.savePlan(0, plan);
      const [first] = await store.takeWrites('notion', 1);
      const { binding: _, recordId: __, rules: ___, ...write } = plan.writes[0] ?? fail();
      expect(first).toEqual({ ...write, attempted: false });
      const again = await store.takeWrites('notion', 10);
      expect(again.map(({ attempted }) => attempted)).toEqual([true, false]);
      const outcome = {
        id: write.id,
        status: 'written' as const,
        externalId: 'r1',
        shown: { name: 'new' },
      };
      for (let times = 0; times < 2; times++) await store.saveOutcomes([outcome]);
      expect((await store.takeWrites('notion', 10)).map(({ id }) => id)).toEqual([again[1]?.id]);
      expect((await store.readPlan(0))[0]?.writes[0]?.outcome).toEqual(outcome);
    });

    it('closes open writes of one binding as failed: unknown where one was attempted', async () => {
      const plan = bench.plan(['A', 'B']);
      const [first] = plan.writes;
      const elsewhere = bench.write(first?.recordId ?? '', 'update', 'sheets');
      await store.savePlan(0, { ...plan, writes: [...plan.writes, elsewhere] });
      await store.takeWrites('notion', 1);
      const failure = { code: 'CS_ACCESS_DENIED', message: 'withdrawn' };
      for (let times = 0; times < 2; times++) await store.failOpenWrites('notion', failure);
      const settled = (await store.readPlan(0)).flatMap(({ writes }) => writes);
      const rules = settled
        .filter(({ write }) => write.binding === 'notion')
        .map(({ outcome }) => outcome);
      expect(rules).toMatchObject([
        { status: 'failed', rule: 'UNKNOWN', message: 'withdrawn' },
        { status: 'failed', rule: 'CS_ACCESS_DENIED', message: 'withdrawn' },
      ]);
      expect(await store.takeWrites('notion', 10)).toEqual([]);
      expect(await store.takeWrites('sheets', 10)).toHaveLength(1);
    });
  });
}

function fail(): never {
  throw new Error('the plan has a write');
}
