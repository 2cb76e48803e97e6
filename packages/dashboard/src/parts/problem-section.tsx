import { useInfiniteQuery } from '@tanstack/react-query';
import { itemsOf } from '../api/page-options.ts';
import { conflictsQuery, problemsQuery } from '../api/registry-queries.ts';
import { ErrorPanel } from './error-panel.tsx';
import { MoreButton } from './more-button.tsx';
import { ProblemTable } from './problem-table.tsx';
import { Section } from './section.tsx';
import { useHashTarget } from './use-hash-target.ts';

/** The open problems of a registry. */
export function ProblemSection({ registryId }: { readonly registryId: string }) {
  const query = useInfiniteQuery(problemsQuery(registryId));
  const conflicts = useInfiniteQuery(conflictsQuery(registryId));
  const problems = itemsOf(query.data);
  useHashTarget('problems', query.isFetched && conflicts.isFetched);
  return (
    <Section title="Open problems" id="problems">
      {query.error && <ErrorPanel error={query.error} retry={query.refetch} />}
      {query.isSuccess && problems.length === 0 && <p className="soft">None.</p>}
      {problems.length > 0 && (
        <>
          <p className="soft small">
            These rows and fields stay as they are in their system and sync once they are mended
            there.
          </p>
          <ProblemTable problems={problems} />
        </>
      )}
      <MoreButton query={query} of="problems" />
    </Section>
  );
}
