import type { SignedEntry } from '../../src/audit/audit-log.ts';
import { must } from '../../src/errors/assert.ts';
import type { Cell, Cells } from '../../src/model/cell.ts';
import type { Conflict, IdentifiedConflict, IdentifiedProblem } from '../../src/model/change.ts';
import type { NextRecord, PlannedWrite } from '../../src/model/plan.ts';
import type { CellDoubts, RecordGoal } from '../../src/model/record-view.ts';
import type { Registry } from '../../src/model/registry.ts';
import type { KnownRow } from '../../src/model/row-view.ts';
import type { FetchWindow, Run, RunStep, StepReport } from '../../src/model/run.ts';
import type { KnownColumn } from '../../src/model/shape-change.ts';
import type { StagedRow } from '../../src/model/staged-row.ts';
import type { WriteOutcome } from '../../src/model/write.ts';
import type { ClassifiedRow } from '../../src/sync/run-store.ts';

/** The state of one tenant, in Maps: what the tables of `db/` hold. */
export class MemoryState {
  readonly tenantId: string;
  /** Registries as they were set up. */
  readonly configured = new Map<string, Registry>();
  readonly registries = new Map<string, MemoryRegistry>();
  readonly runs = new Map<string, MemoryRun>();
  /** The runs among which the next one is claimed. */
  readonly waiting = new Set<MemoryRun>();
  /** The audit log, by entry id, in order. */
  readonly entries = new Map<string, SignedEntry>();

  constructor(tenantId: string) {
    this.tenantId = tenantId;
  }
}

/** What runs read and change of a registry. */
export class MemoryRegistry {
  fence = 0;
  blockedBy: string | null = null;
  /** When a person edited it last. */
  updatedAt = '';
  readonly bindings = new Map<string, MemoryBinding>();
  readonly records = new Map<string, MemoryRecord>();
  /** Live records by key: no two have the same. */
  readonly liveKeys = new Map<string, string>();
  /** By record and field; no two are open for the same. */
  readonly openConflicts = new Map<string, MemoryConflict>();
  readonly closedConflicts: MemoryConflict[] = [];
  /** Run, record and field of every conflict that was decided. */
  readonly resolved = new Set<string>();
  readonly openProblems = new Map<string, MemoryProblem>();
  readonly closedProblems: MemoryProblem[] = [];

  constructor(bindings: readonly { readonly id: string }[]) {
    for (const { id } of bindings) this.bindings.set(id, new MemoryBinding());
  }

  binding(id: string): MemoryBinding {
    return must(this.bindings.get(id), 'a binding of the registry');
  }
}

/** What is known of a binding between runs: its place, and which row shows which record. */
export class MemoryBinding {
  place: string | null = null;
  fetchedAt: string | null = null;
  readMark: string | null = null;
  shape: readonly KnownColumn[] | null = null;
  readonly byRecord = new Map<string, MemoryRow>();
  /** Record ids: no row shows two records. */
  readonly byExternalId = new Map<string, string>();
}

export interface MemoryRow extends KnownRow {
  readonly shownHash: string;
  readonly contentHash: string | null;
  state: KnownRow['state'];
  doubts?: CellDoubts;
  missed?: boolean;
}

export interface MemoryRecord {
  readonly id: string;
  status: 'live' | 'deleted';
  keyHash: string;
  key: Cells;
  cells: Cells;
  version: number;
  settled: boolean;
  updatedRun: string;
  readonly history: MemoryVersion[];
}

export interface MemoryVersion {
  readonly version: number;
  readonly status: MemoryRecord['status'];
  readonly cells: Cells;
  readonly runId: string;
  readonly at: string;
}

export interface MemoryConflict extends Omit<IdentifiedConflict, 'status'> {
  status: 'open' | 'resolved' | 'obsolete';
  resolution: { readonly value: Cell; readonly by: string } | null;
  runId: string;
}

export interface MemoryProblem extends IdentifiedProblem {
  status: 'open' | 'closed';
  known: boolean;
  seenRun: string;
}

export interface MemoryObservation extends StagedRow {
  recordId: string | null;
}

export interface MemoryWrite {
  readonly write: PlannedWrite;
  readonly bindingId: string;
  readonly partition: number;
  /** Place in the plan's order. */
  readonly ord: number;
  status: 'planned' | 'attempted' | 'done';
  outcome: WriteOutcome | null;
}

export interface MemoryPlanRecord {
  readonly next: NextRecord;
  readonly conflicts: readonly Conflict[];
}

type RunFacts = { -readonly [Name in Exclude<keyof Run, 'steps' | 'requests'>]: Run[Name] };

const QUEUED: Omit<RunFacts, 'id' | 'registryId'> = {
  kind: 'sync',
  trigger: 'api',
  fetch: 'full',
  goal: null,
  status: 'queued',
  counts: { created: 0, updated: 0, deleted: 0, unchanged: 0, conflicts: 0, problems: 0 },
  perBinding: {},
  planHash: null,
  halts: [],
  drift: { cells: 0, rows: 0 },
  error: null,
  createdAt: '',
  startedAt: null,
  finishedAt: null,
};

export class MemoryRun {
  readonly facts: RunFacts;
  readonly steps = new Map<RunStep, StepReport>();
  readonly requests: Record<string, number> = {};
  approvedHash: string | null = null;
  /** Under which the run was claimed last. */
  fence = 0;
  /** By binding id. */
  fetched: Readonly<Record<string, FetchWindow>> = {};
  /** By binding id and position. */
  readonly observed = new Map<string, Map<number, MemoryObservation>>();
  /** By binding id and record. */
  readonly absent = new Map<string, Map<string, ClassifiedRow>>();
  /** What is to be brought back, by record. */
  readonly goals = new Map<string, Pick<RecordGoal, 'before' | 'after'>>();
  /** Record ids, by partition. */
  partitions: string[][] = [];
  readonly writes = new Map<string, MemoryWrite>();
  /** Planned records, by partition. */
  readonly planned = new Map<number, readonly MemoryPlanRecord[]>();

  constructor(id: string, registryId: string, asked: Partial<RunFacts> = {}) {
    this.facts = { ...QUEUED, id, registryId, ...asked };
  }

  observedBy(bindingId: string): Map<number, MemoryObservation> {
    return getOrAdd(this.observed, bindingId, () => new Map());
  }

  absentFrom(bindingId: string): Map<string, ClassifiedRow> {
    return getOrAdd(this.absent, bindingId, () => new Map());
  }

  /** Removes what was staged; the plan stays. */
  clearStaged(): void {
    this.observed.clear();
    this.absent.clear();
    this.goals.clear();
    this.partitions = [];
  }
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const created = create();
  map.set(key, created);
  return created;
}
