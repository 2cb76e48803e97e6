import type { Run } from '../api/contract.ts';
import { isLive } from './is-live.ts';

/**
 * When a run stopped working: its end, or the end of its last step for one that waits for a person or was
 * rejected, since that person's time is no work of the run.
 */
export function workEndedAt({
  status,
  finishedAt,
  steps,
}: Pick<Run, 'status' | 'finishedAt' | 'steps'>): string | null {
  if (isLive(status) || (finishedAt !== null && status !== 'rejected')) return finishedAt;
  const ends = steps.flatMap((step) => step.finishedAt ?? []);
  return ends.sort().at(-1) ?? finishedAt;
}
