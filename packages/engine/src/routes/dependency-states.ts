import { sql } from 'drizzle-orm';
import type { AppDeps } from './app-deps.ts';

/** How a dependency does. It is never named by its URL, nor is the reason told. */
export interface DependencyState {
  readonly state: 'ok' | 'unreachable' | 'not-configured';
  readonly latencyMs: number | null;
}

const TIMEOUT_MS = 2_000;

/** The states of the database and the peers, asked at the same time; takes two seconds at the most. */
export async function readDependencyStates(
  deps: Pick<AppDeps, 'config' | 'database' | 'fetch' | 'now'>,
): Promise<Record<string, DependencyState>> {
  const { peers } = deps.config;
  const names = { schema: 'chittySchema', ledger: 'chittyLedger', auth: 'chittyAuth' } as const;
  const urls = { ...names, connect: 'chittyConnect' } as const;
  const probes = Object.entries(urls).map(async ([peer, name]) => {
    const url = peers[peer as keyof typeof urls];
    return [
      name,
      await probe(deps.now, url === null ? null : () => askHealth(deps.fetch, url)),
    ] as const;
  });
  const database = probe(deps.now, () => deps.database.execute(sql`select 1`));
  return { database: await database, ...Object.fromEntries(await Promise.all(probes)) };
}

/** Whether the state database answers in time. */
export async function isDatabaseReady(deps: Pick<AppDeps, 'database' | 'now'>): Promise<boolean> {
  const { state } = await probe(deps.now, () => deps.database.execute(sql`select 1`));
  return state === 'ok';
}

async function probe(
  now: () => Date,
  ask: (() => PromiseLike<unknown>) | null,
): Promise<DependencyState> {
  if (ask === null) return { state: 'not-configured', latencyMs: null };
  const start = now().getTime();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), TIMEOUT_MS);
  });
  try {
    await Promise.race([ask(), late]);
    return { state: 'ok', latencyMs: now().getTime() - start };
  } catch {
    // Which state it is in is the whole answer; nothing else may depend on it.
    return { state: 'unreachable', latencyMs: null };
  } finally {
    clearTimeout(timer);
  }
}

async function askHealth(fetcher: typeof fetch, url: string): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetcher(`${url}/health`, { redirect: 'manual', signal });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
}
