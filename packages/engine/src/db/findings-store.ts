import { sql } from 'drizzle-orm';
import {
  type Conflict,
  type IdentifiedConflict,
  type IdentifiedProblem,
  REJECTED_WRITE,
} from '../model/change.ts';
import type { RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { conflicts, problems } from './oversight-tables.ts';
import { queryRows } from './query-rows.ts';
import { runs } from './run-tables.ts';

const IS_REJECTED_WRITE = sql`starts_with(identity, ${REJECTED_WRITE})`;

/** Opens problems, or notes that an open one was seen again by this run. Known ones make no row newly invalid. */
export async function reportProblems(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: RunRef,
  found: readonly (IdentifiedProblem & { readonly bindingId: string })[],
  known = false,
): Promise<void> {
  if (found.length === 0) return;
  await db.execute(sql`
    INSERT INTO ${problems} AS p (id, tenant_id, registry_id, binding_id, record_id, external_id,
      identity, field, rule, message, value, status, known, opened_run, seen_run)
    SELECT DISTINCT ON (identity) id, ${tenantId}::uuid, ${registryId}::uuid, "bindingId", "recordId",
           "externalId", identity, field, rule, message, value, 'open', ${known}::boolean,
           ${runId}::uuid, ${runId}::uuid
    FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb) AS f(id uuid, "bindingId" uuid,
      "recordId" uuid, "externalId" text, identity text, field text, rule text, message text, value text)
    ON CONFLICT (registry_id, identity) WHERE status = 'open' DO UPDATE SET
      seen_run = excluded.seen_run, message = excluded.message, value = excluded.value,
      record_id = coalesce(excluded.record_id, p.record_id)`);
}

/** Notes problems of rejected writes as seen where this run's write of the row does not tell whether they are mended. */
export async function keepRejected(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: RunRef,
  untold: readonly { readonly bindingId: string; readonly recordId: string }[],
): Promise<void> {
  if (untold.length === 0) return;
  await db.execute(sql`
    UPDATE ${problems} p SET seen_run = ${runId}
    FROM jsonb_to_recordset(${JSON.stringify(untold)}::jsonb) AS u("bindingId" uuid, "recordId" uuid)
    WHERE p.tenant_id = ${tenantId} AND p.registry_id = ${registryId} AND p.status = 'open'
      AND ${IS_REJECTED_WRITE} AND p.binding_id = u."bindingId" AND p.record_id = u."recordId"`);
}

/** Closes problems of rejected writes that no write of this run met. */
export async function closeRejected(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: Pick<RunRef, 'runId' | 'registryId'>,
): Promise<void> {
  await db.execute(sql`
    UPDATE ${problems} SET status = 'closed', closed_at = now()
    WHERE tenant_id = ${tenantId} AND registry_id = ${registryId} AND status = 'open'
      AND seen_run <> ${runId} AND ${IS_REJECTED_WRITE}`);
}

/** Opens conflicts that wait for a person; one that is open already gets its candidates of now. */
export async function reportConflicts(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: RunRef,
  found: readonly IdentifiedConflict[],
): Promise<void> {
  if (found.length === 0) return;
  await db.execute(sql`
    INSERT INTO ${conflicts} AS c (id, tenant_id, registry_id, run_id, record_id, key, field,
      candidates, base, status)
    SELECT id, ${tenantId}, ${registryId}, ${runId}, "recordId", key, field, candidates, base, 'open'
    FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb)
      AS f(id uuid, "recordId" uuid, key jsonb, field text, candidates jsonb, base jsonb)
    ON CONFLICT (registry_id, record_id, field) WHERE status = 'open' DO UPDATE SET
      run_id = excluded.run_id, candidates = excluded.candidates, base = excluded.base,
      resolution = CASE WHEN c.candidates = excluded.candidates THEN c.resolution END`);
}

/** Notes open conflicts that this run's plan decides, so that they are not taken for gone. */
export async function keepDecided(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: RunRef,
  decided: readonly Conflict[],
): Promise<void> {
  if (decided.length === 0) return;
  await db.execute(sql`
    UPDATE ${conflicts} c SET run_id = ${runId}
    FROM jsonb_to_recordset(${JSON.stringify(decided)}::jsonb) AS d("recordId" uuid, field text)
    WHERE c.tenant_id = ${tenantId} AND c.registry_id = ${registryId} AND c.status = 'open'
      AND c.record_id = d."recordId" AND c.field = d.field`);
}

/**
 * Records conflicts as decided: an open one is closed by its decision, any other is added as resolved, unless
 * this run has closed it before.
 */
export async function recordDecided(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: RunRef,
  decided: readonly IdentifiedConflict[],
): Promise<void> {
  if (decided.length === 0) return;
  const found = sql`jsonb_to_recordset(${JSON.stringify(decided)}::jsonb)
    AS d(id uuid, "recordId" uuid, key jsonb, field text, candidates jsonb, base jsonb, rule text)`;
  await db.execute(sql`
    WITH closed AS (
      UPDATE ${conflicts} c SET status = 'resolved', rule = d.rule, run_id = ${runId}, resolved_at = now()
      FROM ${found}
      WHERE c.tenant_id = ${tenantId} AND c.registry_id = ${registryId} AND c.status = 'open'
        AND c.record_id = d."recordId" AND c.field = d.field
      RETURNING c.record_id, c.field
    )
    INSERT INTO ${conflicts} (id, tenant_id, registry_id, run_id, record_id, key, field, candidates,
      base, status, rule, resolved_at)
    SELECT d.id, ${tenantId}, ${registryId}, ${runId}, d."recordId", d.key, d.field, d.candidates,
           d.base, 'resolved', d.rule, now()
    FROM ${found}
    WHERE NOT EXISTS (SELECT 1 FROM closed WHERE closed.record_id = d."recordId" AND closed.field = d.field)
      AND NOT EXISTS (SELECT 1 FROM ${conflicts} told
        WHERE told.tenant_id = ${tenantId} AND told.registry_id = ${registryId}
          AND told.run_id = ${runId} AND told.status = 'resolved'
          AND told.record_id = d."recordId" AND told.field = d.field)
    ON CONFLICT (id) DO NOTHING`);
}

/** Closes what a complete look at the registry did not find again. Only writes find those that were rejected. */
export async function closeUnseen(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: RunRef,
): Promise<void> {
  await db.execute(sql`
    UPDATE ${problems} SET status = 'closed', closed_at = now()
    WHERE tenant_id = ${tenantId} AND registry_id = ${registryId} AND status = 'open'
      AND seen_run <> ${runId} AND NOT ${IS_REJECTED_WRITE}`);
  await db.execute(sql`
    UPDATE ${conflicts} SET status = 'obsolete', resolved_at = now()
    WHERE tenant_id = ${tenantId} AND registry_id = ${registryId} AND status = 'open'
      AND run_id <> ${runId}`);
}

/** Open problems, and how many rows have one that no finished sync has seen yet. */
export async function countFindings(
  { db, tenantId }: TenantDatabase,
  { registryId }: Pick<RunRef, 'registryId'>,
): Promise<{
  readonly openProblems: number;
  readonly newlyInvalidRows: number;
  readonly openConflicts: number;
}> {
  const [found] = await queryRows<{
    problems: number;
    fresh: number;
    conflicts: number;
  }>(
    db,
    sql`SELECT count(*)::int AS problems,
               count(DISTINCT (binding_id, coalesce(external_id, identity))) FILTER (WHERE NOT known)::int AS fresh,
               (SELECT count(*)::int FROM ${conflicts}
                WHERE tenant_id = ${tenantId} AND registry_id = ${registryId} AND status = 'open') AS conflicts
        FROM ${problems}
        WHERE tenant_id = ${tenantId} AND registry_id = ${registryId} AND status = 'open'`,
  );
  return {
    openProblems: found?.problems ?? 0,
    newlyInvalidRows: found?.fresh ?? 0,
    openConflicts: found?.conflicts ?? 0,
  };
}

/** A finished sync counts the problems that are open at its end. */
export async function countOpenProblems(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: Pick<RunRef, 'runId' | 'registryId'>,
): Promise<void> {
  await db.execute(sql`
    UPDATE ${runs} SET counts = counts || jsonb_build_object('problems', (
      SELECT count(*) FROM ${problems} p
      WHERE p.tenant_id = ${tenantId} AND p.registry_id = ${registryId} AND p.status = 'open'))
    WHERE tenant_id = ${tenantId} AND id = ${runId}`);
}

/** After a finished sync its open problems are known: they count no more against the limit of invalid rows. */
export async function markKnown(
  { db, tenantId }: TenantDatabase,
  { registryId }: Pick<RunRef, 'registryId'>,
): Promise<void> {
  await db.execute(sql`
    UPDATE ${problems} SET known = true
    WHERE tenant_id = ${tenantId} AND registry_id = ${registryId} AND status = 'open' AND NOT known`);
}
