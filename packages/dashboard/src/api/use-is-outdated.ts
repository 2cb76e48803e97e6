import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { isOutdated, waitsForDecision } from '../format/run-state.ts';
import type { Run } from './contract.ts';
import { itemsOf } from './page-options.ts';
import { registryQuery, runsQuery } from './registry-queries.ts';

/** Whether the plan of an undo or a restore is known to be void. Only the newest runs are looked at. */
export function useIsOutdated(run: Run): boolean {
  const mayBe = run.goal !== null && waitsForDecision(run);
  const { data } = useInfiniteQuery({ ...runsQuery(run.registryId), enabled: mayBe });
  const registry = useQuery({ ...registryQuery(run.registryId), enabled: mayBe }).data;
  return mayBe && isOutdated(run, itemsOf(data), registry?.updatedAt);
}
