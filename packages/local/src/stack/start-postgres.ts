import pg from 'pg';
import type { LOCAL_DATABASES, LocalPostgres } from '../postgres/local-postgres.ts';
import { startExternalPostgres } from '../postgres/start-external-postgres.ts';
import { startPglitePostgres } from '../postgres/start-pglite-postgres.ts';
import { startRealPostgres } from '../postgres/start-real-postgres.ts';
import { applyMigrations } from './apply-migrations.ts';
import { HOST, portOf, type StackSettings } from './stack-settings.ts';
import type { SupervisedProcess } from './supervised-process.ts';

/** The database of the stack, and the process it runs in when that is not this one. */
export interface StackPostgres {
  readonly server: LocalPostgres;
  readonly process: SupervisedProcess | undefined;
}

/** Starts the database that the settings ask for. */
export async function startPostgres(
  settings: StackSettings,
  password: string,
): Promise<StackPostgres> {
  const neonPort = portOf(settings, 'neon');
  if (settings.databaseUrl !== undefined) {
    const options = { url: settings.databaseUrl, host: HOST, neonPort };
    return { server: await startExternalPostgres(options), process: undefined };
  }
  const wirePort = portOf(settings, 'postgres');
  const options = { home: settings.home, host: HOST, wirePort, neonPort, password };
  if (!settings.realPostgres) {
    return { server: await startPglitePostgres(options), process: undefined };
  }
  const server = await startRealPostgres(options);
  return { server, process: server.process };
}

/** Where the database answers, known before it does. */
export function databaseUrl(
  settings: StackSettings,
  password: string,
  database: (typeof LOCAL_DATABASES)[number],
): string {
  const port = portOf(settings, 'postgres');
  return settings.databaseUrl ?? `postgres://postgres:${password}@${HOST}:${port}/${database}`;
}

/** Brings the database at `url` up to date; resolves to the names of the migrations applied now. */
export async function migrate(url: string, directory: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await applyMigrations(async (sql, params) => {
      const result = await client.query(sql, params);
      return result.rows;
    }, directory);
  } finally {
    await client.end();
  }
}
