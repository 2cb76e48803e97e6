import type { Conflict } from '../api/contract.ts';
import { exactTime } from '../format/time-text.ts';
import { CellView } from './cell-view.tsx';
import { TimeAgo } from './time-ago.tsx';

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
  const { binding, value } = candidate;
  return (
    <div className="candidate">
      <p className="soft small">{binding}</p>
      <p className="value">
        <CellView cell={value} />
      </p>
      <p className="soft small">
        <EditTime candidate={candidate} />
      </p>
      <button type="button" className="small" disabled={isBusy} onClick={onUse}>
        Use {binding}
        <span className="visually-hidden"> for {of}</span>
      </button>
    </div>
  );
}

/** When a value was edited, as exactly as its system tells. */
function EditTime({ candidate: { editedFrom, editedTo } }: { readonly candidate: Candidate }) {
  const latest = editedTo ?? editedFrom;
  if (latest === null) return 'edited at an unknown time';
  const isSpan = editedFrom !== null && editedTo !== null && editedFrom !== editedTo;
  return (
    <>
      {isSpan ? 'edited by ' : 'edited '}
      <TimeAgo iso={latest} />
      {isSpan && ` (after ${exactTime(editedFrom)})`}
    </>
  );
}
