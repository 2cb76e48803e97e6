import type { AuditEntry } from '../api/contract.ts';

/** One value of an audit entry that changed or was decided. */
export interface AuditChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly rule: string;
}

const TYPES: Readonly<Record<string, string>> = {
  'run.intent': 'Writes announced',
  'run.halted': 'Run halted',
  'run.finished': 'Run finished',
  'write.outcome': 'Write',
  'conflict.decided': 'Conflict decided',
};

/** What an entry tells, in a few words: `Write: update written`. */
export function auditTitle({ type, op, result }: AuditEntry): string {
  const detail = [op, result].filter((word) => word !== undefined).join(' ');
  const title = type === undefined ? 'Entry' : (TYPES[type] ?? type);
  return detail === '' ? title : `${title}: ${detail}`;
}

/** The changes of an entry. A decided conflict has one for each value that stood, to the one that holds. */
export function auditChanges(entry: AuditEntry): readonly AuditChange[] {
  const { fields, candidates, field = '', value = null, rule = '' } = entry;
  if (Array.isArray(fields)) return fields.map((change) => ofRow(change, entry.op));
  if (!Array.isArray(candidates)) return [];
  return candidates.map((candidate) => {
    const place = field === '*' ? 'whole record' : field;
    const { binding, value: before } = candidate;
    return { field: `${place} in ${binding}`, before, after: value, rule };
  });
}

/** A row that is created was not there before; one that is deleted is not there after. */
function ofRow(change: AuditChange, op: string | undefined): AuditChange {
  if (op === 'create') return { ...change, before: undefined };
  return op === 'delete' ? { ...change, after: undefined } : change;
}
