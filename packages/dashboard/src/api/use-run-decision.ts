import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from './api.ts';
import type { Run } from './contract.ts';
import { registryKey } from './registry-queries.ts';
import { runKey } from './run-queries.ts';

/** Approves exactly the plan that was shown, or rejects it; `onDone` after the API has taken it. */
export function useRunDecision(run: Run, onDone: () => void) {
  const queries = useQueryClient();
  const onSuccess = (decided: Run) => {
    queries.setQueryData(runKey(run.id), decided);
    void queries.invalidateQueries({ queryKey: registryKey(run.registryId) });
    onDone();
  };
  const params = { id: run.id };
  return {
    approve: useMutation({
      mutationFn: (planHash: string) => api.approveRun({ params, json: { planHash } }),
      onSuccess,
    }),
    reject: useMutation({
      mutationFn: (reason: string) => api.rejectRun({ params, json: { reason } }),
      onSuccess,
    }),
  };
}
