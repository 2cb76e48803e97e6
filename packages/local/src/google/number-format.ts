import { type LocaleFormat, localeFormat } from './locale-format.ts';
import { dateOfSerial } from './serial-date.ts';
import type { NumberFormat } from './wire.ts';

const AMERICAN = localeFormat('en_US');

/** The text of a number under a number format, in a locale. */
export function formatNumber(
  value: number,
  format: NumberFormat | undefined,
  locale: LocaleFormat = AMERICAN,
): string {
  const type = format?.type ?? 'NUMBER_FORMAT_TYPE_UNSPECIFIED';
  const pattern = format?.pattern ?? locale.patterns[type] ?? '';
  const isPlain = pattern === '' || pattern === '@' || pattern === 'General' || type === 'TEXT';
  if (isPlain) return localized(formatGeneral(value), locale);
  if (type === 'DATE' || type === 'TIME' || type === 'DATE_TIME') {
    return formatDate(value, pattern, locale);
  }
  return formatSections(value, pattern, locale);
}

/** A number as en_US writes it, with the marks of a locale. */
function localized(text: string, { decimal, group }: LocaleFormat): string {
  if (decimal === '.' && group === ',') return text;
  return text.replace(/[.,]/g, (mark) => (mark === '.' ? decimal : group));
}

/** Without a format: whole numbers in full, fractions to ten significant digits. */
export function formatGeneral(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-9) return scientific(value, 5, true);
  const digits = Math.max(10, Math.floor(Math.log10(size)) + 1);
  return String(Number(value.toPrecision(Math.min(digits, 15))));
}

function scientific(value: number, decimals: number, isShort: boolean): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(decimals).split('e');
  const power = Number(exponent);
  const digits = String(Math.abs(power)).padStart(2, '0');
  return `${isShort ? Number(mantissa) : mantissa}E${power < 0 ? '-' : '+'}${digits}`;
}

function formatSections(value: number, pattern: string, locale: LocaleFormat): string {
  const sections = pattern.split(';');
  const [positive = '', negative, zero] = sections;
  if (value === 0 && zero !== undefined) return formatPlain(0, zero, locale);
  if (value < 0 && negative !== undefined) return formatPlain(-value, negative, locale);
  const text = formatPlain(Math.abs(value), positive, locale);
  return value < 0 ? `-${text}` : text;
}

