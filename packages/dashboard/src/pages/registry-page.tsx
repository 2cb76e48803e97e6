import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Registry } from '../api/contract.ts';
import { healthQuery, registryQuery } from '../api/registry-queries.ts';
import { registryStatusText } from '../format/status-text.ts';
import { BindingTable } from '../parts/binding-table.tsx';
import { ConflictSection } from '../parts/conflict-section.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { HealthFigures } from '../parts/health-figures.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { ProblemSection } from '../parts/problem-section.tsx';
import { RegistryActions } from '../parts/registry-actions.tsx';
import { RegistryRules } from '../parts/registry-rules.tsx';
import { RunSection } from '../parts/run-section.tsx';
import { Section } from '../parts/section.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { UnreadPage } from '../parts/unread-page.tsx';

/** One registry: how it does, what waits for people, its runs and its bindings. */
export function RegistryPage() {
  const { registryId } = useParams({ from: '/registries/$registryId' });
  const { data: registry, error, refetch } = useQuery(registryQuery(registryId));
  const health = useQuery(healthQuery(registryId));
  if (registry === undefined) return <UnreadPage title="Registry" error={error} retry={refetch} />;
  return (
    <>
      {error && <ErrorPanel error={error} retry={refetch} />}
      <RegistryHead registry={registry} />
      {registry.blockedBy !== null && <Blocked runId={registry.blockedBy} />}
      {health.data && <HealthFigures registry={registry} health={health.data} />}
      {health.error && <ErrorPanel error={health.error} retry={health.refetch} />}
      <ConflictSection registryId={registryId} />
      <ProblemSection registryId={registryId} />
      <RunSection registryId={registryId} />
      <Section title="Bindings">
        <BindingTable registry={registry} />
      </Section>
      <Section title="Rules">
        <RegistryRules registry={registry} />
      </Section>
    </>
  );
}

function RegistryHead({ registry }: { readonly registry: Registry }) {
  return (
    <header className="page-head">
      <div className="title">
        <PageTitle title={registry.name} />
        <StatusBadge status={registryStatusText(registry.status)} />
      </div>
      <RegistryActions registry={registry} />
      <p className="under soft">
        {`${registryStatusText(registry.status).meaning} `}
        <Link to="/audit" search={{ registryId: registry.id }}>
          Audit entries
        </Link>
      </p>
    </header>
  );
}

function Blocked({ runId }: { readonly runId: string }) {
  return (
    <p className="panel attention">
      <span>
        <strong>A run was stopped by a safety rule.</strong> Nothing syncs until it is decided:{' '}
        <Link to="/runs/$runId" params={{ runId }}>
          look at the plan and decide
        </Link>
        .
      </span>
    </p>
  );
}
