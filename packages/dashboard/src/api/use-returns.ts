import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from './api.ts';
import type { Run } from './contract.ts';
import { registryKey } from './registry-queries.ts';
import { runKey } from './run-queries.ts';

/** Asks for an earlier state: of before a run, or of a past time. The run that plans it is opened. */
export function useReturns(registryId: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const onSuccess = (created: Run) => {
    queries.setQueryData(runKey(created.id), created);
    void queries.invalidateQueries({ queryKey: registryKey(registryId) });
    return navigate({ to: '/runs/$runId', params: { runId: created.id } });
  };
  return {
    undo: useMutation({
      mutationFn: (runId: string) => api.undoRun({ params: { id: runId } }),
      onSuccess,
    }),
    restore: useMutation({
      mutationFn: (at: string) => api.restoreRegistry({ params: { id: registryId }, json: { at } }),
      onSuccess,
    }),
  };
}
