import type { Cell, Cells } from './cell.ts';
import type { Conflict, IdentifiedConflict, IdentifiedProblem, Problem } from './change.ts';
import type { CellDoubts } from './record-view.ts';
import type { RowWrite, WriteOutcome } from './write.ts';

/** A value that was decided against, kept so that no edit disappears. */
export interface Loser {
  readonly binding: string;
  readonly value: Cell;
  /** It was no candidate: the binding may not change the field, and the next write takes it back. */
  readonly rule?: 'permission';
}

/** What was decided about one field of one record. */
export interface FieldDecision {
  readonly field: string;
  readonly value: Cell;
  /** `change`, `agreed`, `repair`, `one-way`, `permission`, `manual`, or the strategy that fired. */
  readonly rule: string;
  readonly losers: readonly Loser[];
}

/** A write of the plan: which row of which binding, and which rule decided each cell. */
export interface PlannedWrite extends Omit<RowWrite, 'attempted'> {
  readonly binding: string;
  readonly recordId: string;
  readonly rules: Readonly<Record<string, string>>;
}

/** A row of the next base: what the binding will be known to show, before its own write is confirmed. */
export interface NextRow {
  readonly binding: string;
  readonly externalId: string;
  /** By field; a field that waits keeps what it showed, or stays out. */
  readonly shown: Cells;
  /** What it showed before, by field. */
  readonly before: Cells;
  /** About cells that keep what they showed. */
  readonly doubts?: CellDoubts;
  /** The row was not read: what it shows is what it showed last. */
  readonly remembered?: true;
}

/** The next base of one record. What its rows show of it is confirmed cell by cell. */
export interface NextRecord {
  readonly recordId: string;
  readonly isNew: boolean;
  readonly baseVersion: number;
  readonly status: 'live' | 'deleted';
  readonly key: Cells;
  readonly cells: Cells;
  readonly before: Cells;
  readonly rows: readonly NextRow[];
  /** Bindings whose row of this record is given up by the delete policy. */
  readonly detach: readonly string[];
  /** Bindings whose row is gone and that show the record no more. */
  readonly unlink: readonly string[];
  readonly decisions: readonly FieldDecision[];
  /** A field waits or is refused somewhere: look at the record again in the next run. */
  readonly waits: boolean;
  /** Fields that wait for a person and are given to no row; none where left out. */
  readonly waiting?: readonly string[];
}

/** The plan for one record. */
export interface RecordPlan {
  /** Null when the record stays out of the base (e.g. its only row is refused). */
  readonly next: NextRecord | null;
  readonly writes: readonly PlannedWrite[];
  readonly conflicts: readonly Conflict[];
  readonly problems: readonly Problem[];
}

/** What a run decided about one partition, to be stored whole. */
export interface PartitionPlan {
  readonly writes: readonly PlannedWrite[];
  /** The next bases, each with the conflicts that it decides. */
  readonly records: readonly {
    readonly next: NextRecord;
    readonly conflicts: readonly Conflict[];
  }[];
  readonly problems: readonly IdentifiedProblem[];
  /** Those that wait for a person and those that were decided. */
  readonly conflicts: readonly IdentifiedConflict[];
}

/** A planned record with what became of its writes. */
export interface PlannedRecord {
  readonly next: NextRecord;
  readonly conflicts: readonly Conflict[];
  readonly writes: readonly {
    readonly write: PlannedWrite;
    readonly outcome: WriteOutcome;
  }[];
}
