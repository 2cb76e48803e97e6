import { z } from 'zod';
import { isChittySyncError } from '../../errors/chittysync-error.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import { castExpression } from './column-sql.ts';
import { type OpenTable, type ShownRow, selectList, showRow } from './open-table.ts';
import { readStatements } from './run-statements.ts';
import type { SqlClient, SqlResult, SqlStatement } from './sql-client.ts';

const PAGE_ROWS = 1_000;

/** Where the next page begins: after this identity, at this place in the whole table. */
const CURSOR = z.object({ position: z.number().int(), after: z.array(z.string()) });
type Cursor = z.infer<typeof CURSOR>;

const FIRST: Cursor = { position: 0, after: [] };

export interface PageOf {
  readonly cursor: string | null;
  /** A condition on the rows of `t`, with its own parameters from the first on; all rows where left out. */
  readonly among?: SqlStatement;
  /** Answered before the page, in the same transaction. */
  readonly before?: readonly SqlStatement[];
}

export interface PagedRows {
  readonly rows: readonly ObservedRow[];
  /** Rows that are wholly blank, and left out. */
  readonly blank: number;
  readonly nextCursor: string | null;
  /** One for each statement of `before`. */
  readonly answers: readonly SqlResult[];
}

/** One page in the order of the identity columns, which is stable while rows come and go. */
export async function pageRows(
  client: SqlClient,
  table: OpenTable,
  page: PageOf,
): Promise<PagedRows> {
  const from: Cursor = page.cursor === null ? FIRST : CURSOR.parse(JSON.parse(page.cursor));
  const { results, limit } = await readAtMost(client, table, page, from, PAGE_ROWS);
  const found = results.at(-1)?.rows ?? [];
  const shown = found.slice(0, limit).map((row) => showRow(table, row, 0));
  const last = shown.at(-1);
  const next: Cursor | null =
    last === undefined || found.length <= limit
      ? null
      : { position: from.position + shown.length, after: [...last.identity] };
  const rows = shown
    .map((row, i) => toObserved(row, from.position + i))
    .filter((row) => !isBlank(table, row));
  return {
    rows,
    blank: shown.length - rows.length,
    nextCursor: next === null ? null : JSON.stringify(next),
    answers: results.slice(0, -1),
  };
}

export function toObserved(
  { externalId, cells, problems }: ShownRow,
  position: number,
): ObservedRow {
  return { externalId, position, cells, problems, edited: null };
}

/** A generated column shows something though nobody wrote it. */
export function isBlank({ fields }: OpenTable, { cells, problems }: ObservedRow): boolean {
  const written = fields.filter(({ column }) => !column.generated);
  const isEmpty = written.length > 0 && written.every(({ field }) => cells[field] === null);
  return isEmpty && problems.length === 0;
}

/**
 * Reads one row more than the limit, to know whether more follow. Too large an answer is cut down.
 */
async function readAtMost(
  client: SqlClient,
  table: OpenTable,
  page: PageOf,
  from: Cursor,
  limit: number,
): Promise<{ readonly results: readonly SqlResult[]; readonly limit: number }> {
  try {
    const statement = pageStatement(table, page, from, limit + 1);
    return { results: await readStatements(client, [...(page.before ?? []), statement]), limit };
  } catch (error) {
    const tooLarge = isChittySyncError(error) && error.details?.reason === 'tooLarge';
    if (!tooLarge || limit === 1) throw error;
    return readAtMost(client, table, page, from, Math.ceil(limit / 4));
  }
}

function pageStatement(
  table: OpenTable,
  { among }: PageOf,
  { after }: Cursor,
  limit: number,
): SqlStatement {
  const columns = table.identity.columns;
  const params = among?.params ?? [];
  const names = columns.map((column) => `t.${column.sql}`).join(', ');
  const texts = columns.map((column, i) => castExpression(column, `$${params.length + i + 1}`));
  const conditions = [
    ...(among === undefined ? [] : [among.text]),
    ...(after.length > 0 ? [`(${names}) > (${texts.join(', ')})`] : []),
  ];
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  return {
    text: `SELECT ${selectList(table, 't')} FROM ${table.catalogue.sql} AS t
      ${where} ORDER BY ${names} LIMIT ${limit}`,
    params: [...params, ...after],
  };
}
