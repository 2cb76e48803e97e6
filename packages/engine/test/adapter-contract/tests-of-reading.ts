import { expect } from 'vitest';
import type { Cells } from '../../src/model/cell.ts';
import { deleteOf, resultsOf, updateOf } from './contract-bench.ts';
import { CONTRACT_TABLE, FULL_ROW } from './contract-table.ts';
import type { ContractTest } from './contract-test.ts';

const BLANK: Cells = Object.fromEntries(CONTRACT_TABLE.fields.map(({ name }) => [name, null]));

function rowsOf(count: number): Cells[] {
  return Array.from({ length: count }, (_, i) => ({ code: `k${i}`, name: `n${i}` }));
}

export const TESTS_OF_READING: readonly ContractTest[] = [
  {
    name: '[AD6] a row is read as the person wrote it, with a cell for every field',
    async run(bench) {
      const [full] = await bench.addRows(FULL_ROW);
      expect(full).toMatchObject({ cells: FULL_ROW, problems: [] });
      const [bare] = await bench.addRows({ code: 'B' });
      const expected = Object.keys(BLANK).map((field) => [field, bench.shown(field, null)]);
      expect(bare.cells).toEqual({ ...Object.fromEntries(expected), code: 'B' });
    },
  },
  {
    name: '[AD6] a row that is wholly blank is left out, and the rows around it keep their places',
    async run(bench) {
      await bench.addRows({ code: 'A' }, { code: 'B' }, { code: 'C' });
      await bench.trial.people.edit({ code: 'B' }, BLANK);
      const rows = await bench.rows();
      expect(rows.map(({ cells }) => cells.code).sort()).toEqual(['A', 'C']);
      expect(rows.map(({ position }) => position)).toEqual([0, 2]);
    },
  },
  {
    name: '[AD6] every row of more than a page is read once, in places that rise',
    async run(bench) {
      const rows = rowsOf(bench.trial.rowsOfTwoPages);
      await bench.trial.people.add(...rows);
      const first = await bench.adapter.readPage(bench.table, null);
      expect(first.nextCursor).not.toBeNull();
      expect((await bench.adapter.readPage(bench.table, null)).rows).toEqual(first.rows);
      const read = await bench.rows();
      expect(read.map(({ cells }) => cells.code).sort()).toEqual(
        rows.map(({ code }) => code).sort(),
      );
      expect(new Set(read.map(({ externalId }) => externalId)).size).toBe(rows.length);
      const positions = read.map(({ position }) => position);
      expect(positions).toEqual(rows.map((_, i) => i));
    },
  },
  {
    name: '[AD5] a table that goes away between two pages is an error, and no short table',
    async run(bench) {
      await bench.trial.people.add(...rowsOf(bench.trial.rowsOfTwoPages));
      const { nextCursor } = await bench.adapter.readPage(bench.table, null);
      await bench.trial.hands.drop();
      await expect(bench.adapter.readPage(bench.table, nextCursor)).rejects.toMatchObject({
        code: expect.stringMatching(/^CS_/),
      });
    },
  },
  {
    name: '[AD2] [AD8] a cell that cannot be read is a problem of its field alone, and nothing is written over it',
    async run(bench) {
      const { field, cell } = bench.trial.unreadable;
      await bench.addRows({ code: 'A', name: 'Ada' });
      await bench.trial.people.edit({ code: 'A' }, { [field]: cell });
      const row = await bench.row('A');
      expect(row.cells).toMatchObject({ code: 'A', name: 'Ada' });
      expect(row.cells).not.toHaveProperty(field);
      expect(row.problems.map((problem) => problem.field)).toEqual([field]);
      const over = updateOf(row, { [field]: [null, '1'] });
      const remove = deleteOf({ ...row, cells: { ...row.cells, [field]: null } });
      const results = resultsOf(await bench.applyInVain(over, remove));
      expect(results.filter((result) => !/^(stale|rejected)/.test(result))).toEqual([]);
    },
  },
  {
    name: '[AD7] a row that is not seen is told from one that is there',
    async run(bench) {
      const [kept, lost] = await bench.addRows({ code: 'A' }, { code: 'B' });
      const ids = [kept.externalId ?? '', lost.externalId ?? ''];
      await bench.trial.people.remove({ code: 'B' });
      const { deleteMeans } = bench.trial.definition.capabilities;
      const found = await bench.adapter.lookUp(bench.table, ids);
      expect(ids.map((id) => found.get(id))).toEqual([
        'present',
        deleteMeans === 'trash' ? 'trashed' : 'gone',
      ]);
    },
  },
  {
    name: '[AD7] a row that nobody has ever seen is gone or out of reach',
    async run(bench) {
      const id = '00000000-0000-4000-8000-0000000000aa';
      const found = await bench.adapter.lookUp(bench.table, [id]);
      expect(['gone', 'unreachable']).toContain(found.get(id));
      expect(await bench.adapter.lookUp(bench.table, [])).toEqual(new Map());
    },
  },
  {
    name: 'an edit is timed as exactly as the adapter says, or not at all',
    async run(bench) {
      const [row] = await bench.addRows({ code: 'A' });
      const { editTime } = bench.trial.definition.capabilities;
      const { from = '', to = '' } = row.edited ?? {};
      const span = Date.parse(to) - Date.parse(from);
      expect(row.edited === null ? 'none' : { precisionMs: span }).toEqual(editTime);
    },
  },
];
