import type { FieldAccess, OnForbidden } from './bound-table.ts';
import type { RegistrySchema } from './registry-schema.ts';
import type { SystemName, TableRef } from './system.ts';

/** How a field's conflict is decided; the first strategy of a chain that can decide does. */
export const STRATEGIES = [
  'last-write-wins',
  'hash',
  'manual',
  'prefer',
  'quorum',
  'merge',
] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface StrategyChain {
  readonly strategy: readonly Strategy[];
  /** Bindings in order of trust, for `prefer`. */
  readonly prefer?: readonly string[];
  /** How many bindings must agree, for `quorum`; more than half of those that speak for the field if not given. */
  readonly quorum?: number;
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
  /** By registry field. */
  readonly fields: Readonly<Record<string, FieldMap>>;
}

/** Where a binding holds a field, and what it may do with it. */
export interface FieldMap {
  /** Name or id. */
  readonly column: string;
  readonly access: FieldAccess;
  /** `flag` where left out. */
  readonly onForbidden?: OnForbidden;
  /** Of a relation: the column of the related table that holds the keys, by name or id; its title where left out. */
  readonly relatedColumn?: string | undefined;
}

/** A ChittyOS mutation policy (`etc/sync/policy.json`) as it applies to one registry. */
export interface RegistryPolicy {
  /** The document as it was given; `sync/3-validate/mutation-policy.ts` reads it. */
  readonly document: Readonly<Record<string, unknown>>;
  /** What the document calls the records of this registry, e.g. `Service`. */
  readonly entityType: string;
  /** The field that holds the category that the rules speak of. */
  readonly categoryField?: string;
  /** By binding name: what the document calls it, e.g. `GoogleSheets`. Every binding has one. */
  readonly sources: Readonly<Record<string, string>>;
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
  /** Fields whose changes need a person's approval; none where left out. */
  readonly approval?: readonly string[];
  readonly policy?: RegistryPolicy | null;
  readonly safety: SafetyLimits;
}
