import { sql } from 'drizzle-orm';
import type { BaseUpdate } from '../model/base-update.ts';
import type { RunRef } from '../sync/run-store.ts';
import { advanceRows, type IdentifiedUpdate } from './advance-rows.ts';
import type { TenantDatabase } from './database.ts';
import { releaseKeys } from './key-moves.ts';
import { recordHistory } from './oversight-tables.ts';
import { records } from './registry-tables.ts';
import { unestimated } from './unestimated.ts';

/**
 * Advances the base of a partition's records in several statements: keys are freed first, then records, their
 * history and their rows follow. Each does nothing without the fence, and repeating any of them changes nothing.
 */
export async function advanceBase(
  state: TenantDatabase,
  run: RunRef,
  updates: readonly BaseUpdate[],
  idOf: (binding: string) => string,
): Promise<void> {
  const { tenantId } = state;
  const identified = updates.map((update) => identify(update, idOf));
  const fenced = sql`EXISTS (SELECT 1 FROM chittysync.registries reg
    WHERE reg.id = ${run.registryId} AND reg.tenant_id = ${tenantId} AND reg.fence = ${run.fence})`;
  await advanceRecords(state, run, JSON.stringify(identified), fenced);
  await advanceRows(state, run, identified, fenced);
}

function identify(update: BaseUpdate, idOf: (binding: string) => string): IdentifiedUpdate {
  const { rows: shown, detach, unlink, ...record } = update;
  return {
    ...record,
    rows: shown.map(({ binding, ...row }) => ({ ...row, bindingId: idOf(binding) })),
    detachIds: detach.map(idOf),
    unlinkIds: unlink.map(idOf),
  };
}

/** Retires deleted records and releases keys that move first, so that they are free for others. */
async function advanceRecords(
  { db, tenantId }: TenantDatabase,
  run: { readonly runId: string; readonly registryId: string },
  json: string,
  fenced: ReturnType<typeof sql>,
): Promise<void> {
  const updates = sql`jsonb_to_recordset(${json}::jsonb) AS u("recordId" uuid, "isNew" boolean,
    "baseVersion" int, status text, key jsonb, "keyHash" text, cells jsonb, settled boolean)`;
  await db.execute(sql`
    UPDATE ${records} rec SET status = 'deleted', version = rec.version + 1,
      updated_run = ${run.runId}, updated_at = now()
    FROM ${updates}
    WHERE rec.id = u."recordId" AND rec.tenant_id = ${unestimated(tenantId)} AND u.status = 'deleted'
      AND rec.version = u."baseVersion" AND ${fenced}`);
  await releaseKeys({ db, tenantId }, json, fenced);
  await db.execute(sql`
    INSERT INTO ${records} AS rec (id, tenant_id, registry_id, status, key_hash, key, cells, version,
      settled, updated_run)
    SELECT u."recordId", ${tenantId}, ${run.registryId}, 'live', u."keyHash", u.key, u.cells,
           u."baseVersion" + 1, u.settled, ${run.runId}
    FROM ${updates}
    WHERE u.status = 'live' AND ${fenced}
    ON CONFLICT (id) DO UPDATE SET
      status = 'live', key_hash = excluded.key_hash, key = excluded.key, cells = excluded.cells,
      version = excluded.version, settled = excluded.settled,
      updated_run = excluded.updated_run, updated_at = now()
      WHERE rec.version = excluded.version - 1`);
  await db.execute(sql`
    INSERT INTO ${recordHistory} (tenant_id, registry_id, record_id, version, status, key, cells, run_id)
    SELECT ${tenantId}, ${run.registryId}, rec.id, rec.version, rec.status, rec.key, rec.cells, ${run.runId}
    FROM ${updates} CROSS JOIN LATERAL (SELECT * FROM ${records} r WHERE r.id = u."recordId" OFFSET 0) rec
    WHERE rec.tenant_id = ${tenantId} AND rec.updated_run = ${run.runId}
    ON CONFLICT (record_id, version) DO NOTHING`);
}
