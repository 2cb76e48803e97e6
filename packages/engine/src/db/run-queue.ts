import { type SQL, sql } from 'drizzle-orm';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { FetchMode, Run, RunCounts, RunGoal, RunKind, RunTrigger } from '../model/run.ts';
import type { TenantDatabase } from './database.ts';
import { queryRows } from './query-rows.ts';
import { findRun, getRun } from './run-reader.ts';
import { runs } from './run-tables.ts';

/** A run that someone asks for. */
export interface RunRequest {
  readonly id: string;
  readonly registryId: string;
  readonly kind: RunKind;
  readonly trigger: RunTrigger;
  readonly fetch: FetchMode;
  /** Of an undo or a restore. */
  readonly goal?: RunGoal;
}

const NO_COUNTS: RunCounts = {
  created: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  conflicts: 0,
  problems: 0,
};

/**
 * Queues a run. A known id gives the first run of that id and queues nothing (`created: false`). A sync is
 * refused while a halted run blocks the registry or the registry is paused; a preview always may.
 * @throws CS_NOT_FOUND, CS_REGISTRY_BLOCKED (`details.runId`), CS_STATE_CONFLICT
 */
export async function insertRun(
  tenant: TenantDatabase,
  request: RunRequest,
): Promise<{ readonly run: Run; readonly created: boolean }> {
  const { db, tenantId } = tenant;
  const { id, registryId, kind } = request;
  const source = sql`chittysync.registries r where r.id = ${registryId} and r.tenant_id = ${tenantId}
    and (${kind} = 'preview' or (r.blocked_by is null and r.status <> 'paused'))`;
  const inserted = await queryRows<{ id: string }>(db, insertQueued(tenantId, request, source));
  const run = await findRun(tenant, id);
  if (run !== null && run.registryId === registryId) return { run, created: inserted.length > 0 };
  if (run !== null) throw idTaken(id);
  const [registry] = await queryRows<{
    status: string;
    blocked_by: string | null;
  }>(
    db,
    sql`select status, blocked_by from chittysync.registries
        where id = ${registryId} and tenant_id = ${tenantId}`,
  );
  if (registry === undefined)
    throw new ChittySyncError('CS_NOT_FOUND', `no registry ${registryId}`);
  if (kind === 'sync' && registry.blocked_by !== null) {
    const message = `run ${registry.blocked_by} is halted and waits for a decision`;
    throw new ChittySyncError('CS_REGISTRY_BLOCKED', message, {
      details: { runId: registry.blocked_by },
    });
  }
  if (kind === 'sync' && registry.status === 'paused') {
    throw new ChittySyncError('CS_STATE_CONFLICT', 'the registry is paused; activate it first');
  }
  throw idTaken(id);
}

/** The statement that queues a run for each registry `r` of `source` (at most one), returning its id. */
export function insertQueued(tenantId: string, request: RunRequest, source: SQL): SQL {
  const { id, registryId, kind, trigger, fetch } = request;
  const goal = request.goal === undefined ? null : JSON.stringify(request.goal);
  return sql`insert into ${runs} (id, tenant_id, registry_id, kind, trigger, "fetch", goal, status,
      counts, per_binding, halts, drift, requests)
    select ${id}::uuid, ${tenantId}::uuid, ${registryId}::uuid, ${kind}::text, ${trigger}::text,
      ${fetch}::text, ${goal}::jsonb, 'queued', ${JSON.stringify(NO_COUNTS)}::jsonb,
      '{}'::jsonb, '[]'::jsonb, '{"cells":0,"rows":0}'::jsonb, '{}'::jsonb
    from ${source} on conflict (id) do nothing returning id`;
}

/**
 * Approves exactly the plan of that hash: the run is queued again with it, and the registry is free. Besides halted
 * runs an undo or a restore that was previewed can be approved, as long as no other run wrote since and the
 * registry is as it was.
 * @throws CS_NOT_FOUND, CS_PLAN_HASH_MISMATCH (wrong or spent), CS_STATE_CONFLICT (waits for no decision)
 */
export async function approveRun(
  tenant: TenantDatabase,
  id: string,
  planHash: string,
): Promise<Run> {
  const approved = await queryRows<{ id: string }>(
    tenant.db,
    sql`with run as (
          update chittysync.runs set approved_hash = ${planHash}, status = 'queued', finished_at = null
          where id = ${id} and tenant_id = ${tenant.tenantId} and ${isWaiting(tenant)}
            and plan_hash = ${planHash} and approved_hash is distinct from ${planHash}
          returning id, registry_id
        ), ${unblocked(tenant)} select id from run`,
  );
  const run = await getRun(tenant, id);
  if (approved.length > 0) return run;
  if (run.status === 'previewed' && run.goal !== null && run.planHash === planHash) {
    const message =
      'the registry was synced, edited or halted since this plan was made; ask for it anew';
    throw new ChittySyncError('CS_STATE_CONFLICT', message);
  }
  if (run.status !== 'halted' && run.planHash === planHash) throw notHalted(run);
  const message = 'this is not the plan hash that waits for approval, or it was spent already';
  throw new ChittySyncError('CS_PLAN_HASH_MISMATCH', message);
}

/** Ends a run that waits for a person without any write; the registry is free. @throws CS_NOT_FOUND, CS_STATE_CONFLICT */
export async function rejectRun(tenant: TenantDatabase, id: string, reason: string): Promise<Run> {
  const rejected = await queryRows<{ id: string }>(
    tenant.db,
    sql`with run as (
          update chittysync.runs
          set status = 'rejected', reject_reason = ${reason}, finished_at = now()
          where id = ${id} and tenant_id = ${tenant.tenantId}
            and (status = 'halted' or (status = 'previewed' and goal is not null))
          returning id, registry_id
        ), ${unblocked(tenant)} select id from run`,
  );
  const run = await getRun(tenant, id);
  if (rejected.length === 0) throw notHalted(run);
  return run;
}

/**
 * A halted run waits; and an undo or a restore that was previewed, until another run writes or halts, or the
 * registry is edited, which the plan does not know.
 */
function isWaiting({ tenantId }: TenantDatabase): SQL {
  return sql`(status = 'halted' or (status = 'previewed' and goal is not null
    and not exists (select 1 from chittysync.runs later
      where later.tenant_id = ${tenantId} and later.registry_id = runs.registry_id
        and later.kind = 'sync' and later.fence > runs.fence
        and later.status in ('running', 'succeeded', 'partial', 'failed'))
    and not exists (select 1 from chittysync.registries reg
      where reg.id = runs.registry_id
        and (reg.blocked_by is not null or reg.updated_at > runs.finished_at))))`;
}

function unblocked({ tenantId }: TenantDatabase): SQL {
  return sql`unblocked as (
    update chittysync.registries r set blocked_by = null from run
    where r.id = run.registry_id and r.tenant_id = ${tenantId} and r.blocked_by = run.id)`;
}

function notHalted(run: Run): ChittySyncError {
  const message = `the run is ${run.status}, it does not wait for a decision`;
  return new ChittySyncError('CS_STATE_CONFLICT', message, {
    details: { status: run.status },
  });
}

function idTaken(id: string): ChittySyncError {
  return new ChittySyncError('CS_STATE_CONFLICT', `the run id ${id} belongs to another registry`);
}
