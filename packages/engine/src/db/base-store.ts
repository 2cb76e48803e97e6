import { sql } from 'drizzle-orm';
import type { BaseUpdate } from '../model/base-update.ts';
import type { RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { releaseKeys } from './key-moves.ts';
import { recordHistory } from './oversight-tables.ts';
import { records, rows } from './registry-tables.ts';

/** An update with binding ids in place of names. */
type IdentifiedUpdate = Omit<BaseUpdate, 'rows' | 'detach' | 'unlink'> & {
  readonly rows: readonly (Omit<BaseUpdate['rows'][number], 'binding'> & {
    readonly bindingId: string;
  })[];
  readonly detachIds: readonly string[];
  readonly unlinkIds: readonly string[];
};

/**
 * Advances the base of a partition's records, in one statement for the records and their history and one for
 * the rows, and one before for keys that move; each of them does nothing without the fence. Repeating it changes nothing.
 */
export async function advanceBase(
  state: TenantDatabase,
  run: RunRef,
  updates: readonly BaseUpdate[],
  idOf: (binding: string) => string,
): Promise<void> {
  const { tenantId } = state;
  const json = JSON.stringify(updates.map((update) => identify(update, idOf)));
  const fenced = sql`EXISTS (SELECT 1 FROM chittysync.registries reg
    WHERE reg.id = ${run.registryId} AND reg.tenant_id = ${tenantId} AND reg.fence = ${run.fence})`;
  await advanceRecords(state, run, json, fenced);
  await advanceRows(state, run, json, fenced);
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
    WHERE rec.id = u."recordId" AND rec.tenant_id = ${tenantId} AND u.status = 'deleted'
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
    FROM ${records} rec JOIN ${updates} ON rec.id = u."recordId"
    WHERE rec.tenant_id = ${tenantId} AND rec.updated_run = ${run.runId}
    ON CONFLICT (record_id, version) DO NOTHING`);
}

async function advanceRows(
  { db, tenantId }: TenantDatabase,
  run: { readonly runId: string; readonly registryId: string },
  json: string,
  fenced: ReturnType<typeof sql>,
): Promise<void> {
  const updates = sql`jsonb_to_recordset(${json}::jsonb)
    AS u("recordId" uuid, status text, rows jsonb, "detachIds" jsonb, "unlinkIds" jsonb)`;
  const nextRows = sql`jsonb_to_recordset(u.rows)
    AS n("bindingId" uuid, "externalId" text, shown jsonb, "shownHash" text, "contentHash" text)`;
  await db.execute(sql`
    UPDATE ${rows} r SET state = 'tombstone', updated_run = ${run.runId}
    FROM ${updates}
    WHERE r.tenant_id = ${tenantId} AND r.record_id = u."recordId" AND u.status = 'deleted'
      AND r.state = 'linked' AND u."unlinkIds" ? r.binding_id::text AND ${fenced}`);
  await db.execute(sql`
    DELETE FROM ${rows} r USING ${updates}
    WHERE r.tenant_id = ${tenantId} AND r.record_id = u."recordId" AND u.status = 'live'
      AND (u."unlinkIds" ? r.binding_id::text OR EXISTS (SELECT 1 FROM ${nextRows}
        WHERE n."bindingId" = r.binding_id AND n."externalId" <> r.external_id))
      AND ${fenced}`);
  await db.execute(sql`
    DELETE FROM ${rows} r USING ${updates}, ${nextRows}
    WHERE r.tenant_id = ${tenantId} AND r.state = 'tombstone' AND r.binding_id = n."bindingId"
      AND r.external_id = n."externalId" AND r.record_id <> u."recordId" AND ${fenced}`);
  await db.execute(sql`
    INSERT INTO ${rows} (tenant_id, registry_id, binding_id, record_id, external_id, shown, shown_hash,
      content_hash, state, updated_run)
    SELECT ${tenantId}, ${run.registryId}, n."bindingId", u."recordId", n."externalId", n.shown,
           n."shownHash", n."contentHash", 'linked', ${run.runId}
    FROM ${updates}, ${nextRows}
    WHERE ${fenced}
    ON CONFLICT (binding_id, record_id) DO UPDATE SET
      external_id = excluded.external_id, shown = excluded.shown, shown_hash = excluded.shown_hash,
      content_hash = excluded.content_hash, state = 'linked', updated_run = excluded.updated_run`);
  await db.execute(sql`
    UPDATE ${rows} r SET state = 'detached', updated_run = ${run.runId}
    FROM ${updates}
    WHERE r.tenant_id = ${tenantId} AND r.record_id = u."recordId"
      AND u."detachIds" ? r.binding_id::text AND ${fenced}`);
}
