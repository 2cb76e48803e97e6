import { beforeEach, describe, expect, it } from 'vitest';
import type { BaseUpdate } from '../../src/model/base-update.ts';
import type { RunStore } from '../../src/sync/run-store.ts';
import { RunStoreBench, rowOf, type StoreOnTrial, stagedRow } from './run-store-bench.ts';

type Shown = readonly (readonly [code: string | null, name: string | null])[];

/** Rows of `sheets` have no identity but their key: here it is `sheets-` and the code. */
export function registerIdentityContract(open: () => StoreOnTrial): void {
  let bench: RunStoreBench;
  let store: RunStore;
  let a: string;
  beforeEach(async () => {
    bench = await RunStoreBench.set(open());
    a = await bench.agree('A');
    await bench.agree('B');
  });

  /** A record and its rows with another name than that of the code. */
  function named(code: string, name: string): Pick<BaseUpdate, 'cells' | 'rows'> {
    const cells = { code, name };
    const rows = bench.bindings.map(({ name: to }) => rowOf(to, `${to}-${code}`, cells));
    return { cells, rows };
  }

  async function begin(shown: Shown, to = 'sheets', moved: readonly string[] = []) {
    store = bench.open(await bench.claim(), moved);
    await store.stageRows(
      to,
      shown.map(([code, name], position) =>
        stagedRow(position, code === null ? null : `${to}-${code}`, { code, name }),
      ),
    );
    await store.linkRows();
    for (let times = 0; times < 2; times++) await store.linkMovedKeys();
  }

  /** The record of each row of a binding that is looked at, by position. */
  async function records(of = 'sheets'): Promise<Readonly<Record<number, string>>> {
    await store.chooseCandidates(100);
    const found: Record<number, string> = {};
    for (const { recordId, rows } of await store.readPartition(0)) {
      const row = rows.find(({ binding }) => binding === of);
      const seen = [row?.observed ?? null, ...(row?.duplicates ?? []), ...(row?.copies ?? [])];
      for (const each of seen) if (each !== null) found[each.position] = recordId;
    }
    return found;
  }

  describe('linking by content', () => {
    it.each([['Z'], [null]])('[ID17] finds the row again whose key is %s now', async (code) => {
      await begin([
        ['B', 'Name B'],
        [code, 'Name A'],
      ]);
      expect(await records()).toEqual({ 1: a });
      expect(await store.listAbsent('sheets', 10)).toEqual([]);
      expect(await store.listNewKeys(10)).toEqual([]);
      expect(await store.readUnclaimed('sheets')).toEqual([]);
    });

    it.each<[string, Shown]>([
      ['other content', [['Z', 'Name Z']]],
      ['no content', [['Z', null]]],
      [
        'the content that another new row shows too',
        [
          ['Y', 'Name A'],
          [null, 'Name A'],
        ],
      ],
    ])('[ID18] links no row that shows %s', async (_, shown) => {
      await begin(shown);
      expect(await records()).toEqual({});
      expect(await store.readUnclaimed('sheets')).toHaveLength(shown.length);
    });

    it('[ID19] links no row to one that is there under its key', async () => {
      await begin([
        ['A', 'Edited'],
        ['Z', 'Name A'],
      ]);
      expect(await records()).toEqual({ 0: a });
    });

    it('[ID18] links no row that may be either of two', async () => {
      await bench.agree('C', named('C', 'Name A'));
      await begin([['Z', 'Name A']]);
      expect(await records()).toEqual({});
    });

    it('[ID19] links no row of which a cell cannot be read', async () => {
      await begin([]);
      const cells = { code: 'Z', name: 'Name A' };
      await store.stageRows('sheets', [stagedRow(0, 'sheets-Z', cells, { contentHash: null })]);
      await store.linkMovedKeys();
      expect(await records()).toEqual({});
    });

    it('[ID19] links no row that has an identity of its own', async () => {
      await begin([['Z', 'Name A']], 'notion');
      expect(await records('notion')).toEqual({});
      expect(await store.listAbsent('notion', 10)).toHaveLength(2);
    });

    it('[ID13] does not use the links of a binding that moved', async () => {
      await begin([['Z', 'Name A']], 'sheets', ['sheets']);
      expect(await records()).toEqual({});
    });

    it('[ID17] goes by what the row showed last', async () => {
      await begin([]);
      await store.advanceBase([bench.update(a, 'A', { ...named('A', 'Edited'), baseVersion: 1 })]);
      const shown: Shown = [
        ['Y', 'Name A'],
        ['Z', 'Edited'],
      ];
      await begin(shown);
      expect(await records()).toEqual({ 1: a });
    });

    it('[ID19] links no row to one that was given up', async () => {
      await begin([]);
      const detached = { baseVersion: 1, rows: [], detach: ['sheets'] };
      await store.advanceBase([bench.update(a, 'A', detached)]);
      await begin([['Z', 'Name A']]);
      expect(await records()).toEqual({});
    });
  });

  describe('rows with one identity', () => {
    const twice: Shown = [
      ['A', 'Name A'],
      ['B', 'Name B'],
      ['A', 'Name A'],
      [null, 'Total'],
    ];

    it('[DF13] are looked at, even if they are equal', async () => {
      await begin(twice);
      await store.chooseCandidates(10);
      const [view, ...others] = await store.readPartition(0);
      expect(others).toEqual([]);
      const row = view?.rows.find(({ binding }) => binding === 'sheets');
      expect([view?.recordId, row?.observed?.position]).toEqual([a, 0]);
      expect(row?.copies.map(({ position }) => position)).toEqual([2]);
      expect(row?.duplicates).toEqual([]);
    });

    it('are unclaimed, like those without record', async () => {
      await begin(twice);
      const positions = (await store.readUnclaimed('sheets')).map(({ position }) => position);
      expect(positions).toEqual([0, 2, 3]);
      expect(await store.readUnclaimed('notion')).toEqual([]);
    });
  });

  describe('permuted contents', () => {
    const permuted = async () => (await store.sumUp()).permuted;

    it.each<[string, Shown, number]>([
      [
        'under each other’s keys',
        [
          ['A', 'Name B'],
          ['B', 'Name A'],
        ],
        2,
      ],
      [
        'under the key of another and under none',
        [
          ['A', 'Name B'],
          [null, 'Name A'],
        ],
        2,
      ],
      [
        'where they were',
        [
          ['B', 'Name B'],
          ['A', 'Name A'],
        ],
        0,
      ],
      [
        'in a row that was made equal to another',
        [
          ['A', 'Name B'],
          ['B', 'Name B'],
        ],
        0,
      ],
      [
        'under new keys alone, while their own rows were edited',
        [
          ['A', 'x'],
          ['B', 'y'],
          ['Y', 'Name A'],
          ['Z', 'Name B'],
        ],
        0,
      ],
      [
        'under a new key and under that of another',
        [
          ['A', 'x'],
          ['B', 'Name A'],
          ['Z', 'Name B'],
        ],
        2,
      ],
    ])('[PV30] are counted by what stands %s', async (_, shown, count) => {
      await begin(shown);
      expect(await permuted()).toEqual({ notion: 0, postgres: 0, sheets: count });
    });

    it('[PV31] are not those that several rows showed', async () => {
      await bench.agree('C', named('C', 'Name A'));
      await begin([
        ['A', 'Name B'],
        ['B', 'Name A'],
        ['C', 'Name A'],
      ]);
      expect(await permuted()).toMatchObject({ sheets: 1 });
    });

    it('[PV30] are none where rows have identities, or where the binding moved', async () => {
      const swapped: Shown = [
        ['A', 'Name B'],
        ['B', 'Name A'],
      ];
      await begin(swapped, 'notion');
      expect(await permuted()).toMatchObject({ notion: 0 });
      await store.endRun({ status: 'failed', error: { code: 'CS_INTERNAL', message: '' } });
      await begin(swapped, 'sheets', ['sheets']);
      expect(await permuted()).toMatchObject({ sheets: 0 });
    });
  });
}
