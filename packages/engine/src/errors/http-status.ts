import { unreachable } from './assert.ts';
import type { ErrorCode } from './codes.ts';

/** The HTTP status of each code. 422: the request is well formed, but the world it names does not fit. */
export function httpStatus(
  code: ErrorCode,
): 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 502 | 503 {
  switch (code) {
    case 'CS_MALFORMED_JSON':
    case 'CS_INVALID_REQUEST':
      return 400;
    case 'CS_UNAUTHORIZED':
      return 401;
    case 'CS_FORBIDDEN':
      return 403;
    case 'CS_ROUTE_NOT_FOUND':
    case 'CS_NOT_FOUND':
      return 404;
    case 'CS_STATE_CONFLICT':
    case 'CS_REGISTRY_BLOCKED':
    case 'CS_PLAN_HASH_MISMATCH':
    case 'CS_CONFLICT_MOVED':
    case 'CS_TABLE_CHANGED':
    case 'CS_FENCED':
      return 409;
    case 'CS_BODY_TOO_LARGE':
      return 413;
    case 'CS_IDEMPOTENCY_MISMATCH':
    case 'CS_CREDENTIAL_INVALID':
    case 'CS_CREDENTIAL_REFUSED':
    case 'CS_ACCESS_DENIED':
    case 'CS_TABLE_NOT_FOUND':
    case 'CS_COLUMN_MISSING':
    case 'CS_HEADER_DUPLICATE':
    case 'CS_HEADER_MISSING':
    case 'CS_KEY_MISSING':
    case 'CS_TYPE_UNSUPPORTED':
    case 'CS_SCHEMA_INVALID':
      return 422;
    case 'CS_RATE_LIMITED':
      return 429;
    case 'CS_CONFIGURATION_INVALID':
    case 'CS_INTERNAL':
      return 500;
    case 'CS_FETCH_INCOMPLETE':
    case 'CS_SYSTEM_UNEXPECTED':
      return 502;
    case 'CS_SYSTEM_UNAVAILABLE':
    case 'CS_AUDIT_UNAVAILABLE':
    case 'CS_PEER_UNAVAILABLE':
    case 'CS_DATABASE_UNAVAILABLE':
      return 503;
    default:
      return unreachable(code);
  }
}
