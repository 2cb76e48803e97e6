/** A call that was refused or failed. `code` is the API's (`CS_…`), or one of the two below. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** `UNREACHABLE`: no answer at all. `UNEXPECTED_ANSWER`: an answer that is not of the contract. */
  readonly code: string;
  /** The HTTP status; 0 without an answer. */
  readonly status: number;
  /** Finds the log line of the engine. */
  readonly requestId: string | null;

  constructor(code: string, message: string, status: number, requestId: string | null) {
    super(message);
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}

/** The error of an answer that is not 2xx. */
export async function toApiError(response: Response): Promise<ApiError> {
  const { status } = response;
  const requestId = response.headers.get('X-Request-ID');
  const body: unknown = await response.json().catch(() => null);
  const error = member(body, 'error');
  const code = member(error, 'code');
  const message = member(error, 'message');
  if (typeof code !== 'string' || typeof message !== 'string') return unexpectedAnswer(status);
  return new ApiError(code, message, status, requestId);
}

/** Something answered that is not the API of ChittySync. */
export function unexpectedAnswer(status: number): ApiError {
  const message = `The server answered HTTP ${status} in a form that the API does not have.`;
  return new ApiError('UNEXPECTED_ANSWER', message, status, null);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[name];
}
