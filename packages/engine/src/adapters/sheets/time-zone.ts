const DAY_MS = 86_400_000;
const CUSTOM_OFFSET = /^GMT([+-])(\d{1,2}):?(\d{2})$/;

/** Arithmetic between instants and the wall clock of one zone, both in milliseconds since 1970. */
export interface TimeZone {
  toWall(utcMs: number): number;
  /**
   * The instant of a wall clock time. Of two (the clock was set back) it is the earlier one; a time
   * that the clock skipped is read with the offset that held before.
   */
  toInstant(wallMs: number): number;
}

/**
 * The zone of a spreadsheet: an IANA name, or Google's custom form `GMT-07:00`.
 * Null if it is neither.
 */
export function createTimeZone(name: string): TimeZone | null {
  const offsetAt = createOffset(name);
  if (offsetAt === null) return null;
  return {
    toWall: (utcMs) => utcMs + offsetAt(utcMs),
    toInstant(wallMs) {
      const before = wallMs - offsetAt(wallMs - DAY_MS);
      const after = wallMs - offsetAt(wallMs + DAY_MS);
      const fitting = [before, after].filter((utcMs) => utcMs + offsetAt(utcMs) === wallMs);
      return fitting.length === 0 ? before : Math.min(...fitting);
    },
  };
}

function createOffset(name: string): ((utcMs: number) => number) | null {
  const custom = CUSTOM_OFFSET.exec(name);
  if (custom !== null) {
    const minutes = Number(custom[2]) * 60 + Number(custom[3]);
    const offset = (custom[1] === '-' ? -minutes : minutes) * 60_000;
    return () => offset;
  }
  const format = createFormat(name);
  return format === null ? null : (utcMs) => wallOf(format, utcMs) - utcMs;
}

function createFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function wallOf(format: Intl.DateTimeFormat, utcMs: number): number {
  const parts = new Map(format.formatToParts(utcMs).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const year = parts.get('era')?.startsWith('B') ? 1 - number('year') : number('year');
  // Date.UTC takes the years 0 to 99 for 1900 to 1999, so the year is set on its own.
  const wall = new Date(0);
  wall.setUTCFullYear(year, number('month') - 1, number('day'));
  wall.setUTCHours(number('hour'), number('minute'), number('second'));
  return wall.getTime() + (((utcMs % 1000) + 1000) % 1000);
}
