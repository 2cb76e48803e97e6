import { toIcon } from './icons.ts';
import { type JsonObject, objectOr, stringOr } from './json-value.ts';
import { assertParent, canonicalId, type NotionState } from './notion-state.ts';
import { showProperty } from './property-schema.ts';
import { plainText, toRichText } from './rich-text.ts';
import { addProperties, changeProperty } from './schema-changes.ts';
import type { Database, DataSource } from './stored-objects.ts';
import { archivedError } from './trash.ts';
import { requestedTrash, type WireVersion } from './versions.ts';

/** A new table in a database, without columns yet. */
export function newDataSource(
  state: NotionState,
  database: Database,
  title: readonly JsonObject[],
): DataSource {
  const now = state.minute();
  return {
    object: 'data_source',
    id: state.newId(),
    cover: null,
    icon: null,
    created_time: now,
    created_by: state.me(),
    last_edited_by: state.me(),
    last_edited_time: now,
    title,
    description: [],
    is_inline: database.is_inline,
    properties: {},
    parent: { type: 'database_id', database_id: database.id },
    database_parent: database.parent,
    url: database.url,
    public_url: null,
    in_trash: false,
  };
}

/** `POST /v1/data_sources`. */
export function createDataSource(state: NotionState, body: JsonObject): DataSource {
  assertParent(body.parent, ['database_id'], 'body.parent');
  const databaseId = canonicalId(objectOr(body.parent).database_id) ?? '';
  const database = state.database(databaseId);
  const title = toRichText(state, body.title ?? [], 'body.title');
  const source = {
    ...newDataSource(state, database, title),
    icon: toIcon(state, body.icon, 'body.icon'),
  };
  state.dataSources.set(source.id, source);
  const entry = { id: source.id, name: plainText(title) };
  state.databases.set(databaseId, {
    ...database,
    data_sources: [...database.data_sources, entry],
  });
  addProperties(state, source.id, body.properties ?? { Name: { title: {} } });
  return state.dataSource(source.id);
}

/** `PATCH /v1/data_sources/{id}`. */
export function updateDataSource(
  state: NotionState,
  id: string,
  body: JsonObject,
  version: WireVersion,
): DataSource {
  const before = state.dataSource(id);
  const trash = requestedTrash(body, version);
  if (before.in_trash && trash !== false) throw archivedError();
  const properties = objectOr(body.properties);
  for (const [key, input] of Object.entries(properties)) changeProperty(state, id, key, input);
  const changes: Record<string, unknown> = {
    last_edited_time: state.minute(),
    last_edited_by: state.me(),
  };
  if (trash !== undefined) changes.in_trash = trash;
  if (body.title !== undefined) changes.title = toRichText(state, body.title, 'body.title');
  if (body.description !== undefined) {
    changes.description = toRichText(state, body.description, 'body.description');
  }
  if (body.icon !== undefined) changes.icon = toIcon(state, body.icon, 'body.icon');
  state.dataSources.set(id, { ...state.dataSource(id), ...changes });
  for (const key of ['title', 'description']) shareText(state, before, key, changes[key]);
  return state.dataSource(id);
}

/**
 * The only data source of a database has its title and description in common with it (recorded).
 */
function shareText(state: NotionState, source: DataSource, key: string, text: unknown): void {
  const database = state.databases.get(stringOr(source.parent.database_id) ?? '');
  if (text === undefined || database?.data_sources.length !== 1) return;
  state.databases.set(database.id, { ...database, [key]: text });
}

/** The data source in wire form. */
export function showDataSource(state: NotionState, source: DataSource): JsonObject {
  const properties = Object.entries(source.properties).map(([name, property]) => [
    name,
    showProperty(state, source, property),
  ]);
  return { ...source, properties: Object.fromEntries(properties) };
}
