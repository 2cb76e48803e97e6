import { computeFormula } from './formula/compute-formula.ts';
import { isObject, type JsonObject, listOr, objectOr, stringOr } from './json-value.ts';
import { dataSourceIdOf, type NotionState } from './notion-state.ts';
import { emptyValue } from './property-values.ts';
import { computeRollup } from './rollups.ts';
import {
  configOf,
  type DataSource,
  optionsOf,
  type Page,
  type PropertySchema,
} from './stored-objects.ts';
import { userInValue } from './users.ts';

/** A page whose values can be read, with the table that it is a row of, if it is one. */
export interface RowContext {
  readonly state: NotionState;
  readonly source: DataSource | undefined;
  readonly page: Page;
  /** Computed columns that are being computed; a circle gives an empty value. */
  readonly pending: ReadonlySet<string>;
}

/** The context of a page. */
export function rowContext(
  state: NotionState,
  page: Page,
  pending: ReadonlySet<string> = new Set(),
): RowContext {
  const id = dataSourceIdOf(page);
  return { state, page, pending, source: id === undefined ? undefined : state.dataSources.get(id) };
}

/** The whole value of a column in wire form, lists not cut. */
export function readValue(row: RowContext, property: PropertySchema): unknown {
  const { page, state } = row;
  const stored = page.values[property.id];
  switch (property.type) {
    case 'created_time':
    case 'last_edited_time':
      return page[property.type];
    case 'created_by':
    case 'last_edited_by':
      return userInValue(state, stringOr(objectOr(page[property.type]).id) ?? '');
    case 'unique_id':
      return { prefix: configOf(property).prefix ?? null, number: stored ?? null };
    case 'select':
    case 'status':
      return isObject(stored) ? current(stored, property) : (stored ?? emptyValue(property));
    case 'multi_select':
      return listOr(stored)
        .filter(isObject)
        .map((option) => current(option, property));
    case 'people':
      return listOr(stored).map((user) => userInValue(state, stringOr(objectOr(user).id) ?? ''));
    case 'relation':
      return listOr(stored).filter((item) => isReadable(state, stringOr(objectOr(item).id)));
    case 'files':
      return listOr(stored).map((file) => signed(objectOr(file), state));
    case 'formula':
    case 'rollup':
      return computed(row, property);
    default:
      return stored ?? emptyValue(property);
  }
}

/** Options may have been renamed since; their id stays. */
function current(stored: JsonObject, property: PropertySchema): JsonObject {
  const option = optionsOf(property).find(({ id }) => id === stored.id);
  return option ? { id: option.id, name: option.name, color: option.color } : stored;
}

/** Trashed targets are left out, like those that are not shared; unknown ids come from seeds. */
function isReadable(state: NotionState, id: string | undefined): boolean {
  return id !== undefined && state.findPage(id)?.in_trash !== true;
}

const SIGNED_FOR_MS = 3_600_000;

/** Files at Notion have a URL that changes with every read and expires. */
function signed(file: JsonObject, state: NotionState): JsonObject {
  if (file.type !== 'file') return file;
  const content = objectOr(file.file);
  const now = state.now().getTime();
  const name = encodeURIComponent(stringOr(file.name) ?? 'file');
  const base = stringOr(content.url)?.split('?')[0] ?? `https://files.invalid/${name}`;
  return {
    ...file,
    file: {
      url: `${base}?X-Amz-Signature=${now.toString(16)}${state.counter('signatures')}`,
      expiry_time: new Date(now + SIGNED_FOR_MS).toISOString(),
    },
  };
}

function computed(row: RowContext, property: PropertySchema): JsonObject {
  const seeded = row.page.seeded?.[property.id];
  if (isObject(seeded)) return seeded;
  const key = `${row.page.id} ${property.id}`;
  if (row.pending.has(key)) return { type: 'string', string: null };
  const inner = { ...row, pending: new Set([...row.pending, key]) };
  return property.type === 'formula'
    ? computeFormula(inner, property)
    : computeRollup(inner, property);
}
