import path from 'node:path';
import process from 'node:process';
import { REPOSITORY } from './stack/stack-settings.ts';
import { migrate } from './stack/start-postgres.ts';

/**
 * `DATABASE_URL=… node packages/local/src/migrate.ts`: brings ChittySync's own database up to date with the files
 * of `migrations/`. Needs a role that may create a schema; repeated, it does nothing. No message holds the URL.
 * Exit codes: 0 up to date, 1 the database refused or cannot be reached, 2 no usable `DATABASE_URL`.
 */

process.exit(await main(process.env.DATABASE_URL ?? ''));

async function main(url: string): Promise<number> {
  if (!/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? '')) {
    console.error('DATABASE_URL must be set to postgres://user:password@host/database');
    return 2;
  }
  try {
    const applied = await migrate(url, path.join(REPOSITORY, 'migrations'));
    for (const name of applied) console.log(`applied ${name}`);
    console.log(applied.length === 0 ? 'nothing to apply' : 'up to date');
    return 0;
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    // An error of several connection attempts has no message of its own.
    console.error(String(message || code || error));
    return 1;
  }
}
