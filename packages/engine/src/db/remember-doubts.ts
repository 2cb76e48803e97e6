import { sql } from 'drizzle-orm';
import type { RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { records, rows } from './registry-tables.ts';
import { planWrites } from './run-tables.ts';

/**
 * Keeps with each row what a run that fails wrote to it, or may have: its base will not tell. Writes that surely came
 * to nothing are left out, and so are rows of which the run had confirmed what they show. The next run looks at the
 * records, so that no doubt outlives it.
 */
export async function rememberDoubts(
  { db, tenantId }: TenantDatabase,
  { runId, registryId, fence }: RunRef,
): Promise<void> {
  await db.execute(sql`
    WITH doubted AS (
      UPDATE ${rows} r SET doubts = coalesce(r.doubts, '{}'::jsonb) || (
        SELECT coalesce(jsonb_object_agg(field, jsonb_build_object('written', cell->'after', 'seen',
          CASE WHEN shown->field <> cell->'before' THEN shown->field ELSE cell->'before' END)), '{}')
        FROM jsonb_each(w.cells) AS c(field, cell), (SELECT w.outcome->'shown' AS shown) o)
      FROM ${planWrites} w
      WHERE w.run_id = ${runId} AND w.tenant_id = ${tenantId} AND w.kind = 'update'
        AND w.status IN ('attempted', 'written', 'already', 'failed')
        AND r.binding_id = w.binding_id AND r.record_id = w.record_id AND r.tenant_id = ${tenantId}
        AND r.state = 'linked' AND r.updated_run <> ${runId}
        AND EXISTS (SELECT 1 FROM chittysync.registries reg
          WHERE reg.id = ${registryId} AND reg.tenant_id = ${tenantId} AND reg.fence = ${fence})
      RETURNING r.record_id)
    UPDATE ${records} rec SET settled = false FROM doubted d
    WHERE rec.id = d.record_id AND rec.tenant_id = ${tenantId}`);
}
