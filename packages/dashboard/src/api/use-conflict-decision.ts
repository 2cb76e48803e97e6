import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from './api.ts';
import type { Conflict } from './contract.ts';
import { registryKey } from './registry-queries.ts';

/** Decides a conflict for the value of a binding, as the conflict was shown. */
export function useConflictDecision({ id, registryId, candidatesHash }: Conflict) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (use: string) =>
      api.resolveConflict({ params: { id }, json: { use, candidatesHash } }),
    onSettled: () => queries.invalidateQueries({ queryKey: registryKey(registryId) }),
  });
}
