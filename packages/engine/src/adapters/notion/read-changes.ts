import type { BoundTable } from '../../model/bound-table.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { ChangedPage, LastRead } from '../adapter.ts';
import { presenceOf } from './look-up-rows.ts';
import { EDIT_TIME_PRECISION_MS } from './notion-capabilities.ts';
import type { NotionClient } from './notion-client.ts';
import { presentDataSource } from './present-data-source.ts';
import { retrieve } from './present-rows.ts';
import { formatCursor, parseCursor } from './read-cursor.ts';
import { incomplete, isBlank, isCutOff, query, wholePage } from './read-rows.ts';
import { codecsOf, rowOf } from './table-codecs.ts';

/**
 * Edits that long before a time are told of again: Notion rounds them down to the minute, its clock is not ours, and a
 * query may lag behind what was saved.
 */
const OVERLAP_MS = 5 * 60_000;

/** Properties whose value changes by an edit of their page alone; a formula or a rollup changes by itself. */
const CHANGED_BY_EDITS: ReadonlySet<string> = new Set([
  'title',
  'rich_text',
  'number',
  'checkbox',
  'date',
  'select',
  'status',
  'multi_select',
  'url',
  'email',
  'phone_number',
  'unique_id',
  'created_time',
  'last_edited_time',
]);

/**
 * One page of the rows that were edited since a time, in order of creation, which no edit changes. Null where Notion
 * would end the query before its end, or where an edit is not all that changes a mapped property.
 * @throws CS_FETCH_INCOMPLETE, CS_TABLE_NOT_FOUND
 */
export async function readChanges(
  client: NotionClient,
  table: BoundTable,
  since: LastRead,
  cursor: string | null,
): Promise<ChangedPage | null> {
  const isFollowed = table.fields.every(({ column }) => CHANGED_BY_EDITS.has(column.nativeType));
  if (!isFollowed) return null;
  const codecs = codecsOf(table);
  const at = parseCursor(cursor);
  const filter = {
    timestamp: 'last_edited_time',
    last_edited_time: { on_or_after: from(since.from) },
  };
  const list = await query(client, codecs, { cursor: at.notionCursor, filter });
  if (isCutOff(list)) {
    if (cursor === null) return null;
    throw incomplete(table, 'Notion ends a query after 10,000 rows');
  }
  if (list.has_more && list.next_cursor === null) {
    throw incomplete(table, 'Notion gave no cursor for the rest');
  }
  const read = list.results.flatMap((result, i) => {
    if (result.object !== 'page') return [];
    return [rowOf(codecs, wholePage(result, table), at.position + i)];
  });
  // What a query shows of a data source that went into the trash meanwhile, Notion does not say.
  if (!list.has_more) await presentDataSource(client, table.ref);
  const rows = read.filter((row) => !isBlank(codecs, row));
  const position = at.position + list.results.length;
  const next = { ...at, position, notionCursor: list.next_cursor };
  return {
    rows,
    blank: read.length - rows.length,
    nextCursor: list.has_more ? formatCursor(next) : null,
  };
}

/** In whole minutes, as Notion tells edits. */
function from(since: string): string {
  const time = Date.parse(since) - OVERLAP_MS;
  return new Date(time - (time % EDIT_TIME_PRECISION_MS)).toISOString();
}

/** Asks for each row by its id: those that are in the table, and not blank, as they are now. */
export async function readRowsById(
  client: NotionClient,
  table: BoundTable,
  externalIds: readonly string[],
): Promise<readonly ObservedRow[]> {
  const codecs = codecsOf(table);
  const rows: ObservedRow[] = [];
  for (const [position, id] of externalIds.entries()) {
    const page = await retrieve(client, id);
    if (page === null || presenceOf(table, page) !== 'present') continue;
    const row = rowOf(codecs, page, position);
    if (!isBlank(codecs, row)) rows.push(row);
  }
  return rows;
}
