import type { StatusText } from '../format/status-text.ts';

/** A status in one word, coloured by what it asks of people. */
export function StatusBadge({ status }: { readonly status: StatusText }) {
  return (
    <span className="badge" data-tone={status.tone} title={status.meaning}>
      {status.label}
    </span>
  );
}
