import { type SQL, sql } from 'drizzle-orm';
import type { Cells } from '../model/cell.ts';
import type { RecordGoal } from '../model/record-view.ts';
import type { RunGoal } from '../model/run.ts';
import type { RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { isoTime } from './iso-time.ts';
import { queryRows } from './query-rows.ts';
import { goals } from './run-tables.ts';

/** Notes what a run is to bring back: of every record that differs, how it was and how it is expected to be. */
export async function stageGoals(
  state: TenantDatabase,
  run: RunRef,
  goal: RunGoal,
): Promise<number> {
  const { db, tenantId } = state;
  const states =
    goal.kind === 'undo' ? aroundRun(state, run, goal.runId) : since(state, run, goal.at);
  const staged = await queryRows<{ record_id: string }>(
    db,
    sql`INSERT INTO ${goals} (tenant_id, run_id, record_id, before, after)
        SELECT ${tenantId}, ${run.runId}, record_id, before, after FROM (${states}) states
        WHERE before IS DISTINCT FROM after
        ON CONFLICT (run_id, record_id) DO UPDATE SET before = excluded.before, after = excluded.after
        RETURNING record_id`,
  );
  return staged.length;
}

/** When the registry's first record was noted: of a time before there is no state to bring back. */
export async function knownSince(
  { db, tenantId }: TenantDatabase,
  registryId: string,
): Promise<Date | null> {
  const [row] = await queryRows<{ at: string | null }>(
    db,
    sql`SELECT min(at) AS at FROM chittysync.record_history
        WHERE tenant_id = ${tenantId} AND registry_id = ${registryId}`,
  );
  const at = isoTime(row?.at ?? null);
  return at === null ? null : new Date(at);
}

/** The version that the run made of a record, and the one before it. */
function aroundRun({ tenantId }: TenantDatabase, { registryId }: RunRef, runId: string): SQL {
  return sql`
    SELECT made.record_id, CASE WHEN prior.status = 'live' THEN prior.cells END AS before,
           CASE WHEN made.status = 'live' THEN made.cells END AS after
    FROM chittysync.record_history made LEFT JOIN chittysync.record_history prior
      ON prior.record_id = made.record_id AND prior.version = made.version - 1
    WHERE made.tenant_id = ${tenantId} AND made.registry_id = ${registryId} AND made.run_id = ${runId}`;
}

/** The version that stood at a time, and the present one. */
function since({ tenantId }: TenantDatabase, { registryId }: RunRef, at: string): SQL {
  return sql`
    SELECT rec.id AS record_id, CASE WHEN past.status = 'live' THEN past.cells END AS before,
           CASE WHEN rec.status = 'live' THEN rec.cells END AS after
    FROM chittysync.records rec LEFT JOIN LATERAL (
      SELECT h.status, h.cells FROM chittysync.record_history h
      WHERE h.record_id = rec.id AND h.at <= ${at}::timestamptz
      ORDER BY h.version DESC LIMIT 1) past ON true
    WHERE rec.tenant_id = ${tenantId} AND rec.registry_id = ${registryId}`;
}

/**
 * The goals of chosen records, by record id. The key that a record had counts as taken unless its holder is to
 * go itself.
 */
export async function readGoals(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: Pick<RunRef, 'runId' | 'registryId'>,
  chosen: SQL,
): Promise<ReadonlyMap<string, RecordGoal>> {
  const found = await queryRows<{
    record_id: string;
    kind: RunGoal['kind'];
    before: Cells | null;
    after: Cells | null;
    key_taken: boolean;
  }>(
    db,
    sql`WITH wanted AS (
          SELECT g.record_id, g.before, g.after,
                 (SELECT jsonb_object_agg(k, g.before->k) FROM jsonb_object_keys(own.key) k) AS key
          FROM ${goals} g JOIN chittysync.records own ON own.id = g.record_id
          WHERE g.tenant_id = ${tenantId} AND g.run_id = ${runId} AND g.record_id IN (${chosen})
        ), taken AS (
          SELECT w.record_id FROM wanted w JOIN chittysync.records other
            ON other.tenant_id = ${tenantId} AND other.registry_id = ${registryId}
              AND other.status = 'live' AND other.key = w.key AND other.id <> w.record_id
            LEFT JOIN ${goals} its ON its.run_id = ${runId} AND its.record_id = other.id
          WHERE its.record_id IS NULL OR its.before @> other.key
        )
        SELECT record_id, before, after, record_id IN (SELECT record_id FROM taken) AS key_taken,
          (SELECT run.goal->>'kind' FROM chittysync.runs run WHERE run.id = ${runId}) AS kind
        FROM wanted`,
  );
  return new Map(
    found.map(({ record_id: recordId, key_taken: keyTaken, kind, before, after }) => [
      recordId,
      { kind, before, after, keyTaken },
    ]),
  );
}
