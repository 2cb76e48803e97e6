import { and, eq, isNull, sql } from 'drizzle-orm';
import type { TenantDatabase } from './database.ts';
import { idempotencyKeys } from './oversight-tables.ts';
import { queryRows } from './query-rows.ts';

/** What is known of an Idempotency-Key when a request comes with it. */
export type IdempotencyClaim =
  | { readonly state: 'first' }
  | { readonly state: 'in-flight' }
  | { readonly state: 'other-request' }
  | {
      readonly state: 'answered';
      readonly status: number;
      readonly body: unknown;
    };

/**
 * Claims a key for a request. The fingerprint says which request it is. A key is forgotten after a day, and
 * five minutes after a request that never came to its end.
 */
export async function claimIdempotencyKey(
  { db, tenantId }: TenantDatabase,
  key: string,
  fingerprint: string,
): Promise<IdempotencyClaim> {
  const claimed = await queryRows<{ key: string }>(
    db,
    sql`insert into chittysync.idempotency_keys as k (tenant_id, key, fingerprint)
        values (${tenantId}, ${key}, ${fingerprint})
        on conflict (tenant_id, key) do update
        set fingerprint = excluded.fingerprint, status = null, body = null, created_at = now()
        where k.created_at < now() - interval '1 day'
           or (k.status is null and k.created_at < now() - interval '5 minutes')
        returning key`,
  );
  if (claimed.length > 0) return { state: 'first' };
  const [row] = await db.select().from(idempotencyKeys).where(own(tenantId, key));
  if (row === undefined) return { state: 'in-flight' };
  if (row.fingerprint !== fingerprint) return { state: 'other-request' };
  if (row.status === null) return { state: 'in-flight' };
  return { state: 'answered', status: row.status, body: row.body };
}

/** Keeps the answer for requests that repeat the first. */
export async function storeIdempotentAnswer(
  { db, tenantId }: TenantDatabase,
  key: string,
  answer: { readonly status: number; readonly body: unknown },
): Promise<void> {
  await db.update(idempotencyKeys).set(answer).where(own(tenantId, key));
}

/** Frees the key of a request that was refused, so that it can be sent again. */
export async function releaseIdempotencyKey(
  { db, tenantId }: TenantDatabase,
  key: string,
): Promise<void> {
  await db.delete(idempotencyKeys).where(and(own(tenantId, key), isNull(idempotencyKeys.status)));
}

function own(tenantId: string, key: string) {
  return and(eq(idempotencyKeys.tenantId, tenantId), eq(idempotencyKeys.key, key));
}
