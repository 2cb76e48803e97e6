import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { RunRef, UnprovenRow } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { conflicts, problems } from './oversight-tables.ts';
import { queryRows } from './query-rows.ts';
import { observations } from './run-tables.ts';

type OfRegistry = Pick<RunRef, 'runId' | 'registryId'>;

export async function unstageRows(
  { db, tenantId }: TenantDatabase,
  runId: string,
  bindingId: string,
): Promise<void> {
  const { tenantId: tenant, runId: run, bindingId: binding } = observations;
  await db
    .delete(observations)
    .where(and(eq(tenant, tenantId), eq(run, runId), eq(binding, bindingId)));
}

/** Whether a row of the binding may matter that neither a link nor a staged row tells of. */
export async function hasUnknownRows(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: OfRegistry,
  bindingId: string,
  key: readonly string[],
): Promise<boolean> {
  const linked = sql`chittysync.rows r WHERE r.binding_id = ${bindingId} AND r.tenant_id = ${tenantId}`;
  const [found] = await queryRows<{ unknown: boolean }>(
    db,
    sql`SELECT EXISTS (
      SELECT 1 FROM ${problems} p
      WHERE p.tenant_id = ${tenantId} AND p.registry_id = ${registryId} AND p.status = 'open'
        AND (NOT EXISTS (SELECT 1 FROM chittysync.records rec
            WHERE rec.id = p.record_id AND rec.tenant_id = ${tenantId} AND rec.status = 'live')
          AND (p.binding_id = ${bindingId} OR p.record_id IS NOT NULL OR p.rule <> 'KEY_REQUIRED')
          OR (p.binding_id = ${bindingId} AND (p.field IS NULL OR jsonb_exists(${JSON.stringify(key)}::jsonb, p.field)
            OR NOT EXISTS (SELECT 1 FROM ${linked}
              AND r.external_id = p.external_id AND r.state = 'linked'))))
    ) OR EXISTS (
      SELECT 1 FROM chittysync.records rec
      WHERE rec.tenant_id = ${tenantId} AND rec.registry_id = ${registryId}
        AND rec.status = 'live' AND NOT rec.settled
        AND NOT EXISTS (SELECT 1 FROM ${linked} AND r.record_id = rec.id)
    ) OR EXISTS (
      SELECT 1 FROM ${observations} o
      WHERE o.tenant_id = ${tenantId} AND o.run_id = ${runId} AND o.binding_id = ${bindingId}
        AND (SELECT r.external_id FROM ${linked} AND r.state <> 'tombstone'
          AND r.record_id = (SELECT rec.id FROM chittysync.records rec
            WHERE rec.registry_id = ${registryId} AND rec.key_hash = o.key_hash
              AND rec.status = 'live' AND rec.tenant_id = ${tenantId})) <> o.external_id
    ) OR (
      SELECT count(*) > count(DISTINCT o.key_hash) FROM ${observations} o
      WHERE o.tenant_id = ${tenantId} AND o.run_id = ${runId} AND o.binding_id = ${bindingId}
    ) AS unknown`,
  );
  return found?.unknown === true;
}

/** Rows of a binding that were not staged, by whether it is known what they show. */
export async function listUnproven(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: OfRegistry,
  bindingId: string,
  fields: readonly string[],
  after: string | null,
  limit: number,
): Promise<readonly UnprovenRow[]> {
  const rest = after === null ? sql`true` : sql`r.external_id > ${after}`;
  return queryRows(
    db,
    sql`SELECT r.external_id AS "externalId", r.state = 'detached' AS "isDetached"
        FROM ${unstaged(tenantId, { runId, registryId }, bindingId)}
          AND NOT coalesce(${isProven(tenantId, registryId, fields)}, false) AND ${rest}
        ORDER BY r.external_id LIMIT ${limit}`,
  );
}

/** Stages rows as they were last shown, where that is known to be what they show. Returns their number. */
export async function stageUnchanged(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: OfRegistry,
  bindingId: string,
  fields: readonly string[],
): Promise<number> {
  const [staged] = await queryRows<{ count: number }>(
    db,
    sql`WITH last AS (
      SELECT coalesce(max(position), -1) AS position FROM ${observations}
      WHERE tenant_id = ${tenantId} AND run_id = ${runId} AND binding_id = ${bindingId}
    ), staged AS (
      INSERT INTO ${observations} (tenant_id, run_id, binding_id, position, external_id, record_id,
                                   key_hash, cells, problems, hash, content_hash, remembered)
      SELECT ${tenantId}, ${runId}, ${bindingId},
             (SELECT position FROM last) + row_number() OVER (ORDER BY r.record_id),
             r.external_id, r.record_id, rec.key_hash, r.shown, '[]'::jsonb, r.shown_hash, r.content_hash, true
      FROM ${unstaged(tenantId, { runId, registryId }, bindingId)}
        AND ${isProven(tenantId, registryId, fields)}
      RETURNING 1
    ) SELECT count(*)::int AS count FROM staged`,
  );
  return staged?.count ?? 0;
}

/** Links `r` of a binding whose rows were not staged, with their records `rec`; a condition may follow. */
function unstaged(tenantId: string, { runId, registryId }: OfRegistry, bindingId: string): SQL {
  // NOT IN is one hashed set, however few rows the planner expects of a run that it knows nothing of yet.
  return sql`chittysync.rows r LEFT JOIN chittysync.records rec
      ON rec.id = r.record_id AND rec.tenant_id = ${tenantId}
    WHERE r.tenant_id = ${tenantId} AND r.registry_id = ${registryId} AND r.binding_id = ${bindingId}
      AND r.state IN ('linked', 'detached')
      AND r.external_id NOT IN (SELECT o.external_id FROM ${observations} o
        WHERE o.tenant_id = ${tenantId} AND o.run_id = ${runId} AND o.binding_id = ${bindingId}
          AND o.external_id IS NOT NULL)`;
}

/** Whether a row showed all that is asked for, and nothing of it waits, is doubted or was refused. */
function isProven(tenantId: string, registryId: string, fields: readonly string[]): SQL {
  const open = sql`tenant_id = ${tenantId} AND registry_id = ${registryId} AND status = 'open'`;
  return sql`(r.state = 'linked' AND r.doubts IS NULL AND NOT r.missed
    AND rec.status = 'live' AND rec.settled AND r.shown @> rec.key
    AND (SELECT count(*) = ${fields.length} AND bool_and(jsonb_exists(${JSON.stringify(fields)}::jsonb, field))
      FROM jsonb_object_keys(r.shown) field)
    AND r.record_id NOT IN (SELECT record_id FROM ${conflicts} WHERE ${open})
    AND r.record_id NOT IN (SELECT record_id FROM ${problems}
      WHERE ${open} AND record_id IS NOT NULL))`;
}
