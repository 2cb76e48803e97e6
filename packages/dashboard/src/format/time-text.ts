const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DATE_LENGTH = 'YYYY-MM-DD'.length;
const NOW_WITHIN_MS = 5 * SECOND_MS;

const UNITS = [
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
  ['second', SECOND_MS],
] as const;

const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always', style: 'long' });

/** `3 minutes ago`, `just now`, `in 2 hours`; units are never rounded up. */
export function relativeTime(iso: string, now: number): string {
  const ms = Date.parse(iso) - now;
  if (Number.isNaN(ms)) return iso;
  if (Math.abs(ms) < NOW_WITHIN_MS) return ms > 0 ? 'now' : 'just now';
  const [unit, length] = UNITS.find(([, size]) => Math.abs(ms) >= size) ?? UNITS[3];
  return relative.format(Math.trunc(ms / length), unit);
}

/** The instant in UTC to the second, e.g. `2026-01-31 12:00:00 UTC`. */
export function exactTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** When something happened, as far as is known: `2026-01-31 12:00:00 to 12:00:40 UTC`; null for nothing. */
export function spanText(from: string | null, to: string | null): string | null {
  if (from === null) return to === null ? null : `before ${exactTime(to)}`;
  if (to === null) return `after ${exactTime(from)}`;
  const [start, end] = [exactTime(from), exactTime(to)];
  if (start === end) return start;
  const isSameDay = start.slice(0, DATE_LENGTH) === end.slice(0, DATE_LENGTH);
  const rest = isSameDay ? end.slice(DATE_LENGTH + 1) : end;
  return `${start.replace(' UTC', '')} to ${rest}`;
}

/** `320 ms`, `4.2 s`, `3 min 05 s`, `2 h 10 min`. */
export function durationText(ms: number): string {
  if (ms < SECOND_MS) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10 * SECOND_MS) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return twoUnits(ms, MINUTE_MS, 'min', SECOND_MS, 's');
  return twoUnits(ms, HOUR_MS, 'h', MINUTE_MS, 'min');
}

/** How long something took, or has taken by now; null before its start. */
export function elapsedMs(
  startedAt: string | null,
  finishedAt: string | null,
  now: number,
): number | null {
  if (startedAt === null) return null;
  const end = finishedAt === null ? now : Date.parse(finishedAt);
  return Math.max(0, end - Date.parse(startedAt));
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string) {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName} ${String(rest).padStart(2, '0')} ${smallName}`;
}
