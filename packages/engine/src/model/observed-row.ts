import type { Cells } from './cell.ts';

/** An edit happened at or after `from` and before `to` (ISO 8601 UTC). Overlapping intervals are a tie. */
export interface EditInterval {
  readonly from: string;
  readonly to: string;
}

/** A cell that could not be read as its type. Its value is unknown; it is neither EMPTY nor changed. */
export interface CellProblem {
  readonly field: string;
  /** Stable code in capitals, e.g. `TYPE`, `ERROR_CELL`, `OUT_OF_RANGE`. */
  readonly rule: string;
  readonly message: string;
  /** The native value as text, for the person who has to mend it. */
  readonly value: string;
}

/** What one binding shows of one row now. */
export interface ObservedRow {
  /** The row's identity in its system; null where the row has none (a sheet row without a key). */
  readonly externalId: string | null;
  /** Place in the table, from 0, in the system's own order. */
  readonly position: number;
  /** The mapped fields, canonical. A field with a problem is absent here. */
  readonly cells: Cells;
  readonly problems: readonly CellProblem[];
  /** When the row was last edited, as exactly as the system knows; null where it does not. */
  readonly edited: EditInterval | null;
  /** It was not read: it stands in as it was last shown, and may be gone by now. */
  readonly remembered?: true;
}
