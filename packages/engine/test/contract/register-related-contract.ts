import { beforeEach, describe, expect, it } from 'vitest';
import type { NextRecord } from '../../src/model/plan.ts';
import { RELATED_ROW_MISSING, type RowWrite, type WriteOutcome } from '../../src/model/write.ts';
import type { RunStore } from '../../src/sync/run-store.ts';
import { WORLD_SHAPE, type WorldShape } from '../world/world-registry.ts';
import { hashOf, RunStoreBench, type StoreOnTrial, stagedRow } from './run-store-bench.ts';

/** A shape whose field `boss` relates to a registry. */
function relatedTo(registry: string): WorldShape {
  const boss = { type: 'array', 'x-chitty-type': 'relation', 'x-chitty-relation': registry };
  const { properties } = WORLD_SHAPE.schema as { readonly properties: Record<string, unknown> };
  return {
    ...WORLD_SHAPE,
    fields: { ...WORLD_SHAPE.fields, boss: 'relation' },
    schema: { ...WORLD_SHAPE.schema, properties: { ...properties, boss } },
  };
}

export function registerRelatedContract(open: () => StoreOnTrial): void {
  describe('keys that relations name', () => {
    let bench: RunStoreBench;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
    });

    it('are found among the live records of the registry', async () => {
      await bench.agree('A');
      await bench.delete(await bench.agree('B'), 'B');
      const { store } = await bench.start();
      const found = await store.findKeys(bench.name, [hashOf('A'), hashOf('B'), hashOf('C')]);
      expect(found).toEqual(new Set([hashOf('A')]));
    });

    it('[E4] are found among the rows of the run, once their record is known', async () => {
      const { store } = await bench.start();
      await store.stageRows('notion', [stagedRow(0, 'notion-N', { code: 'N' })]);
      expect(await store.findKeys(bench.name, [hashOf('N')])).toEqual(new Set());
      await store.assignRecords([{ keyHash: hashOf('N'), recordId: bench.newId() }]);
      expect(await store.findKeys(bench.name, [hashOf('N')])).toEqual(new Set([hashOf('N')]));
    });

    it('cannot be told of a registry that is not there, or is another one without records', async () => {
      const other = await RunStoreBench.set({ state: bench.state, newId: bench.newId });
      const { store } = await bench.start();
      expect(await store.findKeys('nobody', [hashOf('A')])).toBeNull();
      expect(await store.findKeys(other.name, [hashOf('A')])).toBeNull();
      await other.agree('A');
      expect(await store.findKeys(other.name, [hashOf('A'), hashOf('B')])).toEqual(
        new Set([hashOf('A')]),
      );
    });

    it('are not found in a registry of another tenant', async () => {
      const stranger = await RunStoreBench.set(open());
      await stranger.agree('A');
      const { store } = await bench.start();
      expect(await store.findKeys(stranger.name, [hashOf('A')])).toBeNull();
    });
  });

  describe('relations to records that a plan deletes', () => {
    let trial: StoreOnTrial;
    let bench: RunStoreBench;
    beforeEach(async () => {
      trial = open();
      bench = await RunStoreBench.set(trial);
    });

    /** Stores a plan of these records. */
    const plan = (store: RunStore, ...records: NextRecord[]) =>
      store.savePlan(0, {
        writes: [],
        problems: [],
        conflicts: [],
        records: records.map((next) => ({ next, conflicts: [] })),
      });
    const deleted = (recordId: string, code: string): NextRecord => ({
      ...bench.next(recordId, code),
      isNew: false,
      status: 'deleted',
    });
    const list = (store: RunStore, limit = 10) =>
      store.listOrphaned({ registry: bench.name, key: 'code' }, limit);
    /** A record of a registry that relates to the one of the bench. */
    const relating = (other: RunStoreBench, code: string, boss: readonly string[]) =>
      other.agree(code, { cells: { code, name: code, boss } });

    it('[E6] are those of live records, of any registry, in order and with their number', async () => {
      const other = await RunStoreBench.set(trial, () => relatedTo(bench.name));
      await relating(other, 'X', ['A', 'B']);
      await relating(other, 'Y', ['C']);
      await other.delete(await relating(other, 'Z', ['A']), 'Z');
      const [a, b] = [await bench.agree('A'), await bench.agree('B')];
      const { store } = await bench.start();
      await plan(store, deleted(a, 'A'), deleted(b, 'B'));
      const relation = { registry: other.name, key: { code: 'X' }, field: 'boss' };
      expect(await list(store)).toEqual({
        count: 2,
        relations: [
          { ...relation, related: 'A' },
          { ...relation, related: 'B' },
        ],
      });
      expect(await list(store, 1)).toMatchObject({ count: 2, relations: [{ related: 'A' }] });
    });

    it('[E6] are none where the record comes back under its key, or nothing is deleted', async () => {
      const other = await RunStoreBench.set(trial, () => relatedTo(bench.name));
      await relating(other, 'X', ['A']);
      const a = await bench.agree('A');
      const { store } = await bench.start();
      expect(await list(store)).toEqual({ count: 0, relations: [] });
      await plan(store, deleted(a, 'A'), bench.next(bench.newId(), 'A'));
      expect(await list(store)).toEqual({ count: 0, relations: [] });
    });

    it('[E6] of the registry itself are those that the plan leaves', async () => {
      const own = await RunStoreBench.set(trial, relatedTo);
      const a = await relating(own, 'A', []);
      const parts = await relating(own, 'parts', ['A']);
      const goes = await relating(own, 'goes', ['A']);
      await relating(own, 'stays', ['A']);
      const { store } = await own.start();
      const state = (recordId: string, code: string, boss: readonly string[] | null) => ({
        ...own.next(recordId, code),
        cells: { code, boss },
      });
      await plan(
        store,
        deleted(a, 'A'),
        deleted(goes, 'goes'),
        { ...state(parts, 'parts', null), isNew: false },
        state(own.newId(), 'new', ['A']),
      );
      const found = await store.listOrphaned({ registry: own.name, key: 'code' }, 10);
      expect(found.relations.map(({ key }) => key.code).sort()).toEqual(['new', 'stays']);
    });

    it('are none of another tenant', async () => {
      const stranger = await RunStoreBench.set(open(), () => relatedTo(bench.name));
      await relating(stranger, 'X', ['A']);
      const a = await bench.agree('A');
      const { store } = await bench.start();
      await plan(store, deleted(a, 'A'));
      expect(await list(store)).toEqual({ count: 0, relations: [] });
    });
  });

  describe('writes that left relations out', () => {
    let bench: RunStoreBench;
    let store: RunStore;
    beforeEach(async () => {
      bench = await RunStoreBench.set(open());
      store = (await bench.start()).store;
    });

    const done = (id: string, boss: readonly string[] | null): WriteOutcome => ({
      id,
      status: 'written',
      externalId: `row ${id}`,
      shown: { name: 'new', boss },
    });

    /** A plan of one write per outcome, all of them carried out. */
    async function carryOut(...outcomes: ((id: string) => WriteOutcome)[]): Promise<RowWrite[]> {
      const plan = bench.plan(outcomes.map((_, i) => `R${i}`));
      const cells = { name: { before: null, after: 'new' }, boss: { before: null, after: ['A'] } };
      const writes = plan.writes.map((write) => ({ ...write, cells }));
      await store.savePlan(0, { ...plan, writes });
      const taken = await store.takeWrites('notion', 100);
      await store.saveOutcomes(outcomes.map((outcome, i) => outcome(taken[i]?.id ?? '')));
      return [...taken];
    }

    it('[E4] are those that show what was there before, and those refused for a row that is missing', async () => {
      const refused = { status: 'rejected', rule: RELATED_ROW_MISSING, message: 'no' } as const;
      const writes = await carryOut(
        (id) => done(id, null),
        (id) => done(id, ['A']),
        (id) => done(id, ['somebody else']),
        (id) => ({ id, ...refused }),
        (id) => ({ id, ...refused, rule: 'UNIQUE_CLASH' }),
        (id) => ({ id, status: 'stale', message: 'moved' }),
      );
      const taken = await store.takeUnrelated('notion', {
        fields: ['boss'],
        after: null,
        limit: 10,
      });
      expect(taken.map(({ write }) => write.id)).toEqual([writes[0]?.id, writes[3]?.id]);
      expect(taken.map(({ outcome }) => outcome.status)).toEqual(['written', 'rejected']);
      expect(taken[0]?.write).toMatchObject({ kind: 'update', cells: { boss: { after: ['A'] } } });
    });

    it('[E4] are taken page by page, and only of the fields and the binding that are asked for', async () => {
      const writes = await carryOut(
        (id) => done(id, null),
        (id) => done(id, null),
        (id) => done(id, null),
      );
      const [first, ...others] = writes.map(({ id }) => id);
      const ids = async (after: string | null, limit: number) =>
        (await store.takeUnrelated('notion', { fields: ['boss'], after: after, limit: limit })).map(
          ({ write }) => write.id,
        );
      expect(await ids(null, 1)).toEqual([first]);
      expect(await ids(first ?? null, 10)).toEqual(others);
      expect(await ids(others.at(-1) ?? null, 10)).toEqual([]);
      expect(await store.takeUnrelated('notion', { fields: [], after: null, limit: 10 })).toEqual(
        [],
      );
      expect(
        await store.takeUnrelated('notion', { fields: ['name'], after: null, limit: 10 }),
      ).toEqual([]);
      expect(
        await store.takeUnrelated('postgres', { fields: ['boss'], after: null, limit: 10 }),
      ).toEqual([]);
    });

    it('are given to no run that lost the fence', async () => {
      await carryOut((id) => done(id, null));
      await bench.reclaim();
      const taking = store.takeUnrelated('notion', { fields: ['boss'], after: null, limit: 10 });
      await expect(taking).rejects.toMatchObject({ code: 'CS_FENCED' });
    });
  });
}
