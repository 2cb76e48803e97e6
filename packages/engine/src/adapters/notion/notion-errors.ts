import { ChittySyncError, type ErrorDetail } from '../../errors/chittysync-error.ts';

export type FaultKind =
  | 'credential'
  | 'denied'
  | 'not-found'
  | 'invalid'
  | 'conflict'
  | 'rate-limited'
  | 'unavailable'
  | 'unexpected';

/** A request to Notion that did not succeed. */
export interface NotionFault {
  readonly kind: FaultKind;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  /** Notion's own error code, or the SDK's. */
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  /** The object that was saved although the answer is an error. */
  readonly committedId: string | null;
  /** A write may have taken effect: read before repeating it. */
  readonly uncertain: boolean;
  readonly additionalData: Readonly<Record<string, unknown>>;
  readonly cause: unknown;
}

/** Reads whatever a call of the SDK threw, by its structure. No answer at all counts as unavailable. */
export function faultOf(error: unknown, now: Date): NotionFault {
  const thrown = asObject(error);
  const status = typeof thrown.status === 'number' ? thrown.status : null;
  const body = parseObject(thrown.body);
  const additionalData = asObject(body.additional_data);
  return {
    kind: error instanceof SyntaxError ? 'unexpected' : kindOf(status),
    status,
    code: asText(body.code) ?? asText(thrown.code) ?? 'no_answer',
    message: asText(body.message) ?? asText(thrown.message) ?? 'no message',
    requestId: asText(body.request_id) ?? asText(thrown.request_id),
    retryAfterMs: retryAfterMs(thrown.headers, additionalData, now),
    committedId: asText(additionalData.committed_resource_id),
    // 529 says that the request was not taken on.
    uncertain: status === null || (status >= 500 && status !== 529),
    additionalData,
    cause: error,
  };
}

/** An answer with a good status whose body is not what Notion documents. */
export function malformedAnswer(cause: unknown): NotionFault {
  return {
    kind: 'unexpected',
    status: 200,
    code: 'malformed_answer',
    message: 'the answer is not of the documented form',
    requestId: null,
    retryAfterMs: null,
    committedId: null,
    uncertain: true,
    additionalData: {},
    cause,
  };
}

/** The coded error for a fault that ends the call. `place` is what was asked for, e.g. `data source 1234`. */
export function errorOf(fault: NotionFault, place: string): ChittySyncError {
  const detail: ErrorDetail = {
    cause: fault.cause,
    details: { place, status: fault.status, code: fault.code, requestId: fault.requestId },
    ...(fault.retryAfterMs === null ? {} : { retryAfterMs: fault.retryAfterMs }),
  };
  const again: ErrorDetail = { ...detail, retryable: true };
  switch (fault.kind) {
    case 'credential':
      return new ChittySyncError('CS_CREDENTIAL_REFUSED', 'Notion refused the token', detail);
    case 'denied':
      return new ChittySyncError('CS_ACCESS_DENIED', `Notion denies access to ${place}`, detail);
    case 'not-found':
      return new ChittySyncError(
        'CS_TABLE_NOT_FOUND',
        `${place} does not exist or is not shared with the connection`,
        detail,
      );
    case 'invalid':
      return namesUnknownProperty(fault)
        ? new ChittySyncError('CS_COLUMN_MISSING', `a mapped property of ${place} is gone`, detail)
        : new ChittySyncError('CS_SYSTEM_UNEXPECTED', `Notion refused to read ${place}`, detail);
    case 'rate-limited':
      return fault.additionalData.rate_limit_reason === 'public_api_request_blocked'
        ? new ChittySyncError(
            'CS_ACCESS_DENIED',
            'Notion blocks the requests of this token',
            detail,
          )
        : new ChittySyncError('CS_RATE_LIMITED', "Notion's request limit is used up", again);
    case 'conflict':
    case 'unavailable':
      return new ChittySyncError('CS_SYSTEM_UNAVAILABLE', `Notion failed at ${place}`, again);
    case 'unexpected':
      return new ChittySyncError('CS_SYSTEM_UNEXPECTED', `Notion's answer on ${place}`, detail);
  }
}

/** The request named a property that the data source does not have (any more). */
export function namesUnknownProperty(fault: NotionFault): boolean {
  return /is not a property that exists|Could not find (sort )?property with name or id/.test(
    fault.message,
  );
}

function kindOf(status: number | null): FaultKind {
  if (status === null || status >= 500) return 'unavailable';
  switch (status) {
    case 400:
    case 413:
      return 'invalid';
    case 401:
      return 'credential';
    case 403:
      return 'denied';
    case 404:
      return 'not-found';
    case 409:
      return 'conflict';
    case 429:
      return 'rate-limited';
    default:
      return 'unexpected';
  }
}

/** Seconds or a date; the header, else the copy of it in the body. */
function retryAfterMs(
  headers: unknown,
  additional: Record<string, unknown>,
  now: Date,
): number | null {
  const header = headers instanceof Headers ? headers.get('retry-after') : null;
  const text = String(header ?? additional.retry_after ?? '').trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function parseObject(text: unknown): Record<string, unknown> {
  if (typeof text !== 'string') return {};
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {}; // A proxy answers in HTML; the status alone then says what happened.
  }
}
