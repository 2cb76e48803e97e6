import { Link } from '@tanstack/react-router';
import type { Run } from '../api/contract.ts';

/** Why the run was stopped, once that is decided; for a preview, what would stop a sync. */
export function PastHalts({ run }: { readonly run: Run }) {
  const title = titleOf(run);
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      {run.halts.map(({ code, message }) => (
        <p key={`${code} ${message}`}>
          <code>{code}</code> {message}
        </p>
      ))}
      {run.kind === 'sync' && (
        <p className="soft small">
          Who decided it, and what was decided before, is in the{' '}
          <Link to="/audit" search={{ runId: run.id }}>
            audit entries of the run
          </Link>
          .
        </p>
      )}
    </section>
  );
}

function titleOf({ kind, status, goal }: Run): string {
  if (kind === 'preview') return 'A sync would be stopped';
  if (goal !== null)
    return status === 'rejected' ? 'Unusual, and rejected' : 'Unusual, and approved';
  return status === 'rejected' ? 'Stopped, and rejected' : 'Stopped, then approved';
}
