import { isObject, type JsonObject, objectOr, stringOr } from './json-value.ts';
import { placeError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';

const TYPES = ['emoji', 'external', 'file_upload', 'file', 'custom_emoji', 'icon'];
const SIGNED_FOR_MS = 3_600_000;

/** An icon or cover of a request as the API returns it. Throws `validation_error`. */
export function toIcon(state: NotionState, value: unknown, place: string): JsonObject | null {
  if (value === null || value === undefined) return null;
  if (!isObject(value)) throw placeError(place, 'an object or `null`', value);
  const type = stringOr(value.type) ?? TYPES.find((candidate) => candidate in value);
  if (type === undefined || value[type] === undefined) {
    throw placeError(`${place}.${type ?? 'type'}`, 'defined', undefined);
  }
  if (type !== 'file_upload') return { type, [type]: value[type] };
  const now = state.now().getTime();
  const url = `https://files.notion.invalid/${String(objectOr(value.file_upload).id)}`;
  const expiry = new Date(now + SIGNED_FOR_MS).toISOString();
  return { type: 'file', file: { url, expiry_time: expiry } };
}
