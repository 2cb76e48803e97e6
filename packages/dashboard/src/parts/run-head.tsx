import { Link } from '@tanstack/react-router';
import type { Run } from '../api/contract.ts';
import { useReturns } from '../api/use-returns.ts';
import { isUndoable, runTitle } from '../format/run-state.ts';
import { runStatusText } from '../format/status-text.ts';
import { exactTime } from '../format/time-text.ts';
import { triggerText } from '../format/trigger-text.ts';
import { ErrorPanel } from './error-panel.tsx';
import { PageTitle } from './page-title.tsx';
import { StatusBadge } from './status-badge.tsx';
import { TimeAgo } from './time-ago.tsx';

interface Props {
  readonly run: Run;
  readonly registryName: string;
}

/** What a run is, how it ended, what it is for, and where to go from it. */
export function RunHead({ run, registryName }: Props) {
  const { undo } = useReturns(run.registryId);
  const status = runStatusText(run.status);
  const link = run.goal?.kind === 'undo' ? 'in' : 'of';
  return (
    <>
      <header className="page-head">
        <div className="title">
          <PageTitle title={`${runTitle(run)} ${link} ${registryName}`} />
          <span role="status">
            <StatusBadge status={status} />
          </span>
        </div>
        <div className="actions">
          <Link to="/registries/$registryId" params={{ registryId: run.registryId }}>
            Registry
          </Link>
          <Link to="/audit" search={{ runId: run.id }}>
            Audit entries
          </Link>
          {isUndoable(run) && (
            <button type="button" disabled={undo.isPending} onClick={() => undo.mutate(run.id)}>
              {undo.isPending ? 'Asking…' : 'Undo…'}
            </button>
          )}
        </div>
        <p className="under soft">
          {`${status.meaning} Started `}
          <Purpose run={run} /> <TimeAgo iso={run.createdAt} />
          {`, fetch ${run.fetch}.`} <code className="nowrap">{run.id}</code>
        </p>
      </header>
      {undo.error && <ErrorPanel error={undo.error} />}
    </>
  );
}

/** What started the run, as it goes on after "started"; one that brings an earlier state back says which. */
function Purpose({ run: { goal, trigger } }: { readonly run: Run }) {
  if (goal === null) return triggerText(trigger);
  if (goal.kind === 'restore') return <>to restore the state of {exactTime(goal.at)}</>;
  return (
    <>
      to undo{' '}
      <Link to="/runs/$runId" params={{ runId: goal.runId }}>
        an earlier run
      </Link>
    </>
  );
}
