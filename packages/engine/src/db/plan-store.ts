import { and, eq, sql } from 'drizzle-orm';
import type { Conflict } from '../model/change.ts';
import type { UnrelatedWrite } from '../model/left-out.ts';
import type { NextRecord, PartitionPlan, PlannedRecord, PlannedWrite } from '../model/plan.ts';
import { unheardOutcome } from '../model/unheard-outcome.ts';
import { RELATED_ROW_MISSING, type RowWrite, type WriteOutcome } from '../model/write.ts';
import type { RunRef, UnrelatedPage } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { queryRows } from './query-rows.ts';
import { planRecords, planWrites } from './run-tables.ts';
import { uuidArray } from './unestimated.ts';

/** Deletes come first (they free keys), then updates, then creates. */
const KIND_ORDER = { delete: 0, update: 1, restore: 2, create: 3 } as const;

/** Stores the plan of one partition, replacing what an earlier attempt stored for it. */
export async function savePartitionPlan(
  { db, tenantId }: TenantDatabase,
  run: { readonly runId: string; readonly registryId: string },
  partition: number,
  idOf: (binding: string) => string,
  plan: Pick<PartitionPlan, 'writes' | 'records'>,
): Promise<void> {
  const { runId, registryId } = run;
  const mine = (table: typeof planWrites | typeof planRecords) =>
    and(eq(table.runId, runId), eq(table.tenantId, tenantId), eq(table.partition, partition));
  await db.delete(planWrites).where(mine(planWrites));
  await db.delete(planRecords).where(mine(planRecords));
  const writes = plan.writes.map((write, i) => ({
    ...write,
    ord: KIND_ORDER[write.kind] * 100_000_000 + partition * 10_000 + i,
    bindingId: idOf(write.binding),
  }));
  await db.execute(sql`
    WITH writes AS (
      INSERT INTO ${planWrites} (id, tenant_id, registry_id, run_id, ord, partition, binding_id,
        record_id, kind, external_id, key, cells, rules, status)
      SELECT id, ${tenantId}, ${registryId}, ${runId}, ord, ${partition}, "bindingId", "recordId",
             kind, "externalId", key, cells, rules, 'planned'
      FROM jsonb_to_recordset(${JSON.stringify(writes)}::jsonb)
        AS w(id uuid, ord int, "bindingId" uuid, "recordId" uuid, kind text, "externalId" text,
             key jsonb, cells jsonb, rules jsonb)
    )
    INSERT INTO ${planRecords} (tenant_id, run_id, record_id, partition, next, conflicts)
    SELECT ${tenantId}, ${runId}, (next->>'recordId')::uuid, ${partition}, next, conflicts
    FROM jsonb_to_recordset(${JSON.stringify(plan.records)}::jsonb) AS r(next jsonb, conflicts jsonb)`);
}

/** Writes of one binding that have no outcome yet, in plan order. Those marked attempted may have happened. */
export async function nextWrites(
  { db, tenantId }: TenantDatabase,
  runId: string,
  bindingId: string,
  limit: number,
): Promise<readonly RowWrite[]> {
  return queryRows<RowWrite>(
    db,
    sql`SELECT id, kind, external_id AS "externalId", key, cells, status = 'attempted' AS attempted
        FROM ${planWrites}
        WHERE run_id = ${runId} AND tenant_id = ${tenantId} AND binding_id = ${bindingId}
          AND status IN ('planned', 'attempted')
        ORDER BY ord LIMIT ${limit}`,
  );
}

/** Marks writes as attempted before the first of them is sent, if the run still holds the fence. */
export async function markAttempted(
  { db, tenantId }: TenantDatabase,
  run: RunRef,
  ids: readonly string[],
): Promise<boolean> {
  const marked = await queryRows(
    db,
    sql`UPDATE ${planWrites} w SET status = 'attempted'
        FROM chittysync.registries reg
        WHERE w.run_id = ${run.runId} AND w.tenant_id = ${tenantId}
          AND w.id = ANY(${uuidArray(ids)})
          AND reg.id = ${run.registryId} AND reg.fence = ${run.fence}
        RETURNING w.id`,
  );
  return marked.length === ids.length;
}

export async function saveOutcomes(
  { db, tenantId }: TenantDatabase,
  runId: string,
  outcomes: readonly WriteOutcome[],
): Promise<void> {
  await db.execute(sql`
    WITH told AS MATERIALIZED (
      SELECT ${tenantId}::uuid AS tenant_id, ${runId}::uuid AS run_id,
             (value->>'id')::uuid AS id, value AS outcome
      FROM jsonb_array_elements(${JSON.stringify(outcomes)}::jsonb)
    )
    UPDATE ${planWrites} w SET status = told.outcome->>'status', outcome = told.outcome FROM told
    WHERE w.id = told.id AND w.run_id = told.run_id AND w.tenant_id = told.tenant_id`);
}

