import type {
  AdapterEnvironment,
  Credential,
  SystemDefinition,
} from '../../src/adapters/adapter.ts';
import type { AuditSigner } from '../../src/audit/audit-signer.ts';
import type { AuditEntry } from '../../src/audit/format/audit-entry.ts';
import type { Cell, Cells } from '../../src/model/cell.ts';
import type { Candidate } from '../../src/model/change.ts';
import type { Binding, Registry } from '../../src/model/registry.ts';
import type { FetchMode, Run, RunGoal, RunKind, RunStart } from '../../src/model/run.ts';
import type { SystemName, TableRef } from '../../src/model/system.ts';
import type { RunContext } from '../../src/sync/run-context.ts';
import type { RunBinding, RunRef, RunStore } from '../../src/sync/run-store.ts';
import type { StandingPlan } from '../../src/sync/run-sync.ts';
import type { StepRunner } from '../../src/sync/step-runner.ts';

/** How the systems of a world are reached. */
export interface WorldSystems {
  readonly catalogue: Readonly<Record<SystemName, SystemDefinition>>;
  credentialOf(binding: Pick<Binding, 'name' | 'system'>): Credential;
  readonly network: Pick<AdapterEnvironment, 'fetch' | 'wait' | 'baseUrls'>;
}

/** What a world is made of, whichever state it keeps. */
export interface WorldParts {
  readonly systems: WorldSystems;
  readonly signer: AuditSigner;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** What is asked of a run besides its kind: a whole read of everything, and nothing to be brought back, unless given. */
export interface RunWish {
  readonly goal?: RunGoal | null;
  readonly fetch?: FetchMode;
}

export interface WorldConflict {
  readonly id: string;
  readonly recordId: string;
  readonly key: Cells;
  readonly field: string;
  readonly candidates: readonly Candidate[];
  readonly status: 'open' | 'resolved' | 'obsolete';
  readonly rule: string | null;
  readonly resolution: { readonly value: Cell; readonly by: string } | null;
}

export interface WorldProblem {
  readonly id: string;
  readonly binding: string;
  readonly externalId: string | null;
  readonly field: string | null;
  readonly rule: string;
  readonly value: string | null;
  readonly status: 'open' | 'closed';
}

/**
 * The state of one tenant as the world around a run uses it: what coordinator, routes and scheduler do in
 * production. The pipeline's own part of it is the `RunStore`.
 */
export interface WorldState {
  readonly tenantId: string;
  /** The time by which the history is kept. */
  now(): Promise<Date>;
  /** Bindings carry the ids they shall have. */
  addRegistry(registry: Omit<Registry, 'status'>): Promise<void>;
  /** Removes a binding from the registry, and adds it again with the same table. */
  rebind(registryId: string, name: string): Promise<void>;
  /** A person points a binding at another table. */
  repoint(registryId: string, binding: string, table: TableRef): Promise<void>;
  /** Asks for a run. @throws CS_REGISTRY_BLOCKED */
  queue(registryId: string, runId: string, kind: RunKind, wish?: RunWish): Promise<void>;
  /** Claims the next run and raises the fence; null when there is nothing to do. */
  claim(registryId: string): Promise<RunRef | null>;
  openRun(
    ref: RunRef,
    steps: StepRunner,
  ): Promise<{ readonly context: RunContext; readonly standing: StandingPlan | null }>;
  openStore(ref: RunRef, bindings?: readonly RunBinding[]): RunStore;
  getRun(runId: string): Promise<Run>;
  /** @throws CS_PLAN_HASH_MISMATCH */
  approve(runId: string, planHash: string): Promise<void>;
  reject(runId: string, reason: string): Promise<void>;
  /** Oldest first. */
  conflicts(registryId: string): Promise<readonly WorldConflict[]>;
  /** Decides an open conflict as it was seen, and queues the run that carries it out. @throws CS_CONFLICT_MOVED */
  resolve(conflict: WorldConflict, value: Cell, runId: string): Promise<void>;
  problems(registryId: string): Promise<readonly WorldProblem[]>;
  /** What is known of each binding since the last run that ended well, by its id. */
  known(registryId: string): Promise<RunStart['bindings']>;
  /** The log of a registry, in order. */
  entries(registryId: string): Promise<readonly AuditEntry[]>;
}
