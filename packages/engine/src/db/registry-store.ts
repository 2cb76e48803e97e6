import { type SQL, sql } from 'drizzle-orm';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { Registry, RegistryStatus } from '../model/registry.ts';
import type { TenantDatabase } from './database.ts';
import { queryRows } from './query-rows.ts';
import { getRegistry, type StoredRegistry } from './registry-reader.ts';

/** A registry to store; its bindings carry the ids they shall have. */
export type RegistryToStore = Omit<Registry, 'status'>;

const RUNS_AT_WORK = sql`status in ('running', 'halted')`;

/** Stores a new registry, as a draft, with all its bindings or not at all. @throws CS_STATE_CONFLICT */
export async function insertRegistry(
  tenant: TenantDatabase,
  registry: RegistryToStore,
): Promise<StoredRegistry> {
  const { db, tenantId } = tenant;
  const stored = await queryRows<{ id: string }>(
    db,
    sql`with reg as (
          insert into chittysync.registries (id, tenant_id, name, status, config)
          values (${registry.id}, ${tenantId}, ${registry.name}, 'draft', ${configOf(registry)})
          on conflict do nothing returning id
        ), bound as (
          insert into chittysync.bindings
            (id, tenant_id, registry_id, ord, name, connection_id, table_ref, fields)
          select b.id, ${tenantId}::uuid, reg.id, b.ord, b.name, b.connection_id, b.table_ref, b.fields
          from reg, ${bindingRows(registry)}
        ) select id from reg`,
  );
  if (stored.length === 0) throw nameTaken(registry.name);
  return getRegistry(tenant, registry.id);
}

/**
 * Stores an edited registry whole. `from` is the registry that the edit was made on; when it has been edited
 * since, nothing is stored. Bindings keep their identity by name; a binding that is left out gives up its rows.
 * @throws CS_NOT_FOUND, CS_STATE_CONFLICT (name taken, edited meanwhile, or a run at work on its bindings)
 */
export async function updateRegistry(
  tenant: TenantDatabase,
  from: StoredRegistry,
  registry: RegistryToStore,
  nextRunAt: Date | null | 'unchanged',
): Promise<StoredRegistry> {
  const { db, tenantId } = tenant;
  const next =
    nextRunAt === 'unchanged'
      ? sql`next_run_at`
      : sql`${nextRunAt?.toISOString() ?? null}::timestamptz`;
  const names = JSON.stringify(registry.bindings.map((binding) => binding.name));
  const stored = await queryRows<{ id: string }>(
    db,
    sql`with reg as (
          update chittysync.registries r
          set name = ${registry.name}, config = ${configOf(registry)}, updated_at = now(),
              next_run_at = ${next}
          where r.id = ${from.id} and r.tenant_id = ${tenantId}
            and r.updated_at = ${from.updatedAt}::timestamptz
            and not exists (select 1 from chittysync.registries o where o.tenant_id = ${tenantId}
                            and o.name = ${registry.name} and o.id <> r.id)
            and not exists (select 1 from chittysync.runs where registry_id = r.id
                            and tenant_id = ${tenantId} and ${RUNS_AT_WORK})
          returning r.id
        ), gone as (
          delete from chittysync.bindings b using reg
          where b.registry_id = reg.id and b.tenant_id = ${tenantId}
            and not jsonb_exists(${names}::jsonb, b.name)
          returning b.id
        ), gone_rows as (
          delete from chittysync.rows w using gone
          where w.binding_id = gone.id and w.tenant_id = ${tenantId}
        ), bound as (
          insert into chittysync.bindings
            (id, tenant_id, registry_id, ord, name, connection_id, table_ref, fields)
          select b.id, ${tenantId}::uuid, reg.id, b.ord, b.name, b.connection_id, b.table_ref, b.fields
          from reg, ${bindingRows(registry)}
          on conflict (registry_id, name) do update set ord = excluded.ord,
            connection_id = excluded.connection_id, table_ref = excluded.table_ref,
            fields = excluded.fields
        ) select id from reg`,
  );
  const now = await getRegistry(tenant, from.id);
  if (stored.length > 0) return now;
  if (now.updatedAt !== from.updatedAt) {
    throw new ChittySyncError('CS_STATE_CONFLICT', 'the registry was edited meanwhile; look again');
  }
  await refuseWhileAtWork(tenant, from.id);
  throw nameTaken(registry.name);
}

