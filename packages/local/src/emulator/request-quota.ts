const WINDOW_MS = 60_000;

export interface RequestQuota {
  /** `null`: no limit; `0`: every request is over the quota. */
  setRequestsPerMinute(limit: number | null): void;
  /**
   * Counts a request. The answer is the whole seconds to wait (1 to 60), or null if it is allowed.
   */
  take(subject: string, now: Date): number | null;
}

/** Fixed windows of 60 s for each subject; a window begins with the first request in it. */
export function createRequestQuota(): RequestQuota {
  let limit: number | null = null;
  const windows = new Map<string, { start: number; count: number }>();
  return {
    setRequestsPerMinute: (requestsPerMinute) => {
      limit = requestsPerMinute;
      windows.clear();
    },
    take: (subject, now) => {
      if (limit === null) return null;
      const time = now.getTime();
      let window = windows.get(subject);
      // A clock that was set back also begins a new window.
      if (!window || time < window.start || time >= window.start + WINDOW_MS) {
        window = { start: time, count: 0 };
        windows.set(subject, window);
      }
      if (window.count >= limit) {
        return Math.max(1, Math.ceil((window.start + WINDOW_MS - time) / 1000));
      }
      window.count += 1;
      return null;
    },
  };
}
