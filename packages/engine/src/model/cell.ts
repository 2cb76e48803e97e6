import type { CellType } from './cell-type.ts';

/**
 * A cell in its one canonical form, so that equal values have equal canonical JSON:
 * - text, url, email, enum: a non-empty string (enum: the option's name);
 * - integer: decimal digits with an optional `-`, no leading zeros, any size (`"-12"`);
 * - decimal: plain decimal notation without exponent or trailing zeros (`"1.5"`, `"0"`);
 * - boolean: `true` or `false`;
 * - date: `YYYY-MM-DD`, years 0001 to 9999;
 * - datetime: an instant in UTC, at most microseconds, no trailing zeros: `2026-01-31T12:00:00.25Z`;
 * - enum-set: option names, unique, sorted by code point, at least one.
 * `null` is EMPTY, the one emptiness of every type: SQL NULL, `""`, a blank cell and `[]` agree.
 */
export type Cell = string | boolean | readonly string[] | null;

/** Cells by registry field. */
export type Cells = Readonly<Record<string, Cell>>;

export type ParsedCell =
  | { readonly ok: true; readonly cell: Cell }
  | { readonly ok: false; readonly message: string };

export function cellsEqual(a: Cell, b: Cell): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((option, i) => option === b[i]);
  }
  return a === b;
}

// No two parts of a pattern can match the same digits, so that hostile text takes linear time.
const INTEGER = /^([+-]?)(\d+)$/;
const DECIMAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATETIME =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)$/i;

/**
 * Brings a value (as JSON, as a driver or as a person gives it) to the canonical cell of its type.
 * Never rounds and never trims: a value that does not fit is refused with a message.
 */
export function parseCell(type: CellType, value: unknown): ParsedCell {
  if (value === null || value === undefined || value === '') return { ok: true, cell: null };
  switch (type) {
    case 'text':
    case 'url':
    case 'email':
    case 'enum':
      return parseText(type, value);
    case 'integer':
      return parseInteger(value);
    case 'decimal':
      return parseDecimal(value);
    case 'boolean':
      return typeof value === 'boolean'
        ? { ok: true, cell: value }
        : refuse(`${show(value)} is not true or false`);
    case 'date':
      return parseDate(value);
    case 'datetime':
      return parseDatetime(value);
    case 'enum-set':
      return parseEnumSet(value);
  }
}

/** Sorted by code point, duplicates removed; EMPTY for none. */
export function canonicalEnumSet(options: readonly string[]): Cell {
  const unique = [...new Set(options)].sort(compareCodePoints);
  return unique.length === 0 ? null : unique;
}

/** `<` compares UTF-16 units, which puts characters beyond U+FFFF before some within. */
function compareCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((character, i) => character !== right[i]);
  if (at === -1) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1);
}

function parseText(type: CellType, value: unknown): ParsedCell {
  if (typeof value !== 'string') return refuse(`${show(value)} is not text`);
  if (!value.isWellFormed()) return refuse('the text holds half of a surrogate pair');
  if (value.includes('\u0000')) return refuse('the text holds the character U+0000');
  if (type === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) {
    return refuse(`${show(value)} is not an e-mail address`);
  }
  if (type === 'url' && !URL.canParse(value))
    return refuse(`${show(value)} is not an absolute URL`);
  return { ok: true, cell: value };
}

function parseInteger(value: unknown): ParsedCell {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    return refuse(`${show(value)} is not a whole number that a double holds exactly`);
  }
  const match = INTEGER.exec(
    typeof value === 'number' || typeof value === 'bigint' ? String(value) : asString(value),
  );
  if (match === null) return refuse(`${show(value)} is not a whole number`);
  return { ok: true, cell: withSign(match[1], trimLeadingZeros(match[2] ?? '')) };
}

function parseDecimal(value: unknown): ParsedCell {
  if (typeof value === 'number' && !Number.isFinite(value))
    return refuse(`${show(value)} is not a number`);
  const text =
    typeof value === 'number' || typeof value === 'bigint' ? String(value) : asString(value);
  const match = DECIMAL.exec(text);
  if (match === null) return refuse(`${show(value)} is not a number`);
  const [, sign, digits = '', decimals = '', onlyDecimals = '', exponent = '0'] = match;
  const [whole, fraction] = shiftPoint(digits, decimals + onlyDecimals, Number(exponent));
  return { ok: true, cell: withSign(sign, fraction === '' ? whole : `${whole}.${fraction}`) };
}

function shiftPoint(whole: string, fraction: string, exponent: number): [string, string] {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = point <= 0 ? 1 : point;
  return [trimLeadingZeros(padded.slice(0, at)), trimTrailingZeros(padded.slice(at))];
}

function withSign(sign: string | undefined, magnitude: string): string {
  return sign === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude;
}

/** `0` for no digits and for zeros alone. */
function trimLeadingZeros(digits: string): string {
  return digits.replace(/^0+/, '') || '0';
}

function trimTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

function parseDate(value: unknown): ParsedCell {
  const text = asString(value);
  return isDate(text)
    ? { ok: true, cell: text }
    : refuse(`${show(value)} is not a date (YYYY-MM-DD)`);
}

function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null || match[1] === '0000') return false;
  const day = Number(match[3]);
  return day >= 1 && day <= daysOf(Number(match[1]), Number(match[2]));
}

/** The days of a month, 1 to 12; none of any other. */
function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return isLeap ? 29 : 28;
  if (month < 1 || month > 12) return 0;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function parseDatetime(value: unknown): ParsedCell {
  const text = asString(value);
  const match = DATETIME.exec(text);
  const [, day = '', hour = '', minute = '', second = '00', fraction = '', zone = ''] = match ?? [];
  if (
    match === null ||
    !isDate(day) ||
    Number(hour) > 23 ||
    Number(minute) > 59 ||
    Number(second) > 59
  ) {
    return refuse(`${show(value)} is not an instant (ISO 8601 with an offset)`);
  }
  const micros = trimTrailingZeros(fraction);
  if (micros.length > 6) return refuse(`${show(value)} is finer than a microsecond`);
  const decimals = micros === '' ? '' : `.${micros}`;
  const local = `${day}T${hour}:${minute}:${second}`;
  if (zone.toUpperCase() === 'Z') return { ok: true, cell: `${local}${decimals}Z` };
  const instant = new Date(`${local}${normaliseOffset(zone)}`);
  if (Number.isNaN(instant.getTime())) return refuse(`${show(value)} is not an instant`);
  const iso = instant.toISOString();
  if (!DATE.test(iso.slice(0, 10)) || iso.startsWith('0000'))
    return refuse(`${show(value)} is out of range`);
  return { ok: true, cell: `${iso.slice(0, 19)}${decimals}Z` };
}

function normaliseOffset(zone: string): string {
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function parseEnumSet(value: unknown): ParsedCell {
  if (!Array.isArray(value)) return refuse(`${show(value)} is not a list of options`);
  const options = value.filter((option) => option !== null && option !== '');
  for (const option of options) {
    const parsed = parseText('enum', option);
    if (!parsed.ok) return parsed;
  }
  return { ok: true, cell: canonicalEnumSet(options as string[]) };
}

function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function refuse(message: string): ParsedCell {
  return { ok: false, message };
}

/** At most 60 characters of a value, for a message. */
function show(value: unknown): string {
  const text = toText(value);
  return text.length > 60 ? `${text.slice(0, 57).toWellFormed()}…` : text;
}

function toText(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return Object.prototype.toString.call(value);
  }
}
