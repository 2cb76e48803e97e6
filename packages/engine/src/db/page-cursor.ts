import { base64url } from 'jose';
import { ChittySyncError } from '../errors/chittysync-error.ts';

/** A part of a list: at most `limit` items behind `cursor` (null: from the beginning). */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** The position behind a row, as opaque text; the values are those that the list is ordered by. */
export function encodeCursor(position: readonly string[]): string {
  return base64url.encode(JSON.stringify(position));
}

/** The values of a cursor of ours, each fitting its pattern. @throws CS_INVALID_REQUEST */
export function decodeCursor(cursor: string, patterns: readonly RegExp[]): string[] {
  try {
    const position: unknown = JSON.parse(new TextDecoder().decode(base64url.decode(cursor)));
    const fits = (value: unknown, i: number) =>
      typeof value === 'string' && patterns[i]?.test(value) === true;
    if (Array.isArray(position) && position.length === patterns.length && position.every(fits)) {
      return position;
    }
  } catch {
    // Not one of our cursors: refused below like any other that does not fit.
  }
  const issues = [{ path: 'cursor', message: 'not a cursor of this list' }];
  throw new ChittySyncError('CS_INVALID_REQUEST', 'cursor: not a cursor of this list', {
    details: { issues },
  });
}

/** Cuts rows that were read with one more than the limit into a page. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => T,
  positionOf: (row: Row) => readonly string[],
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: shown.map(toItem),
    nextCursor: more ? encodeCursor(positionOf(last)) : null,
  };
}

export const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const NUMBER_PATTERN = /^\d{1,15}$/;
