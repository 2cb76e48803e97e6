/**
 * A serial counts days since 1899-12-30, with the time of day as its fraction, and has no time
 * zone.
 */
const EPOCH = Date.UTC(1899, 11, 30);
const DAY = 86_400_000;

/** The serial of a date and time of day, both as they stand on the wall. */
export const serialOf = (
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): number => {
  const instant = Date.UTC(2000, month - 1, day, hour, minute, 0);
  const date = new Date(instant);
  date.setUTCFullYear(year, month - 1, day);
  return (date.getTime() - EPOCH + second * 1000) / DAY;
};

/** The serial as a date whose UTC parts are the wall-clock parts, rounded to milliseconds. */
export const dateOfSerial = (serial: number): Date => new Date(EPOCH + Math.round(serial * DAY));

/** Whether the calendar has this day. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const SERIAL_TYPES = new Set(['DATE', 'TIME', 'DATE_TIME']);

/** Whether a number format shows numbers as dates or times. */
export const isDateFormat = (format: { type: string } | undefined): boolean =>
  format !== undefined && SERIAL_TYPES.has(format.type);

/** The serial of an instant on the wall of a time zone, to the second. */
export function serialIn(timeZone: string, instant: Date): number {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: /^(GMT|UTC)?[+-]\d/.test(timeZone) ? timeZone.replace(/^(GMT|UTC)/, '') : timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = new Map(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return serialOf(
    part('year'),
    part('month'),
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
}
