import { type JsonObject, listOr } from './json-value.ts';
import { validationError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';
import { type RowContext, readValue, rowContext } from './page-values.ts';
import { findProperty } from './property-names.ts';
import type { DataSource, Page, PropertySchema } from './stored-objects.ts';

/** References beyond these are read page by page, as property items. */
const MAX_REFERENCES = 25;

/** The columns that a request asks for by id or name; `undefined`: all. Throws on unknown ones. */
export function chosenProperties(
  source: DataSource | undefined,
  keys: readonly string[],
): ReadonlySet<string> | undefined {
  if (keys.length === 0 || !source) return undefined;
  const found = keys.map((key) => {
    const property = findProperty(source, key);
    if (!property) throw validationError(`Could not find property with name or id: ${key}`);
    return property.id;
  });
  return new Set(found);
}

/** A page in wire form, with all values or those of the chosen columns. */
export function showPage(state: NotionState, page: Page, chosen?: ReadonlySet<string>): JsonObject {
  const row = rowContext(state, page);
  const { values, seeded: _, ...shown } = page;
  if (!row.source) {
    const title = { id: 'title', type: 'title', title: listOr(values.title) };
    return { ...shown, properties: { title } };
  }
  const columns = Object.values(row.source.properties);
  const entries = columns
    .filter(({ id }) => !chosen || chosen.has(id))
    .map((property) => [property.name, showValue(row, property)]);
  return { ...shown, properties: Object.fromEntries(entries) };
}

function showValue(row: RowContext, property: PropertySchema): JsonObject {
  const { id, type } = property;
  const value = readValue(row, property);
  if (type === 'relation') {
    const targets = listOr(value);
    const hasMore = targets.length > MAX_REFERENCES;
    return { id, type, relation: targets.slice(0, MAX_REFERENCES), has_more: hasMore };
  }
  return { id, type, [type]: type === 'people' ? listOr(value).slice(0, MAX_REFERENCES) : value };
}
