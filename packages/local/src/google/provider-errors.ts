import { ApiError, invalidCredentials } from './errors.ts';

const PROJECT_NUMBER = '1074179254152';

/** The answer over quota: per user and minute, reads and writes apart, without Retry-After. */
export function quotaError(api: 'sheets' | 'drive', kind: 'read' | 'write'): ApiError {
  const service = `${api}.googleapis.com`;
  const isSheets = api === 'sheets';
  const label = kind === 'read' ? 'Read requests' : 'Write requests';
  const metric = isSheets ? label : 'Queries';
  const limit = `${metric} per minute per user`;
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'RATE_LIMIT_EXCEEDED',
    domain: 'googleapis.com',
    metadata: {
      service,
      consumer: `projects/${PROJECT_NUMBER}`,
      quota_limit: isSheets
        ? `${kind === 'read' ? 'Read' : 'Write'}RequestsPerMinutePerUser`
        : 'defaultPerMinutePerUser',
      quota_metric: isSheets ? `${service}/${kind}_requests` : `${service}/default`,
    },
  };
  const message = `Quota exceeded for quota metric '${metric}' and limit '${limit}' of service '${service}' for consumer 'project_number:${PROJECT_NUMBER}'.`;
  return new ApiError(429, 'RESOURCE_EXHAUSTED', message, {
    details: [info],
    reason: 'rateLimitExceeded',
  });
}

const STANDARD: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['INVALID_ARGUMENT', 'Request contains an invalid argument.'],
  403: ['PERMISSION_DENIED', 'The caller does not have permission'],
  404: ['NOT_FOUND', 'Requested entity was not found.'],
  409: ['ABORTED', 'The operation was aborted.'],
  500: ['INTERNAL', 'Internal error encountered.'],
  502: ['UNAVAILABLE', 'Bad Gateway'],
  503: ['UNAVAILABLE', 'The service is currently unavailable.'],
  504: ['DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'],
};

/** What Google says with a status when nothing more is known. */
export function standardError(status: number): ApiError {
  if (status === 401) return invalidCredentials();
  const [code, message] = STANDARD[status] ?? ['UNKNOWN', 'Unknown Error.'];
  return new ApiError(status, code, message);
}
