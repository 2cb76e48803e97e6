import type { CellType } from '../../src/model/cell-type.ts';

/** A value as somebody enters it, before it is brought to the canonical form of its type. */
export interface Sample {
  readonly name: string;
  readonly value: unknown;
}

const EMPTY: Sample = { name: 'EMPTY', value: null };
const letters = (length: number) => 'x'.repeat(length);
/** A sample that is named by what it is, in code marks. */
const itself = (value: string): Sample => ({ name: `\`${value}\``, value });

const INTEGERS: readonly Sample[] = [
  itself('0'),
  itself('-12'),
  { name: 'leading zeros', value: '007' },
  { name: '2^31', value: String(2n ** 31n) },
  { name: '2^53 - 1', value: String(2n ** 53n - 1n) },
  { name: '2^53 + 1', value: String(2n ** 53n + 1n) },
  { name: '2^63', value: String(2n ** 63n) },
  { name: '10^30 + 1', value: String(10n ** 30n + 1n) },
];

const OPTIONS: Readonly<Record<string, string>> = {
  'a listed option': 'open',
  'a permitted option that is not listed': 'in progress',
  'a listed option in another case': 'Open',
  'an option with a comma': 'open, in part',
  'an option with blanks around it': ' open ',
  'an option of 101 characters': letters(101),
  'an option with an emoji': 'done 🎉',
};

/** Sets of options that are more than text to some column. */
const TYPED_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  'whole numbers': ['7', '12'],
  'one number in two ways': ['1.5', '1.50'],
  days: ['2026-01-31', '2026-02-01'],
  'an instant with an offset': ['2026-01-31T12:00:00+02:00'],
  'yes and no': ['true', 'false'],
  'a UUID': ['6f9619ff-8b86-4d11-b42d-00cf4fc964ff'],
};

const MANY_OPTIONS = Array.from({ length: 101 }, (_, i) => `option ${i}`);

const MANY_KEYS = Array.from({ length: 101 }, (_, i) => `row ${i}`);

/** The options that columns with a list have. */
export const LISTED_OPTIONS: readonly string[] = ['open', 'done'];
/** The options that the registry's schema permits. */
export const PERMITTED_OPTIONS: readonly string[] = [
  ...LISTED_OPTIONS,
  ...Object.values(OPTIONS),
  ...Object.values(TYPED_OPTIONS).flat(),
  ...MANY_OPTIONS,
];

