import { sql } from 'drizzle-orm';
import { must } from '../errors/assert.ts';
import type { RunTotals } from '../model/run.ts';
import type { RunBinding, RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { movableKeys, permutedCounts } from './moved-keys.ts';
import { queryRows } from './query-rows.ts';
import { uuidArray } from './unestimated.ts';

type Totals = Pick<RunTotals, 'live' | 'seenRecords' | 'linked' | 'observed' | 'permuted'>;

/** The registry before the run, and what the run saw. */
export async function readTotals(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: RunRef,
  bindings: readonly RunBinding[],
): Promise<Totals> {
  const [found] = await queryRows<Totals>(
    db,
    sql`SELECT
      (SELECT count(*)::int FROM chittysync.records
        WHERE tenant_id = ${tenantId} AND registry_id = ${registryId} AND status = 'live') AS live,
      (SELECT count(DISTINCT record_id)::int FROM chittysync.observations
        WHERE tenant_id = ${tenantId} AND run_id = ${runId}) AS "seenRecords",
      (SELECT coalesce(jsonb_object_agg(binding_id, n), '{}') FROM (
        SELECT binding_id, count(*) AS n FROM chittysync.rows
        WHERE tenant_id = ${tenantId} AND registry_id = ${registryId} AND state = 'linked'
          AND binding_id = ANY(${uuidArray(bindings.map(({ id }) => id))})
        GROUP BY binding_id) counted) AS linked,
      (SELECT coalesce(jsonb_object_agg(binding_id, n), '{}') FROM (
        SELECT binding_id, count(*) AS n FROM chittysync.observations
        WHERE tenant_id = ${tenantId} AND run_id = ${runId} GROUP BY binding_id) counted) AS observed,
      ${permutedCounts(tenantId, { runId, registryId }, movableKeys(bindings))} AS permuted`,
  );
  const { live, seenRecords, linked, observed, permuted } = must(
    found,
    'a select without FROM gives one row',
  );
  const byName = (byId: Readonly<Record<string, number>>) =>
    Object.fromEntries(bindings.map(({ id, name }) => [name, byId[id] ?? 0]));
  return {
    live,
    seenRecords,
    linked: byName(linked),
    observed: byName(observed),
    permuted: byName(permuted),
  };
}
