import { type LocaleFormat, pricePattern } from './locale-format.ts';
import { isCalendarDay, serialOf } from './serial-date.ts';
import type { ExtendedValue, NumberFormat } from './wire.ts';

/** What a text becomes when it is typed into a cell; `format` only where the text implies one. */
export interface EnteredValue {
  readonly value: ExtendedValue;
  readonly format?: NumberFormat;
}

/** Where and when something is typed; `now` supplies the year of `9/5`. */
export interface Typing {
  readonly now: Date;
  readonly locale: LocaleFormat;
}

/** Parses a text as if typed by a person into a spreadsheet of a locale. */
export function parseUserEntered(text: string, typing: Typing): EnteredValue {
  if (text.startsWith("'")) return { value: { stringValue: text.slice(1) } };
  if (text.startsWith('=') && text.length > 1) return { value: { formulaValue: text } };
  const trimmed = text.trim();
  if (/^(true|false)$/i.test(trimmed)) {
    return { value: { boolValue: trimmed.toLowerCase() === 'true' } };
  }
  const entered = parseNumber(trimmed, typing.locale) ?? parseDateTime(trimmed, typing);
  if (entered) return entered;
  // What begins with a plus sign and is no number is taken for a formula.
  const isFormula = text.startsWith('+') && text.length > 1;
  return { value: isFormula ? { formulaValue: `=${text}` } : { stringValue: text } };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const numberPatterns = new WeakMap<LocaleFormat, RegExp>();

function numberPattern(locale: LocaleFormat): RegExp {
  const known = numberPatterns.get(locale);
  if (known) return known;
  const made = newNumberPattern(locale);
  numberPatterns.set(locale, made);
  return made;
}

/** Groups may be set off by any kind of space where the locale uses one. */
function newNumberPattern({ decimal, group, currency, isCurrencyFirst }: LocaleFormat): RegExp {
  const separator = group.trim() === '' ? '[\\u00a0\\u202f ]' : escaped(group);
  const sign = escaped(currency);
  const [before, after] = isCurrencyFirst ? [`(${sign})?`, '()'] : ['()', `(?:\\s?(${sign}))?`];
  const whole = `(\\d{1,3}(?:${separator}\\d{3})+|\\d+)?`;
  const fraction = `(?:${escaped(decimal)}(\\d*))?`;
  return new RegExp(`^([+-])?${before}${whole}${fraction}(?:[eE]([+-]?\\d+))?(%)?${after}$`);
}

function parseNumber(text: string, locale: LocaleFormat): EnteredValue | undefined {
  const isBracketed = /^\(.*\)$/.test(text);
  const signFirst = text.replace(`${locale.currency}-`, `-${locale.currency}`);
  const match = numberPattern(locale).exec(isBracketed ? text.slice(1, -1) : signFirst);
  if (!match) return undefined;
  const [, sign, before, whole = '', fraction = '', exponent, percent, after] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = whole.replace(/\D/g, '') || '0';
  const size = Number(`${digits}.${fraction || '0'}${exponent ? `e${exponent}` : ''}`);
  if (!Number.isFinite(size)) return undefined;
  const signed = sign === '-' || isBracketed ? -size : size;
  const numberValue = percent ? signed / 100 : signed;
  const value = { numberValue };
  if (percent) return { value, format: pattern('PERCENT', fraction === '' ? '0%' : '0.00%') };
  const amount = fraction === '' ? '#,##0' : '#,##0.00';
  if (before || after) {
    const price = pricePattern(locale.currency, locale.isCurrencyFirst, amount);
    return { value, format: pattern('CURRENCY', price) };
  }
  if (exponent) return { value, format: pattern('SCIENTIFIC', '0.00E+00') };
  return /\D/.test(whole) ? { value, format: pattern('NUMBER', amount) } : { value };
}

const pattern = (type: string, text: string): NumberFormat => ({ type, pattern: text });

const TIME = /^(\d{1,4}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(?:\s*([ap]m))?$/i;

function parseDateTime(text: string, typing: Typing): EnteredValue | undefined {
  const date = parseDate(text, typing);
  if (date) return { value: { numberValue: date.serial }, format: pattern('DATE', date.pattern) };
  const time = parseTime(text);
  if (time) return { value: { numberValue: time.fraction }, format: pattern('TIME', time.pattern) };
  const both = /^(\S+(?: \w+ \d{4}| \d{1,2}, \d{4})?)[ T](\d{1,2}:\d{2}.*)$/.exec(text);
  const day = both && parseDate(both[1] ?? '', typing);
  const clock = both && parseTime(both[2] ?? '');
  if (!day || !clock) return undefined;
  return {
    value: { numberValue: day.serial + clock.fraction },
    format: pattern('DATE_TIME', `${day.pattern} ${clock.pattern}`),
  };
}

function parseTime(text: string): { fraction: number; pattern: string } | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, hours = '0', minutes = '0', seconds, half] = match;
  const isInRange = Number(minutes) < 60 && Number(seconds ?? 0) < 60;
  if (!isInRange || (half && (Number(hours) > 12 || Number(hours) === 0))) return undefined;
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number(hours);
  const fraction = (hour * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) / 86_400;
  // From a day on it is a duration.
  if (hour >= 24) return { fraction, pattern: '[h]:mm:ss' };
  const clock = `${half ? 'h' : 'H'}:mm${seconds === undefined ? '' : ':ss'}`;
  return { fraction, pattern: half ? `${clock} am/pm` : clock };
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

interface ParsedDate {
  readonly serial: number;
  readonly pattern: string;
}

function parseDate(text: string, { now, locale }: Typing): ParsedDate | undefined {
  const iso = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (iso) {
    const [, year, mark = '-', month, day] = iso;
    return dateOf(Number(year), Number(month), Number(day), `yyyy${mark}mm${mark}dd`);
  }
  const digits = /^(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{2}|\d{4}))?$/.exec(text);
  if (digits && locale.dateMarks.includes(digits[2] ?? ''))
    return dateOfDigits(digits, now, locale);
  const worded = /^(?:(\d{1,2})[- ])?([a-z]{3,9})\.?(?:[- ](\d{1,2}))?(?:,?[- ](\d{4}))?$/i.exec(
    text,
  );
  return worded ? wordedDate(worded, now) : undefined;
}

