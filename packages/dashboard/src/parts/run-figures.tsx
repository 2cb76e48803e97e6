import type { Run } from '../api/contract.ts';
import { countText, numberText } from '../format/count-text.ts';
import { workEndedAt } from '../format/work-ended-at.ts';
import { Elapsed } from './elapsed.tsx';
import { Figure } from './figure.tsx';
import { TimeAgo } from './time-ago.tsx';

/** What a run amounts to. */
export function RunFigures({ run }: { readonly run: Run }) {
  const { counts, drift } = run;
  return (
    <dl className="figures">
      <Figure name="Creates">{numberText(counts.created)}</Figure>
      <Figure name="Updates">{numberText(counts.updated)}</Figure>
      <Figure name="Deletes">{numberText(counts.deleted)}</Figure>
      <Figure name="Unchanged">{numberText(counts.unchanged)}</Figure>
      <Figure name="Conflicts">{numberText(counts.conflicts)}</Figure>
      <Figure name="Problems">{numberText(counts.problems)}</Figure>
      <Figure name="Drift" under={`in ${countText(drift.rows, 'row')}`}>
        {countText(drift.cells, 'cell')}
      </Figure>
      <Figure name="Took" under={run.startedAt && <TimeAgo iso={run.startedAt} />}>
        <Elapsed startedAt={run.startedAt} finishedAt={workEndedAt(run)} />
      </Figure>
    </dl>
  );
}
