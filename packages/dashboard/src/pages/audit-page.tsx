import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { auditQuery } from '../api/audit-queries.ts';
import { itemsOf } from '../api/page-options.ts';
import { registriesQuery } from '../api/registry-queries.ts';
import { type AuditSearch, periodOf, toAuditFilter } from '../format/audit-filter.ts';
import { AuditExport } from '../parts/audit-export.tsx';
import { AuditFilterForm } from '../parts/audit-filter-form.tsx';
import { AuditRows } from '../parts/audit-rows.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Loading } from '../parts/loading.tsx';
import { MoreButton } from '../parts/more-button.tsx';
import { PageTitle } from '../parts/page-title.tsx';

const COLUMNS = [
  ...['#Entry', 'When', 'What', 'Run', 'Record', 'Binding', 'Field', 'Before', 'After', 'Rule'],
];

/** The audit log, searched. */
export function AuditPage() {
  const search = useSearch({ from: '/audit' });
  const navigate = useNavigate();
  // The period ends when the search was made, so that paging through it does not move its beginning.
  const filter = useMemo(() => toAuditFilter(search, Date.now()), [search]);
  const registries = useInfiniteQuery(registriesQuery);
  const query = useInfiniteQuery(auditQuery(filter));
  const entries = itemsOf(query.data);
  const change = (next: AuditSearch) => navigate({ to: '/audit', search: next });
  return (
    <>
      <header className="page-head">
        <div className="title">
          <PageTitle title="Audit log" />
        </div>
        <AuditExport filter={filter} />
      </header>
      <AuditFilterForm
        key={JSON.stringify(search)}
        search={search}
        registries={itemsOf(registries.data)}
        onChange={change}
      />
      {query.error && <ErrorPanel error={query.error} retry={query.refetch} />}
      {query.isPending && <Loading />}
      {query.isSuccess && entries.length === 0 && <NoEntry search={search} onChange={change} />}
      {entries.length > 0 && (
        <section className="section" aria-label="Entries found">
          <p className="soft small">In the order of the log, oldest first.</p>
          <DataTable caption="Audit entries" columns={COLUMNS}>
            {entries.map((entry) => (
              <AuditRows key={entry.index} entry={entry} />
            ))}
          </DataTable>
        </section>
      )}
      <MoreButton query={query} of="entries" />
    </>
  );
}

interface NoEntryProps {
  readonly search: AuditSearch;
  readonly onChange: (search: AuditSearch) => void;
}

function NoEntry({ search, onChange }: NoEntryProps) {
  const isAll = periodOf(search) === 'all';
  return (
    <div className="panel empty">
      <p>{isAll ? 'No entry matches.' : 'No entry matches in this period.'}</p>
      {!isAll && (
        <button type="button" onClick={() => onChange({ ...search, period: 'all' })}>
          Search all time
        </button>
      )}
    </div>
  );
}
