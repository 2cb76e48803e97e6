import { instantOf } from './date-values.ts';
import { isObject, type JsonObject, listOr, objectOr, stringOr } from './json-value.ts';
import { type RowContext, readValue, rowContext } from './page-values.ts';
import { findProperty } from './property-names.ts';
import { configOf, type PropertySchema } from './stored-objects.ts';

/** One value of the related rows, `{type, [type]: value}`. */
type Item = JsonObject & { readonly type: string };

/** The value of a rollup column in a row. */
export function computeRollup(row: RowContext, property: PropertySchema): JsonObject {
  const config = configOf(property);
  const name = stringOr(config.function) ?? 'show_original';
  return { ...aggregate(name, relatedValues(row, config)), function: name };
}

function relatedValues(row: RowContext, config: JsonObject): Item[] {
  const { source, state, pending } = row;
  const relation = source && findProperty(source, stringOr(config.relation_property_id) ?? '');
  if (relation?.type !== 'relation') return [];
  const items: Item[] = [];
  for (const target of listOr(readValue(row, relation))) {
    const page = state.findPage(stringOr(objectOr(target).id) ?? '');
    if (!page) continue;
    const other = rowContext(state, page, pending);
    const wanted = stringOr(config.rollup_property_id) ?? '';
    const property = other.source && findProperty(other.source, wanted);
    if (!property) continue;
    items.push({ type: property.type, [property.type]: readValue(other, property) });
  }
  return items;
}

function aggregate(name: string, items: readonly Item[]): JsonObject {
  switch (name) {
    case 'show_original':
      return { type: 'array', array: items };
    case 'show_unique':
      return { type: 'array', array: uniqueItems(items) };
    case 'earliest_date':
    case 'latest_date':
    case 'date_range':
      return { type: 'date', date: dateOf(name, items) };
    default:
      return { type: 'number', number: numberFor(name, items) };
  }
}

function numberFor(name: string, items: readonly Item[]): number | null {
  const filled = items.filter((item) => !isEmptyItem(item));
  const share = (count: number): number | null =>
    items.length === 0 ? null : count / items.length;
  const checked = items.filter((item) => item.checkbox === true).length;
  switch (name) {
    case 'count':
    case 'count_all':
      return items.length;
    case 'count_values':
    case 'not_empty':
      return filled.length;
    case 'unique':
    case 'count_unique_values':
      return uniqueItems(filled).length;
    case 'empty':
      return items.length - filled.length;
    case 'percent_empty':
      return share(items.length - filled.length);
    case 'percent_not_empty':
      return share(filled.length);
    case 'checked':
      return checked;
    case 'unchecked':
      return items.length - checked;
    case 'percent_checked':
      return share(checked);
    case 'percent_unchecked':
      return share(items.length - checked);
    default: {
      const numbers = items.map(numberOf).filter((n) => n !== undefined);
      return statistic(name, numbers);
    }
  }
}

function uniqueItems(items: readonly Item[]): Item[] {
  const seen = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...seen.values()];
}

function isEmptyItem(item: Item): boolean {
  const value = item[item.type];
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function numberOf(item: Item): number | undefined {
  const value = item[item.type];
  if (typeof value === 'number') return value;
  const inner = objectOr(value).number;
  return typeof inner === 'number' ? inner : undefined;
}

function statistic(name: string, numbers: readonly number[]): number | null {
  const sum = numbers.reduce((total, n) => total + n, 0);
  if (name === 'sum') return sum;
  if (numbers.length === 0) return null;
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (i: number): number => sorted[i] ?? 0;
  const [low, high] = [at(0), at(sorted.length - 1)];
  const middle = (sorted.length - 1) / 2;
  switch (name) {
    case 'average':
      return sum / numbers.length;
    case 'median':
      return (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
    case 'min':
      return low;
    case 'max':
      return high;
    case 'range':
      return high - low;
    default:
      return null;
  }
}

function dateOf(name: string, items: readonly Item[]): JsonObject | null {
  const dates = items
    .map((item) => objectOr(item[item.type]).date ?? item[item.type])
    .filter(isObject)
    .filter((date) => typeof date.start === 'string');
  const byStart = [...dates].sort((a, b) => startOf(a) - startOf(b));
  const [first, last] = [byStart[0], byStart.at(-1)];
  if (!first || !last) return null;
  const single = (date: JsonObject): JsonObject => ({
    start: date.start,
    end: null,
    time_zone: date.time_zone ?? null,
  });
  if (name === 'earliest_date') return single(first);
  if (name === 'latest_date') return single(last);
  return { ...single(first), end: stringOr(last.end) ?? last.start };
}

const startOf = (date: JsonObject): number => instantOf(String(date.start));
