import type { Run, StepReport } from '../api/contract.ts';
import { countName, numberText } from '../format/count-text.ts';
import { type StatusText, stepStatusText } from '../format/status-text.ts';
import { DataTable } from './data-table.tsx';
import { Elapsed } from './elapsed.tsx';
import { StatusBadge } from './status-badge.tsx';
import { TimeAgo } from './time-ago.tsx';

const COLUMNS = ['#No.', 'Step', 'Status', 'Began', '#Took', 'Counts'];
const NOT_RUN: StatusText = { label: 'Not run', tone: 'quiet', meaning: 'The run ended before.' };
const WAITS: StatusText = {
  label: 'Waits',
  tone: 'attention',
  meaning: 'Waits for the decision about the plan.',
};

interface Props {
  readonly run: Run;
  /** A person has to decide about the run. */
  readonly waits: boolean;
}

/** The eight steps of a run in their order. */
export function StepTable({ run, waits }: Props) {
  const bindings = new Set(Object.keys(run.perBinding));
  return (
    <DataTable caption="The eight steps of the run" columns={COLUMNS}>
      <tbody>
        {run.steps.map((step, i) => (
          <tr key={step.name}>
            <td className="number soft">{i + 1}</td>
            <th scope="row">{step.name}</th>
            <td>
              <StatusBadge status={statusOf(step, run, waits)} />
            </td>
            <StepTimes step={step} />
            <td className="wide">{countsText(step, bindings)}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function StepTimes({ step: { status, startedAt, finishedAt } }: { readonly step: StepReport }) {
  const began = status === 'skipped' ? null : startedAt;
  return (
    <>
      <td>{began !== null && <TimeAgo iso={began} />}</td>
      <td className="number">
        <Elapsed startedAt={began} finishedAt={finishedAt} />
      </td>
    </>
  );
}

/** A step that has not begun waits, comes, or will never come. */
function statusOf(step: StepReport, run: Run, waits: boolean): StatusText {
  const isAhead = step.status === 'pending' || step.status === 'skipped';
  if (isAhead && waits) return WAITS;
  if (step.status !== 'pending') return stepStatusText(step.status);
  return run.finishedAt === null ? stepStatusText('pending') : NOT_RUN;
}

/** Counts by their names; those of a binding keep its name as it is. */
function countsText({ counts }: StepReport, bindings: ReadonlySet<string>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${bindings.has(name) ? name : countName(name)} ${numberText(count)}`)
    .join(' · ');
}
