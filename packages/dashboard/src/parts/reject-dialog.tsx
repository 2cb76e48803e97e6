import { type FormEvent, useState } from 'react';
import type { Run } from '../api/contract.ts';
import { useRunDecision } from '../api/use-run-decision.ts';
import { ErrorPanel } from './error-panel.tsx';
import { Modal } from './modal.tsx';

const REASON_MAX = 2000;

interface Props {
  readonly run: Run;
  readonly onClose: () => void;
}

/** Asks why, and rejects the plan. */
export function RejectDialog({ run, onClose }: Props) {
  const { reject } = useRunDecision(run, onClose);
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reject.mutate(reason.trim());
  };
  return (
    <Modal title="Reject this plan?" onClose={onClose}>
      <p>Nothing will be written. The next run looks at all systems anew.</p>
      <form className="form" onSubmit={submit}>
        <label>
          Reason
          <textarea
            required
            rows={3}
            maxLength={REASON_MAX}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        {reject.error && <ErrorPanel error={reject.error} />}
        <div className="actions">
          <button
            type="submit"
            className="primary"
            disabled={reject.isPending || reason.trim() === ''}
          >
            {reject.isPending ? 'Rejecting…' : 'Reject'}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Modal>
  );
}
