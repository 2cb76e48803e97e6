import { sql } from 'drizzle-orm';
import type { KeyRecord } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { queryRows } from './query-rows.ts';
import { observations } from './run-tables.ts';
import { uuidArray } from './unestimated.ts';

// What was staged a moment ago has no statistics: of a run's rows the planner expects one, and would go through all of
// them for each of what they are joined with. So rows look up their record one by one, by a unique index, in a
// subquery that cannot become a join; and what rows are to get is a list that carries the ids of tenant and run
// itself, so that the planner sees a whole table on the other side.

/** Not an index condition: else all rows without record would be gone through for each key. */
const unassigned = sql`(o.record_id IS NULL) IS TRUE`;

/**
 * Gives every observed row its record: by the row's identity where it is linked, else by key. Links of
 * bindings in `unlinked` describe another place and are not used.
 */
export async function linkObservations(
  { db, tenantId }: TenantDatabase,
  runId: string,
  registryId: string,
  unlinked: readonly string[],
): Promise<void> {
  const linked = sql`(SELECT r.record_id FROM chittysync.rows r
    WHERE r.binding_id = o.binding_id AND r.external_id = o.external_id
      AND r.tenant_id = ${tenantId} AND r.registry_id = ${registryId} AND r.state <> 'tombstone'
      AND NOT r.binding_id = ANY(${uuidArray(unlinked)}))`;
  const byKey = sql`(SELECT rec.id FROM chittysync.records rec
    WHERE rec.registry_id = ${registryId} AND rec.key_hash = o.key_hash AND rec.status = 'live'
      AND rec.tenant_id = ${tenantId})`;
  for (const found of [linked, byKey]) {
    await db.execute(sql`
      UPDATE ${observations} o SET record_id = ${found}
      WHERE o.run_id = ${runId} AND o.tenant_id = ${tenantId} AND o.record_id IS NULL
        AND ${found} IS NOT NULL`);
  }
}

/**
 * Gives rows that are the tombstone of a deleted record that record, and with them all rows of their key. Should
 * several deleted records come back with one key, the first by id has them all.
 */
export async function linkReturned(
  { db, tenantId }: TenantDatabase,
  runId: string,
  unlinked: readonly string[],
): Promise<void> {
  await db.execute(sql`
    WITH tombstones AS (
      SELECT o.key_hash, (SELECT r.record_id FROM chittysync.rows r
        WHERE r.binding_id = o.binding_id AND r.external_id = o.external_id
          AND r.tenant_id = ${tenantId} AND r.state = 'tombstone') AS record_id
      FROM ${observations} o
      WHERE o.run_id = ${runId} AND o.tenant_id = ${tenantId}
        AND o.record_id IS NULL AND o.key_hash IS NOT NULL
        AND NOT o.binding_id = ANY(${uuidArray(unlinked)})
    ), back AS MATERIALIZED (
      SELECT ${tenantId}::uuid AS tenant_id, ${runId}::uuid AS run_id, key_hash,
             min(record_id::text)::uuid AS record_id
      FROM tombstones WHERE record_id IS NOT NULL GROUP BY key_hash
    )
    UPDATE ${observations} o SET record_id = back.record_id FROM back
    WHERE o.run_id = back.run_id AND o.tenant_id = back.tenant_id AND ${unassigned}
      AND o.key_hash = back.key_hash`);
}

/** Keys that no live record has, at most `limit` of them. */
export async function listNewKeys(
  { db, tenantId }: TenantDatabase,
  runId: string,
  limit: number,
): Promise<readonly string[]> {
  const found = await queryRows<{ key_hash: string }>(
    db,
    sql`SELECT DISTINCT key_hash FROM ${observations}
        WHERE run_id = ${runId} AND tenant_id = ${tenantId}
          AND record_id IS NULL AND key_hash IS NOT NULL
        ORDER BY key_hash LIMIT ${limit}`,
  );
  return found.map((row) => row.key_hash);
}

/** Which of the ids belong to records already, live or deleted. */
export async function findTakenIds(
  { db, tenantId }: TenantDatabase,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await queryRows<{ id: string }>(
    db,
    sql`SELECT id FROM chittysync.records WHERE tenant_id = ${tenantId} AND id = ANY(${uuidArray(ids)})`,
  );
  return new Set(found.map((row) => row.id));
}

/** One new record per key: rows of several bindings with the same new key become one record. */
export async function assignRecords(
  { db, tenantId }: TenantDatabase,
  runId: string,
  assigned: readonly KeyRecord[],
): Promise<void> {
  await db.execute(sql`
    WITH assigned AS MATERIALIZED (
      SELECT ${tenantId}::uuid AS tenant_id, ${runId}::uuid AS run_id, "keyHash", "recordId"
      FROM jsonb_to_recordset(${JSON.stringify(assigned)}::jsonb) AS a("keyHash" text, "recordId" uuid)
    )
    UPDATE ${observations} o SET record_id = a."recordId" FROM assigned a
    WHERE o.run_id = a.run_id AND o.tenant_id = a.tenant_id
      AND ${unassigned} AND o.key_hash = a."keyHash"`);
}
