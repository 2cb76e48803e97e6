import { useState } from 'react';
import type { Binding, Run } from '../api/contract.ts';
import { usePlan } from '../api/use-plan.ts';
import { numberText } from '../format/count-text.ts';
import type { PlanFilter as Filter } from '../format/plan-groups.ts';
import { isStoppedByTables } from '../format/shape-changes.ts';
import { ErrorPanel } from './error-panel.tsx';
import { PlanFilter } from './plan-filter.tsx';
import { PlanTable } from './plan-table.tsx';
import { Section } from './section.tsx';

interface Props {
  readonly run: Run;
  readonly bindings: readonly Binding[];
}

/** Every write of the run's plan, before and after. */
export function PlanSection({ run, bindings }: Props) {
  const [filter, setFilter] = useState<Filter>({ binding: null, kind: null });
  const plan = usePlan(run, filter);
  const { created, updated, deleted } = run.counts;
  const total = Math.max(created + updated + deleted, plan.read);
  if (run.planHash === null || isStoppedByTables(run)) return <NoPlan run={run} />;
  return (
    <Section title="Plan">
      <p className="small">
        <code>{run.planHash}</code>
      </p>
      <PlanFilter filter={filter} bindings={bindings} onChange={setFilter} />
      {plan.error && <ErrorPanel error={plan.error} retry={plan.retry} />}
      {plan.groups.length > 0 && <PlanTable groups={plan.groups} />}
      <p className="soft small" role="status">
        {`${numberText(plan.groups.length)} writes shown, ${numberText(plan.read)} of `}
        {`${numberText(total)} read${plan.isReading ? '; reading on…' : '.'}`}
      </p>
      {!plan.isComplete && !plan.isReading && (
        <p>
          <button type="button" onClick={plan.showMore}>
            Show more writes
          </button>
        </p>
      )}
    </Section>
  );
}

function NoPlan({ run }: { readonly run: Run }) {
  const text = run.finishedAt === null ? 'The plan is not made yet.' : 'The run made no plan.';
  return (
    <Section title="Plan">
      <p className="soft">{text}</p>
    </Section>
  );
}
