import { isObject, type JsonObject, listOr, objectOr } from './json-value.ts';
import { invalidCursor, listOf, pageSizeOf } from './lists.ts';
import { validationError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';
import { readValue, rowContext } from './page-values.ts';
import { findProperty, plainPropertyId } from './property-names.ts';
import type { PropertySchema } from './stored-objects.ts';

const LIST_TYPES = new Set(['title', 'rich_text', 'relation', 'people', 'rollup']);
const TITLE: PropertySchema = { id: 'title', name: 'title', type: 'title', title: {} };

/** `GET /v1/pages/{id}/properties/{property_id}`: one item, or a list of them page by page. */
export function retrievePropertyItem(
  state: NotionState,
  pageId: string,
  propertyId: string,
  query: URLSearchParams,
): JsonObject {
  const page = state.page(pageId);
  const row = rowContext(state, page);
  const property = row.source
    ? findProperty(row.source, propertyId)
    : plainPropertyId(propertyId) === 'title'
      ? TITLE
      : undefined;
  if (!property) {
    throw validationError(`${plainPropertyId(propertyId)} is not a property that exists.`);
  }
  const { id, type } = property;
  const value = readValue(row, property);
  if (!LIST_TYPES.has(type)) return { object: 'property_item', type, id, [type]: value };
  return itemList(state, page.id, property, value, query);
}

function itemList(
  _state: NotionState,
  pageId: string,
  property: PropertySchema,
  value: unknown,
  query: URLSearchParams,
): JsonObject {
  const { id, type } = property;
  const items = itemsOf(property, value);
  const size = pageSizeOf(query.get('page_size'), 'query.page_size');
  const cursor = query.get('start_cursor');
  const start = cursor === null ? 0 : positionOf(cursor, items.length);
  const end = start + size;
  const next = end < items.length ? cursorAt(end) : null;
  const base = `https://api.notion.com/v1/pages/${pageId}/properties/${id}`;
  const nextUrl = next === null ? null : `${base}?start_cursor=${next}&page_size=${size}`;
  const config = type === 'rollup' ? rollupSummary(value) : {};
  return {
    ...listOf('property_item', items.slice(start, end), next),
    property_item: { id, next_url: nextUrl, type, [type]: config },
  };
}

function itemsOf({ id, type }: PropertySchema, value: unknown): JsonObject[] {
  if (type !== 'rollup') {
    return listOr(value).map((item) => ({ object: 'property_item', type, id, [type]: item }));
  }
  const rolled = listOr(objectOr(value).array).filter(isObject);
  return rolled.map((item) => ({ object: 'property_item', id, ...item }));
}

/** The aggregate without its items. */
function rollupSummary(value: unknown): JsonObject {
  const rollup = objectOr(value);
  return rollup.type === 'array' ? { ...rollup, array: [] } : rollup;
}

const cursorAt = (position: number): string =>
  Buffer.from(`item ${position}`).toString('base64url');

function positionOf(cursor: string, length: number): number {
  const match = /^item (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  const position = Number(match?.[1] ?? Number.NaN);
  if (!(position < length)) throw invalidCursor(cursor);
  return position;
}
