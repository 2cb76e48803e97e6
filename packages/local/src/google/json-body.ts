import type { ApiRequest } from '../emulator/emulator.ts';
import { invalidArgument } from './errors.ts';
import { isObject, type JsonObject } from './json.ts';

/** The JSON object in the body; an empty body is an empty object. */
export function jsonBody({ rawBody }: ApiRequest): JsonObject {
  const text = rawBody.toString('utf8').trim();
  if (text === '' || text === 'null') return {};
  const body = parsed(text);
  if (isObject(body)) return body;
  throw invalidArgument(
    'Invalid JSON payload received. Unknown name "": Root element must be a message.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidArgument(
      `Invalid JSON payload received. Unexpected token.\n${text.slice(0, 40)}\n^`,
    );
  }
}
