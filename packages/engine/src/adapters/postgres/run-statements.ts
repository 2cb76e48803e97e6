import { must } from '../../errors/assert.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import { StatementRefused } from './postgres-errors.ts';
import type { SqlClient, SqlResult, SqlStatement } from './sql-client.ts';

const STATEMENT_TIMEOUT_MS = '45000';
const LOCK_TIMEOUT_MS = '10000';

/** Transaction-local settings; plain SET would leak through a transaction pooler. */
function settings(local: Readonly<Record<string, string>>): SqlStatement {
  const all = {
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    extra_float_digits: '1',
    ...local,
  };
  const names = Object.keys(all);
  const calls = names.map((name, i) => `set_config('${name}', $${i + 1}, true)`);
  return { text: `SELECT ${calls.join(', ')}`, params: Object.values(all) };
}

/**
 * Reads rows. `row_security = off` makes a read that a policy would filter fail (CS_ACCESS_DENIED)
 * instead of showing fewer rows, which would look like deletions.
 */
export async function readStatement(client: SqlClient, statement: SqlStatement) {
  const [result] = await readStatements(client, [statement]);
  return must(result, 'a transaction gives one result per statement');
}

/** Reads as `readStatement` does, in one transaction; each statement sees what was committed when it began. */
export async function readStatements(client: SqlClient, statements: readonly SqlStatement[]) {
  return readWith(client, statements, { row_security: 'off' });
}

/** Reads the catalogue; the empty search path makes every foreign type name come out qualified. */
export async function readCatalogueStatement(client: SqlClient, statement: SqlStatement) {
  const [result] = await readWith(client, [statement], { search_path: 'pg_catalog' });
  return must(result, 'a transaction gives one result per statement');
}

/**
 * Runs the statements in one transaction, all or nothing. The customer's triggers see the session
 * as
 * they know it, so neither the search path nor the time zone is touched.
 */
export async function writeStatements(
  client: SqlClient,
  statements: readonly SqlStatement[],
): Promise<readonly SqlResult[]> {
  const results = await client.transaction([settings({}), ...statements]);
  return results.slice(1);
}

async function readWith(
  client: SqlClient,
  statements: readonly SqlStatement[],
  local: Readonly<Record<string, string>>,
): Promise<readonly SqlResult[]> {
  try {
    const all = [settings(local), ...statements];
    return (await client.transaction(all, { readOnly: true })).slice(1);
  } catch (error) {
    if (!(error instanceof StatementRefused)) throw error;
    // No write is there to be refused: a function or a domain of the table fails on what it holds.
    throw new ChittySyncError(
      'CS_SYSTEM_UNEXPECTED',
      `Postgres answered ${error.sqlState} to a statement that reads`,
      { details: { sqlState: error.sqlState } },
    );
  }
}
