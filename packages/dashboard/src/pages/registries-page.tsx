import { useInfiniteQuery } from '@tanstack/react-query';
import { itemsOf } from '../api/page-options.ts';
import { registriesQuery } from '../api/registry-queries.ts';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Loading } from '../parts/loading.tsx';
import { MoreButton } from '../parts/more-button.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { RegistryRow } from '../parts/registry-row.tsx';

const COLUMNS = [
  ...['Name', 'Status', 'Last run', 'Next run', '#Records', '#Open conflicts', '#Open problems'],
  'Bindings',
];

/** All registries and how they do. */
export function RegistriesPage() {
  const query = useInfiniteQuery(registriesQuery);
  const registries = itemsOf(query.data);
  return (
    <>
      <PageTitle title="Registries" />
      {query.error && <ErrorPanel error={query.error} retry={query.refetch} />}
      {query.isPending && <Loading />}
      {query.isSuccess && registries.length === 0 && <NoRegistry />}
      {registries.length > 0 && (
        <DataTable caption="Registries" columns={COLUMNS}>
          <tbody className="lines">
            {registries.map((registry) => (
              <RegistryRow key={registry.id} registry={registry} />
            ))}
          </tbody>
        </DataTable>
      )}
      <MoreButton query={query} of="registries" />
    </>
  );
}

function NoRegistry() {
  return (
    <div className="panel empty">
      <h2>No registry yet</h2>
      <p>
        A registry is one table that lives in several systems. Make one through the API: add a
        connection for each system with <code>POST /api/v1/connections</code>, then name the tables
        and their fields with <code>POST /api/v1/registries</code>.
      </p>
      <p>
        <a href="/docs">All calls with examples</a>
      </p>
    </div>
  );
}
