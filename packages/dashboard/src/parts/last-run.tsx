import { Link } from '@tanstack/react-router';
import type { RegistryHealth } from '../api/contract.ts';
import { isLive } from '../format/is-live.ts';
import { runStatusText } from '../format/status-text.ts';
import { StatusBadge } from './status-badge.tsx';
import { TimeAgo } from './time-ago.tsx';

/** The last run of a registry and when it ended. */
export function LastRun({ run }: { readonly run: RegistryHealth['lastRun'] }) {
  if (run === null) return <span className="soft">never</span>;
  const badge = <StatusBadge status={runStatusText(run.status)} />;
  return (
    <span>
      <Link to="/runs/$runId" params={{ runId: run.id }}>
        {badge}
      </Link>{' '}
      {run.finishedAt !== null && <TimeAgo iso={run.finishedAt} />}
      {run.finishedAt === null && !isLive(run.status) && (
        <span className="alert">needs a decision</span>
      )}
    </span>
  );
}
