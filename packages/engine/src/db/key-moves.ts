import { sql } from 'drizzle-orm';
import type { KeyMove, RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { queryRows } from './query-rows.ts';
import { records } from './registry-tables.ts';
import { observations } from './run-tables.ts';

/** A key that is no hash, so that no row shows it: which record is on its way, and the key that it had. */
const ON_ITS_WAY = 'moving';

/** Records that show the key of another live record in this run, each with that one. */
export function listKeyMoves(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: RunRef,
  limit: number,
): Promise<readonly KeyMove[]> {
  return queryRows(
    db,
    sql`SELECT DISTINCT o.record_id AS "recordId", holder.id AS "holderId"
        FROM ${observations} o JOIN ${records} holder ON holder.key_hash = o.key_hash
        WHERE o.run_id = ${runId} AND o.tenant_id = ${tenantId} AND o.record_id IS NOT NULL
          AND holder.tenant_id = ${tenantId} AND holder.registry_id = ${registryId}
          AND holder.status = 'live' AND holder.id <> o.record_id
        ORDER BY 1, 2 LIMIT ${limit}`,
  );
}

/**
 * Takes their keys from live records that are to get others, so that these may have them whatever their order: the
 * database compares keys row by row. Versions stay, so that it can be repeated until the new keys are given.
 */
export async function releaseKeys(
  { db, tenantId }: TenantDatabase,
  json: string,
  fenced: ReturnType<typeof sql>,
): Promise<void> {
  await db.execute(sql`
    UPDATE ${records} rec SET key_hash = concat_ws(':', ${ON_ITS_WAY}::text, rec.id, rec.key_hash)
    FROM jsonb_to_recordset(${json}::jsonb)
      AS u("recordId" uuid, "baseVersion" int, status text, "keyHash" text)
    WHERE rec.id = u."recordId" AND rec.tenant_id = ${tenantId} AND rec.status = 'live'
      AND u.status = 'live' AND rec.version = u."baseVersion" AND rec.key_hash <> u."keyHash"
      AND rec.key_hash NOT LIKE ${`${ON_ITS_WAY}:%`} AND ${fenced}`);
}

/** Gives records their keys back that an earlier attempt left on their way. */
export async function restoreKeys(
  { db, tenantId }: TenantDatabase,
  { registryId, fence }: RunRef,
): Promise<void> {
  await db.execute(sql`
    UPDATE ${records} rec SET key_hash = split_part(rec.key_hash, ':', 3)
    FROM chittysync.registries reg
    WHERE rec.tenant_id = ${tenantId} AND rec.registry_id = ${registryId} AND rec.status = 'live'
      AND rec.key_hash LIKE ${`${ON_ITS_WAY}:%`}
      AND reg.id = rec.registry_id AND reg.fence = ${fence}`);
}
