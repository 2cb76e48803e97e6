import type { AuditEntry } from '@chittyos/engine/audit';
import { auditEntryText } from '@chittyos/engine/audit';
import { publicKeyOf, signText } from '@chittyos/engine/crypto';

/** Keys for tests only; the public one verifies the golden log. */
export const TEST_KEY = '07'.repeat(32);
export const OTHER_KEY = '08'.repeat(32);
export const TEST_PUBLIC_KEY = await publicKeyOf(TEST_KEY);

export const RUN_A = anId(0xa);
export const RUN_B = anId(0xb);
export const RUN_C = anId(0xc);
const PLAN = 'ab'.repeat(32);

export function anId(n: number): string {
  return `0197c0de-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

const HEAD = {
  v: 1,
  tenant: anId(1),
  registry: anId(2),
  t: '2026-01-31T12:00:00.000Z',
  actor: 'api',
} as const;

/** An entry of a run; `id` is a number that becomes a UUID. */
export function anEntry(
  id: number,
  run: string,
  more: Partial<AuditEntry> & Pick<AuditEntry, 'type'>,
): AuditEntry {
  return { ...HEAD, id: anId(id), run, ...more };
}

export function anIntent(id: number, run: string): AuditEntry {
  return anEntry(id, run, { type: 'run.intent', planHash: PLAN });
}

export function anOutcome(id: number, run: string): AuditEntry {
  return anEntry(id, run, {
    type: 'write.outcome',
    record: anId(3),
    key: { code: 'ÅÄÖ-1' },
    binding: 'notion',
    op: 'update',
    fields: [
      { field: 'name', before: null, after: 'é "x" \u2028 😀 \u0001\u202e', rule: 'only-change' },
      { field: 'tags', before: ['a'], after: ['a', 'b'], rule: 'prefer:notion' },
      { field: 'on', before: false, after: true, rule: '' },
    ],
    result: 'written',
  });
}

export function aRetirement(id: number, run: string): AuditEntry {
  return anEntry(id, run, {
    type: 'record.retired',
    record: anId(4),
    key: { code: '2' },
    fields: [{ field: 'code', before: '2', after: null, rule: 'delete' }],
  });
}

export function aFinish(id: number, run: string): AuditEntry {
  const detail = { confirmed: 1, driftCells: 0, driftRows: 0 };
  return anEntry(id, run, { type: 'run.finished', result: 'succeeded', detail });
}

/** One entry of every type: a finished run, a run that a person approved and is open, one that was rejected. */
export const GOLDEN_ENTRIES: readonly AuditEntry[] = [
  anIntent(100, RUN_A),
  anEntry(101, RUN_A, {
    type: 'conflict.decided',
    record: anId(3),
    key: { code: '1' },
    field: 'name',
    candidates: [
      { binding: 'notion', value: 'x' },
      { binding: 'sheet', value: null },
    ],
    rule: 'last-write-wins',
    value: 'x',
  }),
  anOutcome(102, RUN_A),
  aRetirement(110, RUN_A),
  aFinish(103, RUN_A),
  anEntry(104, RUN_B, { type: 'run.halted', planHash: PLAN, rule: 'BULK_DELETE' }),
  anEntry(105, RUN_B, { type: 'run.approved', planHash: PLAN, actor: 'ann' }),
  anIntent(106, RUN_B),
  anEntry(107, RUN_C, { type: 'run.halted', planHash: PLAN, rule: 'BULK_DELETE' }),
  anEntry(108, RUN_C, { type: 'run.rejected', actor: 'ann', detail: { reason: 'no' } }),
  anEntry(109, RUN_A, {
    type: 'conflict.resolved',
    record: anId(3),
    field: 'name',
    candidates: [{ binding: 'notion', value: 'x' }],
    value: 'x',
  }),
];

/** A signed line, of an entry or of any text. */
export async function aLine(index: number, entry: AuditEntry | string, key = TEST_KEY) {
  const text = typeof entry === 'string' ? entry : auditEntryText(entry);
  return JSON.stringify({ index, entry: text, signature: await signText(text, key) });
}

/** The lines of a log. Indexes ascend with gaps, as in a database that several tenants share. */
export function aLog(entries: readonly AuditEntry[]): Promise<string[]> {
  return Promise.all(entries.map((entry, i) => aLine(3 * i + 1, entry)));
}

export const goldenLog = (): Promise<string[]> => aLog(GOLDEN_ENTRIES);
