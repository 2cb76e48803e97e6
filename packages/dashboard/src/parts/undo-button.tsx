import type { Run } from '../api/contract.ts';
import { useReturns } from '../api/use-returns.ts';
import { ErrorPanel } from './error-panel.tsx';

/** Plans to take back what a run did, and opens the plan. */
export function UndoButton({ run }: { readonly run: Run }) {
  const { undo } = useReturns(run.registryId);
  return (
    <>
      <button type="button" disabled={undo.isPending} onClick={() => undo.mutate(run.id)}>
        Undo…
      </button>
      {undo.error && <ErrorPanel error={undo.error} />}
    </>
  );
}
