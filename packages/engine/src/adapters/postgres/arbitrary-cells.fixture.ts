import fc from 'fast-check';
import type { BoundField } from '../../model/bound-table.ts';
import { type Cell, canonicalSet, parseCell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';

export interface ColumnCase {
  readonly nativeType: string;
  readonly cellType: CellType;
  readonly options?: readonly string[];
}

/** Labels of the enum type `public.mood`. */
export const MOODS: readonly string[] = ['happy', 'so"so', "it's"];

/** Column types with a cell type each can hold; what every law of the codec is tried on. */
export const COLUMN_CASES: readonly ColumnCase[] = [
  { nativeType: 'smallint', cellType: 'integer' },
  { nativeType: 'integer', cellType: 'integer' },
  { nativeType: 'bigint', cellType: 'integer' },
  { nativeType: 'bigint', cellType: 'decimal' },
  { nativeType: 'numeric', cellType: 'decimal' },
  { nativeType: 'numeric', cellType: 'integer' },
  { nativeType: 'numeric(38,10)', cellType: 'decimal' },
  { nativeType: 'numeric(5,2)', cellType: 'decimal' },
  { nativeType: 'numeric(38,0)', cellType: 'integer' },
  { nativeType: 'real', cellType: 'decimal' },
  { nativeType: 'double precision', cellType: 'decimal' },
  { nativeType: 'text', cellType: 'text' },
  { nativeType: 'text', cellType: 'url' },
  { nativeType: 'text', cellType: 'email' },
  { nativeType: 'text', cellType: 'phone' },
  { nativeType: 'text', cellType: 'date-range' },
  { nativeType: 'text', cellType: 'json' },
  { nativeType: 'json', cellType: 'json' },
  { nativeType: 'jsonb', cellType: 'json' },
  { nativeType: 'daterange', cellType: 'date-range' },
  { nativeType: 'tsrange', cellType: 'date-range' },
  { nativeType: 'tstzrange', cellType: 'date-range' },
  { nativeType: 'text not null default', cellType: 'enum' },
  { nativeType: 'character varying(5)', cellType: 'text' },
  { nativeType: 'character(5)', cellType: 'text' },
  { nativeType: 'boolean', cellType: 'boolean' },
  { nativeType: 'date', cellType: 'date' },
  { nativeType: 'timestamp with time zone', cellType: 'datetime' },
  { nativeType: 'timestamp(3) with time zone', cellType: 'datetime' },
  { nativeType: 'timestamp without time zone', cellType: 'datetime' },
  { nativeType: 'uuid', cellType: 'text' },
  { nativeType: 'time without time zone', cellType: 'text' },
  { nativeType: 'time(2) without time zone', cellType: 'text' },
  { nativeType: 'time(3) with time zone', cellType: 'text' },
  { nativeType: 'interval', cellType: 'text' },
  { nativeType: 'interval day to second(2)', cellType: 'text' },
  { nativeType: 'interval year to month', cellType: 'text' },
  { nativeType: 'inet', cellType: 'text' },
  { nativeType: 'cidr', cellType: 'text' },
  { nativeType: 'macaddr', cellType: 'text' },
  { nativeType: 'bit varying(6)', cellType: 'text' },
  { nativeType: 'public.mood', cellType: 'enum', options: MOODS },
  { nativeType: 'text[]', cellType: 'enum-set' },
  { nativeType: 'character varying(5)[]', cellType: 'enum-set' },
  { nativeType: 'text[]', cellType: 'relation' },
  { nativeType: 'text', cellType: 'relation' },
  { nativeType: 'bigint', cellType: 'relation' },
  { nativeType: 'uuid', cellType: 'relation' },
  { nativeType: 'public.mood[]', cellType: 'enum-set', options: MOODS },
  { nativeType: 'character(5)[]', cellType: 'enum-set' },
  { nativeType: 'integer[]', cellType: 'enum-set' },
  { nativeType: 'bigint[]', cellType: 'enum-set' },
  { nativeType: 'numeric(6,2)[]', cellType: 'enum-set' },
  { nativeType: 'double precision[]', cellType: 'enum-set' },
  { nativeType: 'boolean[]', cellType: 'enum-set' },
  { nativeType: 'uuid[]', cellType: 'enum-set' },
  { nativeType: 'date[]', cellType: 'enum-set' },
  { nativeType: 'timestamp with time zone[]', cellType: 'enum-set' },
  { nativeType: 'time without time zone[]', cellType: 'enum-set' },
  { nativeType: 'interval[]', cellType: 'enum-set' },
  { nativeType: 'inet[]', cellType: 'enum-set' },
];

export function boundField({ nativeType, cellType, options }: ColumnCase): BoundField {
  const column = { id: '1.1', name: 'c', nativeType, cellType, writable: true };
  return {
    field: 'f',
    cellType,
    access: 'both',
    column: options === undefined ? column : { ...column, options },
  };
}

const zonedTime = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59_999), fc.integer({ min: -15, max: 15 }), fc.nat(59))
  .map(([hour, minute, millis, zone, minutes]) => {
    const two = (n: number) => String(n).padStart(2, '0');
    const seconds = (millis / 1000).toFixed(3).padStart(6, '0');
    const offset = `${zone < 0 ? '-' : '+'}${two(Math.abs(zone))}:${two(minutes)}`;
    return `${two(hour)}:${two(minute)}:${seconds}${offset}`;
  });

