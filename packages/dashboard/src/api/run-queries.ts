import { queryOptions } from '@tanstack/react-query';
import { isLive } from '../format/is-live.ts';
import { api } from './api.ts';
import type { Run } from './contract.ts';
import { pageOptions } from './page-options.ts';
import { LIVE_MS } from './registry-queries.ts';

const WRITES_PER_PAGE = 200;

export const runKey = (id: string) => ['run', id] as const;

export function runQuery(id: string) {
  return queryOptions({
    queryKey: runKey(id),
    queryFn: ({ signal }) => api.getRun({ params: { id } }, signal),
    refetchInterval: ({ state }) => (isLive(state.data?.status) ? LIVE_MS : false),
  });
}

/** The plan's writes. The key names what changes them, so that a run that went on is read again. */
export function planQuery({ id, planHash, status }: Pick<Run, 'id' | 'planHash' | 'status'>) {
  return {
    ...pageOptions(['plan', id, planHash, status], (cursor, signal) =>
      api.getPlan({ params: { id }, query: { limit: WRITES_PER_PAGE, cursor } }, signal),
    ),
    enabled: planHash !== null,
  };
}
