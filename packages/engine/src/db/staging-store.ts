import { and, eq, sql } from 'drizzle-orm';
import type { StagedRow } from '../model/staged-row.ts';
import type { AbsentRow, ClassifiedRow, RunBinding } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { movableKeys } from './moved-keys.ts';
import { queryRows } from './query-rows.ts';
import {
  absences,
  candidates,
  goals,
  observations,
  planRecords,
  planWrites,
} from './run-tables.ts';

/** Removes what an earlier attempt of the run staged or planned. Observed rows are never kept beyond a run. */
export async function clearStaging({ db }: TenantDatabase, runId: string): Promise<void> {
  for (const table of [observations, absences, candidates, goals, planWrites, planRecords]) {
    await db.delete(table).where(eq(table.runId, runId));
  }
}

/** Removes the staged rows of a run that ended; its plan stays, as what was previewed or done. */
export async function clearObservations({ db }: TenantDatabase, runId: string): Promise<void> {
  for (const table of [observations, absences, candidates, goals]) {
    await db.delete(table).where(eq(table.runId, runId));
  }
}

/** Stages one page. Staging the same page again replaces it. */
export async function stageRows(
  { db, tenantId }: TenantDatabase,
  runId: string,
  bindingId: string,
  page: readonly StagedRow[],
): Promise<void> {
  if (page.length === 0) return;
  const json = JSON.stringify(
    page.map(({ edited, ...row }) => ({
      ...row,
      from: edited?.from ?? null,
      to: edited?.to ?? null,
    })),
  );
  await db.execute(sql`
    INSERT INTO ${observations} (tenant_id, run_id, binding_id, position, external_id, key_hash,
                                 cells, problems, hash, content_hash, edited_from, edited_to)
    SELECT ${tenantId}, ${runId}, ${bindingId}, "position", "externalId", "keyHash",
           cells, problems, hash, "contentHash", "from", "to"
    FROM jsonb_to_recordset(${json}::jsonb)
      AS page("position" int, "externalId" text, "keyHash" text, cells jsonb, problems jsonb,
              hash text, "contentHash" text, "from" timestamptz, "to" timestamptz)
    ON CONFLICT (run_id, binding_id, position) DO UPDATE SET
      external_id = excluded.external_id, key_hash = excluded.key_hash, cells = excluded.cells,
      problems = excluded.problems, hash = excluded.hash, content_hash = excluded.content_hash,
      edited_from = excluded.edited_from, edited_to = excluded.edited_to`);
}

/**
 * Linked rows of a binding that this run did not see and that are not classified yet, and tombstones of records
 * that come back: another binding shows them, or the run is to bring them back. Without row ids of its own
 * (`stableRowIds`) a row may have been seen under another key.
 */
export async function listAbsent(
  { db, tenantId }: TenantDatabase,
  runId: string,
  { id, stableRowIds }: RunBinding,
  limit: number,
): Promise<readonly AbsentRow[]> {
  return queryRows(
    db,
    sql`SELECT r.record_id AS "recordId", r.external_id AS "externalId", r.shown
        FROM chittysync.rows r
        WHERE r.tenant_id = ${tenantId} AND r.binding_id = ${id}
          AND (r.state = 'linked' OR r.state = 'tombstone' AND (
            EXISTS (SELECT 1 FROM ${observations} o
              WHERE o.run_id = ${runId} AND o.record_id = r.record_id)
            OR EXISTS (SELECT 1 FROM ${goals} g
              WHERE g.run_id = ${runId} AND g.record_id = r.record_id)))
          AND NOT EXISTS (SELECT 1 FROM ${observations} o
            WHERE o.run_id = ${runId} AND o.binding_id = r.binding_id
              AND o.external_id = r.external_id)
          AND (${stableRowIds} OR NOT EXISTS (SELECT 1 FROM ${observations} o
            WHERE o.run_id = ${runId} AND o.binding_id = r.binding_id AND o.record_id = r.record_id))
          AND NOT EXISTS (SELECT 1 FROM ${absences} a
            WHERE a.run_id = ${runId} AND a.binding_id = r.binding_id AND a.record_id = r.record_id)
        ORDER BY r.record_id LIMIT ${limit}`,
  );
}

