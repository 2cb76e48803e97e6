import type { SystemAdapter, SystemDefinition } from '../adapters/adapter.ts';
import type { AuditSigner } from '../audit/audit-signer.ts';
import type { BoundTable } from '../model/bound-table.ts';
import type { Binding, Registry } from '../model/registry.ts';
import type { FieldSpec } from '../model/registry-schema.ts';
import type { FetchMode, RunGoal, RunKind, RunTrigger } from '../model/run.ts';
import type { ChittySchema } from '../peers/chitty-schema.ts';
import type { RunStore } from './run-store.ts';
import type { StepRunner } from './step-runner.ts';

/** One binding, open for this run. */
export interface OpenBinding {
  readonly binding: Binding;
  readonly definition: SystemDefinition;
  readonly adapter: SystemAdapter;
  readonly table: BoundTable;
  /** The identity of the place that the table is at now. */
  readonly place: string;
  /** The links describe another place: this is first contact again. */
  readonly moved: boolean;
  /** When the last run that ended well began to read it; null before. */
  readonly unseenSince: string | null;
  /** What the system left with that read; null where it left nothing. */
  readonly readMark: string | null;
  /** What is remembered of its rows was read from this table by the sync before, and is understood as it was then. */
  readonly isRemembered: boolean;
}

/** Everything a run needs; what it knows of the world comes in here. */
export interface RunContext {
  readonly runId: string;
  readonly tenantId: string;
  readonly kind: RunKind;
  readonly trigger: RunTrigger;
  readonly fetch: FetchMode;
  /** What the run is to bring back, beside aligning what is there. */
  readonly goal: RunGoal | null;
  readonly registry: Registry;
  readonly specs: readonly FieldSpec[];
  /** In apply order. */
  readonly bindings: readonly OpenBinding[];
  /** Opened under the fence of this run: once another run has a higher one, this one changes nothing. */
  readonly store: RunStore;
  readonly steps: StepRunner;
  readonly signer: AuditSigner;
  /** Null where this deployment knows no ChittySchema. */
  readonly chittySchema: ChittySchema | null;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Requests sent since the last flush, by binding name. */
  readonly requests: Map<string, number>;
}
