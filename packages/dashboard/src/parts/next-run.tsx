import type { Registry } from '../api/contract.ts';
import { TimeAgo } from './time-ago.tsx';

/** When a registry syncs next, or what it waits for. */
export function NextRun({
  registry: { blockedBy, nextRunAt, status },
}: {
  readonly registry: Registry;
}) {
  if (blockedBy !== null) return <span className="soft">after the decision</span>;
  if (nextRunAt !== null) return <TimeAgo iso={nextRunAt} />;
  return <span className="soft">{status === 'paused' ? 'paused' : 'when asked'}</span>;
}
