import type { CellType } from './cell-type.ts';
import { parseDateRange } from './parse-date-range.ts';
import { parseJson } from './parse-json.ts';
import { parseDecimal, parseInteger } from './parse-number.ts';
import { parseDate, parseDatetime } from './parse-time.ts';
import { type ParsedCell, refuse, show } from './parsed-cell.ts';

/**
 * A cell in its one canonical form, so that equal values have equal canonical JSON:
 * - text, url, email, phone, enum: a non-empty string (enum: the option's name);
 * - integer: decimal digits with an optional `-`, no leading zeros, any size (`"-12"`);
 * - decimal: plain decimal notation without exponent or trailing zeros (`"1.5"`, `"0"`);
 * - boolean: `true` or `false`;
 * - date: `YYYY-MM-DD`, years 0001 to 9999;
 * - datetime: an instant in UTC, at most microseconds, no trailing zeros: `2026-01-31T12:00:00.25Z`;
 * - date-range: two dates or two instants, the first not after the second: `2026-01-31/2026-02-02`;
 * - json: RFC 8785 canonical JSON of a value (`{"a":1}`); `null` is EMPTY;
 * - enum-set: option names, unique, sorted by code point, at least one;
 * - relation: the keys of the related records, as text, in the form of an enum-set.
 * `null` is EMPTY, the one emptiness of every type: SQL NULL, `""`, a blank cell and `[]` agree.
 */
export type Cell = string | boolean | readonly string[] | null;

/** Cells by registry field. */
export type Cells = Readonly<Record<string, Cell>>;

export function cellsEqual(a: Cell, b: Cell): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((option, i) => option === b[i]);
  }
  return a === b;
}

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
    case 'phone':
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
    case 'date-range':
      return parseDateRange(value);
    case 'json':
      return parseJson(value);
    case 'enum-set':
      return parseSet(value, 'options');
    case 'relation':
      return parseSet(typeof value === 'string' ? [value] : value, 'keys');
  }
}

/** Sorted by code point, duplicates removed; EMPTY for none. */
export function canonicalSet(members: readonly string[]): Cell {
  const unique = [...new Set(members)].sort(compareCodePoints);
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

function parseSet(value: unknown, of: 'options' | 'keys'): ParsedCell {
  if (!Array.isArray(value)) return refuse(`${show(value)} is not a list of ${of}`);
  const members = value.filter((member) => member !== null && member !== '');
  for (const member of members) {
    const parsed = parseText('text', member);
    if (!parsed.ok) return parsed;
  }
  return { ok: true, cell: canonicalSet(members as string[]) };
}
