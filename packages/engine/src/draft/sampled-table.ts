import type { SystemDefinition } from '../adapters/adapter.ts';
import type { Cell } from '../model/cell.ts';
import type { TableField, TableRef, TableShape } from '../model/system.ts';

/** A table that is to become a binding, and the first of its rows. */
export interface SampledTable {
  /** The name that the binding is to have; no two are the same. */
  readonly name: string;
  readonly connectionId: string;
  readonly ref: TableRef;
  readonly shape: TableShape;
  readonly definition: Pick<SystemDefinition, 'codec' | 'traits'>;
  /** Cells by the id of their column, each as the type that the column holds by default. */
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** A column of one of the tables. */
export interface SampledColumn {
  readonly table: SampledTable;
  readonly column: TableField;
}

/** What the sampled rows show in a column, without EMPTY. */
export function samplesOf({ table, column }: SampledColumn): Exclude<Cell, null>[] {
  const samples: Exclude<Cell, null>[] = [];
  for (const row of table.rows) {
    const cell = row[column.id] ?? null;
    if (cell !== null) samples.push(cell);
  }
  return samples;
}
