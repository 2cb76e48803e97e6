import { createHash } from 'node:crypto';
import type { Collection, EmulatorClock, EmulatorStore } from '../emulator/emulator.ts';
import { isObject, type JsonObject, objectOr, stringOr } from './json-value.ts';
import {
  type Integration,
  notFound,
  placeError,
  placesError,
  validationError,
} from './notion-error.ts';
import type { Block, Database, DataSource, Page } from './stored-objects.ts';

/** Everything that the emulated workspace holds, over the kernel's store. */
export interface NotionState {
  readonly users: Collection<JsonObject>;
  readonly databases: Collection<Database>;
  readonly dataSources: Collection<DataSource>;
  readonly blocks: Collection<Block>;
  /** Ids of the content of a page or block, in order. */
  readonly children: Collection<readonly string[]>;
  readonly tokens: Collection<JsonObject>;
  /** Lists that are being paged through. */
  readonly cursors: Collection<JsonObject>;
  /** Counters and single values. */
  readonly meta: Collection<unknown>;
  /** Pages that are not rows. */
  readonly pages: Collection<Page>;
  rowsOf(dataSourceId: string): Collection<Page>;
  findPage(id: string): Page | undefined;
  putPage(page: Page): void;
  now(): Date;
  /** The time as the API shows it: cut to the minute. */
  minute(): string;
  newId(): string;
  counter(name: string): number;
  integration(): Integration;
  /** The reference to the token's own bot. */
  me(): JsonObject;
  /**
   * The id in its canonical spelling, if the object exists; throws `object_not_found` otherwise.
   */
  page(id: string): Page;
  database(id: string): Database;
  dataSource(id: string): DataSource;
}

/** The parent's data source, if the page is a row. */
export const dataSourceIdOf = (page: Page): string | undefined =>
  stringOr(page.parent.data_source_id);

/** The state of the workspace; all of it lives in the store. */
export function createNotionState(clock: EmulatorClock, store: EmulatorStore): NotionState {
  const meta = store.collection<unknown>('meta');
  const users = store.collection<JsonObject>('users');
  const pages = store.collection<Page>('pages');
  const places = store.collection<string>('places');
  const databases = store.collection<Database>('databases');
  const dataSources = store.collection<DataSource>('data_sources');
  const rowsOf = (id: string): Collection<Page> => store.collection<Page>(`rows/${id}`);
  const counter = (name: string): number => {
    const next = Number(meta.get(name) ?? 0) + 1;
    meta.set(name, next);
    return next;
  };
  const integration = (): Integration => {
    const id = String(meta.get('bot'));
    return { id, name: stringOr(users.get(id)?.name) ?? 'ChittySync' };
  };
  const findPage = (id: string): Page | undefined => {
    const place = places.get(id);
    return place === undefined ? pages.get(id) : rowsOf(place).get(id);
  };
  const existing = <T>(kind: string, id: string, found: T | undefined): T => {
    if (found === undefined) throw notFound(kind, id, integration());
    return found;
  };
  return {
    users,
    pages,
    databases,
    dataSources,
    meta,
    rowsOf,
    findPage,
    counter,
    integration,
    blocks: store.collection<Block>('blocks'),
    children: store.collection<readonly string[]>('children'),
    tokens: store.collection<JsonObject>('tokens'),
    cursors: store.collection<JsonObject>('cursors'),
    putPage: (page) => {
      const place = dataSourceIdOf(page);
      const before = places.get(page.id);
      if (before !== place) {
        (before === undefined ? pages : rowsOf(before)).delete(page.id);
        if (place === undefined) places.delete(page.id);
        else places.set(page.id, place);
      }
      (place === undefined ? pages : rowsOf(place)).set(page.id, page);
    },
    now: () => clock.now(),
    minute: () => `${clock.now().toISOString().slice(0, 16)}:00.000Z`,
    newId: () => idFrom(`${String(meta.get('salt'))} ${counter('ids')}`),
    me: () => ({ object: 'user', id: integration().id }),
    page: (id) => {
      if (databases.has(id)) throw wrongKind(id, 'database', 'page');
      return existing('page', id, findPage(id));
    },
    database: (id) => {
      if (!databases.has(id) && findPage(id)) throw wrongKind(id, 'page', 'database');
      return existing('database', id, databases.get(id));
    },
    dataSource: (id) => existing('data_source', id, dataSources.get(id)),
  };
}

const wrongKind = (id: string, actual: string, wanted: string): Error =>
  validationError(
    `Provided ID ${id} is a ${actual}, not a ${wanted}. Use the retrieve ${actual} API instead.`,
  );

/** A UUID (version 8) made from a text, so that equal histories give equal ids. */
export function idFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return [...parts, `9${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** The id with dashes and in lower case, or `undefined` if it is no UUID. */
export function canonicalId(value: unknown): string | undefined {
  if (typeof value !== 'string' || !UUID.test(value)) return undefined;
  const hex = value.replaceAll('-', '').toLowerCase();
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts
    .slice(1)
    .map((end, i) => hex.slice(cuts[i], end))
    .join('-');
}

/** Refuses a parent that names none of the objects it may be, or one by something else than an id. */
export function assertParent(parent: unknown, kinds: readonly string[], place: string): void {
  if (!isObject(parent))
    throw placeError(place, parent === undefined ? 'defined' : 'an object', parent);
  if (parent.workspace === true) return;
  const problems = kinds.map((kind) => ({
    place: `${place}.${kind}`,
    expected: parent[kind] === undefined ? 'defined' : 'a valid uuid',
    actual: parent[kind],
  }));
  if (!kinds.some((kind) => canonicalId(parent[kind]) !== undefined)) throw placesError(problems);
}

/** The parent as the API writes it: `type` first, ids canonical. */
export function parentOf(parent: JsonObject): JsonObject {
  for (const key of ['page_id', 'database_id', 'data_source_id', 'block_id']) {
    const id = canonicalId(objectOr(parent)[key]);
    if (id !== undefined) return { type: key, [key]: id };
  }
  return { type: 'workspace', workspace: true };
}
