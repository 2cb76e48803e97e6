import { describe, expect, it } from 'vitest';
import { canonicalSet, cellsEqual, parseCell } from './cell.ts';
import { CELL_TYPES, type CellType } from './cell-type.ts';

const MICRO = '2026-01-31T12:34:56.123456Z';

/** Type, what comes in, the canonical cell. */
const CANONICAL: readonly (readonly [CellType, unknown, unknown])[] = [
  ['text', ' ', ' '],
  ['text', '\u200b', '\u200b'],
  ['text', 'e\u0301', 'e\u0301'],
  ['text', '😀', '😀'],
  ['text', '=IMPORTXML("x")', '=IMPORTXML("x")'],
  ['enum', 'Stats, Prob', 'Stats, Prob'],
  ['email', 'a@b', 'a@b'],
  ['url', 'https://a.example/ä', 'https://a.example/ä'],
  ['integer', 0, '0'],
  ['integer', -0, '0'],
  ['integer', '-0', '0'],
  ['integer', '+007', '7'],
  ['integer', '000', '0'],
  ['integer', 12n, '12'],
  ['integer', 9007199254740991, '9007199254740991'],
  ['integer', '-123456789012345678901234567890', '-123456789012345678901234567890'],
  ['decimal', '1.50', '1.5'],
  ['decimal', '-0.00', '0'],
  ['decimal', '007.0100', '7.01'],
  ['decimal', '.5', '0.5'],
  ['decimal', '5.', '5'],
  ['decimal', '1e3', '1000'],
  ['decimal', '1.2345E2', '123.45'],
  ['decimal', '-1.5e-3', '-0.0015'],
  ['decimal', '0e5', '0'],
  ['decimal', '10e-1', '1'],
  ['decimal', 0.1 + 0.2, '0.30000000000000004'],
  ['decimal', 1e21, '1000000000000000000000'],
  ['decimal', 5e-324, `0.${'0'.repeat(323)}5`],
  ['decimal', 12345678901234567890n, '12345678901234567890'],
  [
    'decimal',
    '0.12345678901234567890123456789012345678',
    '0.12345678901234567890123456789012345678',
  ],
  ['boolean', false, false],
  ['boolean', true, true],
  ['date', '2024-02-29', '2024-02-29'],
  ['date', '0001-01-01', '0001-01-01'],
  ['date', '9999-12-31', '9999-12-31'],
  ['datetime', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00Z'],
  ['datetime', '2026-01-31T12:00Z', '2026-01-31T12:00:00Z'],
  ['datetime', '2026-01-31 12:00:00.250000+00', '2026-01-31T12:00:00.25Z'],
  ['datetime', '2026-01-31t12:34:56.1234560z', MICRO],
  ['datetime', '2026-02-01T02:34:56.123456+14:00', MICRO],
  ['datetime', '2026-01-31T00:34:56.123456-1200', MICRO],
  ['datetime', '2026-01-31T23:59:59.999999-00:01', '2026-02-01T00:00:59.999999Z'],
  ['datetime', '2026-01-31T12:34:56.12345600000 Z', MICRO],
  ['enum-set', ['b', 'a', 'b'], ['a', 'b']],
  ['enum-set', ['a', '', null], ['a']],
  ['enum-set', ['😀', '\uff5e'], ['\uff5e', '😀']],
  ['phone', '+49 30 123', '+49 30 123'],
  ['date-range', '2026-01-31/2026-02-02', '2026-01-31/2026-02-02'],
  ['date-range', '2026-01-31', '2026-01-31/2026-01-31'],
  [
    'date-range',
    '2026-01-31T12:00:00+01:00/2026-01-31T11:00:00.5Z',
    '2026-01-31T11:00:00Z/2026-01-31T11:00:00.5Z',
  ],
  ['json', '{"b": [1.0, true, null], "a": "x"}', '{"a":"x","b":[1,true,null]}'],
  ['json', { b: 1, a: [] }, '{"a":[],"b":1}'],
  ['json', false, 'false'],
  ['json', '"\\\\u0000"', '"\\\\u0000"'],
  ['json', 'null', null],
];

const REFUSED: readonly (readonly [CellType, unknown])[] = [
  ['text', 5],
  ['text', true],
  ['text', '\ud83d'],
  ['text', 'a\udc00b'],
  ['text', 'a\u0000b'],
  ['enum', 3],
  ['email', 'a b@c'],
  ['email', 'nobody'],
  ['url', '/relative'],
  ['integer', 1.5],
  ['integer', 2 ** 53],
  ['integer', Number.NaN],
  ['integer', '1e3'],
  ['integer', '12.0'],
  ['integer', ' 1'],
  ['integer', '1\n'],
  ['integer', '٣'],
  ['integer', '-'],
  ['integer', true],
  ['decimal', Number.POSITIVE_INFINITY],
  ['decimal', Number.NaN],
  ['decimal', 'NaN'],
  ['decimal', '1,5'],
  ['decimal', '.'],
  ['decimal', '+'],
  ['decimal', 'e1'],
  ['decimal', 'e10'],
  ['decimal', '.e0'],
  ['decimal', '1e'],
  ['decimal', '1e1000'],
  ['decimal', '0x10'],
  ['decimal', []],
  ['boolean', 'true'],
  ['boolean', 0],
  ['date', '2026-02-29'],
  ['date', '2026-2-1'],
  ['date', '0000-01-01'],
  ['date', '10000-01-01'],
  ['date', '2026-01-31T00:00:00Z'],
  ['date', '2026-00-10'],
  ['date', 46000],
  ['datetime', '2026-01-31T12:00:00'],
  ['datetime', '2026-01-31'],
  ['datetime', '2026-02-30T12:00:00Z'],
  ['datetime', '2026-01-31T24:00:00Z'],
  ['datetime', '2026-01-31T12:60:00Z'],
  ['datetime', '2026-01-31T12:00:60Z'],
  ['datetime', '2026-01-31T12:00:00.1234567Z'],
  ['datetime', '2026-01-31T12:00:00+24:00'],
  ['datetime', '2026-01-31T12:00:00+02:60'],
  ['datetime', '0001-01-01T00:00:00+14:00'],
  ['datetime', '9999-12-31T23:59:59-01:00'],
  ['datetime', 'infinity'],
  ['phone', 4930123],
  ['date-range', '2026-02-02/2026-01-31'],
  ['date-range', '2026-01-31T12:00:00.000002Z/2026-01-31T12:00:00.000001Z'],
  ['date-range', '2026-01-31/2026-02-02T12:00:00Z'],
  ['date-range', '2026-01-31/'],
  ['date-range', '2026-01-31/2026-02-01/2026-02-02'],
  ['json', '{a: 1}'],
  ['json', '9007199254740993'],
  ['json', '0.12345678901234567890'],
  ['json', '[1e400]'],
  ['json', '"\\u0000"'],
  ['json', '{"\\ud800": 1}'],
  ['json', '['.repeat(70) + ']'.repeat(70)],
  ['enum-set', 'a'],
  ['enum-set', [1]],
  ['enum-set', ['\ud83d']],
  ['enum-set', [undefined]],
];

describe('parseCell', () => {
  it.each(CANONICAL)('[DF3] brings %s %o to its canonical form', (type, value, cell) => {
    expect(parseCell(type, value)).toEqual({ ok: true, cell });
  });

  it.each(REFUSED)('refuses %s %o', (type, value) => {
    expect(parseCell(type, value).ok).toBe(false);
  });

  it.each(CELL_TYPES)('[DF4] [D13] knows one EMPTY of %s', (type) => {
    for (const empty of [null, undefined, '']) {
      expect(parseCell(type, empty)).toEqual({ ok: true, cell: null });
    }
    if (type === 'enum-set') expect(parseCell(type, [])).toEqual({ ok: true, cell: null });
  });

  it.each(CELL_TYPES)('refuses, and never throws, what no message can quote as %s', (type) => {
    const ring: unknown[] = [];
    ring.push(ring);
    const bare = type === 'json' ? [] : [Object.create(null)];
    for (const strange of [ring, Symbol('x'), () => 1, new Map(), ...bare]) {
      expect(parseCell(type, strange).ok).toBe(false);
    }
    const isNumber = type === 'integer' || type === 'decimal';
    expect(parseCell(type, 5n).ok).toBe(isNumber);
  });

  it('quotes long values without cutting a character in two', () => {
    const parsed = parseCell('integer', `${'a'.repeat(55)}${'😀'.repeat(20)}`);
    expect(parsed.ok ? '' : parsed.message).toSatisfy((message: string) => message.isWellFormed());
  });

  it('[H12] takes linear time for hostile digits', () => {
    const zeros = '0'.repeat(40_000);
    const started = performance.now();
    expect(parseCell('integer', `${zeros}x`).ok).toBe(false);
    expect(parseCell('decimal', `${zeros}.${zeros}x`).ok).toBe(false);
    expect(parseCell('decimal', `1.${zeros}1`).ok).toBe(true);
    expect(parseCell('datetime', `2026-01-31T12:00:00.${zeros}1Z`).ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('cellsEqual', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    [null, null, true],
    [null, false, false],
    [true, true, true],
    [['a', 'b'], ['a', 'b'], true],
    [['a'], ['a', 'b'], false],
    [['a'], 'a', false],
    [['a'], null, false],
  ])('%o and %o: %s', (a, b, equal) => {
    expect(cellsEqual(a, b)).toBe(equal);
    expect(cellsEqual(b, a)).toBe(equal);
  });
});

describe('canonicalSet', () => {
  it('is EMPTY for no options', () => {
    expect(canonicalSet([])).toBeNull();
  });

  it('sorts by code point, not by UTF-16 unit', () => {
    expect(canonicalSet(['😀', '\uff5e', 'z', 'Z'])).toEqual(['Z', 'z', '\uff5e', '😀']);
  });
});