/** Sets the status of a registry and when its schedule starts the next run. @throws CS_NOT_FOUND */
export async function setRegistryStatus(
  tenant: TenantDatabase,
  id: string,
  status: RegistryStatus,
  nextRunAt: Date | null,
): Promise<StoredRegistry> {
  await queryRows(
    tenant.db,
    sql`update chittysync.registries
        set status = ${status}, next_run_at = ${nextRunAt?.toISOString() ?? null}::timestamptz,
            updated_at = now()
        where id = ${id} and tenant_id = ${tenant.tenantId} and status <> ${status}`,
  );
  return getRegistry(tenant, id);
}

/**
 * Forgets a registry: its bindings, base, links, conflicts and problems. Runs, record history and audit stay.
 * The customers' tables are not touched. @throws CS_NOT_FOUND, CS_STATE_CONFLICT while a run is at work
 */
export async function deleteRegistry(tenant: TenantDatabase, id: string): Promise<void> {
  const { db, tenantId } = tenant;
  const ofRegistry = sql`using reg where t.registry_id = reg.id and t.tenant_id = ${tenantId}`;
  const deleted = await queryRows<{ id: string }>(
    db,
    sql`with reg as (
          delete from chittysync.registries r
          where r.id = ${id} and r.tenant_id = ${tenantId} and not exists (
            select 1 from chittysync.runs where registry_id = r.id and tenant_id = ${tenantId}
              and status = 'running')
          returning r.id
        ), a as (delete from chittysync.bindings t ${ofRegistry}),
           b as (delete from chittysync.rows t ${ofRegistry}),
           c as (delete from chittysync.records t ${ofRegistry}),
           d as (delete from chittysync.conflicts t ${ofRegistry}),
           e as (delete from chittysync.problems t ${ofRegistry}),
           f as (update chittysync.runs t set status = 'rejected', finished_at = now(),
                   reject_reason = 'the registry was deleted'
                 from reg where t.registry_id = reg.id and t.tenant_id = ${tenantId}
                   and t.status in ('queued', 'halted'))
        select id from reg`,
  );
  if (deleted.length > 0) return;
  await getRegistry(tenant, id);
  throw new ChittySyncError('CS_STATE_CONFLICT', 'a run of this registry is at work');
}

async function refuseWhileAtWork({ db, tenantId }: TenantDatabase, id: string): Promise<void> {
  const [run] = await queryRows<{ id: string; status: string }>(
    db,
    sql`select id, status from chittysync.runs
        where registry_id = ${id} and tenant_id = ${tenantId} and ${RUNS_AT_WORK} limit 1`,
  );
  if (run === undefined) return;
  throw new ChittySyncError(
    'CS_STATE_CONFLICT',
    `run ${run.id} is ${run.status}; let it end first`,
    {
      details: { runId: run.id },
    },
  );
}

function nameTaken(name: string): ChittySyncError {
  return new ChittySyncError('CS_STATE_CONFLICT', `there is a registry named "${name}" already`);
}

function configOf(registry: RegistryToStore): SQL {
  const { schema, key, mode, from, schedule, conflicts, deletes, safety } = registry;
  const { approval = [], policy = null } = registry;
  const config = {
    schema,
    key,
    mode,
    from,
    schedule,
    conflicts,
    deletes,
    approval,
    policy,
    safety,
  };
  // Not as jsonb, which has its own order of names: that of the properties is the order of the fields.
  return sql`${JSON.stringify(config)}::json`;
}

/** The bindings as a row set `b`; statements have one parameter for them, however many there are. */
function bindingRows({ bindings }: RegistryToStore): SQL {
  const given = bindings.map(({ id, name, connectionId, table, fields }, ord) => {
    return {
      id,
      ord,
      name,
      connection_id: connectionId,
      table_ref: table,
      fields,
    };
  });
  return sql`jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as b
    (id uuid, ord int, name text, connection_id uuid, table_ref jsonb, fields jsonb)`;
}
