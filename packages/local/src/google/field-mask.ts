import { invalidArgument } from './errors.ts';
import { isObject, type JsonObject } from './json.ts';

/** A tree of field names; `true` stands for everything below. */
export type FieldMask = true | ReadonlyMap<string, FieldMask>;

type Mutable = Map<string, FieldMask>;

/**
 * Parses `a.b,c(d,e/f)`, the common spelling of partial answers and update masks; names may be in
 * snake_case. Undefined if the text is malformed.
 */
export function parseFieldMask(text: string): FieldMask | undefined {
  const tokens = text.match(/[\w-]+|\*|[.,/()]|\S/g) ?? [];
  const reader = { tokens, at: 0 };
  const mask = readList(reader);
  return mask && reader.at === tokens.length ? mask : undefined;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function readList(reader: Reader): FieldMask | undefined {
  let mask: FieldMask = new Map();
  for (;;) {
    const path = readPath(reader);
    if (!path) return undefined;
    mask = union(mask, path);
    if (reader.tokens[reader.at] !== ',') return mask;
    reader.at += 1;
    // One comma too many at the end does no harm.
    if (reader.at === reader.tokens.length) return mask;
  }
}

function readPath(reader: Reader): FieldMask | undefined {
  const name = reader.tokens[reader.at];
  if (name === undefined || !/^([\w-]+|\*)$/.test(name)) return undefined;
  reader.at += 1;
  if (name === '*') return true;
  const rest = readRest(reader);
  return rest && new Map([[camelCase(name), rest]]);
}

function readRest(reader: Reader): FieldMask | undefined {
  const next = reader.tokens[reader.at];
  if (next === '.' || next === '/') {
    reader.at += 1;
    return readPath(reader);
  }
  if (next !== '(') return true;
  reader.at += 1;
  const list = readList(reader);
  if (reader.tokens[reader.at] !== ')') return undefined;
  reader.at += 1;
  return list;
}

const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function union(a: FieldMask, b: FieldMask): FieldMask {
  if (a === true || b === true) return true;
  const merged: Mutable = new Map(a);
  for (const [name, mask] of b) {
    const known = merged.get(name);
    merged.set(name, known === undefined ? mask : union(known, mask));
  }
  return merged;
}

/** The mask below one name; undefined if the name is not in the mask. */
export const maskAt = (mask: FieldMask, name: string): FieldMask | undefined =>
  mask === true ? true : mask.get(name);

export const includes = (mask: FieldMask, ...path: readonly string[]): boolean =>
  path.reduce<FieldMask | undefined>((at, name) => at && maskAt(at, name), mask) !== undefined;

/** The part of a value that the mask names. Lists are masked item by item. */
export function masked(value: unknown, mask: FieldMask): unknown {
  if (mask === true) return value;
  if (Array.isArray(value)) return value.map((item) => masked(item, mask));
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]) => {
    const below = mask.get(name);
    return below === undefined ? [] : [[name, masked(member, below)] as const];
  });
  return Object.fromEntries(members);
}

/**
 * The target with the masked fields taken from the source. A field that the mask names and the
 * source
 * lacks goes back to its default: it is removed.
 */
export function withMasked(target: JsonObject, source: JsonObject, mask: FieldMask): JsonObject {
  if (mask === true) return { ...source };
  const result: JsonObject = { ...target };
  for (const [name, below] of mask) {
    const given = source[name];
    const nested = below !== true && (isObject(given) || isObject(result[name]));
    const value = nested ? withMasked(asObject(result[name]), asObject(given), below) : given;
    if (value === undefined || (nested && isObject(value) && Object.keys(value).length === 0)) {
      delete result[name];
    } else {
      result[name] = value;
    }
  }
  return result;
}

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The mask of an update request; `fields` is required there. */
export function parseUpdateMask(fields: unknown, place: string): FieldMask {
  const text = typeof fields === 'string' ? fields : '';
  if (text === '')
    throw invalidArgument(
      `Invalid ${place}: At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)`,
    );
  const mask = parseFieldMask(text);
  if (!mask) throw invalidArgument(`Invalid ${place}: Invalid field: ${text}`);
  return mask;
}
