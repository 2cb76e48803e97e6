import { expect } from 'vitest';
import type { BoundTable } from '../../src/model/bound-table.ts';
import { resultsOf, updateOf } from './contract-bench.ts';
import { FULL_ROW } from './contract-table.ts';
import type { ContractTest } from './contract-test.ts';

export const TESTS_OF_UPDATES: readonly ContractTest[] = [
  {
    name: '[AD4] [AD8] a row that is as its before-image says is written, and shows it',
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A', name: 'Ada', count: '1' });
      const outcomes = await bench.apply(
        updateOf(row, { name: ['Ada', 'Ida'], count: ['1', null] }),
      );
      const cells = { code: 'A', name: 'Ida', count: null };
      const { externalId } = row;
      expect(outcomes).toMatchObject([{ status: 'written', externalId, shown: cells }]);
      expect(await bench.row('A')).toMatchObject({ externalId, cells });
    },
  },
  {
    name: '[AD4] [AD9] every cell type is cleared and set again, and neither is done twice',
    async run(bench) {
      const [row] = await bench.addRows(FULL_ROW);
      const { code: _, ...rest } = FULL_ROW;
      const each = Object.entries(rest);
      const clear = updateOf(row, Object.fromEntries(each.map(([f, cell]) => [f, [cell, null]])));
      const empty = Object.fromEntries(each.map(([field]) => [field, bench.shown(field, null)]));
      expect(await bench.apply(clear)).toMatchObject([{ status: 'written', shown: empty }]);
      expect(resultsOf(await bench.applyInVain(clear))).toEqual(['already']);
      const set = updateOf(
        row,
        Object.fromEntries(each.map(([f, cell]) => [f, [empty[f] ?? null, cell]])),
      );
      expect(await bench.apply(set)).toMatchObject([{ status: 'written', shown: rest }]);
      expect(resultsOf(await bench.applyInVain(set))).toEqual(['already']);
      expect(await bench.native()).toEqual([FULL_ROW]);
    },
  },
  {
    name: '[AD8] a row that was edited meanwhile is stale and stays as it is',
    async run(bench) {
      const [row] = await bench.addRows(FULL_ROW);
      await bench.trial.people.edit({ code: 'A' }, { name: 'theirs', tags: ['d'] });
      const outcomes = await bench.applyInVain(
        updateOf(row, { name: ['Ada', 'ours'] }),
        updateOf(row, { count: ['-7', '8'], tags: [['a', 'b c'], null] }),
        updateOf(row, { site: [null, 'https://example.org/other'] }),
      );
      expect(resultsOf(outcomes)).toEqual(['stale', 'stale', 'stale']);
    },
  },
  {
    name: '[AD13] a row that was deleted meanwhile is stale, and does not come back',
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A', name: 'Ada' }, { code: 'B' });
      await bench.trial.people.remove({ code: 'A' });
      const outcomes = await bench.applyInVain(updateOf(row, { name: ['Ada', 'Ida'] }));
      expect(resultsOf(outcomes)).toEqual(['stale']);
    },
  },
  {
    name: '[AD9] what a person did already is not written again',
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A', name: 'Ada' });
      await bench.trial.people.edit({ code: 'A' }, { name: 'Ida' });
      const { edited } = await bench.row('A');
      const outcomes = await bench.applyInVain(updateOf(row, { name: ['Ada', 'Ida'] }));
      expect(outcomes).toMatchObject([
        { status: 'already', externalId: row.externalId, shown: { name: 'Ida' } },
      ]);
      expect((await bench.row('A')).edited).toEqual(edited);
    },
  },
  {
    name: '[AD21] a write touches its cells only: neither another cell, nor a column that is not mapped, nor a row',
    async run(bench) {
      const [row] = await bench.addRows(FULL_ROW, { ...FULL_ROW, code: 'B' });
      await bench.trial.people.edit({ code: 'A' }, { count: '99' });
      const fields = bench.table.fields.filter(({ field }) => !['site', 'tags'].includes(field));
      const narrow: BoundTable = { ...bench.table, fields };
      const update = updateOf(row, { name: ['Ada', 'Ida'] });
      const outcomes = await bench.adapter.applyWrites(narrow, [update]);
      expect(outcomes).toMatchObject([{ status: 'written', shown: { name: 'Ida', count: '99' } }]);
      expect(await bench.native()).toEqual([
        { ...FULL_ROW, name: 'Ida', count: '99' },
        { ...FULL_ROW, code: 'B' },
      ]);
    },
  },
  {
    name: '[AD17] a computed column is described as such, is read, and is never written',
    async run(bench) {
      await bench.addRows({ code: 'A', name: 'Ada' });
      await bench.trial.hands.computeColumn('price', '12.5');
      const table = bench.bound(await bench.adapter.describeTable(bench.table.ref));
      const price = table.fields.find(({ field }) => field === 'price');
      expect(price).toMatchObject({ access: 'read', column: { writable: false } });
      const row = await bench.row('A', table);
      expect(row).toMatchObject({ cells: { price: '12.5' }, problems: [] });
      const over = updateOf(row, { price: ['12.5', '3'] });
      const beside = updateOf(row, { name: ['Ada', 'Ida'] });
      const outcomes = await bench.adapter.applyWrites(table, [over, beside]);
      expect(outcomes).toMatchObject([
        { status: 'rejected', field: 'price' },
        { status: 'written', shown: { name: 'Ida', price: '12.5' } },
      ]);
      expect(await bench.rows(table)).toMatchObject([{ cells: { name: 'Ida', price: '12.5' } }]);
    },
  },
  {
    name: '[AD12] of several updates each is judged by its own row',
    async run(bench) {
      const rows = await bench.addRows({ code: 'A' }, { code: 'B' }, { code: 'C' }, { code: 'D' });
      await bench.trial.people.edit({ code: 'B' }, { name: 'theirs' });
      await bench.trial.people.edit({ code: 'C' }, { name: 'ours' });
      await bench.trial.people.remove({ code: 'D' });
      const outcomes = await bench.apply(
        ...rows.map((row) => updateOf(row, { name: [null, 'ours'] })),
      );
      expect(resultsOf(outcomes)).toEqual(['written', 'stale', 'already', 'stale']);
      const names = (await bench.rows()).map(({ cells }) => [cells.code, cells.name]);
      expect(names.sort()).toEqual([
        ['A', 'ours'],
        ['B', 'theirs'],
        ['C', 'ours'],
      ]);
    },
  },
];
