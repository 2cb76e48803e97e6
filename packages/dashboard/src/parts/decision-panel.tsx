import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Binding, Run } from '../api/contract.ts';
import { runKey } from '../api/run-queries.ts';
import { type HaltText, haltText } from '../format/halt-text.ts';
import { ApproveDialog } from './approve-dialog.tsx';
import { RejectDialog } from './reject-dialog.tsx';
import { ShapeChangeTable } from './shape-change-table.tsx';

interface Props {
  readonly run: Run;
  readonly planHash: string;
  readonly bindings: readonly Binding[];
}

const HALTED = {
  title: 'This run was stopped and waits for your decision',
  state: 'Nothing has been written. Until it is decided, this registry does not sync.',
};
const BRINGS_BACK = {
  title: 'This plan brings an earlier state back and waits for your decision',
  state:
    'Nothing has been written. What was edited since is kept. The registry goes on syncing meanwhile, and the next ' +
    'sync makes this plan void.',
};

/** What a run waits for, and the decision about its plan. */
export function DecisionPanel({ run, planHash, bindings }: Props) {
  const [asking, setAsking] = useState<'approve' | 'reject' | null>(null);
  const queries = useQueryClient();
  const { title, state } = run.status === 'halted' ? HALTED : BRINGS_BACK;
  const bringsBack = run.goal !== null;
  // A decision that was refused means that the run has moved on; it is read when the refusal has been.
  const close = () => {
    setAsking(null);
    void queries.invalidateQueries({ queryKey: runKey(run.id) });
  };
  return (
    <section className="panel attention" aria-labelledby="decision-title">
      <h2 id="decision-title">{title}</h2>
      <p>{state}</p>
      {run.halts.map((halt) => (
        <HaltReport
          key={`${halt.code} ${halt.message}`}
          halt={halt}
          text={haltText(halt.code, bringsBack)}
        />
      ))}
      <p className="small">
        Plan <code>{planHash}</code>
      </p>
      <div className="actions">
        <button type="button" className="primary" onClick={() => setAsking('approve')}>
          Approve…
        </button>
        <button type="button" onClick={() => setAsking('reject')}>
          Reject…
        </button>
      </div>
      {asking === 'approve' && (
        <ApproveDialog run={run} planHash={planHash} bindings={bindings} onClose={close} />
      )}
      {asking === 'reject' && <RejectDialog run={run} onClose={close} />}
    </section>
  );
}

interface HaltProps {
  readonly halt: Run['halts'][number];
  readonly text: HaltText;
}

function HaltReport({ halt: { code, message, details }, text }: HaltProps) {
  return (
    <div className="halt">
      <h3>{text.title}</h3>
      <p>
        <strong>{message}</strong> <code>{code}</code>
      </p>
      <ShapeChangeTable details={details} />
      <p className="soft">{text.advice}</p>
    </div>
  );
}
