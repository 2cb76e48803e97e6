/** What the API filters audit entries by; all that are given must hold. */
export interface AuditFilter {
  readonly registryId?: string;
  readonly runId?: string;
  readonly recordId?: string;
  readonly field?: string;
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Periods that end now, in milliseconds. */
const PERIODS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const;

export type Period = keyof typeof PERIODS | 'all' | 'range';

/** The filter as the address bar keeps it: `from` and `to` count in the period `range` only. */
export interface AuditSearch extends AuditFilter {
  readonly period?: Period;
}

const TEXTS = ['registryId', 'runId', 'recordId', 'field', 'from', 'to', 'q'] as const;
const PERIOD_NAMES: readonly string[] = [...Object.keys(PERIODS), 'all', 'range'];

/** Reads the query of the address bar; what is no filter is dropped. */
export function parseAuditSearch(query: Readonly<Record<string, unknown>>): AuditSearch {
  const texts = TEXTS.flatMap((name) => {
    const value = query[name];
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    return value === '' ? [] : [[name, String(value)]];
  });
  const { period } = query;
  const named = typeof period === 'string' && PERIOD_NAMES.includes(period);
  return { ...Object.fromEntries(texts), ...(named ? { period: period as Period } : {}) };
}

/** The period that holds: the log is read oldest first, so that without an aim the last day is shown. */
export function periodOf({ period, runId, recordId }: AuditSearch): Period {
  if (period !== undefined) return period;
  return runId === undefined && recordId === undefined ? 'day' : 'all';
}

/** The filter to ask the API with. A period that ends now begins on a full minute. */
export function toAuditFilter(search: AuditSearch, now: number): AuditFilter {
  const { period: _, from, to, ...rest } = search;
  const period = periodOf(search);
  if (period === 'all') return rest;
  if (period === 'range') {
    return {
      ...rest,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  }
  const start = Math.floor((now - PERIODS[period]) / MINUTE_MS) * MINUTE_MS;
  return { ...rest, from: new Date(start).toISOString() };
}
