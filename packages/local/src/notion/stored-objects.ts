import type { JsonObject } from './json-value.ts';

/** What pages, databases, data sources and blocks have in common; unknown members are kept. */
export interface StoredObject extends JsonObject {
  readonly id: string;
  readonly parent: JsonObject;
  readonly created_time: string;
  readonly last_edited_time: string;
  readonly in_trash: boolean;
}

/**
 * A page in wire form, but its values stand by property id, as `property-values.ts` stores them.
 */
export interface Page extends StoredObject {
  readonly object: 'page';
  readonly created_by: JsonObject;
  readonly last_edited_by: JsonObject;
  readonly is_archived: boolean;
  readonly values: JsonObject;
  /** Formula and rollup values that were seeded; valid until the page changes. */
  readonly seeded?: JsonObject;
}

/**
 * A column in wire form: `id` is percent-encoded, the configuration stands under the type's name.
 */
export interface PropertySchema extends JsonObject {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

/** A table in wire form. */
export interface DataSource extends StoredObject {
  readonly object: 'data_source';
  readonly title: readonly JsonObject[];
  readonly properties: Readonly<Record<string, PropertySchema>>;
}

/** A container of data sources in wire form. */
export interface Database extends StoredObject {
  readonly object: 'database';
  readonly title: readonly JsonObject[];
  readonly data_sources: readonly { readonly id: string; readonly name: string }[];
}

/** A block in wire form. Child pages and databases have none of their own. */
export interface Block extends StoredObject {
  readonly object: 'block';
  readonly type: string;
}

export interface Option extends JsonObject {
  readonly id: string;
  readonly name: string;
  readonly color: string;
}

/** The configuration of a column. */
export function configOf(property: PropertySchema): JsonObject {
  return (property[property.type] ?? {}) as JsonObject;
}

/** The options of a select, multi-select or status column. */
export function optionsOf(property: PropertySchema): readonly Option[] {
  return (configOf(property).options ?? []) as readonly Option[];
}
