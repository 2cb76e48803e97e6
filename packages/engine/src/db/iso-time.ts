import { must } from '../errors/assert.ts';
import { parseCell } from '../model/cell.ts';

/** A `timestamptz` as the driver's text, in ISO 8601 UTC with its microseconds; null stays null. */
export function isoTime<T extends string | null>(text: T): T {
  if (text === null) return text;
  const parsed = parseCell('datetime', text);
  return must(parsed.ok ? parsed.cell : null, 'the database gives a timestamptz with offset') as T;
}
