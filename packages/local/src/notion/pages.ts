import { addChild, removeChild } from './block-tree.ts';
import { appendBlocks } from './blocks.ts';
import { toIcon } from './icons.ts';
import { isObject, type JsonObject, listOr, objectOr, stringOr } from './json-value.ts';
import { placeError, validationError } from './notion-error.ts';
import {
  assertParent,
  canonicalId,
  dataSourceIdOf,
  type NotionState,
  parentOf,
} from './notion-state.ts';
import { findProperty } from './property-names.ts';
import { toStoredValue } from './property-values.ts';
import { mirrorRelation } from './relations.ts';
import { pageUrl, toRichText } from './rich-text.ts';
import { type DataSource, optionsOf, type Page, type PropertySchema } from './stored-objects.ts';
import { archivedError, assertEditable } from './trash.ts';
import { flagIn, requestedTrash, type WireVersion } from './versions.ts';

/** `POST /v1/pages`. */
export function createPage(state: NotionState, body: JsonObject): Page {
  const parent = pageParent(state, body.parent, 'body.parent');
  const now = state.minute();
  const id = state.newId();
  const page: Page = {
    object: 'page',
    id,
    created_time: now,
    last_edited_time: now,
    created_by: state.me(),
    last_edited_by: state.me(),
    cover: toIcon(state, body.cover, 'body.cover'),
    icon: toIcon(state, body.icon, 'body.icon'),
    parent,
    in_trash: false,
    is_archived: false,
    is_locked: false,
    url: pageUrl(id, []),
    public_url: null,
    values: {},
  };
  const properties = body.properties ?? {};
  if (!isObject(properties)) throw placeError('body.properties', 'an object', properties);
  const changes = writtenValues(state, page, properties);
  state.putPage(numbered(state, page));
  applyValues(state, state.page(id), changes);
  const pageId = stringOr(parent.page_id);
  if (pageId !== undefined) addChild(state, pageId, id);
  if (Array.isArray(body.children)) appendBlocks(state, id, { children: body.children });
  return state.page(id);
}

/** A parent that exists and is not in the trash, in wire form. */
function pageParent(state: NotionState, value: unknown, place: string): JsonObject {
  assertParent(value, ['database_id', 'data_source_id', 'page_id'], place);
  const parent = parentOf(objectOr(value));
  const sourceId = stringOr(parent.data_source_id) ?? onlySource(state, parent.database_id);
  if (sourceId !== undefined) {
    const source = state.dataSource(sourceId);
    assertEditable(state, source);
    const databaseId = source.parent.database_id;
    return { type: 'data_source_id', data_source_id: sourceId, database_id: databaseId };
  }
  const pageId = stringOr(parent.page_id);
  if (pageId !== undefined) assertEditable(state, state.page(pageId));
  if (parent.type === 'workspace') {
    const reason = "Internal integrations aren't owned by a single user";
    throw validationError(`${reason}, so creating workspace-level private pages is not supported.`);
  }
  return parent;
}

/** A database stands for its data source as long as it has one only. */
function onlySource(state: NotionState, databaseId: unknown): string | undefined {
  if (typeof databaseId !== 'string') return undefined;
  const sources = state.database(databaseId).data_sources;
  if (sources.length === 1) return sources[0]?.id;
  throw validationError('Databases with multiple data sources need a data_source_id as parent.');
}

/** A new row with the next number of its table, if that has a unique-id column. */
function numbered(state: NotionState, page: Page): Page {
  const source = state.dataSources.get(dataSourceIdOf(page) ?? '');
  const property = Object.values(source?.properties ?? {}).find(({ type }) => type === 'unique_id');
  if (!source || !property) return page;
  const number = state.counter(`unique_id ${source.id}`);
  return { ...page, values: { ...page.values, [property.id]: number } };
}

interface ValueChange {
  readonly property: PropertySchema | undefined;
  readonly id: string;
  readonly value: unknown;
}

/** The stored forms of written values; new options are added to their columns. */
function writtenValues(state: NotionState, page: Page, properties: JsonObject): ValueChange[] {
  const sourceId = dataSourceIdOf(page);
  if (sourceId === undefined) return titleChange(state, properties);
  return Object.entries(properties).map(([key, input]) => {
    const property = findProperty(state.dataSource(sourceId), key);
    if (!property) throw validationError(`${key} is not a property that exists.`);
    const { value, newOptions } = toStoredValue(state, property, input, key);
    if (newOptions.length > 0) {
      const options = [...optionsOf(property), ...newOptions];
      replaceColumn(state, state.dataSource(sourceId), {
        ...property,
        [property.type]: { ...objectOr(property[property.type]), options },
      });
    }
    if (property.type === 'relation') checkTargets(state, value);
    return { property, id: property.id, value };
  });
}

