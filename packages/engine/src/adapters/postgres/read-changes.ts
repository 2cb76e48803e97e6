import { must } from '../../errors/assert.ts';
import { isChittySyncError } from '../../errors/chittysync-error.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { ChangedPage, LastRead } from '../adapter.ts';
import { CHANGES_TABLE } from './change-table.ts';
import { castExpression } from './column-sql.ts';
import { findByExternalId } from './look-up-rows.ts';
import type { OpenTable } from './open-table.ts';
import { isBlank, pageRows, toObserved } from './page-rows.ts';
import {
  canMark,
  formatMark,
  isContinued,
  markOf,
  markStatement,
  parseMark,
  type ReadMark,
} from './read-mark.ts';
import { readStatements } from './run-statements.ts';
import type { SqlClient, SqlStatement } from './sql-client.ts';

/**
 * One page of the rows that transactions added or edited which the last read could not see, as they are now, in the
 * order of their identity. One small request tells whether there are any. Null where the triggers may have missed
 * something since, where a row was removed or has another identity, and where entries may be gone by now.
 */
export async function readChanges(
  client: SqlClient,
  table: OpenTable,
  since: LastRead,
  cursor: string | null,
): Promise<ChangedPage | null> {
  const before = parseMark(since.mark);
  if (before === null || !canMark(table)) return null;
  if (cursor !== null) return pageOfChanges(client, table, before, cursor);
  const found = await weighChanges(client, table, before);
  if (found === null) return null;
  const mark = formatMark(found.mark);
  if (found.entries === 0) return { rows: [], blank: 0, nextCursor: null, mark };
  return { ...(await pageOfChanges(client, table, before, null)), mark };
}

/** Rows as they are now; those that are not there, or are blank, are left out. */
export async function readRowsById(
  client: SqlClient,
  table: OpenTable,
  externalIds: readonly string[],
): Promise<readonly ObservedRow[]> {
  const found = await findByExternalId(client, table, externalIds);
  return externalIds
    .flatMap((id, position) => {
      const row = found.get(id);
      return row === undefined ? [] : [toObserved(row, position)];
    })
    .filter((row) => !isBlank(table, row));
}

/**
 * The mark of now, taken before the entries are counted: what comes between is told twice, and never not at all. Null
 * where the rows that the entries name do not tell all that changed.
 */
async function weighChanges(
  client: SqlClient,
  table: OpenTable,
  before: ReadMark,
): Promise<{ readonly mark: ReadMark; readonly entries: number } | null> {
  const entries = entriesSince(table, before);
  const size = table.identity.columns.length;
  const tally: SqlStatement = {
    ...entries,
    text: `SELECT count(*), count(*) FILTER (
        WHERE e.op NOT IN ('i', 'u') OR e.id IS NULL OR cardinality(e.id) <> ${size})
      ${entries.text}`,
  };
  const results = await readEntries(client, [markStatement(table), tally]);
  if (results === null) return null;
  const mark = markOf(must(results[0], 'a statement has an answer'));
  const [count, untold] = (results[1]?.rows[0] ?? []).map(Number);
  const isTold = mark !== null && isContinued(before, mark) && untold === 0;
  return isTold && count !== undefined ? { mark, entries: count } : null;
}

/** Null where the entries were taken away, or out of reach, since the table was described. */
async function readEntries(client: SqlClient, statements: readonly SqlStatement[]) {
  try {
    return await readStatements(client, statements);
  } catch (error) {
    const isGone = isChittySyncError(error) && GONE.has(error.code);
    if (isGone) return null;
    throw error;
  }
}

const GONE: ReadonlySet<string> = new Set(['CS_TABLE_NOT_FOUND', 'CS_ACCESS_DENIED']);

async function pageOfChanges(
  client: SqlClient,
  table: OpenTable,
  before: ReadMark,
  cursor: string | null,
): Promise<ChangedPage> {
  const columns = table.identity.columns;
  const names = columns.map((column) => `t.${column.sql}`).join(', ');
  const texts = columns.map((column, i) => castExpression(column, `e.id[${i + 1}]`)).join(', ');
  const entries = entriesSince(table, before);
  const among = { ...entries, text: `(${names}) IN (SELECT ${texts} ${entries.text})` };
  const { rows, blank, nextCursor } = await pageRows(client, table, { cursor, among });
  return { rows, blank, nextCursor };
}

/** The entries of the table whose transaction had not been committed when the mark was taken. */
function entriesSince({ catalogue }: OpenTable, { snapshot }: ReadMark): SqlStatement {
  return {
    text: `FROM ${CHANGES_TABLE} e WHERE e.relid = to_regclass($1)
      AND e.xid >= pg_snapshot_xmin($2::pg_snapshot)
      AND NOT pg_visible_in_snapshot(e.xid, $2::pg_snapshot)`,
    params: [catalogue.sql, snapshot],
  };
}
