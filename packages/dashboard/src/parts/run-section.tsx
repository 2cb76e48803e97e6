import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Run } from '../api/contract.ts';
import { itemsOf } from '../api/page-options.ts';
import { registryKey, runsQuery } from '../api/registry-queries.ts';
import { isLive } from '../format/is-live.ts';
import { ErrorPanel } from './error-panel.tsx';
import { MoreButton } from './more-button.tsx';
import { RunTable } from './run-table.tsx';
import { Section } from './section.tsx';

/** The last runs of a registry. When one of them ends, all that is shown of the registry is read again. */
export function RunSection({ registryId }: { readonly registryId: string }) {
  const query = useInfiniteQuery(runsQuery(registryId));
  const runs = itemsOf(query.data);
  useRefreshAfterRuns(registryId, runs);
  return (
    <Section title="Runs">
      {query.error && <ErrorPanel error={query.error} retry={query.refetch} />}
      {query.isSuccess && runs.length === 0 && (
        <p className="soft">None yet. A preview shows what a sync would write.</p>
      )}
      {runs.length > 0 && <RunTable runs={runs} />}
      <MoreButton query={query} of="runs" />
    </Section>
  );
}

function useRefreshAfterRuns(registryId: string, runs: readonly Run[]) {
  const queries = useQueryClient();
  const live = runs.filter(({ status }) => isLive(status)).map(({ id }) => id);
  const signature = live.join(' ');
  const before = useRef(signature);
  useEffect(() => {
    if (before.current === signature) return;
    before.current = signature;
    void queries.invalidateQueries({ queryKey: registryKey(registryId) });
  }, [queries, registryId, signature]);
}
