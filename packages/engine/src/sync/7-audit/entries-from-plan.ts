import type { AuditEntry } from '../../audit/format/audit-entry.ts';
import { derivedId } from '../../crypto/derived-id.ts';
import type { PlannedRecord } from '../../model/plan.ts';

/** What all entries of a run share. */
export type EntryHead = Pick<AuditEntry, 'tenant' | 'registry' | 'run' | 't' | 'actor'>;

/** The history of one planned record: each write with its outcome, each conflict with all its values. Pure. */
export function entriesFromPlan(record: PlannedRecord, head: EntryHead): AuditEntry[] {
  const { next } = record;
  const writes = record.writes.map(({ write, outcome }): AuditEntry => {
    const reason = 'message' in outcome ? { message: outcome.message } : {};
    return {
      v: 1,
      id: derivedId(head.run, 'write.outcome', write.id),
      type: 'write.outcome',
      ...head,
      record: write.recordId,
      key: write.key,
      binding: write.binding,
      op: write.kind,
      fields: Object.entries(write.cells).map(([field, { before, after }]) => ({
        field,
        before,
        after,
        rule: write.rules[field] ?? '',
      })),
      result: outcome.status,
      ...(Object.keys(reason).length === 0 ? {} : { detail: reason }),
    };
  });
  const conflicts = record.conflicts.map(
    (conflict): AuditEntry => ({
      v: 1,
      id: derivedId(head.run, 'conflict.decided', next.recordId, conflict.field),
      type: 'conflict.decided',
      ...head,
      record: next.recordId,
      key: conflict.key,
      field: conflict.field,
      candidates: conflict.candidates.map(({ binding, value }) => ({
        binding,
        value,
      })),
      rule: conflict.rule ?? '',
      value: conflict.value ?? null,
    }),
  );
  const reverted = next.decisions.flatMap(({ field, value, losers }): AuditEntry[] => {
    const told = record.conflicts.find((conflict) => conflict.field === field)?.candidates ?? [];
    const untold = losers.filter((loser) => !told.some(({ binding }) => binding === loser.binding));
    if (untold.length === 0) return [];
    const rule = untold.some((loser) => loser.rule === 'permission') ? 'permission' : 'one-way';
    return [
      {
        v: 1,
        id: derivedId(head.run, 'conflict.decided', next.recordId, field, rule),
        type: 'conflict.decided',
        ...head,
        record: next.recordId,
        key: next.key,
        field,
        candidates: untold.map(({ binding, value }) => ({ binding, value })),
        rule,
        value,
      },
    ];
  });
  return [...conflicts, ...reverted, ...writes];
}
