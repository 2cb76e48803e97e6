import type { Run } from '../api/contract.ts';
import { useReturns } from '../api/use-returns.ts';
import { ErrorPanel } from './error-panel.tsx';

interface Props {
  readonly run: Run;
  readonly goal: NonNullable<Run['goal']>;
}

/** Says that the plan of an undo or a restore is void, and makes a new one. */
export function OutdatedPanel({ run, goal }: Props) {
  const { undo, restore } = useReturns(run.registryId);
  const { error, isPending } = goal.kind === 'undo' ? undo : restore;
  const ask = () => (goal.kind === 'undo' ? undo.mutate(goal.runId) : restore.mutate(goal.at));
  return (
    <section className="panel" aria-labelledby="outdated-title">
      <h2 id="outdated-title">This plan is out of date</h2>
      <p>The registry was synced or edited after it was made, so it cannot be approved any more.</p>
      {error && <ErrorPanel error={error} />}
      <div className="actions">
        <button type="button" className="primary" disabled={isPending} onClick={ask}>
          {isPending ? 'Asking…' : 'Plan anew'}
        </button>
      </div>
    </section>
  );
}
