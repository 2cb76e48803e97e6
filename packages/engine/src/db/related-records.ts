import { sql } from 'drizzle-orm';
import { must } from '../errors/assert.ts';
import type { OrphanedRelation, OrphanedRelations } from '../model/orphaned-relation.ts';
import type { RelatedKey, RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { queryRows } from './query-rows.ts';

/** Which keys are of live records of a registry, or of rows that this run found of its own. */
export async function findKeys(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: RunRef,
  registry: string,
  keyHashes: readonly string[],
): Promise<ReadonlySet<string> | null> {
  const [found] = await queryRows<{ canTell: boolean; known: readonly string[] }>(
    db,
    sql`WITH target AS MATERIALIZED (
        SELECT id FROM chittysync.registries WHERE tenant_id = ${tenantId} AND name = ${registry}
      ), asked AS (
        SELECT value AS hash FROM jsonb_array_elements_text(${JSON.stringify(keyHashes)}::jsonb)
      )
      SELECT
        EXISTS (SELECT FROM target WHERE id = ${registryId}) OR EXISTS (
          SELECT FROM chittysync.records r JOIN target ON target.id = r.registry_id
          WHERE r.tenant_id = ${tenantId} AND r.status = 'live') AS "canTell",
        coalesce((SELECT jsonb_agg(hash) FROM asked WHERE EXISTS (
          SELECT FROM chittysync.records r JOIN target ON target.id = r.registry_id
          WHERE r.tenant_id = ${tenantId} AND r.status = 'live' AND r.key_hash = asked.hash
        ) OR EXISTS (
          SELECT FROM chittysync.observations o JOIN target ON target.id = ${registryId}
          WHERE o.tenant_id = ${tenantId} AND o.run_id = ${runId}
            AND o.key_hash = asked.hash AND o.record_id IS NOT NULL
        )), '[]') AS known`,
  );
  const { canTell, known } = must(found, 'a select without FROM gives one row');
  return canTell ? new Set(known) : null;
}

/** Relations to records that the stored plan deletes, of records that it leaves live. */
export async function listOrphaned(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: RunRef,
  { registry, key }: RelatedKey,
  limit: number,
): Promise<OrphanedRelations> {
  const found = await queryRows<OrphanedRelation & { readonly count: number }>(
    db,
    // The keys are one object and the planned ids one hashed set, however few rows the planner expects of a new run.
    sql`WITH plan AS MATERIALIZED (
        SELECT record_id, next FROM chittysync.plan_records
        WHERE tenant_id = ${tenantId} AND run_id = ${runId}
      ), gone AS MATERIALIZED (
        SELECT jsonb_object_agg(key, true) AS keys FROM (
          SELECT next->'key'->>${key}::text AS key FROM plan WHERE next->>'status' = 'deleted'
          EXCEPT
          SELECT next->'key'->>${key}::text FROM plan WHERE next->>'status' = 'live'
        ) deleted WHERE key IS NOT NULL
      ), relating AS MATERIALIZED (
        SELECT reg.id, reg.name, property.key AS field
        FROM chittysync.registries reg, json_each(reg.config->'schema'->'properties') AS property
        WHERE reg.tenant_id = ${tenantId} AND property.value->>'x-chitty-type' = 'relation'
          AND property.value->>'x-chitty-relation' = ${registry}
      ), states AS (
        SELECT relating.name, relating.field, r.id, r.key, r.cells
        FROM relating JOIN chittysync.records r ON r.registry_id = relating.id
        WHERE r.tenant_id = ${tenantId} AND r.status = 'live'
          AND r.id NOT IN (SELECT record_id FROM plan)
        UNION ALL
        SELECT relating.name, relating.field, plan.record_id, plan.next->'key', plan.next->'cells'
        FROM plan JOIN relating ON relating.id = ${registryId}
        WHERE plan.next->>'status' = 'live'
      )
      SELECT states.name AS registry, states.key, states.field, named.key AS related,
             count(*) OVER ()::int AS count
      FROM states CROSS JOIN LATERAL jsonb_array_elements_text(
        CASE jsonb_typeof(states.cells->states.field)
          WHEN 'array' THEN states.cells->states.field ELSE '[]' END) AS named(key)
      WHERE jsonb_exists((SELECT keys FROM gone), named.key)
      ORDER BY states.name, states.id, states.field, named.key LIMIT ${limit}`,
  );
  const relations = found.map(({ count: _, ...relation }) => relation);
  return { count: found[0]?.count ?? 0, relations };
}
