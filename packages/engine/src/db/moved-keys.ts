import { type SQL, sql } from 'drizzle-orm';
import type { RunBinding, RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { observations } from './run-tables.ts';
import { uuidArray } from './unestimated.ts';

// What was staged a moment ago has no statistics, so these statements group instead of joining: their time grows
// with the rows alone, whatever the planner takes for the size of a table.

/** Ids of the bindings whose rows have no identity but the key, and whose links can be used. */
export function movableKeys(bindings: readonly RunBinding[]): string[] {
  return bindings.filter(({ moved, stableRowIds }) => !moved && !stableRowIds).map(({ id }) => id);
}

/**
 * Gives rows whose key was changed or cleared the record of the one linked row with their content that was seen
 * neither under its identity nor under another.
 */
export async function linkMovedKeys(
  { db, tenantId }: TenantDatabase,
  runId: string,
  registryId: string,
  bindingIds: readonly string[],
): Promise<void> {
  if (bindingIds.length === 0) return;
  const ids = uuidArray(bindingIds);
  const staged = sql`${observations} o WHERE o.tenant_id = ${tenantId} AND o.run_id = ${runId}
    AND o.binding_id = ANY(${ids})`;
  await db.execute(sql`
    WITH unseen AS (
      SELECT binding_id, external_id, min(record_id) AS record_id, min(content_hash) AS content_hash
      FROM (
        SELECT r.binding_id, r.external_id, r.record_id::text, r.content_hash, false AS seen
        FROM chittysync.rows r
        WHERE r.tenant_id = ${tenantId} AND r.registry_id = ${registryId} AND r.state = 'linked'
          AND r.content_hash IS NOT NULL AND r.binding_id = ANY(${ids})
        UNION ALL SELECT o.binding_id, o.external_id, NULL, NULL, true FROM ${staged}
      ) each GROUP BY binding_id, external_id HAVING NOT bool_or(seen)
    ), orphan AS (
      SELECT binding_id, record_id, min(content_hash) AS content_hash
      FROM (
        SELECT binding_id, record_id, content_hash, false AS seen FROM unseen
        UNION ALL SELECT o.binding_id, o.record_id::text, NULL, true FROM ${staged}
      ) each GROUP BY binding_id, record_id HAVING NOT bool_or(seen)
    ), found AS MATERIALIZED (
      SELECT ${tenantId}::uuid AS tenant_id, ${runId}::uuid AS run_id, binding_id, min(record_id) AS record_id, min(position) AS position
      FROM (
        SELECT binding_id, content_hash, record_id, NULL::int AS position FROM orphan
        UNION ALL SELECT o.binding_id, o.content_hash, NULL, o.position FROM ${staged}
          AND o.record_id IS NULL AND o.content_hash IS NOT NULL
      ) each GROUP BY binding_id, content_hash
      HAVING count(record_id) = 1 AND count(position) = 1
    )
    UPDATE ${observations} o SET record_id = found.record_id::uuid
    FROM found
    WHERE o.tenant_id = found.tenant_id AND o.run_id = found.run_id
      AND o.binding_id = found.binding_id AND o.position = found.position`);
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
  const ids = uuidArray(bindingIds);
  const linked = sql`r.tenant_id = ${tenantId} AND r.registry_id = ${registryId} AND r.state = 'linked'`;
  return sql`(SELECT coalesce(jsonb_object_agg(binding_id, n), '{}') FROM (
    SELECT binding_id, count(*) AS n
    FROM (
      SELECT c.binding_id, EXISTS (SELECT 1 FROM chittysync.rows r WHERE ${linked}
          AND r.binding_id = c.binding_id AND r.external_id = ANY(c.identities)) AS is_under_other
      FROM (
        SELECT binding_id, array_agg(external_id) FILTER (WHERE seen) AS identities
        FROM (
          SELECT r.binding_id, r.content_hash, r.external_id, r.record_id, false AS seen
          FROM chittysync.rows r
          WHERE ${linked} AND r.content_hash IS NOT NULL AND r.binding_id = ANY(${ids})
          UNION ALL
          SELECT o.binding_id, o.content_hash, o.external_id, o.record_id, true
          FROM chittysync.observations o
          WHERE o.tenant_id = ${tenantId} AND o.run_id = ${runId} AND o.content_hash IS NOT NULL
            AND o.binding_id = ANY(${ids})
        ) each
        GROUP BY binding_id, content_hash
        HAVING count(*) FILTER (WHERE NOT seen) = 1 AND bool_or(seen)
          AND NOT coalesce(min(external_id) FILTER (WHERE NOT seen)
            = ANY(array_agg(external_id) FILTER (WHERE seen)), false)
          AND NOT coalesce(min(record_id::text) FILTER (WHERE NOT seen)
            = ANY(array_agg(record_id::text) FILTER (WHERE seen)), false)
      ) c
    ) displaced
    GROUP BY binding_id HAVING bool_or(is_under_other)) counted)`;
}
