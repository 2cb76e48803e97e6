import { useState } from 'react';
import type { Binding, Run } from '../api/contract.ts';
import { useRunDecision } from '../api/use-run-decision.ts';
import { countText } from '../format/count-text.ts';
import { isStoppedByTables } from '../format/shape-changes.ts';
import { summarizeWrites } from '../format/write-summary.ts';
import { ErrorPanel } from './error-panel.tsx';
import { Modal } from './modal.tsx';

interface Props {
  readonly run: Run;
  readonly planHash: string;
  readonly bindings: readonly Binding[];
  readonly onClose: () => void;
}

/** Asks to confirm what a halted run waits for: that its tables changed, or its plan. */
export function ApproveDialog(props: Props) {
  return isStoppedByTables(props.run) ? <ApproveTables {...props} /> : <ApprovePlan {...props} />;
}

/** Accepts the changes of the tables as they were when this was opened; what is written is not known yet. */
function ApproveTables({ run, planHash, onClose }: Props) {
  const { approve } = useRunDecision(run, onClose);
  const [shown] = useState(planHash);
  return (
    <Modal title="Accept these changes?" onClose={onClose}>
      <p>
        The tables are taken as they are now, and the run starts again: it reads all tables and
        makes its plan. If that deletes much or is unusual, it stops once more, for an approval of
        that plan.
      </p>
      <p className="small">
        Changes <code>{shown}</code>
      </p>
      {approve.error && <ErrorPanel error={approve.error} />}
      <div className="actions">
        <button
          type="button"
          className="primary"
          disabled={approve.isPending}
          onClick={() => approve.mutate(shown)}
        >
          {approve.isPending ? 'Accepting…' : 'Accept changes'}
        </button>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Modal>
  );
}

/** Says exactly what will be written where. Approves the plan as it was opened. */
function ApprovePlan({ run, planHash, bindings, onClose }: Props) {
  const { approve } = useRunDecision(run, onClose);
  const [shown] = useState({ planHash, perBinding: run.perBinding });
  const writes = summarizeWrites(shown.perBinding, bindings);
  const total = writes.reduce((sum, write) => sum + write.total, 0);
  const deletes = writes.reduce((sum, write) => sum + write.deletes, 0);
  return (
    <Modal title="Approve this plan?" onClose={onClose}>
      <p>Exactly this will be written, and nothing else:</p>
      <ul className="writes">
        {writes.map(({ binding, title, text }) => (
          <li key={binding}>
            <strong>{title}</strong> <span>{text}</span>
          </li>
        ))}
      </ul>
      <p className="small">
        Plan <code>{shown.planHash}</code>. Rows that someone edited meanwhile are left alone and
        come up in the next run.
      </p>
      {approve.error && <ErrorPanel error={approve.error} />}
      <div className="actions">
        <button
          type="button"
          className={deletes > 0 ? 'danger' : 'primary'}
          disabled={approve.isPending}
          onClick={() => approve.mutate(shown.planHash)}
        >
          {approve.isPending ? 'Approving…' : `Approve ${amountText(total, deletes)}`}
        </button>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Modal>
  );
}

function amountText(total: number, deletes: number): string {
  if (deletes === 0) return countText(total, 'write');
  if (deletes === total) return countText(deletes, 'delete');
  return `${countText(total, 'write')}, ${countText(deletes, 'delete')} among them`;
}