/** A relation to a page that is not there, or not shared, is refused. */
function checkTargets(state: NotionState, value: unknown): void {
  for (const target of listOr(value)) state.page(String(objectOr(target).id));
}

function replaceColumn(state: NotionState, source: DataSource, property: PropertySchema): void {
  const properties = { ...source.properties, [property.name]: property };
  state.dataSources.set(source.id, { ...source, properties });
}

function titleChange(state: NotionState, properties: JsonObject): ValueChange[] {
  return Object.entries(properties).map(([key, input]) => {
    const title = Array.isArray(input) ? input : objectOr(input).title;
    if (title === undefined) throw validationError(`${key} is not a property that exists.`);
    const value = toRichText(state, title, `body.properties.${key}.title`);
    return { property: undefined, id: 'title', value };
  });
}

/** Writes values into a stored page; computed values that were seeded no longer hold. */
function applyValues(state: NotionState, page: Page, changes: readonly ValueChange[]): void {
  if (changes.length === 0) return;
  const values = { ...page.values };
  for (const { id, value } of changes) values[id] = value;
  const url = 'title' in values ? pageUrl(page.id, values.title) : page.url;
  state.putPage({ ...page, values, url, seeded: {} });
  for (const { property, id, value } of changes) {
    if (property?.type !== 'relation') continue;
    mirrorRelation(state, page, property, page.values[id], value);
  }
}

/** `PATCH /v1/pages/{id}`. Unknown members of the body are ignored. */
export function updatePage(
  state: NotionState,
  id: string,
  body: JsonObject,
  version: WireVersion,
): Page {
  const before = state.page(id);
  const trash = requestedTrash(body, version);
  const onlyTrashes = Object.keys(body).every((key) => key === 'in_trash' || key === 'archived');
  if (before.in_trash && trash !== false && !(trash === true && onlyTrashes)) {
    throw archivedError();
  }
  if (trash === undefined) assertEditable(state, before);
  const properties = body.properties ?? {};
  if (!isObject(properties)) throw placeError('body.properties', 'an object', properties);
  const changes = writtenValues(state, before, properties);
  applyValues(state, before, changes);
  const changed: Record<string, unknown> = {
    last_edited_time: state.minute(),
    last_edited_by: state.me(),
  };
  if (trash !== undefined) changed.in_trash = trash;
  for (const key of ['icon', 'cover']) {
    if (body[key] !== undefined) changed[key] = toIcon(state, body[key], `body.${key}`);
  }
  for (const key of ['is_locked', 'is_archived']) {
    const flag = flagIn(body, key);
    if (flag !== undefined) changed[key] = flag;
  }
  if (body.erase_content === true) state.children.set(id, []);
  state.putPage({ ...state.page(id), ...changed });
  return state.page(id);
}

/** `POST /v1/pages/{id}/move`. */
export function movePage(state: NotionState, id: string, body: JsonObject): Page {
  const page = state.page(id);
  assertEditable(state, page);
  const parent = pageParent(state, body.parent, 'body.parent');
  const [from, to] = [canonicalId(page.parent.page_id), canonicalId(parent.page_id)];
  if (from !== undefined) removeChild(state, from, id);
  if (to !== undefined) addChild(state, to, id);
  const values = movedValues(state, page, stringOr(parent.data_source_id));
  const edited = { last_edited_time: state.minute(), last_edited_by: state.me() };
  state.putPage(numbered(state, { ...page, ...edited, parent, values, seeded: {} }));
  return state.page(id);
}

/** Values keep their place where the new table has a column of the same name and type. */
function movedValues(state: NotionState, page: Page, toId: string | undefined): JsonObject {
  const from = state.dataSources.get(dataSourceIdOf(page) ?? '');
  const to = toId === undefined ? undefined : state.dataSource(toId);
  const values: Record<string, unknown> = { title: page.values.title };
  for (const property of Object.values(to?.properties ?? {})) {
    const old = from && findProperty(from, property.name);
    if (old && old.type === property.type && old.type !== 'unique_id') {
      values[property.id] = page.values[old.id];
    }
  }
  return values;
}
