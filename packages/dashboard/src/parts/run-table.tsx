import { Link } from '@tanstack/react-router';
import type { Run } from '../api/contract.ts';
import { isOutdated, runTitle, waitsForDecision } from '../format/run-state.ts';
import { runStatusText } from '../format/status-text.ts';
import { triggerText } from '../format/trigger-text.ts';
import { workEndedAt } from '../format/work-ended-at.ts';
import { DataTable } from './data-table.tsx';
import { Elapsed } from './elapsed.tsx';
import { NumberCell } from './number-cell.tsx';
import { StatusBadge } from './status-badge.tsx';
import { TimeAgo } from './time-ago.tsx';

const COLUMNS = [
  ...['Run', 'Status', 'When', 'Started', '#Took', '#Creates', '#Updates', '#Deletes'],
  ...['#Conflicts', '#Problems', '#Drift'],
];

/** Runs, newest first. */
export function RunTable({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <DataTable caption="Runs, newest first" columns={COLUMNS}>
      <tbody className="lines">
        {runs.map((run) => (
          <RunRow key={run.id} run={run} waits={waitsForDecision(run) && !isOutdated(run, runs)} />
        ))}
      </tbody>
    </DataTable>
  );
}

interface RowProps {
  readonly run: Run;
  /** A person has to decide about it. */
  readonly waits: boolean;
}

function RunRow({ run, waits }: RowProps) {
  const { counts } = run;
  return (
    <tr>
      <th scope="row">
        <Link to="/runs/$runId" params={{ runId: run.id }} title={run.id}>
          {runTitle(run)}
        </Link>
      </th>
      <td>
        <StatusBadge status={runStatusText(run.status)} />
        {waits && <p className="alert small">needs a decision</p>}
      </td>
      <td>
        <TimeAgo iso={run.createdAt} />
      </td>
      <td className="soft nowrap">{triggerText(run.trigger)}</td>
      <td className="number">
        <Elapsed startedAt={run.startedAt} finishedAt={workEndedAt(run)} />
      </td>
      <NumberCell count={counts.created} />
      <NumberCell count={counts.updated} />
      <NumberCell count={counts.deleted} />
      <NumberCell count={counts.conflicts} />
      <NumberCell count={counts.problems} />
      <NumberCell count={run.drift.cells} />
    </tr>
  );
}
