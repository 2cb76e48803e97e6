import { sql } from 'drizzle-orm';
import type { Drift, RunCounts, RunStatus } from '../model/run.ts';
import type { TenantDatabase } from './database.ts';
import { isoTime } from './iso-time.ts';
import { queryRows } from './query-rows.ts';
import type { StoredRegistry } from './registry-reader.ts';

/** How a registry does. */
export interface RegistryHealth {
  /** Share of the rows without an open problem, in per cent with one decimal. 100 for an empty registry. */
  readonly complianceScore: number;
  /** As the last sync that ended left it; null before the first. */
  readonly drift: Drift | null;
  readonly lastRun: {
    readonly id: string;
    readonly status: RunStatus;
    readonly finishedAt: string | null;
    readonly counts: RunCounts;
  } | null;
  readonly nextRunAt: string | null;
  /** Of the syncs among the last hundred that ended, from asked for to ended, in milliseconds. */
  readonly latency: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  };
  readonly openConflicts: number;
  readonly openProblems: number;
  readonly liveRecords: number;
}

interface HealthRow {
  live: string;
  open_conflicts: string;
  open_problems: string;
  invalid_rows: string;
  drift: Drift | null;
  last_run: {
    id: string;
    status: RunStatus;
    finished_at: string | null;
    counts: RunCounts;
  } | null;
  latency: [number, number, number] | null;
}

export async function readRegistryHealth(
  { db, tenantId }: TenantDatabase,
  registry: Pick<StoredRegistry, 'id' | 'nextRunAt'>,
): Promise<RegistryHealth> {
  const own = sql`tenant_id = ${tenantId} and registry_id = ${registry.id}`;
  const ended = sql`status in ('succeeded', 'partial') and kind = 'sync' and finished_at is not null`;
  const [row] = await queryRows<HealthRow>(
    db,
    sql`select
      (select count(*) from chittysync.records where ${own} and status = 'live') as live,
      (select count(*) from chittysync.conflicts where ${own} and status = 'open') as open_conflicts,
      (select count(*) from chittysync.problems where ${own} and status = 'open') as open_problems,
      (select count(distinct coalesce(record_id::text, binding_id::text || '/' || external_id, identity))
         from chittysync.problems where ${own} and status = 'open') as invalid_rows,
      (select drift from chittysync.runs where ${own} and ${ended}
         order by finished_at desc limit 1) as drift,
      (select jsonb_build_object('id', id, 'status', status, 'finished_at', finished_at,
                                 'counts', counts)
         from chittysync.runs where ${own} order by created_at desc, id desc limit 1) as last_run,
      (select to_jsonb(percentile_cont(array[0.5, 0.95, 0.99]) within group (
                order by extract(epoch from finished_at - created_at) * 1000))
         from (select finished_at, created_at from chittysync.runs where ${own} and ${ended}
               order by finished_at desc limit 100) as recent) as latency`,
  );
  const live = Number(row?.live ?? 0);
  const invalid = Number(row?.invalid_rows ?? 0);
  const last = row?.last_run ?? null;
  const [p50 = null, p95 = null, p99 = null] = (row?.latency ?? []).map(Math.round);
  return {
    complianceScore: Math.round(1000 * Math.max(0, 1 - invalid / Math.max(live, invalid, 1))) / 10,
    drift: row?.drift ?? null,
    lastRun: last && {
      id: last.id,
      status: last.status,
      finishedAt: isoTime(last.finished_at),
      counts: last.counts,
    },
    nextRunAt: registry.nextRunAt,
    latency: { p50, p95, p99 },
    openConflicts: Number(row?.open_conflicts ?? 0),
    openProblems: Number(row?.open_problems ?? 0),
    liveRecords: live,
  };
}
