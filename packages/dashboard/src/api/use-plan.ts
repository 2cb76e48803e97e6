import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type PlanFilter, type PlanGroup, planGroups } from '../format/plan-groups.ts';
import type { Run } from './contract.ts';
import { itemsOf } from './page-options.ts';
import { planQuery } from './run-queries.ts';

const GROUPS_PER_STEP = 50;

export interface ShownPlan {
  readonly groups: readonly PlanGroup[];
  /** How many writes were read so far, of those that match or not. */
  readonly read: number;
  readonly isPending: boolean;
  readonly isReading: boolean;
  readonly isComplete: boolean;
  readonly error: Error | null;
  readonly showMore: () => void;
  readonly retry: () => unknown;
}

/**
 * The writes of a run's plan that the filter lets through. The API pages through the whole plan, so pages are
 * read until enough writes match.
 */
export function usePlan(run: Run, filter: PlanFilter): ShownPlan {
  const [wanted, setWanted] = useState(GROUPS_PER_STEP);
  const query = useInfiniteQuery({ ...planQuery(run), placeholderData: keepPreviousData });
  const items = itemsOf(query.data);
  const matching = planGroups(items, filter);
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const isShort = matching.length < wanted && hasNextPage && !isFetching && !isError;
  useEffect(() => {
    if (isShort) void fetchNextPage();
  }, [isShort, fetchNextPage]);
  return {
    groups: matching.slice(0, wanted),
    read: items.length,
    isPending: query.isPending,
    isReading: isFetching || isShort,
    isComplete: !hasNextPage && matching.length <= wanted,
    error: query.error,
    showMore: () => setWanted(wanted + GROUPS_PER_STEP),
    retry: query.refetch,
  };
}
