import { expect } from 'vitest';
import type { ChangeReader, LastRead } from '../../src/adapters/adapter.ts';
import { must } from '../../src/errors/assert.ts';
import type { BoundTable } from '../../src/model/bound-table.ts';
import type { Cells } from '../../src/model/cell.ts';
import type { ObservedRow } from '../../src/model/observed-row.ts';
import type { ContractBench } from './contract-bench.ts';
import { CONTRACT_TABLE } from './contract-table.ts';
import type { ContractTest } from './contract-test.ts';
import { NEEDS } from './needs.ts';

const BLANK: Cells = Object.fromEntries(CONTRACT_TABLE.fields.map(({ name }) => [name, null]));
/** Before and after everything that is done in a test. */
const [LONG_AGO, NOT_YET] = ['2000-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'];

function readerOf({ adapter }: ContractBench): ChangeReader {
  return must(adapter.changes, 'an adapter that says so reads changes');
}

/** Without the relation, which changes with the rows that it is to. */
function followedTable({ table }: ContractBench): BoundTable {
  return { ...table, fields: table.fields.filter(({ cellType }) => cellType !== 'relation') };
}

/** A read of the table as it is now, told as one that began at a time. */
async function readNow(bench: ContractBench, from: string): Promise<LastRead> {
  const { mark = null } = await bench.adapter.readPage(followedTable(bench), null);
  return { from, mark };
}

/** What changed since a read, over all pages. */
async function changesOf(bench: ContractBench, since: LastRead) {
  const rows: ObservedRow[] = [];
  const pages: number[] = [];
  let blank = 0;
  let cursor: string | null = null;
  do {
    const page = await readerOf(bench).readChanges(followedTable(bench), since, cursor);
    const { nextCursor, ...read } = must(page, 'these columns change by edits alone');
    rows.push(...read.rows);
    pages.push(read.rows.length);
    blank += read.blank;
    cursor = nextCursor;
  } while (cursor !== null);
  return { rows, blank, pages };
}

function idsOf(rows: readonly ObservedRow[]): string[] {
  return rows.map(({ externalId }) => must(externalId, 'the row has an identity'));
}

export const TESTS_OF_CHANGES: readonly ContractTest[] = [
  {
    name: '[AD25] rows that were added or edited since a read are told as they are read, each once over all pages',
    needs: NEEDS.incrementalRead,
    async run(bench) {
      const count = bench.trial.rowsOfTwoPages;
      const codes = Array.from({ length: count }, (_, i) => ({ code: `k${i}`, name: 'n' }));
      const since = await readNow(bench, LONG_AGO);
      await bench.trial.people.add(...codes);
      await bench.trial.people.edit({ code: 'k1' }, { name: 'edited' });
      const { rows, pages } = await changesOf(bench, since);
      expect(pages.length).toBeGreaterThan(1);
      const byId = (row: ObservedRow, other: ObservedRow) =>
        String(row.externalId) < String(other.externalId) ? -1 : 1;
      const read = await bench.rows(followedTable(bench));
      expect(rows.toSorted(byId)).toEqual(read.toSorted(byId));
      expect(new Set(rows.map(({ position }) => position)).size).toBe(count);
    },
  },
  {
    name: '[AD25] nothing is told of a read after every edit',
    needs: NEEDS.incrementalRead,
    async run(bench) {
      await bench.addRows({ code: 'A' });
      const since = await readNow(bench, NOT_YET);
      expect(await changesOf(bench, since)).toEqual({ rows: [], blank: 0, pages: [0] });
    },
  },
  {
    name: '[AD25] a row that was emptied is counted',
    needs: NEEDS.incrementalRead,
    async run(bench) {
      const since = await readNow(bench, LONG_AGO);
      await bench.addRows({ code: 'A' }, { code: 'B' });
      await bench.trial.people.edit({ code: 'A' }, BLANK);
      const { rows, blank } = await changesOf(bench, since);
      expect(rows.map(({ cells }) => cells.code)).toEqual(['B']);
      expect(blank).toBe(1);
    },
  },
  {
    name: '[AD25] a row that was removed is not told',
    needs: NEEDS.editsTold,
    async run(bench) {
      const since = await readNow(bench, LONG_AGO);
      await bench.addRows({ code: 'A' }, { code: 'B' });
      await bench.trial.people.remove({ code: 'A' });
      const { rows } = await changesOf(bench, since);
      expect(rows.map(({ cells }) => cells.code)).toEqual(['B']);
    },
  },
  {
    name: '[AD28] a table has to be read whole once a row was removed, until it was',
    needs: NEEDS.allTold,
    async run(bench) {
      await bench.addRows({ code: 'A' }, { code: 'B' });
      const since = await readNow(bench, LONG_AGO);
      await bench.trial.people.remove({ code: 'A' });
      const { readChanges } = readerOf(bench);
      expect(await readChanges(followedTable(bench), since, null)).toBeNull();
      const then = await readNow(bench, LONG_AGO);
      expect(await changesOf(bench, then)).toEqual({ rows: [], blank: 0, pages: [0] });
    },
  },
  {
    name: '[AD28] a table has to be read whole where no read of it is known',
    needs: NEEDS.allTold,
    async run(bench) {
      await bench.addRows({ code: 'A' });
      const never = { from: NOT_YET, mark: null };
      const { readChanges } = readerOf(bench);
      expect(await readChanges(followedTable(bench), never, null)).toBeNull();
    },
  },
  {
    name: '[AD25] [AD20] a table that is not there any more is an error or has to be read whole',
    needs: NEEDS.incrementalRead,
    async run(bench) {
      await bench.addRows({ code: 'A' });
      const since = await readNow(bench, NOT_YET);
      await bench.trial.hands.drop();
      const { readChanges } = readerOf(bench);
      const told = await readChanges(followedTable(bench), since, null).catch((error) => error);
      if (told !== null) expect(told).toMatchObject({ code: expect.stringMatching(/^CS_/) });
    },
  },
  {
    name: '[AD26] a row that is asked for shows what it shows in the table; one that is not there or blank is left out',
    needs: NEEDS.incrementalRead,
    async run(bench) {
      const read = await bench.addRows({ code: 'A', name: 'Ada' }, { code: 'B' }, { code: 'C' });
      const { field, cell } = bench.trial.unreadable;
      await bench.trial.people.edit({ code: 'A' }, { [field]: cell });
      await bench.trial.people.edit({ code: 'B' }, BLANK);
      await bench.trial.people.remove({ code: 'C' });
      const unknown = '00000000-0000-4000-8000-0000000000aa';
      const asked = [unknown, ...idsOf(read)];
      const found = await readerOf(bench).readRows(bench.table, asked);
      const { position: _, ...expected } = await bench.row('A');
      expect(found).toMatchObject([expected]);
    },
  },
];
