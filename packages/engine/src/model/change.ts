import type { Cell, Cells } from './cell.ts';
import type { EditInterval } from './observed-row.ts';

export interface CellChange {
  /** What the row showed; undefined on first contact. */
  readonly from: Cell | undefined;
  readonly to: Cell;
  /** Somebody entered it for certain, so that it is no echo of a write even where it shows the base. */
  readonly entered?: true;
}

/**
 * What one binding did to one record since the base was agreed.
 * - created: a row that no record knew; - met: first contact of a row with a record that other bindings know;
 * - edited: cells differ from what the row showed; - absent: the row is trashed or gone.
 */
export interface RecordChange {
  readonly recordId: string;
  readonly binding: string;
  readonly kind: 'created' | 'met' | 'edited' | 'absent';
  readonly cells: Readonly<Record<string, CellChange>>;
  /** When the change happened, as exactly as is known. */
  readonly edited: EditInterval | null;
}

/** One row or field that was refused. It stays as it is in its system, and syncs once it is mended. */
export interface Problem {
  readonly recordId: string | null;
  readonly binding: string;
  readonly externalId: string | null;
  /** Null when the whole row is refused. */
  readonly field: string | null;
  readonly rule: string;
  readonly message: string;
  readonly value: string | null;
}

/** A problem with an id, should it be a new one, and the identity by which the next run knows it again. */
export interface IdentifiedProblem extends Problem {
  readonly id: string;
  readonly identity: string;
}

/**
 * How the identity of a problem begins that is a write its system rejected; no other does, because a binding's
 * name never begins with a blank.
 */
export const REJECTED_WRITE = ' write|';

/** One value of a conflict. */
export interface Candidate {
  readonly binding: string;
  readonly value: Cell;
  readonly editedFrom: string | null;
  readonly editedTo: string | null;
}

/** A disagreement of bindings about a field, or (`*`) about the whole record. */
export interface Conflict {
  readonly recordId: string;
  readonly key: Cells;
  readonly field: string;
  readonly candidates: readonly Candidate[];
  readonly base: Cell;
  readonly status: 'open' | 'resolved';
  /** Which rule decided; null while open. */
  readonly rule: string | null;
  /** The value that was taken; undefined while open. */
  readonly value?: Cell;
}

/** A conflict with an id, should it be a new one; record and field make it the same conflict in the next run. */
export interface IdentifiedConflict extends Conflict {
  readonly id: string;
}
