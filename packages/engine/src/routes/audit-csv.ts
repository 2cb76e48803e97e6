import type { AuditEntry } from '../db/audit-reader.ts';

const COLUMNS = [
  ...['index', 'id', 't', 'type', 'registry', 'run', 'record', 'binding', 'key', 'field'],
  ...['before', 'after', 'rule', 'phase', 'result', 'actor', 'signature'],
] as const;

/** The header line of the audit log as CSV (RFC 4180). */
export const AUDIT_CSV_HEADER = `${COLUMNS.join(',')}\r\n`;

/** An entry as CSV: one line per changed field, or one line if it names none. */
export function auditCsvLines(entry: AuditEntry): string {
  const fields = Array.isArray(entry.fields) && entry.fields.length > 0 ? entry.fields : [{}];
  return fields
    .map((field) => ({ ...entry, ...pick(field) }))
    .map((line) => `${COLUMNS.map((column) => csvCell(line[column])).join(',')}\r\n`)
    .join('');
}

function pick(field: unknown): Record<string, unknown> {
  if (typeof field !== 'object' || field === null) return {};
  const { field: name, before, after } = field as Record<string, unknown>;
  return { field: name, before, after };
}

const STARTS_FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/**
 * A quoted CSV cell. Text that a spreadsheet would run as a formula gets a leading apostrophe; plain numbers
 * stay as they are.
 */
function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = STARTS_FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
