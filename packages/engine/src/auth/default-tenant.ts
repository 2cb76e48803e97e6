import { sql } from 'drizzle-orm';
import type { TenantDatabase } from '../db/database.ts';

/** The tenant of every caller whose token names none. */
export const DEFAULT_TENANT_ID = '0197c0de-0000-7000-8000-000000000001';

/** Inserts the tenant unless it is there; called before the first thing that belongs to it. */
export async function ensureTenant({ db, tenantId }: TenantDatabase): Promise<void> {
  const name = tenantId === DEFAULT_TENANT_ID ? 'default' : tenantId;
  await db.execute(
    sql`insert into chittysync.tenants (id, name) values (${tenantId}, ${name}) on conflict do nothing`,
  );
}