/** Parts of any sign, which Postgres keeps apart: months, days and the time. */
const duration = fc
  .tuple(
    fc.constantFrom(0, 1, -1, 14, -2_147_483_648, 2_147_483_647),
    fc.oneof(fc.constant(0), fc.integer()),
    fc.oneof(fc.constant(0n), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    fc.integer({ min: -3_000_000_00, max: 3_000_000_00 }),
  )
  .map(([months, days, hours, hundredths]) => {
    const date = `${months === 0 ? '' : `${months}M`}${days === 0 ? '' : `${days}D`}`;
    return `P${date}T${hours / 3_600_000_000n}H${hundredths / 100}S`;
  });

const network = fc
  .tuple(fc.nat(255), fc.nat(8))
  .map(([octet, bits]) => `10.${octet}.0.0/${8 + bits}`);
const mac = fc
  .array(fc.nat(255), { minLength: 6, maxLength: 6 })
  .map((bytes) => bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('-'));

const instant = fc
  .tuple(
    fc.date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    }),
    fc.integer({ min: 0, max: 999_999 }),
  )
  .map(([day, micros]) => {
    const seconds = day.toISOString().slice(0, 19);
    return `${seconds}.${String(micros).padStart(6, '0')}Z`;
  });

const day = instant.map((value) => value.slice(0, 10));

const dateRange = fc
  .tuple(instant, instant, fc.boolean())
  .map(([a, b, isDate]) => [a, b].sort().map((text) => (isDate ? text.slice(0, 10) : text)))
  .map((bounds) => bounds.join('/'));

const decimal = fc.oneof(
  fc
    .tuple(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.nat(20))
    .map(([digits, scale]) => `${digits}e-${scale}`),
  fc.integer({ min: -99_999, max: 99_999 }).map((n) => `${n}e-2`),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);

const integer = fc.oneof(
  fc.integer({ min: -40_000, max: 40_000 }).map(String),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
);

const plain = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  fc.constantFrom('ab', 'ab   ', '  ab', "it's", 'happy', 'so"so', '\\x', '{a,b}', 'NULL', '𝒳𝒳𝒳𝒳𝒳'),
);
const clock = fc.constantFrom('09:30', '23:59:59.120', '24:00:00', '00:00', '09:30:00.5');
const cents = fc.integer({ min: -99_999, max: 99_999 }).map((n) => String(n / 100));
const switches = fc.constantFrom('true', 'false');
const bits = fc.constantFrom('101', '0', '111111');
const moods = fc.constantFrom(...MOODS);
const months = fc.constantFrom('P14M', 'P-3Y', 'P1Y2M', 'P1W', 'PT0S', 'P30D', 'P1M', 'PT720H');

/** Texts that some type of Postgres takes for more than text. */
const texts = [
  ...[
    plain,
    plain,
    fc.uuid(),
    clock,
    zonedTime,
    duration,
    months,
    fc.ipV4(),
    fc.ipV6(),
    network,
    mac,
  ],
  ...[switches, bits, moods, cents, decimal, integer, instant, day],
].map((values) => values.filter((value) => parseCell('text', value).ok));
const text = fc.oneof(...texts);

/** Canonical cells of a type, EMPTY among them. */
export function arbitraryCell(cellType: CellType): fc.Arbitrary<Cell> {
  const canonical = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Cell> =>
    values.map((value) => {
      const parsed = parseCell(cellType, value);
      return parsed.ok ? parsed.cell : null;
    });
  switch (cellType) {
    case 'text':
    case 'phone':
    case 'enum':
      return fc.option(text);
    case 'url':
      return fc.option(fc.webUrl());
    case 'email':
      return fc.option(fc.emailAddress());
    case 'integer':
      return fc.option(canonical(integer));
    case 'decimal':
      return fc.option(canonical(fc.oneof(decimal, integer)));
    case 'boolean':
      return fc.option(fc.boolean());
    case 'date':
      return fc.option(day);
    case 'datetime':
      return fc.option(canonical(instant));
    case 'date-range':
      return fc.option(canonical(dateRange));
    case 'json':
      return fc.option(canonical(fc.jsonValue().map((value) => JSON.stringify(value))));
    case 'relation':
      return fc.oneof(
        fc.array(text, { maxLength: 4 }).map(canonicalSet),
        canonical(fc.oneof(integer, fc.uuid(), text).map((key) => [key])),
      );
    case 'enum-set':
      return fc
        .oneof(...texts.map((values) => fc.array(values, { maxLength: 4 })))
        .map(canonicalSet);
  }
}
