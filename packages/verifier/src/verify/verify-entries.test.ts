import type { AuditEntry } from '@chittyos/engine/audit';
import { auditEntryText } from '@chittyos/engine/audit';
import { describe, expect, it } from 'vitest';
import {
  aFinish,
  aLine,
  aLog,
  anEntry,
  anId,
  anIntent,
  anOutcome,
  aRetirement,
  GOLDEN_ENTRIES,
  goldenLog,
  OTHER_KEY,
  RUN_A,
  RUN_B,
  RUN_C,
  TEST_PUBLIC_KEY,
} from './golden-log.fixture.ts';
import type { LogPosition } from './log-memory.ts';
import type { LogLine } from './signed-line.ts';
import { FINDINGS_LISTED_MAX, verifyEntries } from './verify-entries.ts';

const publicKeyHex = TEST_PUBLIC_KEY;
const codesOf = async (lines: Iterable<LogLine>, remembered?: LogPosition) => {
  const options = remembered === undefined ? { publicKeyHex } : { publicKeyHex, remembered };
  return (await verifyEntries(lines, options)).findings.map(({ code }) => code);
};
const golden = await goldenLog();
const [first = '', second = '', third = ''] = golden;
const parsed = (line: string) =>
  JSON.parse(line) as { index: number; entry: string; signature: string };
const rewritten = (line: string, more: object) => JSON.stringify({ ...parsed(line), ...more });
const intent = anIntent(1, RUN_A);

