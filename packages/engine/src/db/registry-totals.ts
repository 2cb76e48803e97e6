import { sql } from 'drizzle-orm';
import { must } from '../errors/assert.ts';
import type { TenantDatabase } from './database.ts';
import { queryRows } from './query-rows.ts';

interface RegistryTotals {
  /** Live records. */
  readonly live: number;
  /** Distinct records among the observed rows of the run. */
  readonly seenRecords: number;
  /** Linked rows, by binding id. */
  readonly linked: Readonly<Record<string, number>>;
  /** Observed rows of the run, by binding id. */
  readonly observed: Readonly<Record<string, number>>;
}

/** The registry before the run, and what the run saw. */
export async function readTotals(
  { db, tenantId }: TenantDatabase,
  runId: string,
  registryId: string,
): Promise<RegistryTotals> {
  const [found] = await queryRows<RegistryTotals>(
    db,
    sql`SELECT
      (SELECT count(*)::int FROM chittysync.records
        WHERE tenant_id = ${tenantId} AND registry_id = ${registryId} AND status = 'live') AS live,
      (SELECT count(DISTINCT record_id)::int FROM chittysync.observations
        WHERE tenant_id = ${tenantId} AND run_id = ${runId}) AS "seenRecords",
      (SELECT coalesce(jsonb_object_agg(binding_id, n), '{}') FROM (
        SELECT binding_id, count(*) AS n FROM chittysync.rows
        WHERE tenant_id = ${tenantId} AND registry_id = ${registryId} AND state = 'linked'
        GROUP BY binding_id) counted) AS linked,
      (SELECT coalesce(jsonb_object_agg(binding_id, n), '{}') FROM (
        SELECT binding_id, count(*) AS n FROM chittysync.observations
        WHERE tenant_id = ${tenantId} AND run_id = ${runId} GROUP BY binding_id) counted) AS observed`,
  );
  return must(found, 'a select without FROM gives one row');
}
