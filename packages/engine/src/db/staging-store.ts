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
import { unestimated, uuidArray } from './unestimated.ts';

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
      edited_from = excluded.edited_from, edited_to = excluded.edited_to, remembered = false`);
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
    sql`
    WITH unseen AS (
      SELECT external_id, min(record_id)::uuid AS record_id, bool_or(is_tombstone) AS is_tombstone
      FROM (
        SELECT r.external_id, r.record_id::text, r.state = 'tombstone' AS is_tombstone, false AS seen
        FROM chittysync.rows r
        WHERE r.tenant_id = ${tenantId} AND r.binding_id = ${id} AND r.state IN ('linked', 'tombstone')
        UNION ALL SELECT o.external_id, NULL, NULL, true FROM ${observations} o
        WHERE o.run_id = ${runId} AND o.binding_id = ${id}
      ) each GROUP BY external_id HAVING NOT bool_or(seen)
    ), absent AS (
      SELECT u.record_id FROM unseen u
      WHERE (NOT u.is_tombstone
          OR (SELECT true FROM ${observations} o
            WHERE o.run_id = ${unestimated(runId)} AND o.record_id = u.record_id LIMIT 1)
          OR (SELECT true FROM ${goals} g WHERE g.run_id = ${runId} AND g.record_id = u.record_id))
        AND (${stableRowIds} OR (SELECT true FROM ${observations} o
          WHERE o.run_id = ${unestimated(runId)} AND o.record_id = u.record_id
            AND o.binding_id = ${unestimated(id)} LIMIT 1) IS NULL)
        AND (SELECT true FROM ${absences} a
          WHERE a.run_id = ${runId} AND a.binding_id = ${id} AND a.record_id = u.record_id) IS NULL
      ORDER BY u.record_id LIMIT ${limit}
    )
    SELECT r.record_id AS "recordId", r.external_id AS "externalId", r.shown
    FROM absent CROSS JOIN LATERAL (SELECT * FROM chittysync.rows r
      WHERE r.binding_id = ${unestimated(id)} AND r.record_id = absent.record_id OFFSET 0) r
    ORDER BY r.record_id`,
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
 * back, or that a person decided about) and cuts them into partitions, each group of `together` into one.
 * Returns the number of partitions.
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
  const usable = sql`r.state <> 'tombstone' AND NOT r.binding_id = ANY(${uuidArray(unlinked)})`;
  const [chosen] = await queryRows<{ candidates: string; partitions: string }>(
    db,
    sql`
    WITH present AS (
      SELECT array_agg(id) AS ids FROM chittysync.bindings WHERE registry_id = ${registryId}
    ), chosen AS (
      SELECT o.record_id FROM ${observations} o
        WHERE o.run_id = ${runId} AND o.record_id IS NOT NULL
          AND (SELECT r.shown_hash FROM chittysync.rows r
            WHERE r.binding_id = o.binding_id AND r.record_id = o.record_id
              AND r.external_id = o.external_id AND ${usable}) IS DISTINCT FROM o.hash
      UNION SELECT record_id FROM ${observations}
        WHERE run_id = ${runId} AND record_id IS NOT NULL
          AND binding_id = ANY(${uuidArray(movableKeys(bindings))})
        GROUP BY binding_id, record_id HAVING count(*) > 1
      UNION SELECT record_id FROM ${absences} WHERE run_id = ${runId}
      UNION SELECT record_id FROM ${goals} WHERE run_id = ${runId}
      UNION SELECT rec.id FROM chittysync.records rec
        WHERE rec.tenant_id = ${tenantId} AND rec.registry_id = ${registryId} AND rec.status = 'live'
          AND (NOT rec.settled OR (SELECT count(*) FROM chittysync.rows r
              WHERE r.binding_id = ANY((SELECT ids FROM present)::uuid[]) AND r.record_id = rec.id
                AND ${usable}) < cardinality((SELECT ids FROM present)))
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
