import { exactTime, relativeTime } from '../format/time-text.ts';
import { useNow } from './clock.tsx';

/** A time as people say it; the exact one is its title. */
export function TimeAgo({ iso }: { readonly iso: string }) {
  const now = useNow();
  return (
    <time className="nowrap" dateTime={iso} title={exactTime(iso)}>
      {relativeTime(iso, now)}
    </time>
  );
}
