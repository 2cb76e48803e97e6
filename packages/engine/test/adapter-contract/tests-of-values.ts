import fc from 'fast-check';
import { expect } from 'vitest';
import { projectCell } from '../../src/adapters/adapter.ts';
import { arbitraryCell } from '../../src/adapters/postgres/arbitrary-cells.fixture.ts';
import { create } from '../../src/adapters/sheets/sample-writes.ts';
import type { Cell } from '../../src/model/cell.ts';
import type { ContractBench } from './contract-bench.ts';
import { FULL_ROW, RELATED_KEYS, TEMPTING_CELLS } from './contract-table.ts';
import type { ContractTest } from './contract-test.ts';

interface Temptation {
  readonly code: string;
  readonly field: string;
  readonly cell: Cell;
}

const TEMPTATIONS: readonly Temptation[] = Object.entries(TEMPTING_CELLS).flatMap(
  ([field, cells]) => cells.map((cell, i) => ({ code: `${field} ${i}`, field, cell })),
);

/** Creates a row for each, in as few chunks as the adapter takes. */
async function createAll(bench: ContractBench) {
  const { rowsPerWriteMax } = bench.trial.definition.capabilities;
  const outcomes = [];
  for (let from = 0; from < TEMPTATIONS.length; from += rowsPerWriteMax) {
    const chunk = TEMPTATIONS.slice(from, from + rowsPerWriteMax);
    const writes = chunk.map(({ code, field, cell }) => create({ code, [field]: cell }));
    outcomes.push(...(await bench.apply(...writes)));
  }
  return outcomes;
}

/** What becomes of a create whose row has that cell beside its code. */
function expectedOf(bench: ContractBench, { code, field, cell }: Temptation): unknown {
  const encoded = bench.codec(field).encode(cell);
  if (!encoded.ok) return { status: 'rejected', rule: encoded.rule, field };
  return { status: 'written', shown: { code, [field]: bench.shown(field, cell) } };
}

export const TESTS_OF_VALUES: readonly ContractTest[] = [
  {
    name: '[AD1] what a column shows of a cell it shows of that again, and equal cells are written alike',
    async run(bench) {
      for (const { field, cellType } of bench.table.fields) {
        const codec = bench.codec(field);
        const law = fc.property(arbitraryCell(cellType), (cell) => {
          expect(codec.encode(structuredClone(cell))).toEqual(codec.encode(cell));
          const once = projectCell(codec, cell);
          if (once.ok) expect(projectCell(codec, once.cell)).toEqual(once);
        });
        fc.assert(law, { numRuns: 50 });
      }
    },
  },
  {
    name: '[AD2] whatever a column may hold is read as a cell or as a named problem',
    async run(bench) {
      for (const { field, cellType } of bench.table.fields) {
        const codec = bench.codec(field);
        const anything = fc.oneof(fc.jsonValue(), fc.string(), arbitraryCell(cellType));
        const law = fc.property(anything, (native) => {
          const decoded = codec.decode(native);
          if (!decoded.ok) expect(decoded.rule).toMatch(/^[A-Z_]+$/);
        });
        fc.assert(law, { numRuns: 50 });
      }
    },
  },
  {
    name: '[AD3] a cell is shown with the declared loss and no other, or refused',
    async run(bench) {
      for (const { field, cellType } of bench.table.fields) {
        const codec = bench.codec(field);
        const law = fc.property(arbitraryCell(cellType), (cell) => {
          const shown = projectCell(codec, cell);
          if (shown.ok) expect(shown.cell).toEqual(bench.shown(field, cell));
          else expect(shown.rule).toMatch(/^[A-Z_]+$/);
        });
        fc.assert(law, { numRuns: 50 });
      }
    },
  },
  {
    name: '[AD4] a row of all cell types shows what was written: in the outcome, to the reader, to the person',
    async run(bench) {
      const [outcome] = await bench.apply(create(FULL_ROW));
      expect(outcome).toMatchObject({ status: 'written', shown: FULL_ROW });
      expect(await bench.row('A')).toMatchObject({ cells: FULL_ROW, problems: [] });
      expect(await bench.native()).toEqual([FULL_ROW]);
    },
  },
  {
    name: '[AD3] [AD4] a cell that tempts to be changed is shown as the codec said, or its row is refused',
    async run(bench) {
      const outcomes = await createAll(bench);
      expect(outcomes).toMatchObject(TEMPTATIONS.map((each) => expectedOf(bench, each)));
      const written = TEMPTATIONS.filter((_, i) => outcomes[i]?.status === 'written');
      const read = await bench.rows();
      const byCode = new Map(read.map(({ cells }) => [cells.code, cells]));
      expect([...byCode.keys()].sort()).toEqual(written.map(({ code }) => code).sort());
      for (const { code, field, cell } of written) {
        expect(byCode.get(code)?.[field], code).toEqual(bench.shown(field, cell));
      }
    },
  },
  {
    name: '[AD27] [E1] a relation to many rows is read whole',
    async run(bench) {
      const teams = RELATED_KEYS.filter((key) => key.startsWith('K-')).sort();
      expect(teams.length).toBeGreaterThan(25);
      await bench.trial.people.add({ code: 'A', teams });
      expect(await bench.row('A')).toMatchObject({ cells: { teams }, problems: [] });
    },
  },
  {
    name: '[AD27] [E4] a relation to a row that is not there is written whole or not at all',
    async run(bench) {
      const teams = ['K-1', 'nobody'];
      const [outcome] = await bench.apply(create({ code: 'A', teams }));
      expect(outcome?.status).toBe('written');
      const { cells } = await bench.row('A');
      expect([teams, null]).toContainEqual(cells.teams);
      expect(outcome).toMatchObject({ shown: { code: 'A', teams: cells.teams } });
    },
  },
];
