import type { AuditEntry } from '@chittyos/engine/audit';
import { showText } from './show-text.ts';

const WIDTHS = [7, 24, 17, 8, 12, 8, 10, 24] as const;

/** The head of the table of `inspect`. */
export const ENTRY_TABLE_HEAD = row([
  ...['index', 'time', 'type', 'run', 'binding', 'op', 'result', 'key', 'what'],
]);

/** One line of the table; long values are cut. */
export function entryRow(index: number, entry: AuditEntry): string {
  const { t, type, run, binding, op, result, key } = entry;
  const keyText = Object.values(key ?? {}).map(cellText);
  const values = [String(index), t, type, run.slice(-8), binding, op, result, keyText.join(' ')];
  return row([...values.map((value) => value ?? ''), whatText(entry)]);
}

function whatText({ fields, field, value, candidates, rule, planHash }: AuditEntry): string {
  if (fields !== undefined) {
    return fields
      .map(({ field: name, before, after }) => `${name}: ${cellText(before)} → ${cellText(after)}`)
      .join('; ');
  }
  if (candidates !== undefined) {
    const stood = candidates.map((one) => `${one.binding}: ${cellText(one.value)}`);
    return `${field} = ${cellText(value ?? null)} of ${stood.join(', ')}`;
  }
  return [rule, planHash && `plan ${planHash.slice(0, 12)}`].filter(Boolean).join(' ');
}

function cellText(cell: unknown): string {
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function row(values: readonly string[]): string {
  return values
    .map((value, i) => {
      const width = WIDTHS[i];
      const text = showText(value);
      if (width === undefined) return text;
      return (text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width);
    })
    .join('  ')
    .trimEnd();
}
