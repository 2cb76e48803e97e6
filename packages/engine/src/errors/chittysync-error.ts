import type { ErrorCode } from './codes.ts';

export interface ErrorDetail {
  /** Shown to the caller: places and names, never secrets or cell values. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The same step may succeed when it is repeated. */
  readonly retryable?: boolean;
  /** How long the system asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** An operational error: the run or request cannot go on. Refused rows are outcomes and never thrown. */
export class ChittySyncError extends Error {
  override readonly name = 'ChittySyncError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? {} : { cause: detail.cause });
    this.code = code;
    this.details = detail.details;
    this.retryable = detail.retryable ?? false;
    this.retryAfterMs = detail.retryAfterMs;
  }
}

/** Narrows an unknown error to the coded one; anything else is a bug or an unforeseen fault. */
export function isChittySyncError(error: unknown): error is ChittySyncError {
  return error instanceof ChittySyncError;
}
