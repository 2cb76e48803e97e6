/**
 * A span of creation times, from the first up to but not including the last, both in whole minutes as Notion
 * tells them; null has no bound. `later` are the ends of the windows that follow it: each begins where the
 * one before ends, and behind them all is one without an end.
 */
export interface CreationWindow {
  readonly from: string | null;
  readonly until: string | null;
  readonly later: readonly string[];
}

/** All rows, those that are created meanwhile too. */
export const EVERY_ROW: CreationWindow = { from: null, until: null, later: [] };

const MINUTE_MS = 60_000;

/** The query filter for the rows of a window; undefined where it has no bounds. */
export function windowFilter({ from, until }: CreationWindow): Filter | undefined {
  const bounds = [
    ...(from === null ? [] : [bound({ on_or_after: from })]),
    ...(until === null ? [] : [bound({ before: until })]),
  ];
  return bounds.length > 1 ? { and: bounds } : bounds[0];
}

type Filter = Readonly<Record<string, unknown>>;

function bound(created_time: Filter): Filter {
  return { timestamp: 'created_time', created_time };
}

/**
 * The first half of a window that holds too many rows, with the second half behind it; null where it is one
 * minute, which time does not divide. `oldest` and `newest` are creation times within it.
 */
export function firstHalf(
  window: CreationWindow,
  oldest: string,
  newest: string,
): CreationWindow | null {
  const first = minuteOf(window.from ?? oldest);
  const end = window.until === null ? minuteOf(newest) + 1 : minuteOf(window.until);
  const middle = Math.floor((first + end) / 2);
  if (!(middle > first && middle < end)) return null;
  const { from, until, later } = window;
  const behind = until === null ? later : [until, ...later];
  return { from, until: new Date(middle * MINUTE_MS).toISOString(), later: behind };
}

/** The window that follows; null after the last. */
export function nextWindow({ until, later }: CreationWindow): CreationWindow | null {
  if (until === null) return null;
  const [next = null, ...rest] = later;
  return { from: until, until: next, later: rest };
}

function minuteOf(time: string): number {
  return Math.floor(Date.parse(time) / MINUTE_MS);
}
