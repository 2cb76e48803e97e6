import { isObject, type JsonObject, listOr, objectOr, stringOr } from './json-value.ts';
import { placeError, placesError } from './notion-error.ts';
import { canonicalId, dataSourceIdOf, type NotionState } from './notion-state.ts';
import { findProperty, newPropertyId } from './property-names.ts';
import { plainText } from './rich-text.ts';
import { configOf, type DataSource, type Page, type PropertySchema } from './stored-objects.ts';

/**
 * The configuration of a relation; a new two-way relation gets a counterpart in the other table.
 */
export function relationConfig(
  state: NotionState,
  source: DataSource,
  property: { readonly id: string; readonly name: string },
  config: JsonObject,
  before: PropertySchema | undefined,
): JsonObject {
  const known = before ? configOf(before) : {};
  const asDatabase = state.databases.get(canonicalId(config.database_id) ?? '');
  const targetId =
    canonicalId(config.data_source_id) ??
    asDatabase?.data_sources[0]?.id ??
    stringOr(known.data_source_id);
  const place = `body.properties.${property.name}.relation.data_source_id`;
  if (targetId === undefined) {
    const expected = config.data_source_id === undefined ? 'defined' : 'a valid uuid';
    throw placeError(place, expected, config.data_source_id);
  }
  if (!before) assertDirection(config, `body.properties.${property.name}.relation`);
  const target = targetId === source.id ? source : state.dataSource(targetId);
  const isDual = config.type === 'dual_property' || isObject(config.dual_property);
  const wasDual = isObject(known.dual_property) && known.data_source_id === targetId;
  if (isDual && wasDual) return known;
  if (before) dropCounterpart(state, known, isDual);
  const base = { database_id: stringOr(target.parent.database_id), data_source_id: targetId };
  if (!isDual) return { ...base, type: 'single_property', single_property: {} };
  const asked = stringOr(objectOr(config.dual_property).synced_property_name);
  const counterpart = addCounterpart(state, source, property, target, asked);
  const dual = { synced_property_name: counterpart.name, synced_property_id: counterpart.id };
  return { ...base, type: 'dual_property', dual_property: dual };
}

/** A new relation is told to be one-way or two-way. */
function assertDirection(config: JsonObject, place: string): void {
  const kinds = ['single_property', 'dual_property'];
  if (kinds.some((kind) => config.type === kind || isObject(config[kind]))) return;
  throw placesError(
    kinds.map((kind) => ({ place: `${place}.${kind}`, expected: 'defined', actual: config[kind] })),
  );
}

function addCounterpart(
  state: NotionState,
  source: DataSource,
  property: { readonly id: string; readonly name: string },
  target: DataSource,
  asked: string | undefined,
): PropertySchema {
  const title = plainText(source.title);
  const name = freeName(target, asked ?? `Related to ${title} (${property.name})`);
  const relation = {
    database_id: source.parent.database_id,
    data_source_id: source.id,
    type: 'dual_property',
    dual_property: { synced_property_name: property.name, synced_property_id: property.id },
  };
  const id = newPropertyId(state, Object.values(target.properties));
  const made: PropertySchema = { id, name, description: null, type: 'relation', relation };
  state.dataSources.set(target.id, {
    ...(state.dataSources.get(target.id) ?? target),
    properties: { ...target.properties, [name]: made },
  });
  return made;
}

function freeName(target: DataSource, wanted: string): string {
  let name = wanted;
  for (let n = 1; Object.hasOwn(target.properties, name); n += 1) name = `${wanted} ${n}`;
  return name;
}

/**
 * The other side of a two-way relation becomes one-way, or goes if the relation now points
 * elsewhere.
 */
function dropCounterpart(state: NotionState, known: JsonObject, goes: boolean): void {
  const synced = stringOr(objectOr(known.dual_property).synced_property_id);
  const target = state.dataSources.get(stringOr(known.data_source_id) ?? '');
  const counterpart = target && synced !== undefined ? findProperty(target, synced) : undefined;
  if (!target || !counterpart) return;
  const { dual_property: _, ...rest } = configOf(counterpart) as { dual_property?: unknown };
  const single = { ...rest, type: 'single_property', single_property: {} };
  const others = Object.entries(target.properties).filter(([key]) => key !== counterpart.name);
  const kept = goes ? [] : [[counterpart.name, { ...counterpart, relation: single }] as const];
  state.dataSources.set(target.id, {
    ...target,
    properties: Object.fromEntries([...others, ...kept]),
  });
}

/** Takes the relation's counterpart away with it. */
export function removeCounterpart(state: NotionState, property: PropertySchema): void {
  if (property.type === 'relation') dropCounterpart(state, configOf(property), true);
}

/** Mirrors a written two-way relation in the rows it now names and in those it named before. */
export function mirrorRelation(
  state: NotionState,
  page: Page,
  property: PropertySchema,
  before: unknown,
  after: unknown,
): void {
  const config = configOf(property);
  const counterpart = stringOr(objectOr(config.dual_property).synced_property_id);
  const target = state.dataSources.get(stringOr(config.data_source_id) ?? '');
  const synced = target && findProperty(target, counterpart ?? '')?.id;
  if (synced === undefined) return;
  const idsIn = (value: unknown): Set<string> =>
    new Set(listOr(value).map((item) => String(objectOr(item).id)));
  const [old, now] = [idsIn(before), idsIn(after)];
  const update = (id: string, change: (ids: readonly unknown[]) => readonly unknown[]): void => {
    const other = state.findPage(id);
    if (!other || dataSourceIdOf(other) !== config.data_source_id) return;
    const values = { ...other.values, [synced]: change(listOr(other.values[synced])) };
    state.putPage({ ...other, values, seeded: {} });
  };
  const isPage = (item: unknown): boolean => objectOr(item).id === page.id;
  for (const id of old) {
    if (!now.has(id)) update(id, (ids) => ids.filter((item) => !isPage(item)));
  }
  for (const id of now) {
    if (!old.has(id)) update(id, (ids) => (ids.some(isPage) ? ids : [...ids, { id: page.id }]));
  }
}
