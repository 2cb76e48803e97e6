import { showDataSource } from './data-sources.ts';
import { type JsonObject, objectOr, stringOr } from './json-value.ts';
import { CAPPED, idCursorOf, listOf, MAX_RESULTS, pageByItemId, pageSizeOf } from './lists.ts';
import { anyOf, placeError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';
import { plainText } from './rich-text.ts';
import { showPage } from './show-page.ts';
import type { DataSource, Page } from './stored-objects.ts';

type Found = Page | DataSource;

/**
 * `POST /v1/search`: pages and data sources whose title contains the query, latest edit first.
 * Unlike the real index this one never lags. `hidden` are ids that the token's connection was not
 * given.
 */
export function search(
  state: NotionState,
  body: JsonObject,
  hidden: ReadonlySet<string>,
): JsonObject {
  assertMembers(body);
  const filter = objectOr(body.filter);
  const kind = body.filter === undefined ? undefined : filter.value;
  if (kind !== undefined && kind !== 'page' && kind !== 'data_source') {
    throw placeError('body.filter.value', anyOf(['page', 'data_source']), kind);
  }
  const wantsTrash = filter.in_trash === true;
  const query = (stringOr(body.query) ?? '').trim().toLowerCase();
  const found: Found[] = [];
  for (const object of candidates(state, kind)) {
    if (object.in_trash !== wantsTrash || hidden.has(object.id)) continue;
    if (titleOf(object).toLowerCase().includes(query)) found.push(object);
  }
  const factor = objectOr(body.sort).direction === 'ascending' ? 1 : -1;
  found.sort((a, b) => factor * a.last_edited_time.localeCompare(b.last_edited_time));
  const isCapped = found.length > MAX_RESULTS;
  const size = pageSizeOf(body.page_size, 'body.page_size');
  const { items, next } = pageByItemId(
    found.slice(0, MAX_RESULTS),
    ({ id }) => id,
    size,
    idCursorOf(body.start_cursor, 'body.start_cursor'),
  );
  const results = items.map((object) =>
    object.object === 'page' ? showPage(state, object) : showDataSource(state, object),
  );
  return { ...listOf('page_or_data_source', results, next), ...(isCapped ? CAPPED : {}) };
}

const MEMBERS = new Set(['query', 'sort', 'filter', 'start_cursor', 'page_size']);

function assertMembers(body: JsonObject): void {
  for (const [key, value] of Object.entries(body)) {
    if (!MEMBERS.has(key)) throw placeError(`body.${key}`, 'not present', value);
  }
  if (body.query !== undefined && typeof body.query !== 'string') {
    throw placeError('body.query', 'a string or `undefined`', body.query);
  }
  if (body.sort !== undefined) {
    const { direction = 'ascending', timestamp } = objectOr(body.sort);
    if (direction !== 'ascending' && direction !== 'descending') {
      throw placeError('body.sort.direction', anyOf(['ascending', 'descending']), direction);
    }
    if (timestamp !== 'last_edited_time') {
      throw placeError('body.sort.timestamp', anyOf(['last_edited_time']), timestamp);
    }
  }
  if (body.filter === undefined) return;
  const { property, in_trash: inTrash } = objectOr(body.filter);
  if (property !== 'object' && inTrash === undefined) {
    throw placeError('body.filter.property', anyOf(['object']), property);
  }
}

function* candidates(state: NotionState, kind: string | undefined): Generator<Found> {
  if (kind !== 'page') yield* state.dataSources.values();
  if (kind === 'data_source') return;
  yield* state.pages.values();
  for (const source of state.dataSources.values()) {
    if (!source.in_trash) yield* state.rowsOf(source.id).values();
  }
}

const titleOf = (object: Found): string =>
  plainText(object.object === 'page' ? object.values.title : object.title);
