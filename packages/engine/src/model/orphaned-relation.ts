import type { Cells } from './cell.ts';

/** A relation of a live record to one that a plan deletes. */
export interface OrphanedRelation {
  /** The registry of the record that relates, by name. */
  readonly registry: string;
  /** Its key. */
  readonly key: Cells;
  readonly field: string;
  /** The key of the record that is deleted. */
  readonly related: string;
}

/** How many there are, and the first of them. */
export interface OrphanedRelations {
  readonly count: number;
  readonly relations: readonly OrphanedRelation[];
}
