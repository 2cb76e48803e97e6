import { canonicalJson } from '../../crypto/canonical-json.ts';
import type { Cell, Cells } from '../../model/cell.ts';

/** What an entry tells. `intent` stands before the first write of a plan, `outcome` after each write. */
export type AuditType =
  | 'run.intent'
  | 'run.failed'
  | 'run.halted'
  | 'run.finished'
  | 'write.outcome'
  | 'record.retired'
  | 'conflict.decided'
  | 'conflict.resolved'
  | 'run.approved'
  | 'run.rejected';

/**
 * One entry of the audit log, version 1. Its canonical JSON (RFC 8785) is what is signed and stored; fields
 * that do not apply are left out.
 */
export interface AuditEntry {
  readonly v: 1;
  readonly id: string;
  readonly type: AuditType;
  readonly tenant: string;
  readonly registry: string;
  readonly run: string;
  /** ISO 8601 UTC. */
  readonly t: string;
  /** Who caused it: a run's trigger, or the subject of the token that decided. */
  readonly actor: string;
  readonly record?: string;
  readonly key?: Cells;
  readonly binding?: string;
  readonly op?: string;
  readonly fields?: readonly {
    readonly field: string;
    readonly before: Cell;
    readonly after: Cell;
    readonly rule: string;
  }[];
  /** The outcome of a write, or of a run. */
  readonly result?: string;
  readonly rule?: string;
  readonly field?: string;
  /** All values that stood against each other; those that differ from `value` lost. */
  readonly candidates?: readonly { readonly binding: string; readonly value: Cell }[];
  readonly value?: Cell;
  readonly planHash?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** The exact text that is signed and stored. */
export function auditEntryText(entry: AuditEntry): string {
  return canonicalJson(entry);
}
