import { isCalendarDay, serialOf } from './serial-date.ts';
import type { ExtendedValue, NumberFormat } from './wire.ts';

/** What a text becomes when it is typed into a cell; `format` only where the text implies one. */
export interface EnteredValue {
  readonly value: ExtendedValue;
  readonly format?: NumberFormat;
}

/**
 * Parses a text as if typed by a person with the en_US locale. `now` supplies the year of `9/5`.
 */
export function parseUserEntered(text: string, now: Date): EnteredValue {
  if (text.startsWith("'")) return { value: { stringValue: text.slice(1) } };
  if (text.startsWith('=') && text.length > 1) return { value: { formulaValue: text } };
  const trimmed = text.trim();
  if (/^(true|false)$/i.test(trimmed)) {
    return { value: { boolValue: trimmed.toLowerCase() === 'true' } };
  }
  return parseNumber(trimmed) ?? parseDateTime(trimmed, now) ?? { value: { stringValue: text } };
}

const NUMBER = /^([+-])?(\$)?(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?(?:[eE]([+-]?\d+))?(%)?$/;

function parseNumber(text: string): EnteredValue | undefined {
  const isBracketed = /^\(.*\)$/.test(text);
  const match = NUMBER.exec(isBracketed ? text.slice(1, -1) : text.replace(/^\$-/, '-$'));
  if (!match) return undefined;
  const [, sign, currency, whole = '', fraction = '', exponent, percent] = match;
  if (whole === '' && fraction.length < 2) return undefined;
  const size = Number(
    `${whole.replaceAll(',', '') || '0'}${fraction}${exponent ? `e${exponent}` : ''}`,
  );
  const signed = sign === '-' || isBracketed ? -size : size;
  const numberValue = percent ? signed / 100 : signed;
  const hasCents = fraction.length > 1;
  if (percent)
    return { value: { numberValue }, format: pattern('PERCENT', hasCents ? '0.00%' : '0%') };
  if (currency) {
    return {
      value: { numberValue },
      format: pattern('CURRENCY', hasCents ? '"$"#,##0.00' : '"$"#,##0'),
    };
  }
  if (exponent) return { value: { numberValue }, format: pattern('SCIENTIFIC', '0.00E+00') };
  if (whole.includes(',')) {
    return { value: { numberValue }, format: pattern('NUMBER', hasCents ? '#,##0.00' : '#,##0') };
  }
  return { value: { numberValue } };
}

const pattern = (type: string, text: string): NumberFormat => ({ type, pattern: text });

const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(?:\s*([ap]m))?$/i;

function parseDateTime(text: string, now: Date): EnteredValue | undefined {
  const date = parseDate(text, now);
  if (date) return { value: { numberValue: date.serial }, format: pattern('DATE', date.pattern) };
  const time = parseTime(text);
  if (time) return { value: { numberValue: time.fraction }, format: pattern('TIME', time.pattern) };
  const both = /^(\S+(?: \w+ \d{4}| \d{1,2}, \d{4})?)[ T](\d{1,2}:\d{2}.*)$/.exec(text);
  const day = both && parseDate(both[1] ?? '', now);
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
  const clock = `${half ? 'h' : 'H'}:mm${seconds === undefined ? '' : ':ss'}`;
  return { fraction, pattern: half ? `${clock} am/pm` : clock };
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

interface ParsedDate {
  readonly serial: number;
  readonly pattern: string;
}

function parseDate(text: string, now: Date): ParsedDate | undefined {
  const iso = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (iso) {
    const [, year, mark = '-', month, day] = iso;
    return dateOf(Number(year), Number(month), Number(day), `yyyy${mark}mm${mark}dd`);
  }
  const american = /^(\d{1,2})([-/])(\d{1,2})(?:\2(\d{2}|\d{4}))?$/.exec(text);
  if (american) return americanDate(american, now);
  const worded = /^(?:(\d{1,2})[- ])?([a-z]{3,9})\.?(?:[- ](\d{1,2}))?(?:,?[- ](\d{4}))?$/i.exec(
    text,
  );
  return worded ? wordedDate(worded, now) : undefined;
}

function americanDate(match: RegExpExecArray, now: Date): ParsedDate | undefined {
  const [, month, mark = '/', day, year] = match;
  if (year === undefined) {
    return dateOf(now.getUTCFullYear(), Number(month), Number(day), `m${mark}d`);
  }
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 30 ? 2000 : 1900);
  return dateOf(
    full,
    Number(month),
    Number(day),
    `m${mark}d${mark}${year.length === 4 ? 'yyyy' : 'yy'}`,
  );
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
