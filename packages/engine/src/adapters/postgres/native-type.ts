import type { ColumnType, ElementType, IntervalType } from './column-type.ts';

/** What a `nativeType` says of its column. */
export interface NativeType {
  /** Null for a type that ChittySync does not read. */
  readonly type: ColumnType | null;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
}

/**
 * `nativeType` of this adapter: what `format_type` says (for a domain: of its base type), then
 * ` not null` and after that ` default`, if the column is so.
 */
export function formatNativeType(formatted: string, notNull: boolean, hasDefault: boolean): string {
  return `${formatted}${notNull ? ' not null' : ''}${notNull && hasDefault ? ' default' : ''}`;
}

/** The inverse of `formatNativeType`; `labels` are those of the enum type, if it is one. */
export function parseNativeType(
  nativeType: string,
  labels: readonly string[] | undefined,
): NativeType {
  const { formatted, ...rest } = splitNativeType(nativeType);
  return { type: parseType(formatted, labels), ...rest };
}

/** The parts that `formatNativeType` joins. */
export function splitNativeType(nativeType: string) {
  const match = /^(.*?)( not null)?( default)?$/s.exec(nativeType);
  return {
    formatted: match?.[1] ?? '',
    notNull: match?.[2] !== undefined,
    hasDefault: match?.[3] !== undefined,
  };
}

const PLAIN: Readonly<Record<string, ColumnType>> = {
  smallint: { kind: 'integer', bits: 16 },
  integer: { kind: 'integer', bits: 32 },
  bigint: { kind: 'integer', bits: 64 },
  real: { kind: 'float', bits: 32 },
  'double precision': { kind: 'float', bits: 64 },
  boolean: { kind: 'boolean' },
  date: { kind: 'date' },
  uuid: { kind: 'uuid' },
  json: { kind: 'json' },
  jsonb: { kind: 'json' },
  daterange: { kind: 'range', of: 'date' },
  tsrange: { kind: 'range', of: 'local' },
  tstzrange: { kind: 'range', of: 'instant' },
  inet: { kind: 'inet', isNetwork: false },
  cidr: { kind: 'inet', isNetwork: true },
  macaddr: { kind: 'mac', bytes: 6 },
  macaddr8: { kind: 'mac', bytes: 8 },
  xml: { kind: 'shown' },
  tsvector: { kind: 'shown' },
};

const NUMERIC = /^numeric(?:\((\d+),(-?\d+)\))?$/;
const TIME = /^time(?:\(([0-6])\))? (with|without) time zone$/;
const INTERVAL = /^interval(?: (?:\w+ to )?(year|month|day|hour|minute|second))?(?:\(([0-6])\))?$/;
const BITS = /^(?:"bit"|bit( varying)?)(?:\((\d+)\))?$/;
/** An extension's type, in whatever schema the extension is. */
const HSTORE = /\.hstore$/;
const NO_ELEMENTS: ReadonlySet<string> = new Set(['array', 'range', 'json', 'shown']);
const TIMESTAMP = /^timestamp(?:\(([0-6])\))? (with|without) time zone$/;
const TEXT = /^(?:text|.*\.citext|bpchar|(character varying|character)(?:\((\d+)\))?)$/;

function parseType(formatted: string, labels: readonly string[] | undefined): ColumnType | null {
  if (formatted.endsWith('[]')) {
    const element = parseType(formatted.slice(0, -2), labels);
    return element === null || !isElement(element) ? null : { kind: 'array', element };
  }
  if (labels !== undefined) return { kind: 'enum', labels };
  if (HSTORE.test(formatted)) return { kind: 'shown' };
  return (
    PLAIN[formatted] ??
    parseNumeric(formatted) ??
    parseTimestamp(formatted) ??
    parseText(formatted) ??
    parseTime(formatted) ??
    parseInterval(formatted) ??
    parseBits(formatted)
  );
}

function isElement(type: ColumnType): type is ElementType {
  return !NO_ELEMENTS.has(type.kind);
}

function parseTime(formatted: string): ColumnType | null {
  const match = TIME.exec(formatted);
  if (match === null) return null;
  return { kind: 'time', zone: match[2] === 'with', digits: Number(match[1] ?? 6) };
}

function parseInterval(formatted: string): ColumnType | null {
  const match = INTERVAL.exec(formatted);
  if (match === null) return null;
  const least = (match[1] ?? 'second') as IntervalType['least'];
  return { kind: 'interval', least, digits: Number(match[2] ?? 6) };
}

function parseBits(formatted: string): ColumnType | null {
  const match = BITS.exec(formatted);
  if (match === null) return null;
  const varying = match[1] !== undefined;
  return { kind: 'bits', varying, length: match[2] === undefined ? null : Number(match[2]) };
}

function parseNumeric(formatted: string): ColumnType | null {
  const match = NUMERIC.exec(formatted);
  if (match === null) return null;
  const precision = match[1] === undefined ? null : Number(match[1]);
  return { kind: 'numeric', precision, scale: Number(match[2] ?? 0) };
}

function parseTimestamp(formatted: string): ColumnType | null {
  const match = TIMESTAMP.exec(formatted);
  if (match === null) return null;
  return { kind: 'timestamp', zone: match[2] === 'with', digits: Number(match[1] ?? 6) };
}

function parseText(formatted: string): ColumnType | null {
  const match = TEXT.exec(formatted);
  if (match === null) return null;
  const padded = match[1] === 'character' || formatted === 'bpchar';
  const max = match[2] === undefined ? (match[1] === 'character' ? 1 : null) : Number(match[2]);
  return { kind: 'text', max, padded };
}