describe('a log that nobody touched', () => {
  it('is verified, with its runs counted', async () => {
    expect(await verifyEntries(golden, { publicKeyHex })).toEqual({
      verified: true,
      entries: 11,
      findings: [],
      findingsTotal: 0,
      runs: { total: 3, finished: 1, open: 1 },
      position: { entries: 11, highestIndex: 31, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('gives the same whether it comes as text or as bytes, at once or by and by', async () => {
    const bytes = golden.map((line) => new TextEncoder().encode(line));
    async function* later() {
      yield* bytes;
    }
    const expected = await verifyEntries(golden, { publicKeyHex });
    expect(await verifyEntries(bytes, { publicKeyHex })).toEqual(expected);
    expect(await verifyEntries(later(), { publicKeyHex })).toEqual(expected);
  });

  it('may be empty', async () => {
    const { verified, position } = await verifyEntries([], { publicKeyHex });
    expect(verified).toBe(true);
    expect(position).toMatchObject({ entries: 0, highestIndex: null });
  });
});

describe('ENTRY_TAMPERED', () => {
  it.each([
    ['another text', () => rewritten(first, { entry: parsed(first).entry.replace('api', 'apj') })],
    ['the text of another entry', () => rewritten(first, { entry: parsed(second).entry })],
    [
      'the signature of another entry',
      () => rewritten(first, { signature: parsed(second).signature }),
    ],
    ['no signature but zeros', () => rewritten(first, { signature: '0'.repeat(128) })],
    ['an empty text', () => rewritten(first, { entry: '' })],
    ['the signature of another key', () => aLine(1, intent, OTHER_KEY)],
  ])('%s', async (_, line) => {
    const { findings } = await verifyEntries([await line()], { publicKeyHex });
    expect(findings).toMatchObject([{ code: 'ENTRY_TAMPERED', line: 1, index: 1 }]);
  });

  it('[AU8] everything, under another key', async () => {
    const result = await verifyEntries(golden, { publicKeyHex: 'aa'.repeat(32) });
    expect(result.verified).toBe(false);
    expect(new Set(result.findings.map(({ code }) => code))).toEqual(new Set(['ENTRY_TAMPERED']));
  });
});

describe('ENTRY_MALFORMED', () => {
  it.each<[string, LogLine]>([
    ['nothing', ''],
    ['no JSON', 'x'],
    ['half a line', first.slice(0, 80)],
    ['no object', '1'],
    ['null', 'null'],
    ['a space before it', ` ${first}`],
    ['a carriage return behind it', `${first}\r`],
    ['a byte order mark', `\ufeff${first}`],
    ['a member more', rewritten(first, { more: 1 })],
    ['a member twice', first.replace('{', '{"index":0,')],
    [
      'another order of members',
      JSON.stringify(Object.fromEntries(Object.entries(parsed(first)).reverse())),
    ],
    ['another escape', first.replace('planHash', 'pl\\u0061nHash')],
    ['an index that is text', rewritten(first, { index: '1' })],
    ['an index with a fraction', rewritten(first, { index: 1.5 })],
    ['an index below zero', rewritten(first, { index: -1 })],
    ['an index beyond the safe integers', rewritten(first, { index: 2 ** 53 })],
    ['an entry that is no text', rewritten(first, { entry: {} })],
    ['half of a surrogate pair', rewritten(first, { entry: '\ud800' })],
    [
      'a signature in capitals',
      rewritten(first, { signature: parsed(first).signature.toUpperCase() }),
    ],
    ['a short signature', rewritten(first, { signature: parsed(first).signature.slice(2) })],
    ['bytes that are not UTF-8', Uint8Array.from([0x22, 0xff, 0x22])],
  ])('a line: %s', async (_, line) => {
    expect(await codesOf([line])).toEqual(['ENTRY_MALFORMED']);
  });

  const withMember = (more: object) => auditEntryText({ ...anOutcome(1, RUN_A), ...more });
  const without = (name: keyof AuditEntry) => {
    const { [name]: _, ...rest } = anOutcome(1, RUN_A);
    return auditEntryText(rest as AuditEntry);
  };
  it.each([
    ['spaces', auditEntryText(intent).replace(',', ', ')],
    ['members out of order', JSON.stringify(intent)],
    ['a member twice', auditEntryText(intent).replace('{', '{"actor":"x",')],
    ['no JSON', 'x'],
    ['no object', '[]'],
    ['deeper than any entry', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['another version', withMember({ v: 2 })],
    ['an unknown type', withMember({ type: 'run.forgotten' })],
    ['a type of every object', withMember({ type: 'toString' })],
    ['an unknown member', withMember({ extra: 1 })],
    ['a member of every object', withMember({ toString: 'x' })],
    ['an id that is none', withMember({ id: 'x' })],
    ['a time without a zone', withMember({ t: '2026-01-31T12:00:00.000' })],
    ['a time that never was', withMember({ t: '2026-01-31T25:00:00.000Z' })],
    ['a cell that is a number', withMember({ value: 1 })],
    ['a key that is a list', withMember({ key: [] })],
    [
      'fields that miss a member',
      withMember({ fields: [{ field: 'x', before: null, after: null }] }),
    ],
    [
      'fields with a member more',
      withMember({ candidates: [{ binding: 'x', value: null, more: 1 }] }),
    ],
    ['a plan hash that is none', withMember({ planHash: 'x' })],
    ['a detail within a detail', withMember({ detail: { a: { b: 1 } } })],
    ...(['v', 'id', 'type', 'tenant', 'registry', 'run', 't', 'actor'] as const).map(
      (name): [string, string] => [`no ${name}`, without(name)],
    ),
    ...(['record', 'key', 'binding', 'op', 'fields', 'result'] as const).map(
      (name): [string, string] => [`an outcome without ${name}`, without(name)],
    ),
  ])('a signed text: %s', async (_, text) => {
    expect(await codesOf([await aLine(1, text)])).toEqual(['ENTRY_MALFORMED']);
  });
});

describe('DUPLICATE', () => {
  it('a line twice', async () => {
    expect(await codesOf([first, first])).toEqual(['DUPLICATE']);
  });

  it('an entry again at another index', async () => {
    expect(await codesOf([first, rewritten(first, { index: 9 })])).toEqual(['DUPLICATE']);
  });

  it('an index of two entries', async () => {
    expect(await codesOf([first, rewritten(second, { index: 1 })])).toEqual(['DUPLICATE']);
  });
});

describe('GAP', () => {
  it.each<[string, readonly AuditEntry[], readonly string[]]>([
    ['an outcome without intent', [anOutcome(1, RUN_A)], ['GAP']],
    ['an end without intent', [aFinish(1, RUN_A)], ['GAP']],
    ['the intent of another run', [anIntent(1, RUN_B), anOutcome(2, RUN_A)], ['GAP']],
    ['an outcome before the intent', [anOutcome(1, RUN_A), anIntent(2, RUN_A)], ['GAP']],
    ['an outcome after the end', [intent, aFinish(2, RUN_A), anOutcome(3, RUN_A)], ['GAP']],
    ['two ends', [intent, aFinish(2, RUN_A), aFinish(3, RUN_A)], ['GAP']],
    [
      'writes of a rejected run',
      [anEntry(1, RUN_A, { type: 'run.rejected' }), anIntent(2, RUN_A), anOutcome(3, RUN_A)],
      ['GAP', 'GAP'],
    ],
    ['a retired record without an intent', [aRetirement(1, RUN_A)], ['GAP']],
    ['a retired record after the end', [intent, aFinish(2, RUN_A), aRetirement(3, RUN_A)], ['GAP']],
    ['two registries', [intent, { ...aFinish(2, RUN_A), registry: anId(9) }], ['GAP']],
  ])('%s', async (_, entries, codes) => {
    expect(await codesOf(await aLog(entries))).toEqual(codes);
  });

  it('an intent taken out of the log', async () => {
    expect(await codesOf(golden.slice(1))).toEqual(['GAP', 'GAP', 'GAP']);
  });
});

describe('INCONSISTENT and TRUNCATED', () => {
  it('[AU8] [H4] lines out of order', async () => {
    expect(await codesOf([second, first])).toEqual(['INCONSISTENT']);
  });

  it('an entry of another tenant', async () => {
    const entries = [intent, { ...aFinish(2, RUN_A), tenant: anId(9) }];
    expect(await codesOf(await aLog(entries))).toEqual(['INCONSISTENT']);
  });

  it('a remembered log may grow, and stays the same otherwise', async () => {
    for (let known = 0; known <= golden.length; known++) {
      const { position } = await verifyEntries(golden.slice(0, known), { publicKeyHex });
      expect(await codesOf(golden, position)).toEqual([]);
      const { position: now } = await verifyEntries(golden, { publicKeyHex, remembered: position });
      expect(now.entries).toBe(11);
    }
  });

  it('[AU8] [H4] every entry that is taken out of a remembered log is missed', async () => {
    const { position } = await verifyEntries(golden, { publicKeyHex });
    for (let out = 0; out < golden.length; out++) {
      const code = out === golden.length - 1 ? 'TRUNCATED' : 'INCONSISTENT';
      expect(await codesOf(golden.toSpliced(out, 1), position)).toContain(code);
    }
    expect(await codesOf([], position)).toEqual(['TRUNCATED']);
  });

  it('an entry written anew with the real key', async () => {
    const { position } = await verifyEntries(golden, { publicKeyHex });
    const forged = await aLine(16, {
      ...anEntry(104, RUN_B, { type: 'run.intent' }),
      planHash: 'cd'.repeat(32),
    });
    expect(await codesOf(golden.with(5, forged), position)).toEqual(['INCONSISTENT']);
    const longer = [
      ...golden.with(5, forged),
      await aLine(99, anIntent(999, RUN_C.replace('c', 'd'))),
    ];
    expect(await codesOf(longer, position)).toContain('INCONSISTENT');
  });

  it('[AU8] [H4] an entry put in between, and an entry at another index', async () => {
    const { position } = await verifyEntries(golden, { publicKeyHex });
    const between = await aLine(2, anIntent(999, anId(0xd)));
    expect(await codesOf(golden.toSpliced(1, 0, between), position)).toEqual(['INCONSISTENT']);
    expect(await codesOf(golden.with(2, rewritten(third, { index: 6 })), position)).toEqual([
      'INCONSISTENT',
    ]);
  });
});

describe('the limits that the README states', () => {
  it('[H4] does not see a whole run missing that it never saw', async () => {
    const entries = GOLDEN_ENTRIES.filter(({ run }) => run !== RUN_A);
    expect(await codesOf(await aLog(entries))).toEqual([]);
  });

  it('does not see entries renumbered in order', async () => {
    const renumbered = golden.map((line, i) => rewritten(line, { index: i }));
    expect(await codesOf(renumbered)).toEqual([]);
  });

  it('lists so many findings and counts the others', async () => {
    const lines = Array.from({ length: FINDINGS_LISTED_MAX + 5 }, () => '');
    const { findings, findingsTotal } = await verifyEntries(lines, { publicKeyHex });
    expect([findings.length, findingsTotal]).toEqual([
      FINDINGS_LISTED_MAX,
      FINDINGS_LISTED_MAX + 5,
    ]);
  });
});
