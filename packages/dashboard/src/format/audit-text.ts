import type { AuditEntry } from '../api/contract.ts';
import { type FieldChange, ofRow } from './field-change.ts';

const TYPES: Readonly<Record<NonNullable<AuditEntry['type']>, string>> = {
  'run.intent': 'Writes announced',
  'run.failed': 'Run failed',
  'run.halted': 'Run halted',
  'run.finished': 'Run finished',
  'write.outcome': 'Write',
  'record.retired': 'Record retired',
  'conflict.decided': 'Conflict decided',
  'conflict.resolved': 'Conflict resolved by a person',
  'run.approved': 'Plan approved',
  'run.rejected': 'Plan rejected',
};

/** What an entry tells, in a few words: `Write: update written`. */
export function auditTitle({ type, op, result }: AuditEntry): string {
  const detail = [op, result].filter((word) => word !== undefined).join(' ');
  const title = type === undefined ? 'Entry' : (TYPES[type] ?? type);
  return detail === '' ? title : `${title}: ${detail}`;
}

/** The changes of an entry. A decided conflict has one for each value that stood, to the one that holds. */
export function auditChanges(entry: AuditEntry): readonly FieldChange[] {
  const { fields, candidates, field = '', value = null, rule = '' } = entry;
  if (Array.isArray(fields)) return fields.map((change) => ofRow(change, entry.op));
  if (!Array.isArray(candidates)) return [];
  return candidates.map((candidate) => {
    const place = field === '*' ? 'whole record' : field;
    const { binding, value: before } = candidate;
    return { field: `${place} in ${binding}`, before, after: value, rule };
  });
}
