import { Client } from '@notionhq/client';
import type { z } from 'zod';
import type { AdapterEnvironment } from '../adapter.ts';
import { createRequester, type NotionReply, type NotionRequest } from './notion-requester.ts';
import {
  databaseShape,
  dataSourceShape,
  listShape,
  type NotionDatabase,
  type NotionDataSource,
  type NotionList,
  type NotionPage,
  type NotionUser,
  pageShape,
  userShape,
} from './wire-shapes.ts';

export interface RowQuery {
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly cursor: string | null;
  /** Rows come in order of their creation, unless the newest is to be first. */
  readonly newestFirst?: boolean;
  /** Ids of the properties to answer with. */
  readonly propertyIds: readonly string[];
}

/** Property values in the form in which they are written, by name. */
export type PropertyValues = Readonly<Record<string, unknown>>;

/**
 * The calls of the Notion API that the adapter makes. Reads are repeated after passing faults; writes
 * are repeated only where Notion says that nothing was done (429, 529): else the caller reads first.
 */
export interface NotionClient {
  me(): Promise<NotionReply<NotionUser>>;
  search(object: 'page' | 'data_source', cursor: string | null): Promise<NotionReply<NotionList>>;
  dataSource(id: string): Promise<NotionReply<NotionDataSource>>;
  /** At most 100 rows by creation time; fewer where Notion needs smaller pages. */
  query(dataSourceId: string, query: RowQuery): Promise<NotionReply<NotionList>>;
  page(id: string): Promise<NotionReply<NotionPage>>;
  /** The items of a property that a page shows in part: at most 100, in their order. */
  propertyItems(
    pageId: string,
    propertyId: string,
    cursor: string | null,
  ): Promise<NotionReply<NotionList>>;
  createPage(dataSourceId: string, properties: PropertyValues): Promise<NotionReply<NotionPage>>;
  updatePage(
    id: string,
    change: { readonly properties?: PropertyValues; readonly in_trash?: boolean },
  ): Promise<NotionReply<NotionPage>>;
  createDatabase(body: Readonly<Record<string, unknown>>): Promise<NotionReply<NotionDatabase>>;
  database(id: string): Promise<NotionReply<NotionDatabase>>;
  trashDatabase(id: string): Promise<NotionReply<NotionDatabase>>;
}

const NOTION_VERSION = '2026-03-11';
/** More are not named in a query; it then answers with all properties. */
const FILTER_PROPERTIES_MAX = 100;
/** Notion's own limit of a request. */
const TIMEOUT_MS = 60_000;

/** The client of one token. `timeoutMs` bounds one HTTP exchange, body included. */
export function createNotionClient(
  token: string,
  environment: AdapterEnvironment,
  timeoutMs: number = TIMEOUT_MS,
): NotionClient {
  const sdk = openSdk(token, environment, timeoutMs);
  const { send, read } = createRequester({
    exchange: (request) => sdk.request(request),
    wait: environment.wait,
    now: environment.now,
    chance: Math.random,
  });

  const get = <T>(path: string, shape: z.ZodType<T>) =>
    read(() => ({ method: 'get', path }), shape);

  return {
    me: () => get('users/me', userShape),
    search: (object, cursor) =>
      read(
        (pageSize) => ({
          method: 'post',
          path: 'search',
          body: {
            filter: { property: 'object', value: object },
            page_size: pageSize,
            start_cursor: cursor,
          },
        }),
        listShape,
      ),
    dataSource: (id) => get(`data_sources/${encodeURIComponent(id)}`, dataSourceShape),
    query: (id, query) => read((pageSize) => queryRequest(id, query, pageSize), listShape),
    page: (id) => get(`pages/${encodeURIComponent(id)}`, pageShape),
    propertyItems: (pageId, propertyId, cursor) =>
      read(
        (pageSize) => ({
          method: 'get',
          // Notion gives the ids of properties as they stand in a URL.
          path: `pages/${encodeURIComponent(pageId)}/properties/${propertyId}`,
          query: {
            page_size: String(pageSize),
            ...(cursor === null ? {} : { start_cursor: cursor }),
          },
        }),
        listShape,
      ),
    createPage: (dataSourceId, properties) =>
      send(
        {
          method: 'post',
          path: 'pages',
          body: { parent: { type: 'data_source_id', data_source_id: dataSourceId }, properties },
        },
        pageShape,
      ),
    updatePage: (id, change) =>
      send({ method: 'patch', path: `pages/${encodeURIComponent(id)}`, body: change }, pageShape),
    createDatabase: (body) => send({ method: 'post', path: 'databases', body }, databaseShape),
    database: (id) => get(`databases/${encodeURIComponent(id)}`, databaseShape),
    trashDatabase: (id) =>
      send(
        { method: 'patch', path: `databases/${encodeURIComponent(id)}`, body: { in_trash: true } },
        databaseShape,
      ),
  };
}

function openSdk(token: string, environment: AdapterEnvironment, timeoutMs: number): Client {
  const { notion } = environment.baseUrls;
  // Called as a function of its own: the runtime's fetch refuses to be a method of another object.
  const { fetch: sendHttp } = environment;
  return new Client({
    auth: token,
    notionVersion: NOTION_VERSION,
    timeoutMs,
    // The requester repeats; a second loop below it would multiply requests and waits.
    retry: false,
    // Its failures come back as values; it would write them to the console besides.
    logger: () => undefined,
    ...(notion === undefined ? {} : { baseUrl: notion.replace(/\/+$/, '') }),
    // The SDK's time limit ends neither the exchange nor the reading of a body.
    fetch: async (url, { method, headers, body } = {}) => {
      const response = await sendHttp(url, {
        signal: AbortSignal.timeout(timeoutMs),
        ...(method === undefined ? {} : { method }),
        ...(headers === undefined ? {} : { headers }),
        ...(typeof body === 'string' ? { body } : {}),
      });
      const { ok, status } = response;
      return { ok, status, headers: response.headers, text: () => response.text() };
    },
  });
}

function queryRequest(id: string, query: RowQuery, pageSize: number): NotionRequest {
  return {
    method: 'post',
    path: `data_sources/${encodeURIComponent(id)}/query`,
    ...(query.propertyIds.length > FILTER_PROPERTIES_MAX
      ? {}
      : { query: { filter_properties: [...query.propertyIds] } }),
    body: {
      ...(query.filter === undefined ? {} : { filter: query.filter }),
      sorts: [
        {
          timestamp: 'created_time',
          direction: query.newestFirst === true ? 'descending' : 'ascending',
        },
      ],
      page_size: pageSize,
      start_cursor: query.cursor,
    },
  };
}
