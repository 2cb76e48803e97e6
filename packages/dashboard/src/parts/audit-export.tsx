import { useMutation } from '@tanstack/react-query';
import { exportAudit } from '../api/audit-queries.ts';
import type { AuditFilter } from '../format/audit-filter.ts';
import { ErrorPanel } from './error-panel.tsx';

const REVOKE_AFTER_MS = 60_000;

/** Saves all entries of the filter as a file. */
export function AuditExport({ filter }: { readonly filter: AuditFilter }) {
  const save = useMutation({
    mutationFn: async (format: 'csv' | 'jsonl') => {
      download(await exportAudit(filter, format), `audit.${format}`);
    },
  });
  return (
    <>
      <div className="actions">
        <button type="button" disabled={save.isPending} onClick={() => save.mutate('csv')}>
          Export CSV
        </button>
        <button type="button" disabled={save.isPending} onClick={() => save.mutate('jsonl')}>
          Export JSON lines
        </button>
      </div>
      {save.error && <ErrorPanel error={save.error} />}
    </>
  );
}

function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_AFTER_MS);
}
