import { beforeEach, describe, expect, it } from 'vitest';
import type { BaseUpdate } from '../../src/model/base-update.ts';
import type { RunStore } from '../../src/sync/run-store.ts';
import {
  agreedRow,
  hashOf,
  RunStoreBench,
  rowOf,
  type StoreOnTrial,
  stagedRow,
} from './run-store-bench.ts';

const KEY = ['code'];
const FIELDS = ['code', 'name'];

export function registerUnchangedContract(open: () => StoreOnTrial): void {
  let bench: RunStoreBench;
  beforeEach(async () => {
    bench = await RunStoreBench.set(open());
  });

  /** A record whose row in `notion` showed that; the others as agreed. */
  function shownAs(code: string, shown: BaseUpdate['rows'][number]) {
    const others = ['postgres', 'sheets'].map((name) =>
      rowOf(name, `${name}-${code}`, { code, name: `Name ${code}` }),
    );
    return { rows: [shown, ...others] };
  }

  const unproven = (store: RunStore, after: string | null = null, limit = 10) =>
    store.listUnproven('notion', FIELDS, after, limit);

  describe('rows that were not staged', () => {
    it('[DF15] are staged as they were last shown, beside those that were', async () => {
      const [a, b] = [await bench.agree('A'), await bench.agree('B')];
      await bench.agree('C');
      const { store } = await bench.start();
      const edited = stagedRow(4, 'notion-A', { code: 'A', name: 'Edited' });
      await store.stageRows('notion', [edited, agreedRow(5, 'notion', 'C')]);
      expect(await unproven(store)).toEqual([]);
      expect(await store.stageUnchanged('notion', FIELDS)).toBe(1);
      expect(await store.stageUnchanged('notion', FIELDS)).toBe(0);
      for (const name of ['postgres', 'sheets']) {
        await store.stageRows(
          name,
          ['A', 'B', 'C'].map((code, i) => agreedRow(i, name, code)),
        );
      }
      await store.linkRows();
      expect(await store.listAbsent('notion', 10)).toEqual([]);
      expect(await store.chooseCandidates(10)).toMatchObject({ candidates: 1 });
      expect(await store.readPartition(0)).toMatchObject([{ recordId: a }]);
      expect((await store.sumUp()).observed).toMatchObject({ notion: 3 });
      await store.stageRows('postgres', [stagedRow(1, 'postgres-B', { code: 'B', name: 'New' })]);
      await store.linkRows();
      await store.chooseCandidates(10);
      const views = await store.readPartition(0);
      const [row] = views.find(({ recordId }) => recordId === b)?.rows ?? [];
      const observed = { externalId: 'notion-B', position: 6, problems: [], edited: null };
      const cells = { code: 'B', name: 'Name B' };
      expect(row).toMatchObject({ observed: { ...observed, cells }, copies: [], keyTaken: false });
    });

    it('[DF16] are listed where they may show something else than was shown last', async () => {
      await bench.agree('A');
      await bench.agree('B', { settled: false });
      await bench.agree('C', shownAs('C', rowOf('notion', 'notion-C', { code: 'C' })));
      const more = { code: 'D', name: 'Name D', former: 'x' };
      await bench.agree('D', shownAs('D', rowOf('notion', 'notion-D', more)));
      const otherKey = { code: 'e', name: 'Name E' };
      await bench.agree('E', shownAs('E', rowOf('notion', 'notion-E', otherKey)));
      const doubts = { name: { seen: 'Old', written: 'Name F' } };
      const agreed = rowOf('notion', 'notion-F', { code: 'F', name: 'Name F' });
      await bench.agree('F', shownAs('F', { ...agreed, doubts }));
      const g = await bench.agree('G');
      const unseen = { baseVersion: 1, rows: [], cells: { code: 'G', name: 'New' } };
      await bench.advance([bench.update(g, 'G', unseen)]);
      await bench.agree('H', { detach: ['notion'] });
      const [i, j] = [await bench.agree('I'), await bench.agree('J')];
      const first = await bench.start();
      const problem = bench.problem('p', { recordId: i, binding: 'sheets' });
      const findings = { problems: [problem], conflicts: [bench.conflict(j)] };
      await bench.report(first.store, findings);
      const codes = ['B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'];
      const expected = codes.map((code) => ({
        externalId: `notion-${code}`,
        isDetached: code === 'H',
      }));
      expect(await unproven(first.store)).toEqual(expected);
      expect(await unproven(first.store, null, 2)).toEqual(expected.slice(0, 2));
      expect(await unproven(first.store, 'notion-C', 2)).toEqual(expected.slice(2, 4));
      await first.store.stageRows('notion', [agreedRow(0, 'notion', 'B')]);
      expect(await unproven(first.store)).toEqual(expected.slice(1));
      expect(await first.store.stageUnchanged('notion', FIELDS)).toBe(1);
    });

    it('are staged anew once they were removed again', async () => {
      await bench.agree('A');
      const { store } = await bench.start();
      await store.stageRows('notion', [agreedRow(0, 'notion', 'A')]);
      await store.stageRows('sheets', [stagedRow(0, null, { code: null })]);
      await store.unstageRows('notion');
      expect(await store.stageUnchanged('notion', FIELDS)).toBe(1);
      expect(await store.readUnidentified()).toHaveLength(1);
    });
  });

  describe('rows that no link knows', () => {
    const isUnknown = (store: RunStore) => store.hasUnknownRows('notion', KEY);

    it('[DF17] are none where every problem is of a cell of a linked row', async () => {
      const recordId = await bench.agree('A');
      const { store } = await bench.start();
      const problem = bench.problem('p', { recordId, externalId: 'notion-A' });
      await bench.report(store, { problems: [problem] });
      await store.stageRows('notion', [agreedRow(0, 'notion', 'A')]);
      expect(await isUnknown(store)).toBe(false);
    });

    it('[DF17] are none behind a row without key elsewhere, which is matched with none', async () => {
      const { store } = await bench.start();
      const keyless = { binding: 'sheets', field: 'code', rule: 'KEY_REQUIRED' };
      await bench.report(store, { problems: [bench.problem('p', keyless)] });
      expect(await isUnknown(store)).toBe(false);
      expect(await store.hasUnknownRows('sheets', KEY)).toBe(true);
    });

    it.each([
      ['of a row that is no record', { externalId: 'notion-A' }],
      ['of a row elsewhere that is no record', { binding: 'sheets', externalId: 'sheets-A' }],
      ['of a row that is not linked', { of: 'A', externalId: 'a copy' }],
      ['of a row that is not there', { of: 'A', externalId: null }],
      ['of all of a row', { of: 'A', externalId: 'notion-A', field: null }],
      ['of a key', { of: 'A', externalId: 'notion-A', field: 'code' }],
    ])('[DF17] may be behind a problem %s', async (_, { of, ...changes }: Problem) => {
      const recordId = await bench.agree('A');
      const { store } = await bench.start();
      const problem = bench.problem('p', { ...changes, recordId: of === 'A' ? recordId : null });
      await bench.report(store, { problems: [problem] });
      expect(await isUnknown(store)).toBe(true);
    });

    it('[DF17] may be what an unsettled record lacks', async () => {
      await bench.agree('A', { settled: false, rows: [rowOf('sheets', 'sheets-A', {})] });
      const { store } = await bench.start();
      expect(await isUnknown(store)).toBe(true);
      expect(await store.hasUnknownRows('sheets', KEY)).toBe(false);
    });

    it.each([
      ['no key', { code: null }, { code: 'D' }],
      ['one key', { code: 'C' }, { code: 'C' }],
    ])('[DF17] are where staged rows have %s', async (_, first, second) => {
      const { store } = await bench.start();
      await store.stageRows('notion', [stagedRow(0, 'r0', first), stagedRow(1, 'r1', second)]);
      expect(await isUnknown(store)).toBe(true);
      expect(await store.hasUnknownRows('sheets', KEY)).toBe(false);
    });

    it('[DF17] are told by a staged row with the key of another linked row', async () => {
      const recordId = await bench.agree('A');
      await bench.agree('B');
      const { store } = await bench.start();
      await store.stageRows('notion', [stagedRow(0, 'new', { code: 'C' })]);
      expect(await isUnknown(store)).toBe(false);
      await store.stageRows('notion', [stagedRow(1, 'notion-B', { code: 'A' })]);
      expect(await isUnknown(store)).toBe(true);
      const other = { keyHash: hashOf('Z'), key: { code: 'Z' }, cells: { code: 'Z' } };
      await store.advanceBase([bench.update(recordId, 'Z', { ...other, baseVersion: 1 })]);
      expect(await isUnknown(store)).toBe(false);
    });
  });
}

interface Problem {
  readonly of?: string;
  readonly binding?: string;
  readonly externalId: string | null;
  readonly field?: string | null;
}
