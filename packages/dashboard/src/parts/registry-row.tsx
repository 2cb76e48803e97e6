import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Registry } from '../api/contract.ts';
import { healthQuery } from '../api/registry-queries.ts';
import { bindingTitle } from '../format/place-text.ts';
import { registryStatusText } from '../format/status-text.ts';
import { LastRun } from './last-run.tsx';
import { NextRun } from './next-run.tsx';
import { NumberCell } from './number-cell.tsx';
import { OpenCount } from './open-count.tsx';
import { StatusBadge } from './status-badge.tsx';

/** A registry in the list, with how it does. */
export function RegistryRow({ registry }: { readonly registry: Registry }) {
  const { data: health, error } = useQuery(healthQuery(registry.id));
  return (
    <tr>
      <th scope="row" className="wide">
        <Link to="/registries/$registryId" params={{ registryId: registry.id }}>
          <bdi>{registry.name}</bdi>
        </Link>
      </th>
      <td>
        <StatusBadge status={registryStatusText(registry.status)} />
      </td>
      <td>
        {health && <LastRun run={health.lastRun} />}
        {error && <span className="alert">{error.message}</span>}
      </td>
      <td>
        <NextRun registry={registry} />
      </td>
      <NumberCell count={health?.liveRecords} />
      <OpenCount registryId={registry.id} hash="conflicts" count={health?.openConflicts} />
      <OpenCount registryId={registry.id} hash="problems" count={health?.openProblems} />
      <td className="wide">{registry.bindings.map(bindingTitle).join(', ')}</td>
    </tr>
  );
}
