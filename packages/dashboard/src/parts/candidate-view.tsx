import type { Conflict } from '../api/contract.ts';
import { spanText } from '../format/time-text.ts';
import { CellView } from './cell-view.tsx';

type Candidate = Conflict['candidates'][number];

interface Props {
  readonly candidate: Candidate;
  /** What the candidate is a value of, for those who only hear the button. */
  readonly of: string;
  readonly isBusy: boolean;
  readonly onUse: () => void;
}

/** One value of a conflict, and the button that takes it. */
export function CandidateView({ candidate, of, isBusy, onUse }: Props) {
  const { binding, value, editedFrom, editedTo } = candidate;
  return (
    <div className="candidate">
      <p className="soft small">{binding}</p>
      <p className="value">
        <CellView cell={value} />
      </p>
      <p className="soft small">edited {spanText(editedFrom, editedTo) ?? 'at an unknown time'}</p>
      <button type="button" className="small" disabled={isBusy} onClick={onUse}>
        Use {binding}
        <span className="visually-hidden"> for {of}</span>
      </button>
    </div>
  );
}
