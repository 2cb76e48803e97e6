import type { SQL } from 'drizzle-orm';
import { assert } from '../errors/assert.ts';
import type { Database } from './database.ts';

/**
 * Runs a statement that the query builder cannot express (data-modifying CTEs) and gives its rows; the
 * caller names their shape. `bigint` arrives as text, `timestamptz` as Postgres text, `jsonb` parsed.
 */
export async function queryRows<Row>(db: Database, statement: SQL): Promise<readonly Row[]> {
  const result: unknown = await db.execute(statement);
  assert(
    typeof result === 'object' && result !== null && 'rows' in result && Array.isArray(result.rows),
    'the driver answers a statement with its rows',
  );
  return result.rows;
}
