import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { SystemName } from '../model/system.ts';
import type { TenantDatabase } from './database.ts';
import { isoTime } from './iso-time.ts';
import { decodeCursor, type Page, type PageRequest, toPage, UUID_PATTERN } from './page-cursor.ts';
import { queryRows } from './query-rows.ts';
import { connections } from './registry-tables.ts';

/** `unchecked` until its first check; then what the last check said. */
export type ConnectionStatus = 'unchecked' | 'ok' | 'failed';

/** A stored connection. `credential` is sealed, and stays inside: no answer carries it. */
export interface ConnectionRow {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly system: SystemName;
  readonly credential: string;
  readonly status: ConnectionStatus;
  readonly createdAt: string;
}

/** @throws CS_STATE_CONFLICT when the name is taken */
export async function insertConnection(
  { db, tenantId }: TenantDatabase,
  connection: Pick<ConnectionRow, 'id' | 'name' | 'system' | 'credential'>,
): Promise<ConnectionRow> {
  const [row] = await db
    .insert(connections)
    .values({ ...connection, tenantId, status: 'unchecked' })
    .onConflictDoNothing()
    .returning();
  if (row === undefined) {
    const message = `there is a connection named "${connection.name}" already`;
    throw new ChittySyncError('CS_STATE_CONFLICT', message);
  }
  return toConnection(row);
}

/** @throws CS_NOT_FOUND */
export async function getConnection(
  { db, tenantId }: TenantDatabase,
  id: string,
): Promise<ConnectionRow> {
  const [row] = await db
    .select()
    .from(connections)
    .where(and(eq(connections.tenantId, tenantId), eq(connections.id, id)));
  if (row === undefined) throw new ChittySyncError('CS_NOT_FOUND', `no connection ${id}`);
  return toConnection(row);
}

/** In the order in which they were made. */
export async function listConnections(
  { db, tenantId }: TenantDatabase,
  { limit, cursor }: PageRequest,
): Promise<Page<ConnectionRow>> {
  const after = cursor === null ? undefined : decodeCursor(cursor, [UUID_PATTERN])[0];
  const rows = await db
    .select()
    .from(connections)
    .where(
      and(
        eq(connections.tenantId, tenantId),
        after === undefined ? undefined : gt(connections.id, after),
      ),
    )
    .orderBy(asc(connections.id))
    .limit(limit + 1);
  return toPage(rows, limit, toConnection, (row) => [row.id]);
}

export async function setConnectionStatus(
  { db, tenantId }: TenantDatabase,
  id: string,
  status: ConnectionStatus,
): Promise<void> {
  await db
    .update(connections)
    .set({ status })
    .where(and(eq(connections.tenantId, tenantId), eq(connections.id, id)));
}

/** @throws CS_NOT_FOUND, CS_STATE_CONFLICT while a registry uses it (`details.registries` names them) */
export async function deleteConnection(tenant: TenantDatabase, id: string): Promise<void> {
  const { db, tenantId } = tenant;
  const deleted = await queryRows<{ id: string }>(
    db,
    sql`delete from chittysync.connections c
        where c.tenant_id = ${tenantId} and c.id = ${id} and not exists (
          select 1 from chittysync.bindings b where b.tenant_id = ${tenantId} and b.connection_id = c.id)
        returning c.id`,
  );
  if (deleted.length > 0) return;
  const { name } = await getConnection(tenant, id);
  const users = await queryRows<{ name: string }>(
    db,
    sql`select distinct r.name from chittysync.bindings b
        join chittysync.registries r on r.id = b.registry_id and r.tenant_id = b.tenant_id
        where b.tenant_id = ${tenantId} and b.connection_id = ${id} order by r.name limit 20`,
  );
  throw new ChittySyncError('CS_STATE_CONFLICT', `connection "${name}" is in use`, {
    details: { registries: users.map((user) => user.name) },
  });
}

function toConnection(row: typeof connections.$inferSelect): ConnectionRow {
  return {
    ...row,
    system: row.system as SystemName,
    status: row.status as ConnectionStatus,
    createdAt: isoTime(row.createdAt),
  };
}
