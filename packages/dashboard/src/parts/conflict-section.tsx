import { useInfiniteQuery } from '@tanstack/react-query';
import { itemsOf } from '../api/page-options.ts';
import { conflictsQuery } from '../api/registry-queries.ts';
import { ConflictCard } from './conflict-card.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { MoreButton } from './more-button.tsx';
import { Section } from './section.tsx';
import { useHashTarget } from './use-hash-target.ts';

/** The open conflicts of a registry. */
export function ConflictSection({ registryId }: { readonly registryId: string }) {
  const query = useInfiniteQuery(conflictsQuery(registryId));
  const conflicts = itemsOf(query.data);
  useHashTarget('conflicts', query.isFetched);
  return (
    <Section title="Open conflicts" id="conflicts">
      {query.error && <ErrorPanel error={query.error} retry={query.refetch} />}
      {query.isSuccess && conflicts.length === 0 && <p className="soft">None.</p>}
      {conflicts.map((conflict) => (
        <ConflictCard key={`${conflict.id} ${conflict.candidatesHash}`} conflict={conflict} />
      ))}
      <MoreButton query={query} of="conflicts" />
    </Section>
  );
}