/**
 * Writes whose outcome left relations out, behind the write with the id `after`. The statement chooses as `leftOut`
 * does: refused for a row that is missing, or done while a field that was to change shows what it showed before.
 */
export async function unrelatedWrites(
  { db, tenantId }: TenantDatabase,
  runId: string,
  bindingId: string,
  page: UnrelatedPage,
): Promise<readonly UnrelatedWrite[]> {
  return queryRows<UnrelatedWrite>(
    db,
    sql`SELECT jsonb_build_object('id', w.id, 'kind', w.kind, 'externalId', w.external_id,
                 'key', w.key, 'cells', w.cells, 'attempted', true) AS write, w.outcome
        FROM ${planWrites} w
        WHERE w.run_id = ${runId} AND w.tenant_id = ${tenantId} AND w.binding_id = ${bindingId}
          AND w.ord > coalesce((SELECT ord FROM ${planWrites} WHERE id = ${page.after}::uuid), -1)
          AND (w.outcome->>'rule' = ${RELATED_ROW_MISSING} OR (
            w.status IN ('written', 'already') AND w.outcome->'shown' <> 'null' AND EXISTS (
              SELECT FROM jsonb_array_elements_text(${JSON.stringify(page.fields)}::jsonb) AS field
              WHERE w.cells->field->'before' <> w.cells->field->'after'
                AND coalesce(w.outcome->'shown'->field, 'null') = w.cells->field->'before')))
        ORDER BY w.ord LIMIT ${page.limit}`,
  );
}

/** Closes all open writes of a binding as failed. Those marked attempted may have happened all the same. */
export async function failOpenWrites(
  { db, tenantId }: TenantDatabase,
  runId: string,
  bindingId: string,
  failure: { readonly code: string; readonly message: string },
): Promise<void> {
  await db.execute(sql`
        UPDATE ${planWrites} w SET status = 'failed', outcome = jsonb_build_object(
          'id', w.id, 'status', 'failed', 'message', ${failure.message}::text,
          'rule', CASE w.status WHEN 'attempted' THEN 'UNKNOWN' ELSE ${failure.code}::text END)
        WHERE w.run_id = ${runId} AND w.tenant_id = ${tenantId} AND w.binding_id = ${bindingId}
          AND w.status IN ('planned', 'attempted')`);
}

/** A partition's next base with the outcomes of its writes. A write without outcome counts as failed. */
export async function readPartitionPlan(
  { db, tenantId }: TenantDatabase,
  runId: string,
  partition: number,
): Promise<readonly PlannedRecord[]> {
  const [records, writes] = await Promise.all([
    queryRows<{ next: NextRecord; conflicts: readonly Conflict[] }>(
      db,
      sql`SELECT next, conflicts FROM ${planRecords}
          WHERE run_id = ${runId} AND tenant_id = ${tenantId} AND partition = ${partition}
          ORDER BY record_id`,
    ),
    queryRows<PlannedWrite & { outcome: WriteOutcome | null; attempted: boolean }>(
      db,
      sql`SELECT w.id, b.name AS binding, w.record_id AS "recordId", w.kind,
                 w.external_id AS "externalId", w.key, w.cells, w.rules, w.outcome,
                 w.status = 'attempted' AS attempted
          FROM ${planWrites} w JOIN chittysync.bindings b ON b.id = w.binding_id
          WHERE w.run_id = ${runId} AND w.tenant_id = ${tenantId} AND w.partition = ${partition}
          ORDER BY w.ord`,
    ),
  ]);
  const writesOf = Map.groupBy(writes, (write) => write.recordId);
  return records.map(({ next, conflicts }) => ({
    next,
    conflicts,
    writes: (writesOf.get(next.recordId) ?? []).map(({ outcome, attempted, ...write }) => ({
      write,
      outcome: outcome ?? unheardOutcome(write.id, attempted),
    })),
  }));
}

export async function countPartitions(
  { db, tenantId }: TenantDatabase,
  runId: string,
): Promise<number> {
  const [found] = await queryRows<{ partitions: number }>(
    db,
    sql`SELECT coalesce(max(partition) + 1, 0)::int AS partitions FROM ${planRecords}
        WHERE run_id = ${runId} AND tenant_id = ${tenantId}`,
  );
  return found?.partitions ?? 0;
}
