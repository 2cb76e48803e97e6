import { expect } from 'vitest';
import { create } from '../../src/adapters/sheets/sample-writes.ts';
import { deleteOf, restoreOf, resultsOf } from './contract-bench.ts';
import { FULL_ROW } from './contract-table.ts';
import type { ContractTest } from './contract-test.ts';
import { NEEDS } from './needs.ts';

export const TESTS_OF_DELETES: readonly ContractTest[] = [
  {
    name: '[AD9] a delete takes out its row and no other, and is not done twice',
    async run(bench) {
      const [row] = await bench.addRows(FULL_ROW, { ...FULL_ROW, code: 'B' });
      const remove = deleteOf(row);
      const { externalId } = row;
      expect(await bench.apply(remove)).toMatchObject([
        { status: 'written', externalId, shown: null },
      ]);
      expect(await bench.native()).toEqual([{ ...FULL_ROW, code: 'B' }]);
      expect(await bench.applyInVain(remove)).toMatchObject([
        { status: 'already', externalId, shown: null },
      ]);
    },
  },
  {
    name: '[AD14] a delete spares a row that was edited',
    async run(bench) {
      const rows = await bench.addRows({ code: 'A', name: 'Ada' }, { code: 'B', name: 'Bob' });
      await bench.trial.people.edit({ code: 'A' }, { count: '1' });
      await bench.trial.people.edit({ code: 'B' }, { name: null });
      const outcomes = await bench.applyInVain(...rows.map(deleteOf));
      expect(resultsOf(outcomes)).toEqual(['stale', 'stale']);
    },
  },
  {
    name: '[AD10] the key of a deleted row is free for another',
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A', name: 'old' });
      const outcomes = [
        ...(await bench.apply(deleteOf(row))),
        ...(await bench.apply(create({ code: 'A', name: 'new' }))),
      ];
      expect(resultsOf(outcomes)).toEqual(['written', 'written']);
      expect((await bench.rows()).map(({ cells }) => cells.name)).toEqual(['new']);
    },
  },
  {
    name: '[AD22] a restore takes the same row out of the trash, with the cells that it writes',
    needs: NEEDS.trash,
    async run(bench) {
      const [row] = await bench.addRows(FULL_ROW);
      await bench.trial.people.remove({ code: 'A' });
      const restore = restoreOf(row, { code: [null, 'A'], name: [null, 'Ida'] });
      const cells = { ...FULL_ROW, name: 'Ida' };
      const { externalId } = row;
      expect(await bench.apply(restore)).toMatchObject([
        { status: 'written', externalId, shown: cells },
      ]);
      expect(await bench.rows()).toMatchObject([{ externalId, cells }]);
      expect(resultsOf(await bench.applyInVain(restore))).toEqual(['already']);
    },
  },
  {
    name: '[AD22] a row that was edited before it was trashed stays in the trash',
    needs: NEEDS.trash,
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A', name: 'Ada' });
      await bench.trial.people.edit({ code: 'A' }, { name: 'theirs' });
      await bench.trial.people.remove({ code: 'A' });
      const outcomes = await bench.applyInVain(restoreOf(row, { name: ['Ada', 'ours'] }));
      expect(resultsOf(outcomes)).toEqual(['stale']);
    },
  },
  {
    name: '[AD24] a restore takes no row out of the trash beside one that has its key',
    needs: NEEDS.trash,
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A', name: 'old' });
      await bench.trial.people.remove({ code: 'A' });
      await bench.addRows({ code: 'A', name: 'new' });
      const restore = restoreOf(row, { code: [null, 'A'], name: [null, 'old'] });
      expect(resultsOf(await bench.applyInVain(restore))).toEqual(['stale']);
    },
  },
  {
    name: '[AD22] a restore of a row that is gone for good makes no other in its place',
    needs: NEEDS.noTrash,
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A' }, { code: 'B' });
      await bench.trial.people.remove({ code: 'A' });
      const [outcome] = await bench.applyInVain(restoreOf(row, { code: [null, 'A'] }));
      expect(['stale', 'rejected']).toContain(outcome?.status);
    },
  },
];
