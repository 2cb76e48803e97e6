import { queryOptions } from '@tanstack/react-query';
import { isLive } from '../format/is-live.ts';
import { api } from './api.ts';
import { itemsOf, pageOptions } from './page-options.ts';

/** How often what goes on is read again, in milliseconds. */
export const LIVE_MS = 1_000;
/** How often the rest of an open page is, for runs that the schedule starts. */
export const QUIET_MS = 30_000;

const RUNS_PER_PAGE = 10;
const FINDINGS_PER_PAGE = 25;
const REGISTRIES_PER_PAGE = 50;

export const registriesQuery = {
  ...pageOptions(['registries'], (cursor, signal) =>
    api.listRegistries({ query: { limit: REGISTRIES_PER_PAGE, cursor } }, signal),
  ),
  refetchInterval: QUIET_MS,
};

/** All that concerns one registry; the key to invalidate when a run has changed it. */
export const registryKey = (id: string) => ['registry', id] as const;

export function registryQuery(id: string) {
  return queryOptions({
    queryKey: [...registryKey(id), 'itself'],
    queryFn: ({ signal }) => api.getRegistry({ params: { id } }, signal),
  });
}

export function healthQuery(id: string) {
  return queryOptions({
    queryKey: [...registryKey(id), 'health'],
    queryFn: ({ signal }) => api.getHealth({ params: { id } }, signal),
    refetchInterval: ({ state }) => (isLive(state.data?.lastRun?.status) ? LIVE_MS : QUIET_MS),
  });
}

export function runsQuery(id: string) {
  const options = pageOptions([...registryKey(id), 'runs'], (cursor, signal) =>
    api.listRuns({ params: { id }, query: { limit: RUNS_PER_PAGE, cursor } }, signal),
  );
  const refetchInterval: (typeof options)['refetchInterval'] = ({ state }) =>
    itemsOf(state.data).some(({ status }) => isLive(status)) ? LIVE_MS : QUIET_MS;
  return { ...options, refetchInterval };
}

export function conflictsQuery(id: string) {
  return pageOptions([...registryKey(id), 'conflicts'], (cursor, signal) => {
    const query = { registryId: id, status: 'open', limit: FINDINGS_PER_PAGE, cursor } as const;
    return api.listConflicts({ query }, signal);
  });
}

export function problemsQuery(id: string) {
  return pageOptions([...registryKey(id), 'problems'], (cursor, signal) => {
    const query = { registryId: id, status: 'open', limit: FINDINGS_PER_PAGE, cursor } as const;
    return api.listProblems({ query }, signal);
  });
}
