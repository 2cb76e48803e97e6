import { hasTime, instantOf } from './date-values.ts';
import { placeError } from './notion-error.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** A stretch of time in milliseconds: a day or a minute. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

type DateTest = (start: string | undefined) => boolean;

const dayOf = (time: number): number => Math.floor(time / DAY) * DAY;

/** The minute or the day that a filter names; relative words count from today. */
function stretchOf(text: string, now: number, place: string): Stretch {
  const relative = relativeDay(text, now);
  const from = relative ?? instantOf(text);
  if (Number.isNaN(from)) throw placeError(place, 'a valid ISO 8601 date string', text);
  if (relative !== undefined || !hasTime(text)) return { from, to: from + DAY };
  const minute = Math.floor(from / MINUTE) * MINUTE;
  return { from: minute, to: minute + MINUTE };
}

function relativeDay(word: string, now: number): number | undefined {
  const today = dayOf(now);
  switch (word) {
    case 'today':
      return today;
    case 'tomorrow':
      return today + DAY;
    case 'yesterday':
      return today - DAY;
    case 'one_week_ago':
      return today - 7 * DAY;
    case 'one_week_from_now':
      return today + 7 * DAY;
    case 'one_month_ago':
      return addMonths(today, -1);
    case 'one_month_from_now':
      return addMonths(today, 1);
    default:
      return undefined;
  }
}

/** The same day of another month, or the last one of a shorter month. */
function addMonths(day: number, months: number): number {
  const date = new Date(day);
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0));
  target.setUTCDate(Math.min(date.getUTCDate(), target.getUTCDate()));
  return target.getTime();
}

/** The days of a filter such as `past_week`; both ends belong to it (recorded). */
function relativeSpan(condition: string, now: number): Stretch | undefined {
  const today = dayOf(now);
  const weekday = (new Date(now).getUTCDay() + 6) % 7;
  switch (condition) {
    case 'past_week':
      return { from: today - 7 * DAY, to: today + DAY };
    case 'past_month':
      return { from: addMonths(today, -1), to: today + DAY };
    case 'past_year':
      return { from: addMonths(today, -12), to: today + DAY };
    case 'this_week':
      return { from: today - weekday * DAY, to: today + (7 - weekday) * DAY };
    case 'next_week':
      return { from: today, to: today + 8 * DAY };
    case 'next_month':
      return { from: today, to: addMonths(today, 1) + DAY };
    case 'next_year':
      return { from: today, to: addMonths(today, 12) + DAY };
    default:
      return undefined;
  }
}

const COMPARISONS = new Set(['equals', 'before', 'after', 'on_or_before', 'on_or_after']);

/** Conditions about emptiness are asked for with `true`, their opposites by the other condition. */
export function assertTrue(operand: unknown, place: string): void {
  if (operand !== true) throw placeError(place, '`true`', operand);
}

/**
 * A test of a date's start. A day in the filter compares days, a time compares minutes (recorded).
 */
export function dateTest(
  condition: string,
  operand: unknown,
  now: number,
  place: string,
): DateTest {
  if (condition === 'is_empty' || condition === 'is_not_empty') {
    assertTrue(operand, place);
    return (start) => (start === undefined) === (condition === 'is_empty');
  }
  const span = relativeSpan(condition, now);
  const within = (test: (time: number) => boolean): DateTest => {
    return (start) => start !== undefined && test(instantOf(start));
  };
  if (span) return within((time) => time >= span.from && time < span.to);
  if (!COMPARISONS.has(condition)) throw placeError(place, 'not present', operand);
  if (typeof operand !== 'string') throw placeError(place, 'a string', operand);
  const { from, to } = stretchOf(operand, now, place);
  switch (condition) {
    case 'equals':
      return within((time) => time >= from && time < to);
    case 'before':
      return within((time) => time < from);
    case 'after':
      return within((time) => time >= to);
    case 'on_or_before':
      return within((time) => time < to);
    default:
      return within((time) => time >= from);
  }
}
