import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { Registry, RegistryStatus } from '../model/registry.ts';
import type { SystemName } from '../model/system.ts';
import type { TenantDatabase } from './database.ts';
import { isoTime } from './iso-time.ts';
import { decodeCursor, type Page, type PageRequest, toPage, UUID_PATTERN } from './page-cursor.ts';
import { bindings, connections, registries } from './registry-tables.ts';

/** A registry with what the engine keeps beside it. */
export interface StoredRegistry extends Registry {
  /** When the schedule starts the next run; null unless active and scheduled. */
  readonly nextRunAt: string | null;
  /** The halted run that waits for a person. */
  readonly blockedBy: string | null;
  readonly createdAt: string;
  /** Changes with every edit of the registry; an edit names the one it was made from. */
  readonly updatedAt: string;
}

/** @throws CS_NOT_FOUND */
export async function getRegistry(tenant: TenantDatabase, id: string): Promise<StoredRegistry> {
  const { db, tenantId } = tenant;
  const [[row], bound] = await Promise.all([
    db
      .select()
      .from(registries)
      .where(and(eq(registries.tenantId, tenantId), eq(registries.id, id))),
    readBindings(tenant, [id]),
  ]);
  if (row === undefined) throw new ChittySyncError('CS_NOT_FOUND', `no registry ${id}`);
  return toRegistry(row, bound);
}

/** In the order in which they were made. */
export async function listRegistries(
  tenant: TenantDatabase,
  { limit, cursor }: PageRequest,
): Promise<Page<StoredRegistry>> {
  const { db, tenantId } = tenant;
  const after = cursor === null ? undefined : decodeCursor(cursor, [UUID_PATTERN])[0];
  const rows = await db
    .select()
    .from(registries)
    .where(
      and(
        eq(registries.tenantId, tenantId),
        after === undefined ? undefined : gt(registries.id, after),
      ),
    )
    .orderBy(asc(registries.id))
    .limit(limit + 1);
  const bound = await readBindings(
    tenant,
    rows.map((row) => row.id),
  );
  return toPage(
    rows,
    limit,
    (row) => toRegistry(row, bound),
    (row) => [row.id],
  );
}

type BindingRow = Awaited<ReturnType<typeof readBindings>>[number];

async function readBindings({ db, tenantId }: TenantDatabase, registryIds: readonly string[]) {
  if (registryIds.length === 0) return [];
  return db
    .select({
      registryId: bindings.registryId,
      id: bindings.id,
      name: bindings.name,
      connectionId: bindings.connectionId,
      system: connections.system,
      table: bindings.table,
      fields: bindings.fields,
    })
    .from(bindings)
    .innerJoin(
      connections,
      and(eq(connections.id, bindings.connectionId), eq(connections.tenantId, bindings.tenantId)),
    )
    .where(and(eq(bindings.tenantId, tenantId), inArray(bindings.registryId, [...registryIds])))
    .orderBy(asc(bindings.registryId), asc(bindings.ord));
}

function toRegistry(
  row: typeof registries.$inferSelect,
  bound: readonly BindingRow[],
): StoredRegistry {
  return {
    id: row.id,
    name: row.name,
    status: row.status as RegistryStatus,
    ...row.config,
    bindings: bound
      .filter((binding) => binding.registryId === row.id)
      .map(({ registryId: _, system, ...binding }) => ({
        ...binding,
        system: system as SystemName,
      })),
    nextRunAt: isoTime(row.nextRunAt),
    blockedBy: row.blockedBy,
    createdAt: isoTime(row.createdAt),
    updatedAt: isoTime(row.updatedAt),
  };
}
