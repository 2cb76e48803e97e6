import { assert } from '../../errors/assert.ts';
import type { TableRef } from '../../model/system.ts';

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

/** A Notion id with dashes and in lower case, or null if the text is not one. */
export function parseNotionId(text: unknown): string | null {
  const match = typeof text === 'string' ? UUID.exec(text) : null;
  return match === null ? null : match.slice(1).join('-').toLowerCase();
}

/** `{dataSourceId}` in its canonical form, or null. */
export function parseNotionRef(input: unknown): TableRef | null {
  if (typeof input !== 'object' || input === null || Object.keys(input).length !== 1) return null;
  const dataSourceId = parseNotionId((input as Record<string, unknown>).dataSourceId);
  return dataSourceId === null ? null : { dataSourceId };
}

export function dataSourceIdOf(ref: TableRef): string {
  const id = parseNotionId(ref.dataSourceId);
  assert(id !== null, 'a ref of a Notion table holds a data source id');
  return id;
}
