/**
 * One API request. `status` is 0 as long as, or if, it was not answered. `at` is the emulator's
 * time.
 */
export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly route: string;
  status: number;
}

export interface RequestReport {
  readonly total: number;
  /** Requests by method and route template, e.g. `PATCH /v1/pages/{id}`. */
  readonly byRoute: Readonly<Record<string, number>>;
  /** The latest requests, oldest first. */
  readonly log: readonly LoggedRequest[];
}

export interface RequestLog {
  add(entry: Omit<LoggedRequest, 'status'>): LoggedRequest;
  report(): RequestReport;
  clear(): void;
}

/**
 * Counts every request exactly and keeps the latest `capacity` of them (twice as many at times).
 */
export function createRequestLog(capacity = 10_000): RequestLog {
  let total = 0;
  let byRoute = new Map<string, number>();
  let entries: LoggedRequest[] = [];
  return {
    add: (request) => {
      const entry = { ...request, status: 0 };
      const key = `${request.method} ${request.route}`;
      total += 1;
      byRoute.set(key, (byRoute.get(key) ?? 0) + 1);
      if (entries.length >= 2 * capacity) entries = entries.slice(-capacity);
      entries.push(entry);
      return entry;
    },
    report: () => ({
      total,
      byRoute: Object.fromEntries(byRoute),
      log: entries.slice(-capacity),
    }),
    clear: () => {
      total = 0;
      byRoute = new Map();
      entries = [];
    },
  };
}
