import type { Conflict } from '../api/contract.ts';
import { useConflictDecision } from '../api/use-conflict-decision.ts';
import { keyText } from '../format/key-text.ts';
import { CandidateView } from './candidate-view.tsx';
import { CellView } from './cell-view.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { TimeAgo } from './time-ago.tsx';

/** A disagreement with its candidates side by side. */
export function ConflictCard({ conflict }: { readonly conflict: Conflict }) {
  const { key, field, base, candidates, openedAt } = conflict;
  const decision = useConflictDecision(conflict);
  const record = keyText(key);
  const place = field === '*' ? 'the whole record' : field;
  return (
    <article className="panel conflict">
      <h3>
        <bdi>{record}</bdi> · {place}{' '}
        <span className="soft small">
          opened <TimeAgo iso={openedAt} />
        </span>
      </h3>
      <div className="candidates">
        <div className="candidate">
          <p className="soft small">before</p>
          <p className="value">
            <CellView cell={base} />
          </p>
          <p className="soft small">agreed until then</p>
        </div>
        {candidates.map((candidate) => (
          <CandidateView
            key={candidate.binding}
            candidate={candidate}
            of={`${place} of ${record}`}
            isBusy={decision.isPending || decision.isSuccess}
            onUse={() => decision.mutate(candidate.binding)}
          />
        ))}
      </div>
      {decision.isSuccess && <p role="status">Decided; a run carries it out.</p>}
      {decision.error && <ErrorPanel error={decision.error} />}
    </article>
  );
}
