import { sql } from 'drizzle-orm';
import type { Schedule } from '../model/registry.ts';
import type { Database } from './database.ts';
import { queryRows } from './query-rows.ts';

export interface DueRegistry {
  readonly tenantId: string;
  readonly registryId: string;
  readonly schedule: Schedule;
}

/** Registries whose next scheduled run is due, of all tenants. Only `scheduled` may look across tenants. */
export function listDueRegistries(db: Database, now: Date): Promise<readonly DueRegistry[]> {
  return queryRows(
    db,
    sql`SELECT tenant_id AS "tenantId", id AS "registryId", config->'schedule' AS schedule
        FROM chittysync.registries
        WHERE status = 'active' AND next_run_at <= ${now.toISOString()}
        ORDER BY next_run_at LIMIT 1000`,
  );
}

/** Registries with a run that waits or was cut off: their coordinators may have missed a call. */
export function listWaitingRegistries(
  db: Database,
): Promise<readonly Omit<DueRegistry, 'schedule'>[]> {
  return queryRows(
    db,
    sql`SELECT DISTINCT tenant_id AS "tenantId", registry_id AS "registryId"
        FROM chittysync.runs WHERE status IN ('queued', 'running') LIMIT 1000`,
  );
}
