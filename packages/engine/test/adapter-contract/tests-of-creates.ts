import { expect } from 'vitest';
import { create } from '../../src/adapters/sheets/sample-writes.ts';
import { must } from '../../src/errors/assert.ts';
import type { ContractBench } from './contract-bench.ts';
import { idOf, resultsOf } from './contract-bench.ts';
import { TEMPTING_CELLS } from './contract-table.ts';
import type { ContractTest } from './contract-test.ts';

/** A field with a cell that its column refuses. */
function refusedCell(bench: ContractBench) {
  const cells = Object.entries(TEMPTING_CELLS).flatMap(([field, tempting]) =>
    tempting.map((cell) => ({ field, cell })),
  );
  const found = cells.find(({ field, cell }) => !bench.codec(field).encode(cell).ok);
  return must(found, 'every system refuses something');
}

export const TESTS_OF_CREATES: readonly ContractTest[] = [
  {
    name: '[AD10] a create makes no second row of a key that a person has taken',
    async run(bench) {
      await bench.addRows({ code: 'A', name: 'theirs' });
      const outcomes = await bench.applyInVain(
        create({ code: 'A', name: 'ours' }),
        create({ code: 'A', name: 'theirs' }),
      );
      expect(resultsOf(outcomes)).toEqual(['stale', 'stale']);
    },
  },
  {
    name: '[AD10] two creates of one key in one chunk make one row',
    async run(bench) {
      const twice = [create({ code: 'A', name: 'one' }), create({ code: 'A', name: 'two' })];
      const same = create({ code: 'A', name: 'one' });
      expect(resultsOf(await bench.apply(...twice, same))).toEqual(['written', 'stale', 'stale']);
      expect((await bench.rows()).map(({ cells }) => [cells.code, cells.name])).toEqual([
        ['A', 'one'],
      ]);
    },
  },
  {
    name: '[AD11] a create that was attempted before is found by its key, if it is what was to be created',
    async run(bench) {
      const [first] = await bench.apply(create({ code: 'A', name: 'ours', count: '1' }));
      const attempted = { attempted: true };
      const outcomes = await bench.applyInVain(
        create({ code: 'A', name: 'ours', count: '1' }, attempted),
        create({ code: 'A', name: 'another', count: '1' }, attempted),
      );
      expect(outcomes).toMatchObject([
        { status: 'already', externalId: idOf(first), shown: { name: 'ours', count: '1' } },
        { status: 'stale' },
      ]);
    },
  },
  {
    name: '[AD11] a create that was attempted in vain is done now',
    async run(bench) {
      const outcomes = await bench.apply(create({ code: 'A', name: 'x' }, { attempted: true }));
      expect(outcomes).toMatchObject([{ status: 'written', shown: { code: 'A', name: 'x' } }]);
      expect(await bench.rows()).toHaveLength(1);
    },
  },
  {
    name: '[AD12] a row that is refused is rejected with its field, and its neighbours are written',
    async run(bench) {
      const { field, cell } = refusedCell(bench);
      const outcomes = await bench.apply(
        create({ code: 'A' }),
        create({ code: 'B', [field]: cell }),
        create({ code: 'C' }),
      );
      expect(outcomes).toMatchObject([
        { status: 'written' },
        { status: 'rejected', field, rule: expect.stringMatching(/^[A-Z_]+$/) },
        { status: 'written' },
      ]);
      const codes = (await bench.rows()).map(({ cells }) => cells.code);
      expect(codes.sort()).toEqual(['A', 'C']);
    },
  },
  {
    name: '[AD12] a full chunk has one outcome for each write, in their order',
    async run(bench) {
      const { rowsPerWriteMax } = bench.trial.definition.capabilities;
      const codes = Array.from({ length: rowsPerWriteMax }, (_, i) => `k${i}`);
      const outcomes = await bench.apply(
        ...codes.map((code, i) => create({ code: i === 3 ? 'k1' : code, name: `n ${code}` })),
      );
      expect(resultsOf(outcomes)).toEqual(codes.map((_, i) => (i === 3 ? 'stale' : 'written')));
      const rows = await bench.rows();
      const ids = new Map(rows.map(({ externalId, cells }) => [cells.code, externalId]));
      expect(rows).toHaveLength(codes.length - 1);
      outcomes.forEach((outcome, i) => {
        if (i !== 3) expect(idOf(outcome)).toBe(ids.get(codes[i] ?? ''));
      });
    },
  },
];
