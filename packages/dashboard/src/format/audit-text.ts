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

/** Stands among the bindings of a conflict for the value that an undo or a restore would have brought back. */
const GOAL = '@goal';
/** The rule by which an edit that was made since is kept; of a whole record it has no values. */
const LATER_EDIT = 'later-edit';

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
  if (field === '*' && rule === LATER_EDIT) {
    return [{ field: 'whole record kept', before: undefined, after: undefined, rule }];
  }
  return candidates.map((candidate) => {
    const place = field === '*' ? 'whole record' : field;
    const { binding, value: before } = candidate;
    const where = binding === GOAL ? 'to bring back' : `in ${binding}`;
    return { field: `${place} ${where}`, before, after: value, rule };
  });
}
