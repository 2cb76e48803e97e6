import { expect } from 'vitest';
import type { FieldCodec, SystemAdapter } from '../../src/adapters/adapter.ts';
import { apply, readAll, write } from '../../src/adapters/sheets/sample-writes.ts';
import { must } from '../../src/errors/assert.ts';
import type { BoundTable } from '../../src/model/bound-table.ts';
import type { Cell, Cells } from '../../src/model/cell.ts';
import type { ObservedRow } from '../../src/model/observed-row.ts';
import type { KnownColumn } from '../../src/model/shape-change.ts';
import type { TableShape } from '../../src/model/system.ts';
import type { RowWrite, WriteOutcome } from '../../src/model/write.ts';
import { bindTable } from '../../src/sync/bind-table.ts';
import { followColumns } from '../../src/sync/compare-shapes.ts';
import type { AdapterOnTrial } from './adapter-on-trial.ts';
import { CONTRACT_TABLE, MAPS, SPECS } from './contract-table.ts';

/** What the tests of the contract do with an adapter on trial. */
export class ContractBench {
  readonly trial: AdapterOnTrial;
  readonly adapter: SystemAdapter;
  /** The shape before anybody changed the table. */
  readonly shape: TableShape;
  /** All fields of `CONTRACT_TABLE`. */
  readonly table: BoundTable;

  private constructor(trial: AdapterOnTrial, shape: TableShape) {
    this.trial = trial;
    this.adapter = trial.adapter;
    this.shape = shape;
    this.table = bind(trial, shape);
  }

  static async set(trial: AdapterOnTrial): Promise<ContractBench> {
    return new ContractBench(trial, await trial.adapter.describeTable(trial.people.ref));
  }

  /** Another table of that shape, whose columns may have been renamed since it was known. */
  bound(shape: TableShape, known = shape): BoundTable {
    return bind(this.trial, shape, known);
  }

  /** A person adds rows, which are then read; in the order of the rows given. */
  async addRows<const Rows extends readonly Cells[]>(
    ...rows: Rows
  ): Promise<{ readonly [I in keyof Rows]: ObservedRow }> {
    await this.trial.people.add(...rows);
    const read = await this.rows();
    const found = rows.map(({ code }) => {
      const row = read.find(({ cells }) => cells.code === code);
      return must(row, `the row ${code} is read`);
    });
    return found as { readonly [I in keyof Rows]: ObservedRow };
  }

  rows(table = this.table): Promise<ObservedRow[]> {
    return readAll(this.adapter, table);
  }

  async row(code: string, table = this.table): Promise<ObservedRow> {
    const rows = await this.rows(table);
    return must(
      rows.find(({ cells }) => cells.code === code),
      `there is a row ${code}`,
    );
  }

  /** The rows as the person sees them, in no order. */
  async native(): Promise<readonly Cells[]> {
    return (await this.trial.people.rows()).toSorted((a, b) =>
      JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
    );
  }

  apply(...writes: RowWrite[]): Promise<readonly WriteOutcome[]> {
    return apply(this.adapter, this.table, ...writes);
  }

  /** Applies writes that must leave everything as it is. */
  async applyInVain(...writes: RowWrite[]): Promise<readonly WriteOutcome[]> {
    const before = await this.native();
    const outcomes = await this.apply(...writes);
    expect(await this.native()).toEqual(before);
    return outcomes;
  }

  /** What the column of a field shows for a cell that it takes. */
  shown(field: string, cell: Cell): Cell {
    const { cellType } = this.field(field);
    return this.trial.shows === undefined ? cell : this.trial.shows(cellType, cell);
  }

  codec(field: string): FieldCodec {
    return must(this.trial.definition.codec(this.field(field)), 'a bound field has a codec');
  }

  private field(name: string) {
    return must(
      this.table.fields.find(({ field }) => field === name),
      `there is a field ${name}`,
    );
  }
}

/** Every field on the column of its name, as a run binds it; renamed ones are found by what was known of them. */
function bind({ definition }: AdapterOnTrial, shape: TableShape, known = shape): BoundTable {
  const fields = followColumns(knownColumns(known), shape, MAPS);
  const binding = { name: 'trial', fields };
  const bound = bindTable(binding, SPECS, CONTRACT_TABLE.key, shape, definition);
  if (!bound.ok) throw new Error(bound.faults.map(({ message }) => message).join('; '));
  return bound.table;
}

/** The mapped columns as a run remembers them. */
export function knownColumns(shape: TableShape): readonly KnownColumn[] {
  return shape.fields
    .filter(({ name }) => name in MAPS)
    .map((column) => ({ ...column, field: column.name, mappedAs: column.name }));
}

/** An update of a row that was read; each cell is `[before, after]`. */
export function updateOf(row: ObservedRow, cells: Record<string, [Cell, Cell]>): RowWrite {
  const code = cells.code?.[1] ?? row.cells.code ?? null;
  return write('update', row.externalId, cells, { key: { code } });
}

/** A delete of a row as it was read. */
export function deleteOf(row: ObservedRow): RowWrite {
  const cells = Object.entries(row.cells).map(([field, cell]): [string, [Cell, Cell]] => {
    return [field, [cell, null]];
  });
  const key = { code: row.cells.code ?? null };
  return write('delete', row.externalId, Object.fromEntries(cells), { key });
}

/** A restore of a row that was read before it was deleted. */
export function restoreOf(row: ObservedRow, cells: Record<string, [Cell, Cell]>): RowWrite {
  return write('restore', row.externalId, cells, { key: { code: row.cells.code ?? null } });
}

/** The identity that the outcome of a write gives to its row. */
export function idOf(outcome: WriteOutcome | undefined): string {
  if (outcome !== undefined && 'externalId' in outcome) return outcome.externalId;
  throw new Error(`no row was written: ${JSON.stringify(outcome)}`);
}

/** `written`, `stale`, or `rejected RULE`. */
export function resultsOf(outcomes: readonly WriteOutcome[]): string[] {
  return outcomes.map((outcome) => {
    return 'rule' in outcome ? `${outcome.status} ${outcome.rule}` : outcome.status;
  });
}
