import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import type { LocalPostgres } from '../../../local/src/postgres/local-postgres.ts';
import {
  type EmbeddedPostgresOptions,
  startPglitePostgres,
} from '../../../local/src/postgres/start-pglite-postgres.ts';
import { type Database, openDatabase } from './database.ts';

const MIGRATIONS = path.join(import.meta.dirname, '../../../../migrations');

type StartServer = (options: EmbeddedPostgresOptions) => Promise<LocalPostgres>;

/** An empty state database with all migrations, behind the local Neon endpoint of a server of its own. */
export async function startStateDatabase(start: StartServer = startPglitePostgres): Promise<{
  readonly db: Database;
  readonly wireUrl: string;
  close(): Promise<void>;
}> {
  const home = mkdtempSync(path.join(tmpdir(), 'state-database-'));
  const ports = { host: '127.0.0.1', wirePort: 0, neonPort: 0 };
  const server = await start({ home, ...ports, password: 's3cret' });
  const { neonEndpoint } = server;
  const db = openDatabase({ databaseUrl: server.urlOf('chittysync'), neonEndpoint });
  for (const file of readdirSync(MIGRATIONS).sort()) {
    if (!file.endsWith('.sql')) continue;
    const text = readFileSync(path.join(MIGRATIONS, file), 'utf8');
    for (const statement of text.split('--> statement-breakpoint')) {
      await db.execute(sql.raw(statement));
    }
  }
  return {
    db,
    wireUrl: server.urlOf('chittysync'),
    async close() {
      await server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
