import { z } from 'zod';
import { isChittySyncError } from '../../errors/chittysync-error.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { ObservedPage } from '../adapter.ts';
import { castExpression } from './column-sql.ts';
import { type OpenTable, selectList, showRow } from './open-table.ts';
import { readStatement } from './run-statements.ts';
import type { SqlClient, SqlResult } from './sql-client.ts';

const PAGE_ROWS = 1_000;

/** Where the next page begins: after this identity, at this place in the whole table. */
const CURSOR = z.object({ position: z.number().int(), after: z.array(z.string()) });
type Cursor = z.infer<typeof CURSOR>;

/**
 * One page in the order of the identity columns, which is stable while rows come and go.
 * A policy that would hide rows makes the read fail (CS_ACCESS_DENIED).
 */
export async function readPage(
  client: SqlClient,
  table: OpenTable,
  cursor: string | null,
): Promise<ObservedPage> {
  const from: Cursor = cursor === null ? FIRST : CURSOR.parse(JSON.parse(cursor));
  const { result, limit } = await readAtMost(client, table, from, PAGE_ROWS);
  const shown = result.rows.slice(0, limit).map((row) => showRow(table, row, 0));
  const last = shown.at(-1);
  const next: Cursor | null =
    last === undefined || result.rows.length <= limit
      ? null
      : { position: from.position + shown.length, after: [...last.identity] };
  const rows = shown.map(({ externalId, cells, problems }, i) => ({
    externalId,
    position: from.position + i,
    cells,
    problems,
    edited: null,
  }));
  return {
    rows: rows.filter((row) => !isBlank(table, row)),
    nextCursor: next === null ? null : JSON.stringify(next),
  };
}

/** A generated column shows something though nobody wrote it. */
function isBlank({ fields }: OpenTable, { cells, problems }: ObservedRow): boolean {
  const written = fields.filter(({ column }) => !column.generated);
  const isEmpty = written.length > 0 && written.every(({ field }) => cells[field] === null);
  return isEmpty && problems.length === 0;
}

const FIRST: Cursor = { position: 0, after: [] };

/**
 * Reads one row more than the limit, to know whether more follow. Too large an answer is halved.
 */
async function readAtMost(
  client: SqlClient,
  table: OpenTable,
  from: Cursor,
  limit: number,
): Promise<{ readonly result: SqlResult; readonly limit: number }> {
  try {
    const text = pageQuery(table, from.after.length > 0, limit + 1);
    return { result: await readStatement(client, { text, params: from.after }), limit };
  } catch (error) {
    const tooLarge = isChittySyncError(error) && error.details?.reason === 'tooLarge';
    if (!tooLarge || limit === 1) throw error;
    return readAtMost(client, table, from, Math.ceil(limit / 4));
  }
}

function pageQuery(table: OpenTable, continued: boolean, limit: number): string {
  const columns = table.identity.columns;
  const names = columns.map((column) => `t.${column.sql}`).join(', ');
  const after = columns.map((column, i) => castExpression(column, `$${i + 1}`)).join(', ');
  const where = continued ? `WHERE (${names}) > (${after})` : '';
  return `SELECT ${selectList(table, 't')} FROM ${table.catalogue.sql} AS t
    ${where} ORDER BY ${names} LIMIT ${limit}`;
}
