import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Runs one statement and resolves to its rows. All calls must reach the same database session: migrations run
 * inside transactions.
 */
export type MigrationQuery = (
  sql: string,
  params?: unknown[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Arbitrary, and the same in every process: two that start at once take turns. */
const LOCK_KEY = 7_216_084_913;
const BREAKPOINT = '--> statement-breakpoint';

/**
 * Applies the `*.sql` files of `directory` that were not applied yet, in order of their names, each in a
 * transaction of its own with its record in `chittysync.applied_migrations`. Resolves to the names of those
 * applied now. Rejects when a file has changed since it was applied, and with the database's error, prefixed by
 * the file's name, when one fails.
 */
export async function applyMigrations(query: MigrationQuery, directory: string): Promise<string[]> {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const appliedNow: string[] = [];
  for (const name of files) {
    const text = readFileSync(path.join(directory, name), 'utf8');
    await query('BEGIN');
    try {
      await query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
      if (await applyOne(query, name, text)) appliedNow.push(name);
      await query('COMMIT');
    } catch (error) {
      await query('ROLLBACK');
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`migration ${name}: ${reason}`, { cause: error });
    }
  }
  return appliedNow;
}

/** False when the file was applied before. The first migration makes the schema that the record goes into. */
async function applyOne(query: MigrationQuery, name: string, text: string): Promise<boolean> {
  const checksum = createHash('sha256').update(text).digest('hex');
  const table = await query(`SELECT to_regclass('chittysync.applied_migrations')::text AS name`);
  if (table[0]?.name) {
    const [record] = await query(
      'SELECT checksum FROM chittysync.applied_migrations WHERE name = $1',
      [name],
    );
    if (record?.checksum === checksum) return false;
    if (record !== undefined) throw new Error('the file has changed since it was applied');
  }
  for (const statement of text.split(BREAKPOINT)) {
    if (statement.trim() !== '') await query(statement);
  }
  await query('CREATE SCHEMA IF NOT EXISTS chittysync');
  await query(
    `CREATE TABLE IF NOT EXISTS chittysync.applied_migrations (
       name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
  );
  const values = [name, checksum];
  await query('INSERT INTO chittysync.applied_migrations (name, checksum) VALUES ($1, $2)', values);
  return true;
}
