import type { RowPresence } from '../model/row-presence.ts';
import type { BoundTable } from './bound-table.ts';
import type { Cell, Cells } from './cell.ts';
import type { ObservedRow } from './observed-row.ts';
import type { RunGoal } from './run.ts';

/** What is not known of a cell that a run wrote: whether the write took effect, or stands. */
export interface CellDoubt {
  /** What it surely showed when it was seen last. */
  readonly seen: Cell;
  readonly written: Cell;
}

/** By field. */
export type CellDoubts = Readonly<Record<string, CellDoubt>>;

/** The row that shows a record. */
export interface RowLink {
  readonly externalId: string;
  /** What it showed when the base was agreed. */
  readonly shown: Cells;
  readonly doubts?: CellDoubts;
  /** The record was changed by a run that did not see the row. */
  readonly missed?: boolean;
}

/** How one binding shows a record, then and now. */
export interface RowView {
  readonly binding: string;
  /** Null before first contact. */
  readonly link: RowLink | null;
  /** The row that showed the record until it was deleted; null once the binding shows it again. */
  readonly tombstone: string | null;
  /** What the row shows now; null if it was not seen. */
  readonly observed: ObservedRow | null;
  /** Further rows with the same identity: which of them is the record cannot be told. */
  readonly duplicates: readonly ObservedRow[];
  /** Further rows with the record's key, or with the identity of the row, while the row itself is known. */
  readonly copies: readonly ObservedRow[];
  /** Where a linked row is that a complete fetch did not show, or the row of a tombstone. */
  readonly presence: RowPresence | null;
  /** The delete policy gave this row up: the binding no longer takes part for this record. */
  readonly detached: boolean;
  /** The row's key now belongs to another record too. */
  readonly keyTaken: boolean;
  /** The live record that has to give the key up before this one can have it; null where that is not enough. */
  readonly keyHolder: string | null;
}

/** What an undo or a restore is to bring back of a record; null where there was none at that time. */
export interface RecordGoal {
  readonly kind: RunGoal['kind'];
  /** How it was. */
  readonly before: Cells | null;
  /** How it is expected to be now: an edit since then is kept. */
  readonly after: Cells | null;
  /** Another live record has the key that it had. */
  readonly keyTaken: boolean;
}

/** Everything that is known of one record when a run decides about it. */
export interface RecordView {
  readonly recordId: string;
  /** Null for a record that no base knows yet. */
  readonly base: { readonly cells: Cells; readonly version: number } | null;
  /** The last base of a record that was deleted; null for one that lives or that is new. */
  readonly past: { readonly cells: Cells; readonly version: number } | null;
  readonly goal: RecordGoal | null;
  /** One per binding, in the registry's order. */
  readonly rows: readonly RowView[];
  /** Decisions of people about open conflicts, by field (`*`: the whole record). */
  readonly resolutions: Readonly<Record<string, Resolution>>;
}

/** What a person decided, and about which candidates; void once one of them has moved. */
export interface Resolution {
  readonly value: Cell;
  readonly seen: readonly { readonly binding: string; readonly value: Cell }[];
}

/** What the core must know of a binding: its table, and what each column would show for a cell. */
export interface BindingView {
  readonly name: string;
  readonly table: BoundTable;
  readonly project: (
    field: string,
    cell: Cell,
  ) =>
    | { readonly ok: true; readonly cell: Cell }
    | { readonly ok: false; readonly rule: string; readonly message: string };
  /** Its changes are taken. */
  readonly reads: boolean;
  /** It is written to. */
  readonly writes: boolean;
  /** Rows are known by their key: one that gets another key is another row to its system. */
  readonly keyIdentifies: boolean;
  /** A row in its trash can be brought back under its id. */
  readonly restores: boolean;
  /** An edit seen now happened at or after this time (when the binding was last read), if it was read before. */
  readonly unseenSince: string | null;
  /** When this run began to read the binding: no edit that it saw is later. */
  readonly fetchedAt: string;
}
