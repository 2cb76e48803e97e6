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
  return placesError([{ place, expected, actual }]);
}

/** What one place of a request was expected to hold. */
export interface Problem {
  readonly place: string;
  readonly expected: string;
  readonly actual: unknown;
}

/** 400 `validation_error` where one of several shapes would do, each with what it misses. */
export function placesError(problems: readonly Problem[]): NotionError {
  const source = problems[0]?.place.split(/[.[]/)[0];
  const lines = problems.map(
    ({ place, expected, actual }) =>
      `${place} should be ${expected}, instead was ${shown(actual)}.`,
  );
  const head = `${source} failed validation`;
  if (lines.length === 1) return validationError(`${head}: ${lines.join('')}`);
  return validationError(`${head}. Fix one:\n${lines.join('\n')}`);
}

/** One of several texts, as messages list them. */
export function anyOf(choices: readonly string[]): string {
  const quoted = choices.map((choice) => `\`"${choice}"\``);
  const last = quoted.pop() ?? '';
  const comma = quoted.length > 1 ? ',' : '';
  return quoted.length === 0 ? last : `${quoted.join(', ')}${comma} or ${last}`;
}

/** Longer values are cut there, in the messages that users report. */
const SHOWN_LENGTH = 55;

function shown(value: unknown): string {
  const text = value === undefined ? 'undefined' : JSON.stringify(value);
  return `\`${text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}...` : text}\``;
}

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
