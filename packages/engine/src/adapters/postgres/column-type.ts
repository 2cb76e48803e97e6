import type { CellType } from '../../model/cell-type.ts';

/**
 * A type of text: `max` is its length in characters; `padded` is char(n), whose trailing blanks
 * mean nothing.
 */
export interface TextType {
  readonly kind: 'text';
  readonly max: number | null;
  readonly padded: boolean;
}

export interface EnumType {
  readonly kind: 'enum';
  readonly labels: readonly string[];
}

export interface NumericType {
  readonly kind: 'numeric';
  readonly precision: number | null;
  readonly scale: number;
}

export type ColumnType =
  | TextType
  | EnumType
  | NumericType
  | { readonly kind: 'integer'; readonly bits: 16 | 32 | 64 }
  | { readonly kind: 'float'; readonly bits: 32 | 64 }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  | { readonly kind: 'timestamp'; readonly zone: boolean; readonly digits: number }
  | { readonly kind: 'uuid' }
  | { readonly kind: 'time'; readonly digits: number }
  | { readonly kind: 'json' }
  | { readonly kind: 'range'; readonly of: 'date' | 'local' | 'instant' }
  | { readonly kind: 'array'; readonly element: TextType | EnumType };

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

/** The cell type that a column holds by default. */
export function naturalCellType(type: ColumnType | null): CellType | null {
  if (type === null) return null;
  switch (type.kind) {
    case 'numeric':
      return type.precision !== null && type.scale === 0 ? 'integer' : 'decimal';
    case 'float':
      return 'decimal';
    case 'timestamp':
      return 'datetime';
    case 'uuid':
    case 'time':
      return 'text';
    case 'array':
      return 'enum-set';
    case 'range':
      return 'date-range';
    default:
      return type.kind;
  }
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
};

const NUMERIC = /^numeric(?:\((\d+),(-?\d+)\))?$/;
const TIME = /^time(?:\(([0-6])\))? without time zone$/;
const TIMESTAMP = /^timestamp(?:\(([0-6])\))? (with|without) time zone$/;
const TEXT = /^(?:text|.*\.citext|bpchar|(character varying|character)(?:\((\d+)\))?)$/;

function parseType(formatted: string, labels: readonly string[] | undefined): ColumnType | null {
  if (formatted.endsWith('[]')) {
    const element = parseType(formatted.slice(0, -2), labels);
    const fits = element?.kind === 'text' || element?.kind === 'enum';
    return fits && !(element.kind === 'text' && element.padded) ? { kind: 'array', element } : null;
  }
  if (labels !== undefined) return { kind: 'enum', labels };
  const plain = PLAIN[formatted];
  if (plain !== undefined) return plain;
  const time = TIME.exec(formatted);
  if (time !== null) return { kind: 'time', digits: Number(time[1] ?? 6) };
  return parseNumeric(formatted) ?? parseTimestamp(formatted) ?? parseText(formatted);
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
