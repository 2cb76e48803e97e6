import { sql } from 'drizzle-orm';
import type { TenantDatabase } from './database.ts';
import { insertQueued } from './run-queue.ts';

/**
 * Queues the scheduled run of a registry and sets its next time, in one statement. Triggers coalesce: nothing
 * is queued while a sync of the registry waits already, or while a halted run blocks it.
 */
export async function insertScheduledRun(
  { db, tenantId }: TenantDatabase,
  registryId: string,
  runId: string,
  nextRunAt: Date | null,
): Promise<void> {
  const source = sql`due r WHERE r.blocked_by IS NULL AND NOT EXISTS (
    SELECT 1 FROM chittysync.runs waiting
    WHERE waiting.registry_id = r.id AND waiting.kind = 'sync' AND waiting.status IN ('queued', 'running'))`;
  const run = {
    id: runId,
    registryId,
    kind: 'sync',
    trigger: 'schedule',
    fetch: 'auto',
  } as const;
  await db.execute(sql`
    WITH due AS (
      UPDATE chittysync.registries SET next_run_at = ${nextRunAt?.toISOString() ?? null}
      WHERE id = ${registryId} AND tenant_id = ${tenantId} AND status = 'active'
        AND next_run_at <= now()
      RETURNING id, blocked_by
    )
    ${insertQueued(tenantId, run, source)}`);
}
