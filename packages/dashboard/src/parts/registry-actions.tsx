import { useState } from 'react';
import type { Registry } from '../api/contract.ts';
import { useRegistryActions } from '../api/use-registry-actions.ts';
import { ErrorPanel } from './error-panel.tsx';
import { RestoreDialog } from './restore-dialog.tsx';

/** The buttons of a registry, and why one of them does not work now. */
export function RegistryActions({ registry }: { readonly registry: Registry }) {
  const [isRestoring, setRestoring] = useState(false);
  const { run, activate, pause } = useRegistryActions(registry);
  const hindrance = syncHindrance(registry);
  const isBusy = run.isPending || activate.isPending || pause.isPending;
  const error = run.error ?? activate.error ?? pause.error;
  const isActive = registry.status === 'active';
  return (
    <>
      <div className="actions">
        <button type="button" disabled={isBusy} onClick={() => run.mutate('preview')}>
          Preview
        </button>
        <button
          type="button"
          className="primary"
          disabled={isBusy || hindrance !== null}
          title={hindrance ?? undefined}
          onClick={() => run.mutate('sync')}
        >
          Sync now
        </button>
        <button
          type="button"
          disabled={isBusy}
          onClick={() => (isActive ? pause.mutate() : activate.mutate())}
        >
          {isActive ? 'Pause' : 'Activate'}
        </button>
        <button
          type="button"
          disabled={isBusy || hindrance !== null}
          title={hindrance ?? undefined}
          onClick={() => setRestoring(true)}
        >
          Restore…
        </button>
      </div>
      {isRestoring && <RestoreDialog registry={registry} onClose={() => setRestoring(false)} />}
      {error && <ErrorPanel error={error} />}
    </>
  );
}

function syncHindrance({ blockedBy, status }: Registry): string | null {
  if (blockedBy !== null) return 'A halted run waits for a decision.';
  return status === 'paused' ? 'The registry is paused; activate it first.' : null;
}
