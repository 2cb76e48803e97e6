import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api/api-error.ts';

const RETRIES_MAX = 2;
const CLIENT_ERRORS_BELOW = 500;

/** Reads again on focus; repeats only what may go better another time. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: mayRetry, refetchOnWindowFocus: 'always' },
      mutations: { retry: false },
    },
  });
}

function mayRetry(failures: number, error: Error): boolean {
  const isRefused =
    error instanceof ApiError && error.status > 0 && error.status < CLIENT_ERRORS_BELOW;
  return !isRefused && failures < RETRIES_MAX;
}
