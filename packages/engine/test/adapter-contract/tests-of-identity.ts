import { expect } from 'vitest';
import { create, write } from '../../src/adapters/sheets/sample-writes.ts';
import { deleteOf, idOf, resultsOf, updateOf } from './contract-bench.ts';
import type { ContractTest } from './contract-test.ts';
import { NEEDS } from './needs.ts';

export const TESTS_OF_IDENTITY: readonly ContractTest[] = [
  {
    name: '[AD8] [AD9] a write that gives a row another key does so once',
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A', name: 'Ada' });
      const rename = updateOf(row, { code: ['A', 'Z'], name: ['Ada', 'Zoe'] });
      const [first] = await bench.apply(rename);
      expect(first).toMatchObject({ status: 'written', shown: { code: 'Z', name: 'Zoe' } });
      const [again] = await bench.applyInVain({ ...rename, attempted: true });
      expect(again).toMatchObject({ status: 'already', externalId: idOf(first) });
      expect(await bench.row('Z')).toMatchObject({ externalId: idOf(first) });
    },
  },
  {
    name: '[AD7] a row whose key a person changed is there under the id that it had',
    needs: NEEDS.stableRowIds,
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A', name: 'Ada' });
      await bench.trial.people.edit({ code: 'A' }, { code: 'Z' });
      const { externalId } = await bench.row('Z');
      expect(externalId).toBe(row.externalId);
      const found = await bench.adapter.lookUp(bench.table, [externalId ?? '']);
      expect([...found.values()]).toEqual(['present']);
      const outcomes = await bench.apply(updateOf(row, { name: ['Ada', 'Ida'] }));
      expect(outcomes).toMatchObject([{ status: 'written', shown: { code: 'Z', name: 'Ida' } }]);
    },
  },
  {
    name: '[AD7] [AD23] a row whose key a person changed is gone under the key that it had',
    needs: NEEDS.keyedRows,
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A', name: 'Ada' });
      await bench.trial.people.edit({ code: 'A' }, { code: 'Z' });
      const { externalId } = await bench.row('Z');
      const ids = [row.externalId ?? '', externalId ?? ''];
      const found = await bench.adapter.lookUp(bench.table, ids);
      expect(ids.map((id) => found.get(id))).toEqual(['gone', 'present']);
      const outcomes = await bench.applyInVain(updateOf(row, { name: ['Ada', 'Ida'] }));
      expect(resultsOf(outcomes)).toEqual(['stale']);
    },
  },
  {
    name: '[AD23] a row without a key has no identity, and is known once it has one',
    needs: NEEDS.keyedRows,
    async run(bench) {
      await bench.trial.people.add({ code: 'A', name: 'Ada' }, { name: 'nobody' });
      const ids = (await bench.rows()).map(({ cells, externalId }) => [cells.name, externalId]);
      expect(ids).toEqual([
        ['Ada', expect.any(String)],
        ['nobody', null],
      ]);
      await bench.trial.people.edit({ name: 'nobody' }, { code: 'N' });
      expect(await bench.row('N')).toMatchObject({ externalId: expect.any(String) });
    },
  },
  {
    name: '[AD23] none of several rows with one key is written to, and no further one gets it',
    needs: NEEDS.keyedRows,
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A', name: 'one' }, { code: 'B' });
      await bench.trial.people.add({ code: 'A', name: 'two' });
      const outcomes = await bench.applyInVain(
        updateOf(row, { name: ['one', 'ours'] }),
        deleteOf(row),
        create({ code: 'A', name: 'three' }),
      );
      expect(resultsOf(outcomes)).toEqual([
        'rejected AMBIGUOUS_KEY',
        'rejected AMBIGUOUS_KEY',
        expect.stringMatching(/^(stale|rejected AMBIGUOUS_KEY)$/),
      ]);
      const found = await bench.adapter.lookUp(bench.table, [row.externalId ?? '']);
      expect([...found.values()]).toEqual(['present']);
    },
  },
  {
    name: '[AD10] a create without its key is refused',
    async run(bench) {
      const keyless = write('create', null, { name: [null, 'nobody'] }, { key: { code: null } });
      const outcomes = await bench.apply(keyless, create({ code: 'A' }));
      expect(outcomes).toMatchObject([{ status: 'rejected' }, { status: 'written' }]);
      expect((await bench.rows()).map(({ cells }) => cells.code)).toEqual(['A']);
    },
  },
];