/** Ordinary values and nasty ones, by the type of their field. */
export const SAMPLES: Readonly<Record<CellType, readonly Sample[]>> = {
  text: [
    itself('Ada Lovelace'),
    { name: 'empty text', value: '' },
    { name: 'a line feed alone', value: '\n' },
    { name: 'line feeds and tabs', value: 'a\nb\n\n\tc' },
    { name: 'carriage returns', value: 'a\r\nb\rc' },
    { name: 'blanks around it', value: '  both ends  ' },
    { name: 'a no-break space at the end', value: 'end\u00a0' },
    itself("'quoted"),
    itself('=1+2'),
    itself('007'),
    itself('1e5'),
    itself('09:30'),
    itself('TRUE'),
    itself('#N/A'),
    { name: '2,001 characters', value: letters(2_001) },
    { name: '60,000 characters', value: letters(60_000) },
    { name: '250,000 characters', value: letters(250_000) },
    { name: 'emoji of several code points', value: '👩‍👩‍👧 🏳️‍🌈 🇺🇦' },
    { name: 'combining marks', value: 'e\u0301 a\u0308' },
    { name: 'right to left', value: 'שלום \u202e' },
    { name: 'a UUID in capitals', value: '6F9619FF-8B86-4D11-B42D-00CF4FC964FF' },
    itself('09:30+02:00'),
    itself('PT90M'),
    itself('P-14M3DT-0.5S'),
    itself('10.0.0.1/32'),
    itself('10.0.0.0/8'),
    itself('2001:DB8:0:0::1'),
    itself('08-00-2B-01-02-03'),
    itself('101'),
    { name: 'half of a surrogate pair', value: 'a\ud83d' },
    { name: 'the character U+0000', value: 'a\u0000' },
  ],
  integer: [EMPTY, ...INTEGERS, { name: 'a fraction', value: '1.5' }],
  decimal: [
    EMPTY,
    ...INTEGERS,
    itself('0.1'),
    itself('1.50'),
    itself('-0.005'),
    { name: '20 digits after the point', value: '0.12345678901234567891' },
    { name: '20 digits before the point', value: '12345678901234567891.5' },
    itself('1e-7'),
    { name: '1e400', value: '1e400' },
  ],
  boolean: [EMPTY, { name: 'true', value: true }, { name: 'false', value: false }],
  date: [
    EMPTY,
    itself('2026-01-31'),
    itself('1899-12-29'),
    itself('1900-02-28'),
    itself('0001-01-01'),
    itself('9999-12-31'),
    itself('2026-02-29'),
  ],
  datetime: [
    EMPTY,
    { name: 'whole minutes', value: '2026-01-31T12:00:00Z' },
    { name: 'seconds', value: '2026-01-31T12:00:59Z' },
    { name: 'milliseconds', value: '2026-01-31T12:00:59.123Z' },
    { name: 'microseconds', value: '2026-01-31T12:00:59.123456Z' },
    { name: 'another offset', value: '2026-01-31T12:00:00+05:45' },
    { name: 'before 1900', value: '1815-12-10T06:00:00Z' },
    { name: 'the first instant', value: '0001-01-01T00:00:00Z' },
    { name: 'the last second', value: '9999-12-31T23:59:59Z' },
    { name: 'the hour that occurs twice, first', value: '2026-10-25T00:30:00Z' },
    { name: 'the hour that occurs twice, second', value: '2026-10-25T01:30:00Z' },
    { name: 'nanoseconds', value: '2026-01-31T12:00:59.123456789Z' },
    { name: 'without offset', value: '2026-01-31T12:00:00' },
  ],
  enum: [EMPTY, ...Object.entries(OPTIONS).map(([name, value]) => ({ name, value }))],
  'enum-set': [
    { name: 'no option', value: [] },
    { name: 'two listed options, not sorted', value: ['open', 'done'] },
    { name: 'an option twice', value: ['open', 'open'] },
    { name: 'two options that differ in case', value: ['open', 'Open'] },
    { name: '100 options', value: MANY_OPTIONS.slice(0, 100) },
    { name: '101 options', value: MANY_OPTIONS },
    ...Object.entries(OPTIONS).map(([name, option]) => ({ name, value: [option] })),
    ...Object.entries(TYPED_OPTIONS).map(([name, value]) => ({ name, value })),
  ],
  relation: [
    { name: 'no row', value: [] },
    { name: 'one row', value: ['K-1'] },
    { name: 'a number', value: ['12'] },
    { name: 'two rows, not sorted', value: ['K-2', 'K-1'] },
    { name: 'a key with a comma', value: ['Stats, Prob'] },
    { name: 'a key with blanks around it', value: [' K-3 '] },
    { name: '26 rows', value: MANY_KEYS.slice(0, 26) },
    { name: '100 rows', value: MANY_KEYS.slice(0, 100) },
    { name: '101 rows', value: MANY_KEYS },
  ],
  url: [
    EMPTY,
    itself('https://example.com/a?b=c#d'),
    itself('HTTPS://Example.com'),
    { name: 'international', value: 'https://例え.jp/ü?q=🙂' },
    { name: 'blanks in the path', value: 'https://example.com/a b' },
    itself('mailto:ada@example.com'),
    { name: '2,000 characters', value: `https://example.com/${letters(1_980)}` },
    { name: '2,001 characters', value: `https://example.com/${letters(1_981)}` },
    { name: '60,000 characters', value: `https://example.com/${letters(59_980)}` },
    { name: 'a relative URL', value: '/a/b' },
  ],
  email: [
    EMPTY,
    itself('ada@example.com'),
    itself('Ada.Lovelace+sync@EXAMPLE.com'),
    { name: 'international', value: 'ädä@例え.jp' },
    { name: '200 characters', value: `${letters(188)}@example.com` },
    { name: '201 characters', value: `${letters(189)}@example.com` },
    { name: 'with a name', value: 'Ada <ada@example.com>' },
    { name: 'without a domain', value: 'ada' },
  ],
  phone: [
    EMPTY,
    itself('+49 (0)30 1234-56'),
    itself('0049301234'),
    { name: '200 characters', value: '1'.repeat(200) },
    { name: '201 characters', value: '1'.repeat(201) },
  ],
  'date-range': [
    EMPTY,
    itself('2026-01-31/2026-02-02'),
    { name: 'a single date', value: '2026-01-31' },
    itself('0001-01-01/9999-12-31'),
    { name: 'whole minutes', value: '2026-01-31T12:00:00Z/2026-01-31T13:00:00Z' },
    { name: 'microseconds', value: '2026-01-31T12:00:00.000001Z/2026-01-31T12:00:00.000002Z' },
    { name: 'an instant alone', value: '2026-01-31T12:00:00Z' },
    { name: 'an end before its start', value: '2026-02-02/2026-01-31' },
  ],
  json: [
    EMPTY,
    { name: 'an object', value: '{"b": [1, 2.50, true, null], "a": {"é": "x"}}' },
    { name: 'an empty list', value: '[]' },
    { name: 'a number', value: '5' },
    { name: 'false', value: 'false' },
    { name: 'a text', value: '"=1+2"' },
    { name: 'null', value: 'null' },
    { name: '60,000 characters', value: JSON.stringify('x'.repeat(59_998)) },
    { name: 'a number that a double rounds', value: '9007199254740993' },
    { name: 'the character U+0000', value: '"\\u0000"' },
  ],
};

/** The keys of the rows that the relations among the samples are to. */
export const RELATED_KEYS: readonly string[] = [
  ...new Set(SAMPLES.relation.flatMap(({ value }) => value as readonly string[])),
];
