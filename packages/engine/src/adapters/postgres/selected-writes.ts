import { isChittySyncError } from '../../errors/chittysync-error.ts';
import type { ErrorCode } from '../../errors/codes.ts';
import type { PreparedWrite } from './prepare-write.ts';
import { readStatement } from './run-statements.ts';
import type { SqlClient, SqlStatement } from './sql-client.ts';

/** What Postgres answers where another table may not, or cannot, be read. */
const UNREADABLE: ReadonlySet<ErrorCode> = new Set(['CS_ACCESS_DENIED', 'CS_SYSTEM_UNEXPECTED']);

/** The writes whose index a statement about other tables answers with; none where it may not look at them. */
export async function selected(
  client: SqlClient,
  writes: readonly PreparedWrite[],
  statement: SqlStatement,
): Promise<ReadonlySet<PreparedWrite>> {
  try {
    const { rows } = await readStatement(client, statement);
    return new Set(rows.flatMap(([i]) => writes[Number(i)] ?? []));
  } catch (error) {
    if (!isChittySyncError(error) || !UNREADABLE.has(error.code)) throw error;
    return new Set();
  }
}
