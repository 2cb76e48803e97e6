const DAY_MS = 86_400_000;
/** 1970-01-01 in days since 1899-12-30, the day 0 of a sheet. */
const UNIX_EPOCH_SERIAL = 25_569;

/** The first instant of the years 0001 and 10000 in UTC, in milliseconds since 1970. */
const YEAR_1 = Date.parse('0001-01-01T00:00:00.000Z');
const YEAR_10000 = Date.parse('+010000-01-01T00:00:00.000Z');

/**
 * Milliseconds since 1970 of a wall clock, taken as if it were UTC, to the serial number of a
 * sheet.
 */
export function serialOfMs(wallMs: number): number {
  return wallMs / DAY_MS + UNIX_EPOCH_SERIAL;
}

/**
 * A serial number to wall clock milliseconds since 1970. It is rounded to the millisecond, which is
 * what a double holds of a date. Null outside the years 0001 to 9999.
 */
export function msOfSerial(serial: number): number | null {
  const ms = Math.round((serial - UNIX_EPOCH_SERIAL) * DAY_MS);
  return isWithinYears(ms) ? ms : null;
}

/** Whether the wall clock is within the years 0001 to 9999. */
export function isWithinYears(wallMs: number): boolean {
  return wallMs >= YEAR_1 && wallMs < YEAR_10000;
}
