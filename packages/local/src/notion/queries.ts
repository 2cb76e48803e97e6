import { findCursor, openSession } from './cursors.ts';
import { isObject, type JsonObject } from './json-value.ts';
import { CAPPED, cursorOf, listOf, MAX_RESULTS, pageSizeOf } from './lists.ts';
import { placeError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';
import { rowContext } from './page-values.ts';
import { compileFilter } from './query-filters.ts';
import { compileSorts } from './query-sorts.ts';
import { chosenProperties, showPage } from './show-page.ts';
import type { DataSource, Page } from './stored-objects.ts';

const MEMBERS = new Set([
  'filter',
  'sorts',
  'start_cursor',
  'page_size',
  'result_type',
  'is_archived',
  'filter_properties',
]);

/** `POST /v1/data_sources/{id}/query`. */
export function queryDataSource(
  state: NotionState,
  id: string,
  body: JsonObject,
  filterProperties: readonly string[],
): JsonObject {
  const source = state.dataSource(id);
  for (const key of Object.keys(body)) {
    if (!MEMBERS.has(key)) throw placeError(`body.${key}`, 'not present', body[key]);
  }
  const size = pageSizeOf(body.page_size, 'body.page_size');
  const chosen = chosenProperties(source, filterProperties);
  // A cursor goes on with the same question only.
  const { filter, sorts, is_archived: isArchived } = body;
  const key = JSON.stringify([id, filter, sorts, isArchived]);
  const cursor = cursorOf(body.start_cursor, 'body.start_cursor');
  const open = cursor === undefined ? undefined : findCursor(state, cursor, key);
  const ids = open?.session.ids ?? matchingIds(state, source, body);
  const max = Number(state.meta.get('maxResults') ?? MAX_RESULTS);
  const isCapped = open?.session.isCapped ?? ids.length > max;
  const session = { key, ids: ids.slice(0, max), isCapped };
  const start = open?.position ?? 0;
  const end = start + size;
  const hasMore = end < session.ids.length;
  const next = hasMore ? (open?.cursorFor(end) ?? openSession(state, session, end)) : null;
  const pages = session.ids.slice(start, end).flatMap((pageId) => visiblePage(state, id, pageId));
  const results = pages.map((page) => showPage(state, page, chosen));
  return { ...listOf('page_or_data_source', results, next), ...(isCapped ? CAPPED : {}) };
}

/** Rows that went away since the list was begun are left out. */
function visiblePage(state: NotionState, sourceId: string, pageId: string): Page[] {
  const page = state.rowsOf(sourceId).get(pageId);
  return page && !page.in_trash ? [page] : [];
}

function matchingIds(state: NotionState, source: DataSource, body: JsonObject): string[] {
  const wantsArchived = body.is_archived === true;
  const { filter } = body;
  if (filter !== undefined && !isObject(filter)) {
    throw placeError('body.filter', 'an object or `undefined`', filter);
  }
  const matches = filter && compileFilter(state, source, filter);
  const rows: Page[] = [];
  for (const page of state.rowsOf(source.id).values()) {
    if (page.in_trash || page.is_archived !== wantsArchived) continue;
    if (!matches || matches(rowContext(state, page))) rows.push(page);
  }
  // Newest first; rows of one minute in reverse order of their creation.
  rows.reverse().sort(newestFirst);
  const compare = compileSorts(state, source, body.sorts);
  if (compare) rows.sort(compare);
  return rows.map((page) => page.id);
}

function newestFirst(a: Page, b: Page): number {
  if (a.created_time === b.created_time) return 0;
  return a.created_time < b.created_time ? 1 : -1;
}
