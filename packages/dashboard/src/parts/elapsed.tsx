import { durationText, elapsedMs } from '../format/time-text.ts';
import { useNow } from './clock.tsx';

interface Props {
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** How long something took, or has taken so far; a dash before it began. */
export function Elapsed({ startedAt, finishedAt }: Props) {
  const ms = elapsedMs(startedAt, finishedAt, useNow());
  return ms === null ? <span className="soft">–</span> : durationText(ms);
}
