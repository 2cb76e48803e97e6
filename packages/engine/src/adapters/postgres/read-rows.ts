import type { ObservedPage } from '../adapter.ts';
import type { OpenTable } from './open-table.ts';
import { pageRows } from './page-rows.ts';
import { canMark, formatMark, markOf, markStatement } from './read-mark.ts';
import type { SqlClient } from './sql-client.ts';

/**
 * One page of the whole table. The first one has the mark of a moment before it, where the table feeds the change
 * table. A policy that would hide rows makes the read fail (CS_ACCESS_DENIED).
 */
export async function readPage(
  client: SqlClient,
  table: OpenTable,
  cursor: string | null,
): Promise<ObservedPage> {
  const before = cursor === null && canMark(table) ? [markStatement(table)] : [];
  const { rows, nextCursor, answers } = await pageRows(client, table, { cursor, before });
  const mark = answers[0] === undefined ? null : markOf(answers[0]);
  return { rows, nextCursor, ...(mark === null ? {} : { mark: formatMark(mark) }) };
}
