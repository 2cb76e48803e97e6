import { type FormEvent, useId, useState } from 'react';
import type { Registry } from '../api/contract.ts';
import { useReturns } from '../api/use-returns.ts';
import { fromLocalInput, toLocalSeconds } from '../format/local-input.ts';
import { ErrorPanel } from './error-panel.tsx';
import { Modal } from './modal.tsx';

interface Props {
  readonly registry: Registry;
  readonly onClose: () => void;
}

/** Asks for a past time, and opens the plan that would restore it. */
export function RestoreDialog({ registry, onClose }: Props) {
  const { restore } = useReturns(registry.id);
  const [opened] = useState(() => new Date().toISOString());
  const [at, setAt] = useState(toLocalSeconds(opened));
  const zone = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    restore.mutate(fromLocalInput(at));
  };
  return (
    <Modal title={`Restore ${registry.name}`} onClose={onClose}>
      <p>
        Every record goes back to how it was at that time, in all systems; what was created since is
        deleted. You see the plan first; nothing is written before you approve it.
      </p>
      <form className="form" onSubmit={submit}>
        <label>
          As of
          <input
            type="datetime-local"
            required
            step={1}
            min={toLocalSeconds(registry.createdAt)}
            max={toLocalSeconds(opened)}
            aria-describedby={zone}
            value={at}
            onChange={(event) => setAt(event.target.value)}
          />
        </label>
        <p id={zone} className="soft small">
          In the time of this computer, {Intl.DateTimeFormat().resolvedOptions().timeZone}; runs and
          audit entries show UTC.
        </p>
        {restore.error && <ErrorPanel error={restore.error} />}
        <div className="actions">
          <button type="submit" className="primary" disabled={restore.isPending || at === ''}>
            {restore.isPending ? 'Asking…' : 'Show the plan'}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Modal>
  );
}
