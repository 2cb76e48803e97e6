import { addChild, removeChild } from './block-tree.ts';
import { newDataSource } from './data-sources.ts';
import { toIcon } from './icons.ts';
import { type JsonObject, objectOr } from './json-value.ts';
import { assertParent, canonicalId, type NotionState, parentOf } from './notion-state.ts';
import { plainText, toRichText, unformatted } from './rich-text.ts';
import { addProperties } from './schema-changes.ts';
import type { Database } from './stored-objects.ts';
import { archivedError, assertEditable } from './trash.ts';
import { flagIn, requestedTrash, type WireVersion } from './versions.ts';

const UNTITLED = 'New database';

/** Times of databases have milliseconds and a spelled offset, unlike all others (recorded). */
const exactTime = (state: NotionState): string => state.now().toISOString().replace('Z', '+00:00');

/** `POST /v1/databases`: the container and its first data source. */
export function createDatabase(state: NotionState, body: JsonObject): JsonObject {
  assertParent(body.parent, ['page_id'], 'body.parent');
  const parent = parentOf(objectOr(body.parent));
  const pageId = canonicalId(parent.page_id);
  if (pageId !== undefined) assertEditable(state, state.page(pageId));
  const title = toRichText(state, body.title ?? [], 'body.title');
  const now = exactTime(state);
  const id = state.newId();
  const database: Database = {
    object: 'database',
    id,
    title,
    description: toRichText(state, body.description ?? [], 'body.description'),
    parent,
    is_inline: flagIn(body, 'is_inline') === true,
    in_trash: false,
    is_locked: false,
    created_time: now,
    last_edited_time: now,
    data_sources: [],
    icon: toIcon(state, body.icon, 'body.icon'),
    cover: toIcon(state, body.cover, 'body.cover'),
    url: `https://app.notion.com/p/${id.replaceAll('-', '')}`,
    public_url: null,
  };
  const source = newDataSource(state, database, title);
  state.dataSources.set(source.id, source);
  const entry = { id: source.id, name: plainText(title) };
  state.databases.set(id, { ...database, data_sources: [entry] });
  const properties = objectOr(body.initial_data_source).properties ?? { Name: { title: {} } };
  addProperties(state, source.id, properties);
  if (pageId !== undefined) addChild(state, pageId, id);
  return showDatabase(state, state.database(id));
}

/** `PATCH /v1/databases/{id}`. The edit time stays as it is (recorded). */
export function updateDatabase(
  state: NotionState,
  id: string,
  body: JsonObject,
  version: WireVersion,
): JsonObject {
  const before = state.database(id);
  const trash = requestedTrash(body, version);
  if (before.in_trash && trash !== false) throw archivedError();
  const changes: Record<string, unknown> = {};
  for (const key of ['title', 'description']) {
    if (body[key] !== undefined) changes[key] = toRichText(state, body[key], `body.${key}`);
  }
  for (const key of ['icon', 'cover']) {
    if (body[key] !== undefined) changes[key] = toIcon(state, body[key], `body.${key}`);
  }
  for (const key of ['is_inline', 'is_locked']) {
    const flag = flagIn(body, key);
    if (flag !== undefined) changes[key] = flag;
  }
  if (body.parent !== undefined) changes.parent = moveDatabase(state, before, body.parent);
  state.databases.set(id, { ...before, ...changes });
  for (const key of ['title', 'description']) shareText(state, before, key, changes[key]);
  if (trash !== undefined) trashDatabase(state, id, trash);
  return showDatabase(state, state.database(id));
}

/** The new place of a database, which its data sources show, too. */
function moveDatabase(state: NotionState, database: Database, value: unknown): JsonObject {
  assertParent(value, ['page_id'], 'body.parent');
  const parent = parentOf(objectOr(value));
  const [from, to] = [canonicalId(database.parent.page_id), canonicalId(parent.page_id)];
  if (to !== undefined) assertEditable(state, state.page(to));
  if (from !== undefined) removeChild(state, from, database.id);
  if (to !== undefined) addChild(state, to, database.id);
  for (const { id } of database.data_sources) {
    const source = state.dataSources.get(id);
    if (source) state.dataSources.set(id, { ...source, database_parent: parent });
  }
  return parent;
}

/** A database and its only data source have one title and one description (recorded). */
function shareText(state: NotionState, database: Database, key: string, text: unknown): void {
  const [only, ...others] = database.data_sources;
  const source = state.dataSources.get(only?.id ?? '');
  if (!source || others.length > 0 || text === undefined) return;
  state.dataSources.set(source.id, { ...source, [key]: text });
}

/** Puts a database and its data sources into the trash, or takes them out. */
export function trashDatabase(state: NotionState, id: string, inTrash: boolean): void {
  const database = state.database(id);
  state.databases.set(id, { ...database, in_trash: inTrash });
  for (const { id: sourceId } of database.data_sources) {
    const source = state.dataSources.get(sourceId);
    if (source) state.dataSources.set(sourceId, { ...source, in_trash: inTrash });
  }
}

/** The database in wire form, with its data sources' present names. */
export function showDatabase(state: NotionState, database: Database): JsonObject {
  const sources = database.data_sources.map(({ id, name }) => {
    const source = state.dataSources.get(id);
    return { id, name: source ? plainText(source.title) || UNTITLED : name };
  });
  return { ...database, title: shownTitle(database), data_sources: sources };
}

/** The title of a database; one without a title shows a name all the same (recorded). */
export function shownTitle(database: Database): readonly JsonObject[] {
  return database.title.length > 0 ? database.title : unformatted(UNTITLED);
}
