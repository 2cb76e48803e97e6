import { appendChildren, deleteBlock, listChildren, showBlock, updateBlock } from './blocks.ts';
import { createDataSource, showDataSource, updateDataSource } from './data-sources.ts';
import { createDatabase, showDatabase, updateDatabase } from './databases.ts';
import type { JsonObject } from './json-value.ts';
import { idCursorOf, listOf, pageByItemId, pageSizeOf } from './lists.ts';
import { placeError } from './notion-error.ts';
import { canonicalId, type NotionState } from './notion-state.ts';
import { createPage, movePage, updatePage } from './pages.ts';
import { retrievePropertyItem } from './property-items.ts';
import { queryDataSource } from './queries.ts';
import { search } from './search.ts';
import { chosenProperties, showPage } from './show-page.ts';
import type { Page } from './stored-objects.ts';
import { retrieveMe, retrieveUser } from './users.ts';
import type { WireVersion } from './versions.ts';

/** A request whose route, token and version are known. */
export interface NotionCall {
  readonly state: NotionState;
  readonly version: WireVersion;
  readonly body: JsonObject;
  readonly query: URLSearchParams;
  /** The parts of the path that the route leaves open. */
  readonly params: readonly string[];
  /** Ids that search does not show to this token. */
  readonly hidden: ReadonlySet<string>;
}

type Handler = (call: NotionCall) => JsonObject;

/** The id in the path, in canonical spelling. */
function idIn({ params }: NotionCall, name: string): string {
  const id = canonicalId(params[0]);
  if (id === undefined) throw placeError(`path.${name}`, 'a valid uuid', params[0]);
  return id;
}

/** `filter_properties` may be given once for each column, or as one list. */
const filterProperties = (query: URLSearchParams): string[] =>
  [...query.entries()].filter(([key]) => key.startsWith('filter_properties')).map(([, v]) => v);

function shownPage({ state, query }: NotionCall, page: Page): JsonObject {
  const id = page.parent.data_source_id;
  const source = typeof id === 'string' ? state.dataSources.get(id) : undefined;
  return showPage(state, page, chosenProperties(source, filterProperties(query)));
}

function listUsers({ state, query }: NotionCall): JsonObject {
  const size = pageSizeOf(query.get('page_size'), 'query.page_size');
  const cursor = idCursorOf(query.get('start_cursor'), 'query.start_cursor');
  const users = [...state.users.values()];
  const { items, next } = pageByItemId(users, (user) => String(user.id), size, cursor);
  return listOf('user', items, next);
}

/** The routes, by method and template; `{id}` is any segment. */
export const ROUTES: Readonly<Record<string, Handler>> = {
  'GET /v1/users': listUsers,
  'GET /v1/users/me': ({ state }) => retrieveMe(state),
  'GET /v1/users/{id}': (call) => retrieveUser(call.state, idIn(call, 'user_id')),
  'POST /v1/search': ({ state, body, hidden }) => search(state, body, hidden),
  'POST /v1/databases': ({ state, body }) => createDatabase(state, body),
  'GET /v1/databases/{id}': (call) =>
    showDatabase(call.state, call.state.database(idIn(call, 'database_id'))),
  'PATCH /v1/databases/{id}': (call) =>
    updateDatabase(call.state, idIn(call, 'database_id'), call.body, call.version),
  'POST /v1/data_sources': ({ state, body }) =>
    showDataSource(state, createDataSource(state, body)),
  'GET /v1/data_sources/{id}': (call) =>
    showDataSource(call.state, call.state.dataSource(idIn(call, 'data_source_id'))),
  'PATCH /v1/data_sources/{id}': (call) => {
    const { state, body, version } = call;
    const id = idIn(call, 'data_source_id');
    return showDataSource(state, updateDataSource(state, id, body, version));
  },
  'POST /v1/data_sources/{id}/query': (call) => {
    const { state, body, query } = call;
    const id = idIn(call, 'data_source_id');
    return queryDataSource(state, id, body, filterProperties(query));
  },
  'POST /v1/pages': (call) => shownPage(call, createPage(call.state, call.body)),
  'GET /v1/pages/{id}': (call) => shownPage(call, call.state.page(idIn(call, 'page_id'))),
  'PATCH /v1/pages/{id}': (call) => {
    const { state, body, version } = call;
    return shownPage(call, updatePage(state, idIn(call, 'page_id'), body, version));
  },
  'POST /v1/pages/{id}/move': (call) =>
    shownPage(call, movePage(call.state, idIn(call, 'page_id'), call.body)),
  'GET /v1/pages/{id}/properties/{id}': (call) => {
    const { state, params, query } = call;
    return retrievePropertyItem(state, idIn(call, 'page_id'), params[1] ?? '', query);
  },
  'GET /v1/blocks/{id}': (call) => showBlock(call.state, idIn(call, 'block_id')),
  'PATCH /v1/blocks/{id}': (call) =>
    updateBlock(call.state, idIn(call, 'block_id'), call.body, call.version),
  'DELETE /v1/blocks/{id}': (call) => deleteBlock(call.state, idIn(call, 'block_id')),
  'GET /v1/blocks/{id}/children': (call) =>
    listChildren(call.state, idIn(call, 'block_id'), call.query),
  'PATCH /v1/blocks/{id}/children': (call) =>
    appendChildren(call.state, idIn(call, 'block_id'), call.body, call.version),
};

export interface MatchedRoute {
  /** The template without the method, e.g. `/v1/pages/{id}`. */
  readonly template: string;
  readonly params: readonly string[];
  readonly handler: Handler;
}

/** Literal segments win over open ones, so `/v1/users/me` is not a user. */
const PATTERNS = Object.entries(ROUTES)
  .map(([route, handler]) => {
    const [method = '', template = ''] = route.split(' ');
    return { method, template, segments: template.split('/'), handler };
  })
  .sort((a, b) => Number(a.template.includes('{')) - Number(b.template.includes('{')));

/** The route of a request, if there is one. */
export function matchRoute(method: string, path: string): MatchedRoute | undefined {
  const segments = path.split('/');
  for (const pattern of PATTERNS) {
    if (pattern.method !== method || pattern.segments.length !== segments.length) continue;
    const fits = pattern.segments.every((part, i) => part === '{id}' || part === segments[i]);
    if (!fits) continue;
    const params = segments.filter((_, i) => pattern.segments[i] === '{id}');
    return { template: pattern.template, handler: pattern.handler, params };
  }
  return undefined;
}
