import type { FieldAccess } from './bound-table.ts';
import type { RegistrySchema } from './registry-schema.ts';
import type { SystemName, TableRef } from './system.ts';

/** How a field's conflict is decided; the first strategy of a chain that can decide does. */
export const STRATEGIES = ['last-write-wins', 'hash', 'manual', 'prefer'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface StrategyChain {
  readonly strategy: readonly Strategy[];
  /** Bindings in order of trust, for `prefer`. */
  readonly prefer?: readonly string[];
}

export interface ConflictPolicy extends StrategyChain {
  /** Chains of single fields, in place of the registry's own. */
  readonly fields: Readonly<Record<string, StrategyChain>>;
}

export interface SafetyLimits {
  /** A run that deletes more than this share of the live records halts (strictly greater). */
  readonly maxDeletePercent: number;
  /** Deletes up to this number never halt a run. */
  readonly deleteFloor: number;
  /** A run in which more than this share of the live records is invalid halts (strictly greater). */
  readonly maxInvalidPercent: number;
}

export type DeletePolicy = 'propagate' | 'unlink' | 'ignore';
export type Schedule = { readonly everyMinutes: number } | { readonly cron: string } | null;

/** One registry's table in one system. */
export interface Binding {
  readonly id: string;
  readonly name: string;
  readonly connectionId: string;
  readonly system: SystemName;
  readonly table: TableRef;
  /** By registry field: the column (name or id) and what the binding may do with it. */
  readonly fields: Readonly<
    Record<string, { readonly column: string; readonly access: FieldAccess }>
  >;
}

export type RegistryStatus = 'draft' | 'active' | 'paused';

/** A customer's synced table, in all its systems. */
export interface Registry {
  readonly id: string;
  readonly name: string;
  readonly status: RegistryStatus;
  readonly schema: RegistrySchema;
  /** The fields that identify a record, in order. */
  readonly key: readonly string[];
  /** Two or more, in the order in which they were given. */
  readonly bindings: readonly Binding[];
  readonly mode: 'bidirectional' | 'one-way';
  /** The binding that changes come from, in mode one-way. */
  readonly from: string | null;
  readonly schedule: Schedule;
  readonly conflicts: ConflictPolicy;
  readonly deletes: { readonly policy: DeletePolicy };
  readonly safety: SafetyLimits;
}
