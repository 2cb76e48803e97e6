import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { ObservedPage } from '../adapter.ts';
import type { NotionClient } from './notion-client.ts';
import { answered } from './notion-requester.ts';
import { codecsOf, rowOf, type TableCodecs } from './table-codecs.ts';
import { dataSourceIdOf } from './table-ref.ts';
import { type NotionList, type NotionPage, pageShape } from './wire-shapes.ts';

/**
 * One page of rows in order of creation, so that rows added meanwhile come last. The cursor is the
 * position of the page's first row and Notion's own cursor.
 * @throws CS_FETCH_INCOMPLETE when Notion would show a part of the table only
 */
export async function readRows(
  client: NotionClient,
  table: BoundTable,
  cursor: string | null,
): Promise<ObservedPage> {
  const codecs = codecsOf(table);
  const from = parseCursor(cursor);
  const list = await queryRows(client, codecs, { cursor: from.notionCursor });
  const pages = list.results.flatMap((result, i) => {
    if (result.object !== 'page') return []; // A wiki lists its sub-tables among its rows.
    return [{ page: wholePage(result, table), position: from.position + i }];
  });
  const rows = pages.map(({ page, position }) => rowOf(codecs, page, position));
  return {
    rows: rows.filter((row) => !isBlank(codecs, row)),
    nextCursor: list.has_more
      ? `${from.position + list.results.length} ${nextNotionCursor(list, table)}`
      : null,
  };
}

/** One page of a query for the mapped properties. @throws CS_FETCH_INCOMPLETE */
export async function queryRows(
  client: NotionClient,
  { table, fields }: TableCodecs,
  query: { readonly cursor: string | null; readonly filter?: Readonly<Record<string, unknown>> },
): Promise<NotionList> {
  const id = dataSourceIdOf(table.ref);
  const propertyIds = fields.map((field) => field.bound.column.id);
  const reply = await client.query(id, { ...query, propertyIds });
  if (!reply.ok && /start_cursor/.test(reply.fault.message)) {
    throw incomplete(table, 'the cursor is no longer valid', reply.fault.cause);
  }
  const list = answered(reply, `data source ${id}`);
  if (list.request_status?.type === 'incomplete') {
    throw incomplete(table, 'Notion ends a query after 10,000 rows');
  }
  return list;
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
function isBlank({ fields }: TableCodecs, row: ObservedRow): boolean {
  const writable = fields.filter((field) => field.bound.column.writable);
  return (
    writable.length > 0 &&
    row.problems.length === 0 &&
    writable.every(({ bound }) => [null, false].includes((row.cells[bound.field] ?? null) as null))
  );
}

function parseCursor(cursor: string | null): { position: number; notionCursor: string | null } {
  if (cursor === null) return { position: 0, notionCursor: null };
  const space = cursor.indexOf(' ');
  return { position: Number(cursor.slice(0, space)), notionCursor: cursor.slice(space + 1) };
}

function nextNotionCursor(list: NotionList, table: BoundTable): string {
  if (list.next_cursor === null) throw incomplete(table, 'Notion gave no cursor for the rest');
  return list.next_cursor;
}

function incomplete(table: BoundTable, reason: string, cause?: unknown): ChittySyncError {
  const dataSourceId = dataSourceIdOf(table.ref);
  return new ChittySyncError(
    'CS_FETCH_INCOMPLETE',
    `data source ${dataSourceId} could not be read to its end: ${reason}`,
    { details: { dataSourceId, reason }, cause },
  );
}
