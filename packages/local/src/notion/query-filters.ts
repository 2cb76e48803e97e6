import { dateTest } from './date-filters.ts';
import { isObject, type JsonObject, listOr, objectOr, stringOr } from './json-value.ts';
import { placeError, validationError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';
import { type RowContext, readValue } from './page-values.ts';
import { findProperty } from './property-names.ts';
import type { DataSource, PropertySchema } from './stored-objects.ts';
import { type ValueTest, valueTest } from './value-filters.ts';

type RowTest = (row: RowContext) => boolean;

const MAX_DEPTH = 2;
const MAX_CONDITIONS = 100;

/** Turns the filter of a query into a test of rows. Throws `validation_error`. */
export function compileFilter(state: NotionState, source: DataSource, filter: JsonObject): RowTest {
  return compile(state, source, filter, 'body.filter', 0);
}

function compile(
  state: NotionState,
  source: DataSource,
  filter: JsonObject,
  place: string,
  depth: number,
): RowTest {
  for (const group of ['and', 'or'] as const) {
    const parts = filter[group];
    if (parts === undefined) continue;
    if (!Array.isArray(parts)) throw placeError(`${place}.${group}`, 'an array', parts);
    if (depth >= MAX_DEPTH) throw placeError(`${place}.${group}`, 'not present', parts);
    if (parts.length > MAX_CONDITIONS) {
      throw placeError(`${place}.${group}.length`, `≤ \`${MAX_CONDITIONS}\``, parts.length);
    }
    const tests = parts.map((part, i) =>
      compile(state, source, objectOr(part), `${place}.${group}[${i}]`, depth + 1),
    );
    if (group === 'and') return (row) => tests.every((test) => test(row));
    return (row) => tests.length === 0 || tests.some((test) => test(row));
  }
  return filter.timestamp === undefined
    ? propertyTest(state, source, filter, place)
    : timestampTest(state, filter, place);
}

function timestampTest(state: NotionState, filter: JsonObject, place: string): RowTest {
  const { timestamp } = filter;
  if (timestamp !== 'created_time' && timestamp !== 'last_edited_time') {
    throw placeError(`${place}.timestamp`, '`"created_time"` or `"last_edited_time"`', timestamp);
  }
  const [condition, operand] = soleEntry(filter[timestamp], `${place}.${timestamp}`);
  const now = state.now().getTime();
  const test = dateTest(condition, operand, now, `${place}.${timestamp}.${condition}`);
  return ({ page }) => test(page[timestamp]);
}

function propertyTest(
  state: NotionState,
  source: DataSource,
  filter: JsonObject,
  place: string,
): RowTest {
  const key = stringOr(filter.property);
  if (key === undefined) throw placeError(`${place}.property`, 'defined', filter.property);
  const property = findProperty(source, key);
  if (!property) throw validationError(`Could not find property with name or id: ${key}`);
  const kind = Object.keys(filter).find((name) => name !== 'property' && name !== 'type');
  if (kind === undefined) throw placeError(`${place}.${property.type}`, 'defined', undefined);
  const test = filterOf(state, property, kind, filter[kind], `${place}.${kind}`);
  return (row) => test(readValue(row, property));
}

/** Filter kinds that a column of another type accepts (recorded for texts). */
const ALSO_ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  title: ['rich_text'],
  rich_text: ['title'],
  url: ['rich_text', 'title'],
  email: ['rich_text', 'title'],
  phone_number: ['rich_text', 'title'],
  created_by: ['people'],
  last_edited_by: ['people'],
  created_time: ['date'],
  last_edited_time: ['date'],
  unique_id: ['number'],
};

function filterOf(
  state: NotionState,
  property: PropertySchema,
  kind: string,
  filter: unknown,
  place: string,
): ValueTest {
  const { type } = property;
  if (kind !== type && !ALSO_ACCEPTED[type]?.includes(kind)) {
    const rule =
      'The property type in the database does not match the property type of the filter provided';
    throw validationError(`${rule}: database property ${type} does not match filter ${kind}`);
  }
  if (type === 'formula') return formulaTest(state, filter, place);
  if (type === 'rollup') return rollupTest(state, filter, place);
  return conditionTest(state, type, filter, place);
}

function conditionTest(
  state: NotionState,
  type: string,
  filter: unknown,
  place: string,
): ValueTest {
  const [condition, operand] = soleEntry(filter, place);
  return valueTest(state, type, condition, operand, `${place}.${condition}`);
}

function soleEntry(value: unknown, place: string): [string, unknown] {
  if (!isObject(value)) throw placeError(place, 'an object', value);
  const [entry] = Object.entries(value);
  if (!entry) throw placeError(place, 'defined', value);
  return entry;
}

/** The kinds of formula filters, by the type of the result they look at. */
const FORMULA_KINDS: Readonly<Record<string, readonly [string, string]>> = {
  string: ['string', 'rich_text'],
  number: ['number', 'number'],
  checkbox: ['boolean', 'checkbox'],
  date: ['date', 'date'],
};

function formulaTest(state: NotionState, filter: unknown, place: string): ValueTest {
  const [kind, inner] = soleEntry(filter, place);
  const [resultType, valueType] = Object.hasOwn(FORMULA_KINDS, kind)
    ? (FORMULA_KINDS[kind] ?? [])
    : [];
  if (resultType === undefined || valueType === undefined) {
    throw placeError(`${place}.${kind}`, 'not present', inner);
  }
  const test = conditionTest(state, valueType, inner, `${place}.${kind}`);
  return (value) => {
    const result = objectOr(value);
    // A result of another type counts as empty.
    return test(result.type === resultType ? result[resultType] : emptyOf(valueType));
  };
}

const emptyOf = (type: string): unknown => (type === 'checkbox' ? false : null);

function rollupTest(state: NotionState, filter: unknown, place: string): ValueTest {
  const [kind, inner] = soleEntry(filter, place);
  if (kind === 'any' || kind === 'every' || kind === 'none') {
    const [innerKind, condition] = soleEntry(inner, `${place}.${kind}`);
    const innerPlace = `${place}.${kind}.${innerKind}`;
    const test = itemTest(state, innerKind, condition, innerPlace);
    return (value) => {
      const items = listOr(objectOr(value).array).map((item) => {
        const type = String(objectOr(item).type);
        return objectOr(item)[type];
      });
      if (kind === 'any') return items.some(test);
      // Nothing related: `none` holds, `every` does not (recorded).
      return kind === 'none' ? !items.some(test) : items.length > 0 && items.every(test);
    };
  }
  const test = conditionTest(state, kind, inner, `${place}.${kind}`);
  return (value) => {
    const rollup = objectOr(value);
    return test(rollup.type === kind ? rollup[kind] : null);
  };
}

function itemTest(state: NotionState, kind: string, filter: unknown, place: string): ValueTest {
  return kind === 'formula'
    ? formulaTest(state, filter, place)
    : conditionTest(state, kind, filter, place);
}
