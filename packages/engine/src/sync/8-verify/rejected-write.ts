import { type IdentifiedProblem, REJECTED_WRITE } from '../../model/change.ts';
import type { PlannedWrite } from '../../model/plan.ts';
import type { FieldRefusal } from '../../model/write.ts';

/**
 * The problem that a rejected write is. It is the same in the next run while binding, record, field and rule are:
 * the identity of a row may follow from its key, and a row that was to be created has none.
 */
export function rejectedWrite(
  { binding, recordId, externalId, cells }: PlannedWrite,
  { rule, message, ...refusal }: FieldRefusal,
  id: string,
): IdentifiedProblem {
  const field = refusal.field ?? null;
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
