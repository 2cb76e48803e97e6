import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Run } from '../api/contract.ts';
import { registryQuery } from '../api/registry-queries.ts';
import { runQuery } from '../api/run-queries.ts';
import { useIsOutdated } from '../api/use-is-outdated.ts';
import { bringsNothing, waitsForDecision } from '../format/run-state.ts';
import { BindingCounts } from '../parts/binding-counts.tsx';
import { DecisionPanel } from '../parts/decision-panel.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { OutdatedPanel } from '../parts/outdated-panel.tsx';
import { PastHalts } from '../parts/past-halts.tsx';
import { PlanSection } from '../parts/plan-section.tsx';
import { RunFigures } from '../parts/run-figures.tsx';
import { RunHead } from '../parts/run-head.tsx';
import { Section } from '../parts/section.tsx';
import { StepTable } from '../parts/step-table.tsx';
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
  const isOutdated = useIsOutdated(run);
  const waits = waitsForDecision(run) && !isOutdated;
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
      {bringsNothing(run) && (
        <p className="panel">
          There is nothing to bring back: all is as it was already, or was edited since and is kept.
        </p>
      )}
      {isOutdated && run.goal !== null && <OutdatedPanel run={run} goal={run.goal} />}
      {waits && run.planHash !== null && (
        <DecisionPanel run={run} planHash={run.planHash} bindings={bindings} />
      )}
      {!waits && !isOutdated && run.halts.length > 0 && <PastHalts run={run} />}
      <RunFigures run={run} />
      <div className="columns">
        <Section title="Steps">
          <StepTable run={run} waits={waits} />
        </Section>
        <Section title="Bindings">
          <BindingCounts run={run} bindings={bindings} />
        </Section>
      </div>
      <PlanSection run={run} bindings={bindings} />
    </>
  );
}
