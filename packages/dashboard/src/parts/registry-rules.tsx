import type { Registry } from '../api/contract.ts';
import { scheduleText } from '../format/schedule-text.ts';

/** The rules by which a registry syncs. */
export function RegistryRules({ registry }: { readonly registry: Registry }) {
  const { mode, from, key, conflicts, deletes, safety } = registry;
  const direction = mode === 'one-way' ? `one-way, from ${from}` : mode;
  const floor = safety.deleteFloor === 0 ? '' : ` and more than ${safety.deleteFloor}`;
  return (
    <dl className="facts">
      <dt>Key</dt>
      <dd>{key.join(', ')}</dd>
      <dt>Schedule</dt>
      <dd>{scheduleText(registry.schedule)}</dd>
      <dt>Mode</dt>
      <dd>{direction}</dd>
      <dt>Conflicts</dt>
      <dd>
        {chainText(conflicts)}
        {Object.entries(conflicts.fields).map(([field, chain]) => (
          <span key={field}>{`; ${field}: ${chainText(chain)}`}</span>
        ))}
      </dd>
      <dt>Deletes</dt>
      <dd>{deletes.policy}</dd>
      <dt>Halts when</dt>
      <dd>
        {`more than ${safety.maxDeletePercent} %${floor} of the records would be deleted, or more `}
        {`than ${safety.maxInvalidPercent} % are invalid`}
      </dd>
    </dl>
  );
}

function chainText({ strategy, prefer }: Pick<Registry['conflicts'], 'strategy' | 'prefer'>) {
  const chain = strategy.join(', then ');
  return prefer === undefined ? chain : `${chain} (${prefer.join(' before ')})`;
}
