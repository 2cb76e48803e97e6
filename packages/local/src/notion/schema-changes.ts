import { convertedValue } from './converted-values.ts';
import { isObject, type JsonObject, listOr, objectOr, stringOr } from './json-value.ts';
import { placeError, validationError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';
import { findProperty, newPropertyId } from './property-names.ts';
import { requestedType, toConfig } from './property-schema.ts';
import { removeCounterpart } from './relations.ts';
import { configOf, type DataSource, optionsOf, type PropertySchema } from './stored-objects.ts';

const needsOthers = (input: JsonObject): boolean =>
  ['formula', 'rollup'].includes(requestedType(input) ?? '');

/** Gives a new table its columns. A table has exactly one title. */
export function addProperties(state: NotionState, id: string, properties: unknown): void {
  const inputs = Object.entries(objectOr(properties)).map(
    ([name, input]) => [name, objectOr(input)] as const,
  );
  const titles = inputs.filter(([, input]) => requestedType(input) === 'title');
  if (titles.length > 1) throw validationError('Cannot create more than one title property.');
  if (titles.length === 0) {
    throw validationError('Title is not provided');
  }
  // Formulas and rollups name other columns, so these come first.
  const [later, first] = [true, false].map((isLater) =>
    inputs.filter(([, input]) => needsOthers(input) === isLater),
  );
  for (const [name, input] of [...(first ?? []), ...(later ?? [])]) {
    changeProperty(state, id, name, input);
  }
}

/** Adds, changes or (with null) removes one column. Throws `validation_error`. */
export function changeProperty(state: NotionState, id: string, key: string, input: unknown): void {
  const source = state.dataSource(id);
  const known = findProperty(source, key);
  if (input === null) {
    if (known) removeProperty(state, source, known);
    else throw validationError(`Could not find property with name or id: ${key}`);
    return;
  }
  const wanted = objectOr(input);
  const type = requestedType(wanted) ?? known?.type;
  if (type === undefined) throw placeError(`body.properties.${key}.type`, 'defined', undefined);
  if (type === 'title' && known?.type !== 'title' && hasTitle(source)) {
    throw validationError('Cannot create new title property.');
  }
  const name = stringOr(wanted.name) ?? known?.name ?? key;
  const taken = Object.hasOwn(source.properties, name) ? source.properties[name] : undefined;
  if (taken && taken.id !== known?.id) {
    throw validationError(`Property with name ${name} already exists.`);
  }
  const others = Object.values(source.properties);
  const newId = type === 'title' ? 'title' : newPropertyId(state, others);
  const property = { id: known?.id ?? newId, name, type };
  const isUnchanged = known?.type === type && !isObject(wanted[type]);
  const config = isUnchanged ? configOf(known) : toConfig(state, source, property, wanted, known);
  const description = wanted.description ?? known?.description ?? null;
  const made: PropertySchema = { ...property, description, [type]: config };
  putProperty(state, id, known, made);
  if (known && known.type === type) forgetRemovedOptions(state, id, known, made);
  else if (known) convertValues(state, id, known, made);
  if (known?.type !== type && type === 'unique_id') numberRows(state, id, made);
}

const hasTitle = (source: DataSource): boolean =>
  Object.values(source.properties).some((property) => property.type === 'title');

function putProperty(
  state: NotionState,
  id: string,
  known: PropertySchema | undefined,
  made: PropertySchema,
): void {
  // Read again: a two-way relation to the own table has added its counterpart.
  const source = state.dataSource(id);
  const entries = Object.entries(source.properties);
  const properties = known
    ? entries.map(([name, property]) =>
        property.id === known.id ? [made.name, made] : [name, property],
      )
    : [...entries, [made.name, made]];
  state.dataSources.set(id, { ...source, properties: Object.fromEntries(properties) });
}

function removeProperty(state: NotionState, source: DataSource, property: PropertySchema): void {
  if (property.type === 'title') throw validationError('Cannot delete title property.');
  const rest = Object.entries(source.properties).filter(([, other]) => other.id !== property.id);
  state.dataSources.set(source.id, { ...source, properties: Object.fromEntries(rest) });
  removeCounterpart(state, property);
}

/** Rows lose the options that the column no longer has. */
function forgetRemovedOptions(
  state: NotionState,
  id: string,
  before: PropertySchema,
  after: PropertySchema,
): void {
  const kept = new Set(optionsOf(after).map((option) => option.id));
  const gone = new Set(
    optionsOf(before)
      .map((option) => option.id)
      .filter((option) => !kept.has(option)),
  );
  if (gone.size === 0) return;
  const isGone = (option: unknown): boolean => gone.has(String(objectOr(option).id));
  for (const page of [...state.rowsOf(id).values()]) {
    const value = page.values[after.id];
    const list = listOr(value);
    const left = Array.isArray(value) ? list.filter((option) => !isGone(option)) : value;
    const next = isGone(value) ? undefined : left;
    if (next !== value && !(Array.isArray(next) && next.length === list.length)) {
      state.putPage({ ...page, values: { ...page.values, [after.id]: next } });
    }
  }
}

/** A new unique-id column numbers the rows that are there, oldest first. */
function numberRows(state: NotionState, id: string, property: PropertySchema): void {
  const rows = [...state.rowsOf(id).values()].sort((a, b) =>
    a.created_time.localeCompare(b.created_time),
  );
  for (const page of rows) {
    const values = { ...page.values, [property.id]: state.counter(`unique_id ${id}`) };
    state.putPage({ ...page, values });
  }
}

/** Values follow their column to its new type as far as that can hold them. */
function convertValues(
  state: NotionState,
  id: string,
  before: PropertySchema,
  after: PropertySchema,
): void {
  for (const page of [...state.rowsOf(id).values()]) {
    if (page.values[before.id] === undefined) continue;
    const value = convertedValue(page.values[before.id], before, after);
    state.putPage({ ...page, values: { ...page.values, [after.id]: value } });
  }
}
