import { isObject, type JsonObject, without } from './json-value.ts';
import { NotionError, placeError, validationError } from './notion-error.ts';

/** The API versions that are emulated. */
export type WireVersion = '2025-09-03' | '2026-03-11';

/**
 * The version of a request. Throws `missing_version`, or `validation_error` for one that is not
 * emulated.
 */
export function versionOf(header: string | undefined): WireVersion {
  if (header === '2025-09-03' || header === '2026-03-11') return header;
  if (header === undefined) {
    throw new NotionError(400, 'missing_version', wrongVersion('defined', 'undefined'));
  }
  const known = '`"2025-09-03"` or `"2026-03-11"`';
  throw validationError(wrongVersion(known, JSON.stringify(header)));
}

const wrongVersion = (expected: string, actual: string): string =>
  'Notion-Version header failed validation: ' +
  `Notion-Version header should be ${expected}, instead was \`${actual}\`.`;

/** What a request wants of the trash; `archived` is its old name. */
export function requestedTrash(body: JsonObject, version: WireVersion): boolean | undefined {
  const inTrash = flagIn(body, 'in_trash');
  if (inTrash !== undefined) return inTrash;
  return version === '2025-09-03' ? flagIn(body, 'archived') : undefined;
}

/** A flag of a request, if it is given. Throws on what is no boolean. */
export function flagIn(body: JsonObject, key: string): boolean | undefined {
  const value = body[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw placeError(`body.${key}`, 'a boolean or `undefined`', value);
}

const KINDS = new Set(['page', 'database', 'data_source', 'block']);

/**
 * An object, or a list of them, as the version shows it: `archived` beside `in_trash` until
 * 2026-03-11.
 */
export function inVersion(body: JsonObject, version: WireVersion): JsonObject {
  const { results } = body;
  if (Array.isArray(results)) {
    const shown = results.map((item) => (isObject(item) ? inVersion(item, version) : item));
    return { ...body, results: shown };
  }
  if (!KINDS.has(String(body.object)) || body.in_trash === undefined) return body;
  if (version === '2025-09-03') return { ...body, archived: body.in_trash };
  return 'archived' in body ? without(body, 'archived') : body;
}
