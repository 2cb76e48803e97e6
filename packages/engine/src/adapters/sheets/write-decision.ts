import type { Cells } from '../../model/cell.ts';
import type { RowWrite, WriteOutcome } from '../../model/write.ts';

/** A row that a chunk of writes works on: one of the tab, or one that the chunk creates. */
export interface TargetRow {
  /** From 0, as it was read; null for a new row. */
  readonly row: number | null;
  /** Its key as it was read; null for a new row. */
  readonly keyBefore: string | null;
  key: string | null;
  cells: Cells;
  readonly formulas: ReadonlySet<string>;
  readonly merged: ReadonlySet<string>;
  readonly guarded: ReadonlySet<string>;
  /** What to write, by field: what the values API takes. */
  readonly natives: Map<string, unknown>;
}

/** What to do about one write. Decided before anything is written. */
export type WriteDecision =
  /** Nothing: the outcome is known. */
  | { readonly kind: 'settled'; readonly outcome: WriteOutcome }
  /** The row is to show these cells; it does already, or they are written. */
  | {
      readonly kind: 'show';
      readonly write: RowWrite;
      readonly target: TargetRow;
      readonly key: string;
      readonly cells: Cells;
      readonly already: boolean;
    }
  | {
      readonly kind: 'delete';
      readonly write: RowWrite;
      readonly target: TargetRow;
      readonly row: number;
    };

export function stale(write: RowWrite, message: string): WriteDecision {
  return {
    kind: 'settled',
    outcome: { id: write.id, status: 'stale', message },
  };
}

export function rejected(
  write: RowWrite,
  rule: string,
  message: string,
  field?: string,
): WriteDecision {
  const place = field === undefined ? {} : { field };
  return {
    kind: 'settled',
    outcome: { id: write.id, status: 'rejected', rule, message, ...place },
  };
}
