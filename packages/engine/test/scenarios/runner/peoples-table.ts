import type { Cell, Cells } from '../../../src/model/cell.ts';
import { cellsEqual } from '../../../src/model/cell.ts';
import type { CellType } from '../../../src/model/cell-type.ts';
import type { SystemName, TableRef } from '../../../src/model/system.ts';
import type { WorldSystems } from '../../world/world-state.ts';
import type { ColumnChange } from './scenario-steps.ts';

/** A table of one system as the people see it who work in it; they go past ChittySync. */
export interface PeoplesTable {
  readonly ref: TableRef;
  /** Adds rows below all that are there, in their order. */
  add(...rows: readonly Cells[]): Promise<void>;
  /** Changes the one row that has these cells. */
  edit(row: Cells, set: Cells): Promise<void>;
  /** Deletes the one row that has these cells, as the system does it. */
  remove(row: Cells): Promise<void>;
  /** Takes the one row in the trash that had these cells out of it; missing where there is no trash. */
  untrash?(row: Cells): Promise<void>;
  /** Changes the column of a field, null drops it; in memory only. */
  alter?(field: string, column: ColumnChange | null): Promise<void>;
  /** Turns the order of the rows round, where they have one. */
  reverse(): Promise<void>;
  rows(): Promise<readonly Cells[]>;
}

/** Where the tables of scenarios are: in memory, or in emulated systems. */
export interface Premises {
  readonly systems: WorldSystems;
  /** Makes a new table for a role, without rows. */
  createTable(role: string, system: SystemName, shape: TableShapeOfRole): Promise<PeoplesTable>;
  /** Tells the systems the time. */
  setTime(now: Date): Promise<void>;
}

export interface TableShapeOfRole {
  readonly fields: readonly {
    readonly name: string;
    readonly cellType: CellType;
    readonly options?: readonly string[];
  }[];
  readonly key: readonly string[];
  /** The keys of the rows that its relations are to, of a table of their own; none where left out. */
  readonly relatedKeys?: readonly string[];
}

/** The one row that has these cells. @throws unless there is exactly one */
export function findOne<T extends { readonly cells: Cells }>(rows: readonly T[], row: Cells): T {
  const found = rows.filter(({ cells }) => hasCells(cells, row));
  const [one] = found;
  if (one === undefined || found.length > 1) {
    const shown = rows.map(({ cells }) => JSON.stringify(cells)).join('\n');
    throw new Error(`${found.length} rows have ${JSON.stringify(row)}, among:\n${shown}`);
  }
  return one;
}

function hasCells(cells: Cells, wanted: Cells): boolean {
  return Object.entries(wanted).every(([field, cell]) => cellsEqual(cells[field] ?? null, cell));
}

/** An empty text is as empty as no cell. */
export function emptyAsNull(cell: Cell): Cell {
  return cell === '' || (Array.isArray(cell) && cell.length === 0) ? null : cell;
}

/** A time of any form as cells have it, down to the second. */
export function instant(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