function dateOfDigits(
  match: RegExpExecArray,
  now: Date,
  { isDayFirst }: LocaleFormat,
): ParsedDate | undefined {
  const [, first, mark = '/', second, year] = match;
  const [day, month] = (isDayFirst ? [first, second] : [second, first]).map(Number);
  const shape = isDayFirst ? `d${mark}m` : `m${mark}d`;
  if (year === undefined) return dateOf(now.getUTCFullYear(), month ?? 0, day ?? 0, shape);
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 30 ? 2000 : 1900);
  return dateOf(full, month ?? 0, day ?? 0, `${shape}${mark}${year.length === 4 ? 'yyyy' : 'yy'}`);
}

function wordedDate(match: RegExpExecArray, now: Date): ParsedDate | undefined {
  const [, dayFirst, word = '', dayLast, year] = match;
  const month = MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1;
  const day = Number(dayFirst ?? dayLast);
  const names = [
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
  ];
  const isName = word.length === 3 || names.includes(word.toLowerCase());
  const hasBothDays = dayFirst !== undefined && dayLast !== undefined;
  if (month === 0 || !isName || Number.isNaN(day) || hasBothDays) return undefined;
  const monthPattern = word.length === 3 ? 'mmm' : 'mmmm';
  const ending = year === undefined ? '' : dayFirst ? '-yyyy' : ', yyyy';
  const shape = dayFirst ? `d-${monthPattern}${ending}` : `${monthPattern} d${ending}`;
  return dateOf(Number(year ?? now.getUTCFullYear()), month, day, shape);
}

function dateOf(year: number, month: number, day: number, shape: string): ParsedDate | undefined {
  const isPossible = year >= 1000 && isCalendarDay(year, month, day);
  return isPossible ? { serial: serialOf(year, month, day), pattern: shape } : undefined;
}
