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
export type RunTrigger = 'api' | 'schedule' | 'conflict';
export type FetchMode = 'auto' | 'incremental' | 'full';

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
