import { trimTrailingZeros } from './parse-number.ts';
import { asString, type ParsedCell, refuse, show } from './parsed-cell.ts';

// No two parts of a pattern can match the same digits, so that hostile text takes linear time.
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATETIME =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)$/i;

/** A day of the proleptic Gregorian calendar, years 0001 to 9999. */
export function parseDate(value: unknown): ParsedCell {
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

/** An instant with its offset, at most to the microsecond. */
export function parseDatetime(value: unknown): ParsedCell {
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
