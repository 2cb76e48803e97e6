import type { JsonObject } from './json-value.ts';
import { placeError, validationError } from './notion-error.ts';
import { canonicalId } from './notion-state.ts';

/** The most that one page of a list holds, and what it holds unless told. */
const PAGE_SIZE = 100;

/** No query or search gives more results than these. */
export const MAX_RESULTS = 10_000;

/** What every page of a result that was cut there says. */
export const CAPPED = {
  request_status: { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' },
};

/**
 * The page size of a request; in a query it is text. 0 means the default; more than the maximum is
 * refused.
 */
export function pageSizeOf(value: unknown, place: string): number {
  if (value === undefined || (value === null && place.startsWith('query.'))) return PAGE_SIZE;
  const isQueryText = typeof value === 'string' && place.startsWith('query.');
  const size = isQueryText && value.trim() !== '' ? Number(value) : value;
  if (typeof size !== 'number' || !Number.isInteger(size)) {
    throw placeError(place, 'a number or `undefined`', value);
  }
  if (size > PAGE_SIZE) {
    throw placeError(place, `≤ \`${PAGE_SIZE}\` or \`undefined\``, size);
  }
  return size < 1 ? PAGE_SIZE : size;
}

/** A list in wire form. */
export function listOf(
  type: string,
  results: readonly unknown[],
  nextCursor: string | null,
): JsonObject {
  return {
    object: 'list',
    results,
    next_cursor: nextCursor,
    has_more: nextCursor !== null,
    type,
    [type]: {},
  };
}

/**
 * One page of a list whose cursor is the id of the next item. Throws on a cursor that names none.
 */
export function pageByItemId<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  size: number,
  cursor: string | undefined,
): { readonly items: readonly T[]; readonly next: string | null } {
  const start = cursor === undefined ? 0 : items.findIndex((item) => idOf(item) === cursor);
  if (start < 0) throw invalidCursor(String(cursor));
  const following = items[start + size];
  return {
    items: items.slice(start, start + size),
    next: following === undefined ? null : idOf(following),
  };
}

/** The cursor of a request, if it has one. */
export function cursorOf(value: unknown, place: string): string | undefined {
  if (value === undefined || (value === null && place.startsWith('query.'))) return undefined;
  if (typeof value !== 'string') throw placeError(place, 'a string or `undefined`', value);
  return value;
}

/** The cursor of a list whose cursors are ids, in canonical spelling. */
export function idCursorOf(value: unknown, place: string): string | undefined {
  const cursor = cursorOf(value, place);
  if (cursor === undefined) return undefined;
  const id = canonicalId(cursor);
  if (id === undefined) throw placeError(place, 'a valid uuid or `undefined`', cursor);
  return id;
}

/** 400 for a cursor that is unknown or no longer valid. */
export const invalidCursor = (cursor: string): Error =>
  validationError(`The start_cursor provided is invalid: ${cursor}`);
