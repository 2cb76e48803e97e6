import type { Cell, Cells } from './cell.ts';
import type { EditInterval } from './observed-row.ts';

export type WriteKind = 'create' | 'update' | 'delete' | 'restore';

/** One cell of a write with its before-image. On create `before` is EMPTY. */
export interface CellWrite {
  readonly before: Cell;
  readonly after: Cell;
}

/** One intended write to one row of one binding. */
export interface RowWrite {
  readonly id: string;
  readonly kind: WriteKind;
  /** The row to write; null for a create. */
  readonly externalId: string | null;
  /** The record's key cells after the write, by field. */
  readonly key: Cells;
  /** The cells to write. For a delete: the cells that the row showed, all as before-image. */
  readonly cells: Readonly<Record<string, CellWrite>>;
  /** An earlier attempt may have taken effect: look at the row (or for the key) before repeating. */
  readonly attempted: boolean;
}

/**
 * The rule of a write that is refused because the row that it relates to is not there. It is tried once more when all
 * writes of its binding were made.
 */
export const RELATED_ROW_MISSING = 'RELATED_ROW_MISSING';

/**
 * What became of a write. One outcome per write, in the order of the writes.
 * `written` and `already` carry what the binding shows now, read back from it (null after a delete).
 * `left` tells why a field of a row that was written was not.
 * `stale`: the row was not as the before-image says; nothing was written to it.
 * `rejected`: the system refused the row for good. `failed`: it may succeed another time.
 */
export type WriteOutcome =
  | {
      readonly id: string;
      readonly status: 'written' | 'already';
      readonly externalId: string;
      readonly shown: Cells | null;
      readonly edited?: EditInterval | null;
      readonly left?: FieldRefusal;
    }
  | { readonly id: string; readonly status: 'stale'; readonly message: string }
  | ({ readonly id: string; readonly status: 'rejected' | 'failed' } & FieldRefusal);

/** The row shows what was written, as far as the outcome says. */
export function isDone(
  outcome: WriteOutcome,
): outcome is Extract<WriteOutcome, { status: 'written' | 'already' }> {
  return outcome.status === 'written' || outcome.status === 'already';
}

/** Why a system did not take a write, or one field of it. */
export interface FieldRefusal {
  readonly rule: string;
  readonly message: string;
  readonly field?: string;
}
