import type { AuditEntry } from '../../audit/format/audit-entry.ts';
import { derivedId } from '../../crypto/derived-id.ts';
import type { PlannedRecord } from '../../model/plan.ts';
import type { EntryHead } from './entries-from-plan.ts';

/**
 * The entry of a record that is retired because every row of it was gone already: no write tells of it. Its fields
 * are the cells that it had. None for any other record. Pure.
 */
export function retirementEntry(
  { next, writes }: PlannedRecord,
  head: EntryHead,
): AuditEntry | null {
  if (next.status !== 'deleted' || next.isNew || next.waits || writes.length > 0) return null;
  return {
    v: 1,
    id: derivedId(head.run, 'record.retired', next.recordId),
    type: 'record.retired',
    ...head,
    record: next.recordId,
    key: next.key,
    fields: Object.entries(next.before).map(([field, before]) => {
      return { field, before, after: null, rule: 'delete' };
    }),
  };
}
