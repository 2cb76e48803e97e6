import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Run } from '../api/contract.ts';
import { registryQuery } from '../api/registry-queries.ts';
import { runQuery } from '../api/run-queries.ts';
import { isUndoable, waitsForDecision } from '../format/run-state.ts';
import { runStatusText } from '../format/status-text.ts';
import { triggerText } from '../format/trigger-text.ts';
import { BindingCounts } from '../parts/binding-counts.tsx';
import { DecisionPanel } from '../parts/decision-panel.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { PlanSection } from '../parts/plan-section.tsx';
import { RunFigures } from '../parts/run-figures.tsx';
import { Section } from '../parts/section.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { StepTable } from '../parts/step-table.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { UndoButton } from '../parts/undo-button.tsx';
import { UnreadPage } from '../parts/unread-page.tsx';

/** One run: how far it is, what it waits for, what it writes. */
export function RunPage() {
  const { runId } = useParams({ from: '/runs/$runId' });
  const { data: run, error, refetch } = useQuery(runQuery(runId));
  if (run === undefined) return <UnreadPage title="Run" error={error} retry={refetch} />;
  return (
    <>
      {error && <ErrorPanel error={error} retry={refetch} />}
      <RunReport run={run} />
    </>
  );
}

function RunReport({ run }: { readonly run: Run }) {
  const registry = useQuery(registryQuery(run.registryId)).data;
  const bindings = registry?.bindings ?? [];
  const waits = waitsForDecision(run);
  return (
    <>
      <RunHead run={run} registryName={registry?.name ?? 'registry'} />
      {run.error && (
        <div className="panel bad" role="alert">
          <p>
            <code>{run.error.code}</code> {run.error.message}
          </p>
        </div>
      )}
      {waits && run.planHash !== null && (
        <DecisionPanel run={run} planHash={run.planHash} bindings={bindings} />
      )}
      {!waits && run.halts.length > 0 && <PastHalts run={run} />}
      <RunFigures run={run} />
      <div className="columns">
        <Section title="Steps">
          <StepTable run={run} />
        </Section>
        <Section title="Bindings">
          <BindingCounts run={run} bindings={bindings} />
        </Section>
      </div>
      <PlanSection run={run} bindings={bindings} />
    </>
  );
}

/** What a run that brings an earlier state back refers to. */
function Goal({ goal }: { readonly goal: NonNullable<Run['goal']> }) {
  if (goal.kind === 'undo') {
    return (
      <>
        <Link to="/runs/$runId" params={{ runId: goal.runId }}>
          The run to undo
        </Link>{' '}
      </>
    );
  }
  return (
    <>
      As of <TimeAgo iso={goal.at} />{' '}
    </>
  );
}

interface HeadProps {
  readonly run: Run;
  readonly registryName: string;
}

function RunHead({ run, registryName }: HeadProps) {
  const title = `${runTitle(run)} of ${registryName}`;
  const status = runStatusText(run.status);
  return (
    <header className="page-head">
      <div className="title">
        <PageTitle title={title} />
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
        {isUndoable(run) && <UndoButton run={run} />}
      </div>
      <p className="under soft">
        {`${status.meaning} Started ${triggerText(run.trigger)} `}
        <TimeAgo iso={run.createdAt} />
        {`, fetch ${run.fetch}.`} {run.goal !== null && <Goal goal={run.goal} />}
        <code className="nowrap">{run.id}</code>
      </p>
    </header>
  );
}

/** Why the run was stopped, once that is decided; for a preview, what would stop a sync. */
function PastHalts({ run }: { readonly run: Run }) {
  const title = pastHaltsTitle(run);
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      {run.halts.map(({ code, message }) => (
        <p key={`${code} ${message}`}>
          <code>{code}</code> {message}
        </p>
      ))}
    </section>
  );
}

function runTitle({ kind, goal }: Run): string {
  if (goal !== null) return goal.kind === 'undo' ? 'Undo' : 'Restore';
  return kind === 'preview' ? 'Preview' : 'Sync';
}

function pastHaltsTitle({ kind, status }: Run): string {
  if (kind === 'preview') return 'A sync would be stopped';
  return status === 'rejected' ? 'Stopped, and rejected' : 'Stopped, then approved';
}