/** One section: text around one number placeholder such as `#,##0.00`. */
function formatPlain(value: number, section: string, locale: LocaleFormat): string {
  const tokens: readonly string[] =
    section.match(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|[#0?][#0?,.]*(?:E[+-]0+)?|./g) ?? [];
  const isPercent = tokens.includes('%');
  const scaled = isPercent ? value * 100 : value;
  let isPlaced = false;
  const texts = tokens.map((token) => {
    if (/^[#0?]/.test(token)) {
      if (isPlaced) return '';
      isPlaced = true;
      return localized(formatPlaceholder(scaled, token), locale);
    }
    return literal(token);
  });
  return texts.join('');
}

function literal(token: string): string {
  if (token.startsWith('"')) return token.slice(1, -1);
  if (token.startsWith('\\')) return token.slice(1);
  if (token.startsWith('['))
    return token.startsWith('[$') ? (token.slice(2, -1).split('-')[0] ?? '') : '';
  if (token.startsWith('_') && token.length === 2) return ' ';
  return token.startsWith('*') && token.length === 2 ? '' : token;
}

function formatPlaceholder(value: number, placeholder: string): string {
  const exponent = /E[+-]0+$/.exec(placeholder);
  const body = exponent ? placeholder.slice(0, exponent.index) : placeholder;
  const [whole = '', fraction = ''] = body.split('.');
  if (exponent) return scientific(value, fraction.length, false);
  const isGrouped = whole.includes(',');
  const least = (fraction.match(/0/g) ?? []).length;
  const [digits = '0', decimals = ''] = value.toFixed(fraction.length).split('.');
  const kept = decimals.slice(0, least) + decimals.slice(least).replace(/0+$/, '');
  const minimum = (whole.match(/0/g) ?? []).length;
  const padded = (digits === '0' && minimum === 0 ? '' : digits).padStart(minimum, '0');
  const grouped = isGrouped ? padded.replace(/\B(?=(\d{3})+(?!\d))/g, ',') : padded;
  return kept === '' ? grouped : `${grouped}.${kept}`;
}

/**
 * A date pattern such as `yyyy-mm-dd hh:mm:ss`: `m` beside hours or seconds is minutes, else
 * months.
 */
function formatDate(serial: number, pattern: string, locale: LocaleFormat): string {
  const tokens = pattern.match(/"[^"]*"|\\.|am\/pm|a\/p|\[?[yYmMdDhHsS]+\]?|0+|./gi) ?? [];
  const isTwelveHours = tokens.some((token) => /^(am\/pm|a\/p)$/i.test(token));
  const date = dateOfSerial(serial);
  return tokens
    .map((token, index) =>
      datePart(token, { serial, date, locale, isTwelveHours, isMinute: isMinute(tokens, index) }),
    )
    .join('');
}

function isMinute(tokens: readonly string[], index: number): boolean {
  const isPart = (token: string) => /^\[?[yYmMdDhHsS]+\]?$/.test(token);
  const before = tokens.slice(0, index).findLast(isPart);
  const after = tokens.slice(index + 1).find(isPart);
  return /^\[?h/i.test(before ?? '') || /^\[?s/i.test(after ?? '');
}

interface DateToken {
  readonly serial: number;
  readonly date: Date;
  readonly locale: LocaleFormat;
  readonly isTwelveHours: boolean;
  readonly isMinute: boolean;
}

/** Seconds in what brackets count on: all the hours, minutes or seconds of a duration. */
const ELAPSED: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

function elapsed(token: string, serial: number): string {
  const seconds = Math.round(serial * 86_400);
  const unit = ELAPSED[(token[1] ?? 's').toLowerCase()] ?? 1;
  return String(Math.floor(seconds / unit)).padStart(token.length - 2, '0');
}

function datePart(
  token: string,
  { serial, date, locale, isTwelveHours, isMinute }: DateToken,
): string {
  if (/^\[(h+|m+|s+)\]$/i.test(token)) return elapsed(token, serial);
  const pad = (value: number) => String(value).padStart(token.length > 1 ? 2 : 1, '0');
  const hours = date.getUTCHours();
  if (/^(am\/pm)$/i.test(token)) return hours < 12 ? 'AM' : 'PM';
  if (/^(a\/p)$/i.test(token)) return hours < 12 ? 'A' : 'P';
  if (/^y+$/i.test(token)) {
    return token.length <= 2
      ? String(date.getUTCFullYear() % 100).padStart(2, '0')
      : String(date.getUTCFullYear()).padStart(4, '0');
  }
  if (/^m+$/i.test(token) && isMinute) return pad(date.getUTCMinutes());
  if (/^m+$/i.test(token))
    return named(token, locale.months, date.getUTCMonth(), date.getUTCMonth() + 1);
  if (/^d+$/i.test(token))
    return named(token, locale.weekdays, date.getUTCDay(), date.getUTCDate());
  if (/^h+$/i.test(token)) return pad(isTwelveHours ? hours % 12 || 12 : hours);
  if (/^s+$/i.test(token)) return pad(date.getUTCSeconds());
  if (/^0+$/.test(token)) {
    return String(date.getUTCMilliseconds()).padStart(3, '0').slice(0, token.length);
  }
  return literal(token);
}

/** One or two letters give the number, three the short name, more the full name. */
function named(token: string, names: readonly string[], index: number, number: number): string {
  if (token.length <= 2) return String(number).padStart(token.length, '0');
  const name = names[index] ?? '';
  return token.length === 3 ? name.slice(0, 3) : name;
}
