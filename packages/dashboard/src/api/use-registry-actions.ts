import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from './api.ts';
import type { Registry, Run } from './contract.ts';
import { registryKey } from './registry-queries.ts';
import { runKey } from './run-queries.ts';

/** What can be done with a registry; a run that was asked for is opened. */
export function useRegistryActions({ id }: Registry) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const params = { id };
  const onSettled = () => queries.invalidateQueries({ queryKey: registryKey(id) });
  const run = useMutation({
    mutationFn: (kind: Run['kind']) => api.createRun({ params, json: { kind } }),
    onSuccess: (created) => {
      queries.setQueryData(runKey(created.id), created);
      return navigate({ to: '/runs/$runId', params: { runId: created.id } });
    },
    onSettled,
  });
  const activate = useMutation({ mutationFn: () => api.activateRegistry({ params }), onSettled });
  const pause = useMutation({ mutationFn: () => api.pauseRegistry({ params }), onSettled });
  return { run, activate, pause };
}
