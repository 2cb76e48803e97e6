import { DrizzleQueryError } from 'drizzle-orm';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { ChittySyncError, isChittySyncError } from '../errors/chittysync-error.ts';
import type { ErrorCode } from '../errors/codes.ts';
import { httpStatus } from '../errors/http-status.ts';
import type { AppEnv } from './app-env.ts';

/** What every refused or failed call answers. */
export interface ErrorEnvelope {
  readonly success: false;
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly details?: Readonly<Record<string, unknown>>;
    readonly requestId: string;
  };
}

/** Where faults of ours and of the systems are written down; the cause never reaches the caller. */
export type LogError = (
  error: unknown,
  context: { readonly requestId: string; readonly method: string; readonly path: string },
) => void;

/** Answers an error with its envelope and status, and logs it if it is not the caller's. */
export function errorResponse(error: unknown, c: Context<AppEnv>, logError: LogError): Response {
  const coded = toCodedError(error);
  const status = httpStatus(coded.code);
  const requestId = c.get('requestId');
  if (status >= 500) logError(error, { requestId, method: c.req.method, path: c.req.path });
  if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="chittysync"');
  if (coded.retryAfterMs !== undefined) {
    c.header('Retry-After', String(Math.ceil(coded.retryAfterMs / 1000)));
  }
  const hidden = coded.details === undefined || coded.code === 'CS_INTERNAL';
  const envelope: ErrorEnvelope = {
    success: false,
    error: {
      code: coded.code,
      message: coded.message,
      ...(hidden ? {} : { details: coded.details }),
      requestId,
    },
  };
  return c.json(envelope, status);
}

/** The coded form of whatever was thrown. What is not foreseen is CS_INTERNAL and keeps its words to itself. */
function toCodedError(error: unknown): ChittySyncError {
  if (isChittySyncError(error)) return error;
  if (error instanceof HTTPException && (error.status === 400 || error.status === 415)) {
    const message = 'the body is not a JSON object with Content-Type: application/json';
    return new ChittySyncError('CS_MALFORMED_JSON', message);
  }
  if (error instanceof DrizzleQueryError) {
    const message = 'the state database cannot be reached or refused a statement';
    return new ChittySyncError('CS_DATABASE_UNAVAILABLE', message, { retryable: true });
  }
  return new ChittySyncError(
    'CS_INTERNAL',
    'an unforeseen error; the log has it by the request id',
  );
}
