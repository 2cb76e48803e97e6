import { sql } from 'drizzle-orm';
import type { TableRef } from '../model/system.ts';
import type { TenantDatabase } from './database.ts';
import { queryRows } from './query-rows.ts';

/** The table that a registry has in an account, by the registry's name; null without one. */
export async function findRelatedTable(
  { db, tenantId }: TenantDatabase,
  registry: string,
  connectionId: string,
): Promise<TableRef | null> {
  const [found] = await queryRows<{ table: TableRef }>(
    db,
    sql`SELECT b.table_ref AS "table" FROM chittysync.bindings b
        JOIN chittysync.registries r ON r.id = b.registry_id
        WHERE b.tenant_id = ${tenantId} AND r.tenant_id = ${tenantId}
          AND r.name = ${registry} AND b.connection_id = ${connectionId}
        ORDER BY b.id LIMIT 1`,
  );
  return found?.table ?? null;
}
