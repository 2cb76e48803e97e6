import type { ApiResponse } from '../emulator/emulator.ts';
import type { JsonObject } from './json-value.ts';

/** A refusal as the API words it. */
export class NotionError extends Error {
  readonly status: number;
  readonly code: string;
  readonly additionalData: JsonObject | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    options: { additionalData?: JsonObject; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.additionalData = options.additionalData;
    this.headers = options.headers ?? {};
  }

  /** The error body, without the `request_id` that every answer gets. */
  toResponse(): ApiResponse {
    const { status, code, message, additionalData } = this;
    const data = additionalData ? { additional_data: additionalData } : {};
    return {
      status,
      headers: this.headers,
      body: { object: 'error', status, code, message, ...data },
    };
  }
}

/** 400 `validation_error` with its own text. */
export const validationError = (message: string): NotionError =>
  new NotionError(400, 'validation_error', message);

/** 400 `validation_error` about one place of the body, path or query, e.g. `body.parent`. */
export function placeError(place: string, expected: string, actual: unknown): NotionError {
  const source = place.split(/[.[]/)[0];
  const shown = actual === undefined ? '`undefined`' : `\`${shorten(JSON.stringify(actual))}\``;
  return validationError(
    `${source} failed validation: ${place} should be ${expected}, instead was ${shown}.`,
  );
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

/** 404, the same for what does not exist and what is not shared. */
export function notFound(kind: string, id: string, integration: Integration): NotionError {
  const hint = `Make sure the relevant pages and databases are shared with your integration`;
  return new NotionError(
    404,
    'object_not_found',
    `Could not find ${kind} with ID: ${id}. ${hint} "${integration.name}".`,
    { additionalData: { integration_id: integration.id } },
  );
}

export interface Integration {
  readonly id: string;
  readonly name: string;
}
