import type { ApiResponse } from '../emulator/emulator.ts';
import { isObject, type JsonObject } from './json-value.ts';
import { NotionError } from './notion-error.ts';

const CODES: Readonly<Record<number, readonly [string, string]>> = {
  400: ['validation_error', 'The request is invalid.'],
  401: ['unauthorized', 'API token is invalid.'],
  403: ['restricted_resource', 'Insufficient permissions for this endpoint.'],
  404: ['object_not_found', 'Could not find object.'],
  409: ['conflict_error', 'Conflict occurred while saving. Please try again.'],
  429: ['rate_limited', 'You have been rate limited. Please try again in a few minutes.'],
  500: ['internal_server_error', 'Unexpected error occurred.'],
  503: ['service_unavailable', 'Notion is unavailable. Please try again later.'],
  529: ['service_overload', 'Notion is overloaded. Please try again later.'],
};

/** What stands in front of the API answers these itself, in HTML. */
const GATEWAY: Readonly<Record<number, string>> = { 502: 'Bad Gateway', 504: 'Gateway Time-out' };

/** The API's answer of a status that is asked for. A write that took effect is told of in a 503. */
export function faultAnswer(status: number, committed: ApiResponse | undefined): ApiResponse {
  const gateway = GATEWAY[status];
  if (gateway !== undefined) {
    const title = `${status} ${gateway}`;
    return {
      status,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
      body: `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
    };
  }
  const [code, message] = CODES[status] ?? ['internal_server_error', 'Unexpected error occurred.'];
  const additionalData = dataOf(status, committed);
  const headers = status === 429 ? { 'Retry-After': '1' } : {};
  const options = additionalData ? { headers, additionalData } : { headers };
  return new NotionError(status, code, message, options).toResponse();
}

function dataOf(status: number, committed: ApiResponse | undefined): JsonObject | undefined {
  if (status === 429) {
    return { rate_limit_reason: 'public_api_request_rate_limit', retry_after: '1' };
  }
  if (status !== 503) return undefined;
  if (committed?.status !== 200) {
    return { retry_guidance: ['Retry the request later.'] };
  }
  const id = isObject(committed.body) ? committed.body.id : undefined;
  return {
    retry_guidance: ['Read the object again to see its present state.', 'Do not repeat the write.'],
    ...(typeof id === 'string' ? { committed_resource_id: id } : {}),
  };
}
