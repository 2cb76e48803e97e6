/** Calls the Worker's cron handler as Cloudflare would, once now and then every minute. */
export interface CronTicker {
  close(): void;
}

const EVERY_MS = 60_000;
const CRON = '* * * * *';

/** Starts the ticker. A tick is left out while the one before still runs; a failure is printed once per reason. */
export function startCronTicker(api: string, print: (line: string) => void): CronTicker {
  const url = `${api}/cdn-cgi/handler/scheduled?cron=${encodeURIComponent(CRON)}`;
  const closing = new AbortController();
  let running = false;
  let lastFailure = '';
  const tick = async () => {
    if (running) return;
    running = true;
    const failure = await fetch(url, { signal: closing.signal }).then(
      (response) => (response.ok ? '' : `HTTP ${response.status}`),
      (error: Error) => error.message,
    );
    running = false;
    if (closing.signal.aborted) return;
    if (failure !== '' && failure !== lastFailure) print(`cron: the Worker answered ${failure}`);
    lastFailure = failure;
  };
  void tick();
  const timer = setInterval(tick, EVERY_MS);
  return {
    close() {
      clearInterval(timer);
      closing.abort();
    },
  };
}
