import { instantOf } from './date-values.ts';
import { type JsonObject, listOr, objectOr, stringOr } from './json-value.ts';
import { placeError, validationError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';
import { readValue, rowContext } from './page-values.ts';
import { findProperty } from './property-names.ts';
import { plainText } from './rich-text.ts';
import { type DataSource, optionsOf, type Page, type PropertySchema } from './stored-objects.ts';

type SortKey = string | number | undefined;

interface SortRule {
  readonly keys: Map<string, SortKey>;
  readonly factor: number;
  keyOf(page: Page): SortKey;
}

/**
 * Texts sort regardless of case, numbers in them by size (recorded: `Article 4` before `Article
 * 10`).
 */
const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Compares rows as `sorts` asks for; empty values come last. `undefined`: no sorts. */
export function compileSorts(
  state: NotionState,
  source: DataSource,
  sorts: unknown,
): ((a: Page, b: Page) => number) | undefined {
  if (sorts !== undefined && !Array.isArray(sorts)) {
    throw placeError('body.sorts', 'an array or `undefined`', sorts);
  }
  const rules = listOr(sorts).map((sort, i) => ruleOf(state, source, objectOr(sort), `[${i}]`));
  if (rules.length === 0) return undefined;
  const key = (rule: SortRule, page: Page): SortKey => {
    if (!rule.keys.has(page.id)) rule.keys.set(page.id, rule.keyOf(page));
    return rule.keys.get(page.id);
  };
  return (a, b) => {
    for (const rule of rules) {
      const order = compareKeys(key(rule, a), key(rule, b), rule.factor);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function ruleOf(state: NotionState, source: DataSource, sort: JsonObject, index: string): SortRule {
  const place = `body.sorts${index}`;
  const direction = sort.direction ?? 'ascending';
  if (direction !== 'ascending' && direction !== 'descending') {
    throw placeError(`${place}.direction`, '`"ascending"` or `"descending"`', direction);
  }
  const factor = direction === 'descending' ? -1 : 1;
  const keys = new Map<string, SortKey>();
  const { timestamp } = sort;
  if (timestamp === 'created_time' || timestamp === 'last_edited_time') {
    return { keys, factor, keyOf: (page) => page[timestamp] };
  }
  const wanted = stringOr(sort.property);
  if (wanted === undefined) throw placeError(`${place}.property`, 'defined', sort.property);
  const property = findProperty(source, wanted);
  if (!property) {
    throw validationError(`Could not find sort property with name or id: ${wanted}`);
  }
  return {
    keys,
    factor,
    keyOf: (page) => sortKey(property, readValue(rowContext(state, page), property)),
  };
}

function compareKeys(a: SortKey, b: SortKey, factor: number): number {
  if (a === undefined || b === undefined) {
    return a === b ? 0 : a === undefined ? 1 : -1;
  }
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * factor;
  return COLLATOR.compare(String(a), String(b)) * factor;
}

/** Options sort in the order of their column, all else by its value. */
function sortKey(property: PropertySchema, value: unknown): SortKey {
  const order = (option: unknown): number | undefined => {
    const at = optionsOf(property).findIndex(({ id }) => id === objectOr(option).id);
    return at < 0 ? undefined : at;
  };
  switch (property.type) {
    case 'select':
    case 'status':
      return order(value);
    case 'multi_select':
      return order(listOr(value)[0]);
    default:
      return plainKey(property.type, value);
  }
}

function plainKey(type: string, value: unknown): SortKey {
  if (value === null || value === undefined) return undefined;
  switch (type) {
    case 'title':
    case 'rich_text':
      return plainText(value) || undefined;
    case 'checkbox':
    case 'boolean':
      return value === true ? 1 : 0;
    case 'date': {
      const start = stringOr(objectOr(value).start);
      return start === undefined ? undefined : instantOf(start);
    }
    case 'created_time':
    case 'last_edited_time':
      return instantOf(String(value));
    case 'unique_id':
      return Number(objectOr(value).number);
    case 'formula':
    case 'rollup': {
      const inner = String(objectOr(value).type);
      return plainKey(inner, objectOr(value)[inner]);
    }
    case 'people':
    case 'files':
      return stringOr(objectOr(listOr(value)[0]).name);
    case 'created_by':
    case 'last_edited_by':
      return stringOr(objectOr(value).name);
    default:
      return typeof value === 'number' || typeof value === 'string' ? value : undefined;
  }
}
