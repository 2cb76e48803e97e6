import { defined } from './json.ts';

/** An answer other than 2xx, in the terms of google.rpc.Status. */
export class ApiError extends Error {
  readonly status: number;
  /** Canonical code, e.g. `INVALID_ARGUMENT`. */
  readonly code: string;
  readonly details: readonly unknown[] | undefined;
  /** Drive's own reason, e.g. `notFound`, and what it is about. */
  readonly reason: string | undefined;
  readonly location: string | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { details?: readonly unknown[]; reason?: string; location?: string } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.details = more.details;
    this.reason = more.reason;
    this.location = more.location;
  }
}

export const invalidArgument = (message: string, details?: readonly unknown[]): ApiError =>
  new ApiError(400, 'INVALID_ARGUMENT', message, details ? { details } : {});

export const entityNotFound = (): ApiError =>
  new ApiError(404, 'NOT_FOUND', 'Requested entity was not found.');

export const permissionDenied = (): ApiError =>
  new ApiError(403, 'PERMISSION_DENIED', 'The caller does not have permission');

export const fileNotFound = (id: string): ApiError =>
  new ApiError(404, 'NOT_FOUND', `File not found: ${id}.`, {
    reason: 'notFound',
    location: 'fileId',
  });

/** What is wrong with one place of a request; the request itself has no place. */
export interface Violation {
  readonly field?: string;
  readonly description: string;
}

/** A value of the wrong JSON type, as the proto3 JSON parser words it. */
export function invalidValues(problems: readonly Violation[]): ApiError {
  const message = problems.map(({ description }) => description).join('\n');
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: problems },
  ];
  return invalidArgument(message, details);
}

export const unknownField = (name: string, place: string): ApiError => {
  const at = place === '' ? '' : ` at '${place}'`;
  const description = `Invalid JSON payload received. Unknown name "${name}"${at}: Cannot find field.`;
  return invalidValues([place === '' ? { description } : { field: place, description }]);
};

/** The error body of Sheets: google.rpc.Status. */
export const sheetsErrorBody = ({ status, message, code, details }: ApiError): unknown => ({
  error: defined({ code: status, message, status: code, details }),
});

/** Drive's reasons where an error names none. */
const REASONS: Readonly<Record<number, string>> = {
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  500: 'internalError',
  502: 'backendError',
  503: 'backendError',
  504: 'backendError',
};

/** The error body of Drive: the older form with a list of `errors`. */
export function driveErrorBody({
  status,
  message,
  code,
  details,
  reason,
  location,
}: ApiError): unknown {
  const locationType = location === 'Authorization' ? 'header' : 'parameter';
  const item = {
    message: reason === 'authError' ? 'Invalid Credentials' : message,
    domain: 'global',
    reason: reason ?? REASONS[status] ?? 'badRequest',
    ...(location ? { location, locationType } : {}),
  };
  const isRpc = code === 'UNAUTHENTICATED' || details !== undefined;
  return {
    error: defined({
      code: status,
      message,
      errors: [item],
      status: isRpc ? code : undefined,
      details,
    }),
  };
}

/** What both refusals of a token end with. */
export const CREDENTIALS_EXPECTED =
  'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

export const invalidCredentials = (): ApiError =>
  new ApiError(
    401,
    'UNAUTHENTICATED',
    `Request had invalid authentication credentials. ${CREDENTIALS_EXPECTED}`,
    { reason: 'authError', location: 'Authorization' },
  );
