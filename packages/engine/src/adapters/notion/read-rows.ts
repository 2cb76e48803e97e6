import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { ObservedPage } from '../adapter.ts';
import { firstHalf, nextWindow, windowFilter } from './creation-window.ts';
import type { NotionClient, RowQuery } from './notion-client.ts';
import { answered } from './notion-requester.ts';
import { presentDataSource } from './present-data-source.ts';
import { formatCursor, parseCursor, type ReadCursor } from './read-cursor.ts';
import { codecsOf, rowOf, type TableCodecs } from './table-codecs.ts';
import { dataSourceIdOf } from './table-ref.ts';
import { type NotionList, type NotionPage, pageShape } from './wire-shapes.ts';

/** Halvings of a window, from all rows down to one minute; far more than calendars need. */
const HALVINGS_MAX = 64;

/**
 * One page of rows in order of creation, so that rows added meanwhile come last. A query shows at most
 * 10,000 rows: a table with more is read in windows of creation time that each hold less.
 * @throws CS_FETCH_INCOMPLETE when Notion would show a part of the table only, CS_TABLE_NOT_FOUND when the table
 * went into the trash while it was read
 */
export async function readRows(
  client: NotionClient,
  table: BoundTable,
  cursor: string | null,
): Promise<ObservedPage> {
  const codecs = codecsOf(table);
  const { list, at } = await readWindow(client, codecs, parseCursor(cursor));
  const pages = list.results.flatMap((result, i) => {
    if (result.object !== 'page') return []; // A wiki lists its sub-tables among its rows.
    return [{ page: wholePage(result, table), position: at.position + i }];
  });
  const rows = pages.map(({ page, position }) => rowOf(codecs, page, position));
  const next = nextCursor(list, at, table);
  // What a query shows of a data source that went into the trash meanwhile, Notion does not say.
  if (next === null) await presentDataSource(client, table.ref);
  return { rows: rows.filter((row) => !isBlank(codecs, row)), nextCursor: next };
}

/** The page at a cursor. A window that turns out to hold too many rows is halved until it does not. */
async function readWindow(
  client: NotionClient,
  codecs: TableCodecs,
  cursor: ReadCursor,
): Promise<{ readonly list: NotionList; readonly at: ReadCursor }> {
  let at = cursor;
  for (let halvings = 0; halvings < HALVINGS_MAX; halvings += 1) {
    const list = await query(client, codecs, windowQuery(at));
    if (!isCutOff(list)) return { list, at };
    // A part of these rows has been given already, so that it is too late to take fewer.
    if (at.notionCursor !== null) break;
    const newest = await query(client, codecs, { ...windowQuery(at), newestFirst: true });
    const half = firstHalf(at.window, createdOf(list), createdOf(newest));
    if (half === null) break;
    at = { ...at, window: half };
  }
  throw incomplete(codecs.table, 'Notion ends a query after 10,000 rows');
}

function windowQuery({ window, notionCursor }: ReadCursor): RowsQuery {
  const filter = windowFilter(window);
  return { cursor: notionCursor, ...(filter === undefined ? {} : { filter }) };
}

/** The creation time of the first row of an answer. */
function createdOf({ results }: NotionList): string {
  return String(results[0]?.created_time);
}

function nextCursor(list: NotionList, at: ReadCursor, table: BoundTable): string | null {
  const position = at.position + list.results.length;
  if (list.has_more) {
    if (list.next_cursor === null) throw incomplete(table, 'Notion gave no cursor for the rest');
    return formatCursor({ ...at, position, notionCursor: list.next_cursor });
  }
  const window = nextWindow(at.window);
  return window === null ? null : formatCursor({ position, window, notionCursor: null });
}

type RowsQuery = Omit<RowQuery, 'propertyIds'>;

/** One page of a query for the mapped properties. @throws CS_FETCH_INCOMPLETE */
export async function queryRows(
  client: NotionClient,
  codecs: TableCodecs,
  rowsQuery: RowsQuery,
): Promise<NotionList> {
  const list = await query(client, codecs, rowsQuery);
  if (isCutOff(list)) throw incomplete(codecs.table, 'Notion ends a query after 10,000 rows');
  return list;
}

/** One page of a query, which may be of a result that Notion cuts off. @throws CS_FETCH_INCOMPLETE for a stale cursor */
export async function query(
  client: NotionClient,
  { table, fields }: TableCodecs,
  rowsQuery: RowsQuery,
): Promise<NotionList> {
  const id = dataSourceIdOf(table.ref);
  const propertyIds = fields.map((field) => field.bound.column.id);
  const reply = await client.query(id, { ...rowsQuery, propertyIds });
  if (!reply.ok && /start_cursor/.test(reply.fault.message)) {
    throw incomplete(table, 'the cursor is no longer valid', reply.fault.cause);
  }
  return answered(reply, `data source ${id}`);
}

/** Notion says so on every page of a result that it cuts off. */
export function isCutOff(list: NotionList): boolean {
  return list.request_status?.type === 'incomplete';
}

/** A result with all its properties. @throws CS_FETCH_INCOMPLETE for one that Notion gives in part */
export function wholePage(result: NotionList['results'][number], table: BoundTable): NotionPage {
  const parsed = pageShape.safeParse(result);
  if (!parsed.success) {
    throw incomplete(table, `row ${result.id} was given in part only`, parsed.error);
  }
  return parsed.data;
}

/** A checkbox shows false when nobody set it, and computed properties always show something. */
export function isBlank({ fields }: TableCodecs, row: ObservedRow): boolean {
  const writable = fields.filter((field) => field.bound.column.writable);
  return (
    writable.length > 0 &&
    row.problems.length === 0 &&
    writable.every(({ bound }) => [null, false].includes((row.cells[bound.field] ?? null) as null))
  );
}

export function incomplete(table: BoundTable, reason: string, cause?: unknown): ChittySyncError {
  const dataSourceId = dataSourceIdOf(table.ref);
  return new ChittySyncError(
    'CS_FETCH_INCOMPLETE',
    `data source ${dataSourceId} could not be read to its end: ${reason}`,
    { details: { dataSourceId, reason }, cause },
  );
}