export async function stageAbsences(
  { db, tenantId }: TenantDatabase,
  runId: string,
  bindingId: string,
  absent: readonly ClassifiedRow[],
): Promise<void> {
  if (absent.length === 0) return;
  await db.execute(sql`
    INSERT INTO ${absences} (tenant_id, run_id, binding_id, record_id, external_id, presence)
    SELECT ${tenantId}, ${runId}, ${bindingId}, "recordId", "externalId", presence
    FROM jsonb_to_recordset(${JSON.stringify(absent)}::jsonb)
      AS a("recordId" uuid, "externalId" text, presence text)
    ON CONFLICT (run_id, binding_id, record_id) DO UPDATE SET presence = excluded.presence`);
}

/**
 * Chooses the records that may have changed (rows whose hash differs from what they showed, several rows with one
 * key as their identity, absent rows, records that are unsettled, that a binding lacks, that are to be brought
 * back, or that a person decided about) and cuts them into
 * partitions, each group of `together` into one. Returns the number of partitions.
 */
export async function chooseCandidates(
  { db, tenantId }: TenantDatabase,
  runId: string,
  registryId: string,
  bindings: readonly RunBinding[],
  partitionSize: number,
  together: readonly (readonly string[])[],
): Promise<{ readonly candidates: number; readonly partitions: number }> {
  await db
    .delete(candidates)
    .where(and(eq(candidates.runId, runId), eq(candidates.tenantId, tenantId)));
  const unlinked = bindings.filter(({ moved }) => moved).map(({ id }) => id);
  const usable = sql`NOT (${JSON.stringify(unlinked)}::jsonb ? r.binding_id::text)`;
  const [chosen] = await queryRows<{ candidates: string; partitions: string }>(
    db,
    sql`
    WITH chosen AS (
      SELECT o.record_id FROM ${observations} o
        LEFT JOIN chittysync.rows r ON r.binding_id = o.binding_id AND r.record_id = o.record_id
          AND r.external_id = o.external_id AND r.state <> 'tombstone' AND ${usable}
        WHERE o.run_id = ${runId} AND o.record_id IS NOT NULL AND r.shown_hash IS DISTINCT FROM o.hash
      UNION SELECT record_id FROM ${observations}
        WHERE run_id = ${runId} AND record_id IS NOT NULL
          AND ${JSON.stringify(movableKeys(bindings))}::jsonb ? binding_id::text
        GROUP BY binding_id, record_id HAVING count(*) > 1
      UNION SELECT record_id FROM ${absences} WHERE run_id = ${runId}
      UNION SELECT record_id FROM ${goals} WHERE run_id = ${runId}
      UNION SELECT rec.id FROM chittysync.records rec
        WHERE rec.tenant_id = ${tenantId} AND rec.registry_id = ${registryId} AND rec.status = 'live'
          AND (NOT rec.settled OR EXISTS (
            SELECT 1 FROM chittysync.bindings b WHERE b.registry_id = rec.registry_id
              AND NOT EXISTS (SELECT 1 FROM chittysync.rows r
                WHERE r.binding_id = b.id AND r.record_id = rec.id AND r.state <> 'tombstone'
                  AND ${usable})))
      UNION SELECT record_id FROM chittysync.conflicts
        WHERE tenant_id = ${tenantId} AND registry_id = ${registryId} AND status = 'open'
    ), led AS (
      SELECT chosen.record_id, coalesce(l.leader, chosen.record_id) AS leader
      FROM chosen LEFT JOIN jsonb_to_recordset(${JSON.stringify(leadersOf(together))}::jsonb)
        AS l("recordId" uuid, leader uuid) ON l."recordId" = chosen.record_id
    ), ranked AS (
      SELECT record_id, leader, row_number() OVER (ORDER BY leader, record_id) - 1 AS place FROM led
    ), numbered AS (
      SELECT record_id, min(place) OVER (PARTITION BY leader) / ${partitionSize}::int AS part
      FROM ranked
    ), inserted AS (
      INSERT INTO ${candidates} (tenant_id, run_id, record_id, partition)
      SELECT ${tenantId}, ${runId}, record_id, part FROM numbered RETURNING partition
    )
    SELECT count(*) AS candidates, coalesce(max(partition) + 1, 0) AS partitions FROM inserted`,
  );
  return {
    candidates: Number(chosen?.candidates ?? 0),
    partitions: Number(chosen?.partitions ?? 0),
  };
}

/** Every record of a group with the group's first, in whose place all of them stand. */
function leadersOf(together: readonly (readonly string[])[]) {
  return together.flatMap((group) => {
    const [leader] = group.toSorted();
    return group.map((recordId) => ({ recordId, leader }));
  });
}
