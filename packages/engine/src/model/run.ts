import type { KnownColumn } from './shape-change.ts';

/** The eight steps of a run, in order. */
export const RUN_STEPS = [
  'fetch',
  'diff',
  'validate',
  'resolve',
  'preview',
  'apply',
  'audit',
  'verify',
] as const;
export type RunStep = (typeof RUN_STEPS)[number];

export type RunKind = 'preview' | 'sync';
export type RunTrigger = 'api' | 'schedule' | 'conflict' | 'undo' | 'restore';
export type FetchMode = 'auto' | 'incremental' | 'full';

/** What an undo or a restore brings back: the state before a run, or that of a past time. */
export type RunGoal =
  | { readonly kind: 'undo'; readonly runId: string }
  | { readonly kind: 'restore'; readonly at: string };

export const RUN_STATUSES = [
  'queued',
  'running',
  'halted',
  'previewed',
  'succeeded',
  'partial',
  'failed',
  'rejected',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export interface RunCounts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly conflicts: number;
  readonly problems: number;
}

/** Writes of one binding, by kind. */
export interface BindingCounts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
}

/** A safety rule that stopped a run. */
export interface Halt {
  /** Stable code in capitals, e.g. `BULK_DELETE`. */
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface StepReport {
  readonly name: RunStep;
  readonly status: 'pending' | 'running' | 'done' | 'skipped' | 'failed';
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly counts: Readonly<Record<string, number>>;
}

/** Cells and rows that do not show the base, except those that wait as problems or open conflicts. */
export interface Drift {
  readonly cells: number;
  readonly rows: number;
}

export interface Run {
  readonly id: string;
  readonly registryId: string;
  readonly kind: RunKind;
  readonly trigger: RunTrigger;
  readonly fetch: FetchMode;
  /** Null for a run that only aligns what is there. */
  readonly goal: RunGoal | null;
  readonly status: RunStatus;
  readonly steps: readonly StepReport[];
  readonly counts: RunCounts;
  /** By binding name. */
  readonly perBinding: Readonly<Record<string, BindingCounts>>;
  readonly planHash: string | null;
  readonly halts: readonly Halt[];
  readonly drift: Drift;
  /** API requests or SQL round trips sent, by binding name. */
  readonly requests: Readonly<Record<string, number>>;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** What is known of a binding since the last run that ended well. */
export interface KnownBinding {
  /** The place that its links describe. */
  readonly place: string | null;
  /** Since when its edits are unseen. */
  readonly fetchedAt: string | null;
  /** What its system left with that read, for telling what changed since; null where it leaves nothing. */
  readonly readMark: string | null;
  /** Its mapped columns as they were accepted; null before. */
  readonly shape: readonly KnownColumn[] | null;
}

/** What a run starts from; bindings by their id. */
export interface RunStart {
  readonly kind: RunKind;
  readonly trigger: RunTrigger;
  readonly fetch: FetchMode;
  /** The sync before it ended well, and the registry was not edited since that began. */
  readonly isContinued: boolean;
  readonly goal: RunGoal | null;
  /** The plan to carry out as it is: approved by a person, or left by an attempt that was cut off. */
  readonly standing: { readonly planHash: string } | null;
  /** The hash that a person approved last, of a plan or of the changes of tables. */
  readonly approvedHash: string | null;
  readonly bindings: Readonly<Record<string, KnownBinding>>;
}

/** When a run began and ended to read a binding, and the identity of the place that it read. */
export interface FetchWindow {
  readonly from: string;
  readonly to: string;
  readonly place: string;
  /** What the system left with the first page, for telling what changed since. */
  readonly mark?: string;
}

/** The registry before a run, what the run saw, and what is open now. */
export interface RunTotals {
  /** Live records. */
  readonly live: number;
  /** Distinct records among the observed rows. */
  readonly seenRecords: number;
  /** Linked rows, by binding name. */
  readonly linked: Readonly<Record<string, number>>;
  /** Observed rows, by binding name. */
  readonly observed: Readonly<Record<string, number>>;
  /**
   * By binding name: contents that a linked row alone showed and that stand in another row now, at least one of
   * them in a linked row, while their own rows do not show them any more. None in bindings whose rows have an
   * identity of their own.
   */
  readonly permuted: Readonly<Record<string, number>>;
  readonly openProblems: number;
  readonly openConflicts: number;
  /** Rows with an open problem that no finished sync has seen yet. */
  readonly newlyInvalidRows: number;
}

/** What a run's plan amounts to, and what stops it. */
export type PlanSummary = Pick<Run, 'halts' | 'perBinding' | 'drift' | 'counts'> & {
  readonly planHash: string;
};

/** Why a run, or the writes of one binding, were given up. */
export type RunFailure = { readonly code: string; readonly message: string };

/** How a run ends. `halted` waits for a person; its plan stays. */
export type RunEnding =
  | { readonly status: 'previewed' | 'halted' }
  | {
      readonly status: 'succeeded' | 'partial';
      readonly drift: Drift;
      /** The first failure of a system that held up its own writes only. */
      readonly error: RunFailure | null;
    }
  | { readonly status: 'failed'; readonly error: RunFailure };
