import { type IdentifiedProblem, REJECTED_WRITE } from '../../model/change.ts';
import type { PlannedWrite } from '../../model/plan.ts';
import type { WriteOutcome } from '../../model/write.ts';

/** Why a system refused a write for good. */
export type Rejection = Extract<WriteOutcome, { readonly rule: string }>;

/**
 * The problem that a rejected write is. It is the same in the next run while binding, record, field and rule are:
 * the identity of a row may follow from its key, and a row that was to be created has none.
 */
export function rejectedWrite(
  { binding, recordId, externalId, cells }: PlannedWrite,
  { rule, message, ...outcome }: Rejection,
  id: string,
): IdentifiedProblem {
  const field = outcome.field ?? null;
  const after = field === null ? undefined : cells[field]?.after;
  return {
    id,
    identity: `${REJECTED_WRITE}${[binding, recordId, field ?? '*', rule].join('|')}`,
    recordId,
    binding,
    externalId,
    field,
    rule,
    message,
    value: after === undefined ? null : JSON.stringify(after),
  };
}
