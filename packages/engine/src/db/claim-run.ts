import { sql } from 'drizzle-orm';
import type { TenantDatabase } from './database.ts';
import { queryRows } from './query-rows.ts';

export interface ClaimedRun {
  readonly runId: string;
  /** 1 for the first start; a later attempt goes on where the plan stands. */
  readonly attempt: number;
  readonly fence: number;
}

/**
 * Claims the registry's next run: one that was cut off, else the oldest queued one. While a halted run blocks
 * the registry, a sync that was queued before stays queued. Raises the fence, so that any earlier run of the
 * registry can write no more. Null when there is nothing to do.
 */
export async function claimRun(
  { db, tenantId }: TenantDatabase,
  registryId: string,
): Promise<ClaimedRun | null> {
  const [claimed] = await queryRows<{
    run_id: string;
    attempt: number;
    fence: string;
  }>(
    db,
    sql`WITH chosen AS (
          SELECT run.id FROM chittysync.runs run JOIN chittysync.registries reg ON reg.id = run.registry_id
          WHERE run.tenant_id = ${tenantId} AND run.registry_id = ${registryId}
            AND run.status IN ('running', 'queued')
            AND (run.kind = 'preview' OR reg.blocked_by IS NULL OR reg.blocked_by = run.id)
          ORDER BY run.status = 'queued', run.created_at, run.id LIMIT 1
        ), raised AS (
          UPDATE chittysync.registries SET fence = fence + 1
          WHERE id = ${registryId} AND tenant_id = ${tenantId} AND EXISTS (SELECT 1 FROM chosen)
          RETURNING fence
        )
        UPDATE chittysync.runs r SET status = 'running', attempt = r.attempt + 1, fence = raised.fence,
          started_at = coalesce(r.started_at, now())
        FROM chosen, raised WHERE r.id = chosen.id
        RETURNING r.id AS run_id, r.attempt, raised.fence::text AS fence`,
  );
  if (claimed === undefined) return null;
  return {
    runId: claimed.run_id,
    attempt: claimed.attempt,
    fence: Number(claimed.fence),
  };
}
