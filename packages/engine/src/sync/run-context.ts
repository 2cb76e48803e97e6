import type { SystemAdapter, SystemDefinition } from '../adapters/adapter.ts';
import type { AuditSigner } from '../audit/audit-signer.ts';
import type { TenantDatabase } from '../db/database.ts';
import type { BoundTable } from '../model/bound-table.ts';
import type { Binding, Registry } from '../model/registry.ts';
import type { FieldSpec } from '../model/registry-schema.ts';
import type { RunKind, RunTrigger } from '../model/run.ts';
import type { ChittySchema } from '../peers/chitty-schema.ts';
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
}

/** Everything a run needs; what it knows of the world comes in here. */
export interface RunContext {
  readonly runId: string;
  readonly kind: RunKind;
  readonly trigger: RunTrigger;
  /** Every write of this run names it; a lower one than the registry's belongs to a zombie. */
  readonly fence: number;
  readonly registry: Registry;
  readonly specs: readonly FieldSpec[];
  /** In apply order. */
  readonly bindings: readonly OpenBinding[];
  readonly state: TenantDatabase;
  readonly steps: StepRunner;
  readonly signer: AuditSigner;
  /** Null where this deployment knows no ChittySchema. */
  readonly chittySchema: ChittySchema | null;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Requests sent since the last flush, by binding name. */
  readonly requests: Map<string, number>;
}
