import type { Cell, Cells } from '../model/cell.ts';
import type { AuditEntry, AuditType } from './format/audit-entry.ts';

/** A person's decision about a run or a conflict, as the log keeps it. */
export interface PersonsDecision {
  readonly id: string;
  readonly type: Extract<AuditType, 'run.approved' | 'run.rejected' | 'conflict.resolved'>;
  readonly tenantId: string;
  readonly registryId: string;
  readonly runId: string;
  /** The subject of the token that decided. */
  readonly actor: string;
  readonly at: Date;
  readonly planHash?: string;
  readonly reason?: string;
  readonly conflict?: {
    readonly recordId: string;
    readonly key: Cells;
    readonly field: string;
    readonly value: Cell;
    readonly candidates: readonly { readonly binding: string; readonly value: Cell }[];
  };
}

export function decisionEntry(decision: PersonsDecision): AuditEntry {
  const { conflict, planHash, reason } = decision;
  return {
    v: 1,
    id: decision.id,
    type: decision.type,
    tenant: decision.tenantId,
    registry: decision.registryId,
    run: decision.runId,
    t: decision.at.toISOString(),
    actor: decision.actor,
    ...(planHash === undefined ? {} : { planHash }),
    ...(reason === undefined ? {} : { detail: { reason } }),
    ...(conflict === undefined
      ? {}
      : {
          record: conflict.recordId,
          key: conflict.key,
          field: conflict.field,
          value: conflict.value,
          candidates: conflict.candidates.map(({ binding, value }) => ({ binding, value })),
        }),
  };
}
