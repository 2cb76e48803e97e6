import { type SQL, sql } from 'drizzle-orm';
import type { RunBinding, RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { observations } from './run-tables.ts';

/** Ids of the bindings whose rows have no identity but the key, and whose links can be used. */
export function movableKeys(bindings: readonly RunBinding[]): string[] {
  return bindings.filter(({ moved, stableRowIds }) => !moved && !stableRowIds).map(({ id }) => id);
}

/** Gives rows whose key was changed or cleared the record of the one linked row with their content, if it is alone. */
export async function linkMovedKeys(
  { db, tenantId }: TenantDatabase,
  runId: string,
  registryId: string,
  bindingIds: readonly string[],
): Promise<void> {
  if (bindingIds.length === 0) return;
  const ids = JSON.stringify(bindingIds);
  await db.execute(sql`
    WITH orphan AS (
      SELECT r.binding_id, r.content_hash, min(r.record_id::text)::uuid AS record_id
      FROM chittysync.rows r
      WHERE r.tenant_id = ${tenantId} AND r.registry_id = ${registryId} AND r.state = 'linked'
        AND r.content_hash IS NOT NULL AND ${ids}::jsonb ? r.binding_id::text
        AND NOT EXISTS (SELECT 1 FROM ${observations} o WHERE o.run_id = ${runId}
          AND o.binding_id = r.binding_id AND o.external_id = r.external_id)
        AND NOT EXISTS (SELECT 1 FROM ${observations} o WHERE o.run_id = ${runId}
          AND o.binding_id = r.binding_id AND o.record_id = r.record_id)
      GROUP BY r.binding_id, r.content_hash HAVING count(*) = 1
    ), unlinked AS (
      SELECT o.binding_id, o.content_hash, min(o.position) AS position
      FROM ${observations} o
      WHERE o.tenant_id = ${tenantId} AND o.run_id = ${runId} AND o.record_id IS NULL
        AND o.content_hash IS NOT NULL AND ${ids}::jsonb ? o.binding_id::text
      GROUP BY o.binding_id, o.content_hash HAVING count(*) = 1
    )
    UPDATE ${observations} o SET record_id = orphan.record_id
    FROM orphan JOIN unlinked USING (binding_id, content_hash)
    WHERE o.tenant_id = ${tenantId} AND o.run_id = ${runId}
      AND o.binding_id = unlinked.binding_id AND o.position = unlinked.position`);
}

/**
 * By binding id: contents that one linked row alone showed and that stand in another row now, while its own row
 * does not show them any more. None where no linked row shows such a content: these were copied to new rows.
 */
export function permutedCounts(
  tenantId: string,
  { runId, registryId }: Pick<RunRef, 'runId' | 'registryId'>,
  bindingIds: readonly string[],
): SQL {
  const linked = sql`r.tenant_id = ${tenantId} AND r.registry_id = ${registryId}
    AND r.state = 'linked' AND ${JSON.stringify(bindingIds)}::jsonb ? r.binding_id::text`;
  return sql`(SELECT coalesce(jsonb_object_agg(binding_id, n), '{}') FROM (
    SELECT o.binding_id, count(DISTINCT o.content_hash) AS n
    FROM chittysync.observations o
    JOIN (SELECT r.binding_id, r.content_hash, min(r.external_id) AS external_id,
        min(r.record_id::text)::uuid AS record_id
      FROM chittysync.rows r WHERE ${linked} AND r.content_hash IS NOT NULL
      GROUP BY r.binding_id, r.content_hash HAVING count(*) = 1) sole
      ON sole.binding_id = o.binding_id AND sole.content_hash = o.content_hash
    LEFT JOIN chittysync.rows r
      ON r.binding_id = o.binding_id AND r.external_id = o.external_id AND ${linked}
    WHERE o.tenant_id = ${tenantId} AND o.run_id = ${runId}
      AND NOT EXISTS (SELECT 1 FROM chittysync.observations own
        WHERE own.run_id = o.run_id AND own.binding_id = o.binding_id
          AND own.content_hash = sole.content_hash
          AND (own.external_id = sole.external_id OR own.record_id = sole.record_id))
    GROUP BY o.binding_id HAVING count(r.external_id) > 0) counted)`;
}
