import type { Run } from '../api/contract.ts';
import { isLive } from './is-live.ts';

/** When a run stopped working: its end, or for one that waits for a person the end of its last step. */
export function workEndedAt({ status, finishedAt, steps }: Run): string | null {
  if (finishedAt !== null || isLive(status)) return finishedAt;
  const ends = steps.flatMap((step) => step.finishedAt ?? []);
  return ends.sort().at(-1) ?? null;
}
