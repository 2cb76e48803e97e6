import type { ReactNode } from 'react';
import type { Registry, RegistryHealth } from '../api/contract.ts';
import { countText, numberText } from '../format/count-text.ts';
import { durationText } from '../format/time-text.ts';
import { Figure } from './figure.tsx';
import { LastRun } from './last-run.tsx';
import { NextRun } from './next-run.tsx';

interface Props {
  readonly registry: Registry;
  readonly health: RegistryHealth;
}

/** How a registry does, in figures. */
export function HealthFigures({ registry, health }: Props) {
  const { complianceScore, drift, latency } = health;
  return (
    <dl className="figures">
      <Figure name="Records">{numberText(health.liveRecords)}</Figure>
      <Figure name="Compliance" under="of rows without a problem">
        {`${numberText(complianceScore)} %`}
      </Figure>
      <Figure name="Drift" under={drift === null ? 'before the first sync' : inRows(drift.rows)}>
        {drift === null ? '–' : countText(drift.cells, 'cell')}
      </Figure>
      <Figure name="Latency p50 / p95 / p99" under="from asked for to ended">
        {`${latencyText(latency.p50)} / ${latencyText(latency.p95)} / ${latencyText(latency.p99)}`}
      </Figure>
      <Figure name="Open conflicts">{openLink(health.openConflicts, '#conflicts')}</Figure>
      <Figure name="Open problems">{openLink(health.openProblems, '#problems')}</Figure>
      <Figure name="Last run">
        <LastRun run={health.lastRun} />
      </Figure>
      <Figure name="Next run">
        <NextRun registry={registry} />
      </Figure>
    </dl>
  );
}

function latencyText(ms: number | null): string {
  // A figure and its unit stay on one line.
  return ms === null ? '–' : durationText(ms).replaceAll(' ', '\u00a0');
}

function inRows(rows: number): string {
  return `in ${countText(rows, 'row')} after the last sync`;
}

function openLink(count: number, href: string): ReactNode {
  if (count === 0) return numberText(count);
  return (
    <a className="alert" href={href}>
      {numberText(count)}
    </a>
  );
}
