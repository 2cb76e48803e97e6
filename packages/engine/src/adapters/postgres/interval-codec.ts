import type { DecodedCell, EncodedCell } from '../adapter.ts';
import type { IntervalType } from './column-type.ts';
import { refuse } from './text-codec.ts';

const DURATION =
  /^P(?=.)(?:([+-]?\d+)Y)?(?:([+-]?\d+)M)?(?:([+-]?\d+)W)?(?:([+-]?\d+)D)?(?:T(?=.)(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?)(\d+)(?:\.(\d+))?S)?)?$/;
/** Longer ones are no duration that Postgres holds, and would take their time. */
const LENGTH_MAX = 100;

const SECOND = 1_000_000n;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
/** What has to be zero, or whole, in a column that keeps no smaller unit. */
const UNITS = ['second', 'minute', 'hour', 'day', 'month', 'year'] as const;

/** The three numbers that Postgres keeps, none of which is a part of another: a month has no number of days. */
interface Interval {
  readonly months: bigint;
  readonly days: bigint;
  readonly micros: bigint;
}

/**
 * A duration of ISO 8601 as Postgres writes it in that style, which is the canonical form: `P1Y2M3DT4H5M6.5S`,
 * each part with its own sign; nothing is `PT0S`. Weeks become days, and 90 minutes `PT1H30M`.
 */
export function encodeInterval(type: IntervalType, cell: string): EncodedCell {
  const interval = parse(cell);
  if (interval === null) {
    return refuse('TYPE', 'the text is not a duration of ISO 8601 (P1Y2M3DT4H5M6S)');
  }
  if (interval === 'fine') return refuse('PRECISION', 'a duration has whole microseconds');
  const { months, days, micros } = interval;
  const fits = [BigInt.asIntN(32, months), BigInt.asIntN(32, days), BigInt.asIntN(64, micros)];
  if (fits[0] !== months || fits[1] !== days || fits[2] !== micros) {
    return refuse('OUT_OF_RANGE', 'the duration is longer than the column holds');
  }
  return isKept(type, interval)
    ? { ok: true, native: format(interval) }
    : refuse('PRECISION', `the column keeps no units below ${type.least} (${type.digits})`);
}

/** The text of `readExpression`, in which parts may be zero. */
export function decodeInterval(native: string): DecodedCell {
  if (/^-?infinity$/.test(native)) return refuse('OUT_OF_RANGE', 'the duration is infinite');
  const interval = parse(native);
  return interval === null || interval === 'fine'
    ? refuse('TYPE', 'the value is not a duration')
    : { ok: true, cell: format(interval) };
}

function parse(text: string): Interval | 'fine' | null {
  const match = text.length > LENGTH_MAX ? null : DURATION.exec(text);
  if (match === null) return null;
  const [, years, months, weeks, days, hours, minutes, sign, seconds, fraction = ''] = match;
  const number = (digits: string | undefined) => BigInt((digits ?? '0').replace('+', ''));
  const decimals = fraction.replace(/0+$/, '');
  if (decimals.length > 6) return 'fine';
  const rest = number(seconds) * SECOND + BigInt(decimals.padEnd(6, '0'));
  return {
    months: number(years) * 12n + number(months),
    days: number(weeks) * 7n + number(days),
    micros: number(hours) * HOUR + number(minutes) * MINUTE + (sign === '-' ? -rest : rest),
  };
}

function isKept({ least, digits }: IntervalType, { months, days, micros }: Interval): boolean {
  const grain = 10n ** BigInt(6 - digits);
  const rests = [micros % grain, micros % MINUTE, micros % HOUR, micros, days, months % 12n];
  return rests.slice(0, UNITS.indexOf(least) + 1).every((rest) => rest === 0n);
}

function format({ months, days, micros }: Interval): string {
  const seconds = micros % MINUTE;
  const date = [part(months / 12n, 'Y'), part(months % 12n, 'M'), part(days, 'D')].join('');
  const clock = [part(micros / HOUR, 'H'), part((micros % HOUR) / MINUTE, 'M')].join('');
  const time = `${clock}${seconds === 0n ? '' : `${secondsText(seconds)}S`}`;
  return date === '' && time === '' ? 'PT0S' : `P${date}${time === '' ? '' : `T${time}`}`;
}

function part(value: bigint, unit: string): string {
  return value === 0n ? '' : `${value}${unit}`;
}

function secondsText(micros: bigint): string {
  const magnitude = micros < 0n ? -micros : micros;
  const fraction = String(magnitude % SECOND)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const sign = micros < 0n ? '-' : '';
  return `${sign}${magnitude / SECOND}${fraction === '' ? '' : `.${fraction}`}`;
}
