import { findHeld } from './find-held.ts';
import { findOrphans } from './find-orphans.ts';
import type { OpenTable } from './open-table.ts';
import type { StatementRefused } from './postgres-errors.ts';
import type { PreparedWrite } from './prepare-write.ts';
import type { SqlClient } from './sql-client.ts';

/** The writes of a refused statement that are refused for the same reason, as far as one look tells. */
export async function findAlike(
  client: SqlClient,
  table: OpenTable,
  writes: readonly PreparedWrite[],
  refusal: StatementRefused,
): Promise<ReadonlySet<PreparedWrite>> {
  if (refusal.rule === 'UNSUPPORTED') return new Set(writes);
  if (refusal.rule !== 'FOREIGN_KEY') return new Set();
  const isDelete = writes[0]?.write.kind === 'delete';
  return (isDelete ? findHeld : findOrphans)(client, table, writes, refusal);
}
