import { and, eq, sql } from 'drizzle-orm';
import type { FetchWindow, PlanSummary, RunFailure, RunStatus, RunStep } from '../model/run.ts';
import type { KnownColumn } from '../model/shape-change.ts';
import type { TenantDatabase } from './database.ts';
import { registries } from './registry-tables.ts';
import { runs, steps } from './run-tables.ts';

/** Notes that a step began; the first beginning counts. */
export async function beginStep(
  { db, tenantId }: TenantDatabase,
  runId: string,
  name: RunStep,
): Promise<void> {
  await db
    .insert(steps)
    .values({
      tenantId,
      runId,
      name,
      status: 'running',
      startedAt: sql`now()`,
      counts: {},
    })
    .onConflictDoUpdate({
      target: [steps.runId, steps.name],
      set: {
        status: 'running',
        startedAt: sql`coalesce(${steps.startedAt}, now())`,
      },
    });
}

export async function endStep(
  { db, tenantId }: TenantDatabase,
  runId: string,
  name: RunStep,
  counts: Readonly<Record<string, number>>,
  status: 'done' | 'skipped' | 'failed' = 'done',
): Promise<void> {
  await db
    .insert(steps)
    .values({
      tenantId,
      runId,
      name,
      status,
      startedAt: sql`now()`,
      finishedAt: sql`now()`,
      counts,
    })
    .onConflictDoUpdate({
      target: [steps.runId, steps.name],
      set: { status, finishedAt: sql`now()`, counts },
    });
}

/** Whichever step was running did not end. */
export async function failOpenSteps(
  { db, tenantId }: TenantDatabase,
  runId: string,
): Promise<void> {
  await db
    .update(steps)
    .set({ status: 'failed', finishedAt: sql`now()` })
    .where(and(eq(steps.tenantId, tenantId), eq(steps.runId, runId), eq(steps.status, 'running')));
}

export interface RunChanges extends Partial<PlanSummary> {
  readonly status?: RunStatus;
  /** By binding id. */
  readonly fetched?: Readonly<Record<string, FetchWindow>>;
  readonly error?: RunFailure | null;
  readonly finished?: boolean;
}

export async function updateRun(
  { db, tenantId }: TenantDatabase,
  runId: string,
  changes: RunChanges,
): Promise<void> {
  const { finished, ...columns } = changes;
  await db
    .update(runs)
    .set({
      ...columns,
      ...(finished === true ? { finishedAt: sql`now()` } : {}),
    })
    .where(and(eq(runs.tenantId, tenantId), eq(runs.id, runId)));
}

/** Adds to the run's request counters and empties the given ones. */
export async function flushRequests(
  { db, tenantId }: TenantDatabase,
  runId: string,
  requests: Map<string, number>,
): Promise<void> {
  const counted = Object.fromEntries(requests);
  requests.clear();
  if (Object.keys(counted).length === 0) return;
  await db.execute(sql`
    UPDATE ${runs} SET requests = requests || (
      SELECT jsonb_object_agg(key, value::int + coalesce((requests->>key)::int, 0))
      FROM jsonb_each_text(${JSON.stringify(counted)}::jsonb))
    WHERE tenant_id = ${tenantId} AND id = ${runId}`);
}

/** A halted run blocks the next write run of its registry until a person decides. */
export async function blockRegistry(
  { db, tenantId }: TenantDatabase,
  registryId: string,
  runId: string,
): Promise<void> {
  await db
    .update(registries)
    .set({ blockedBy: runId })
    .where(and(eq(registries.tenantId, tenantId), eq(registries.id, registryId)));
}

/** Remembers when and where each binding was read by a run that ended well. */
export async function rememberFetch(
  { db, tenantId }: TenantDatabase,
  runId: string,
  registryId: string,
): Promise<void> {
  await db.execute(sql`
    UPDATE chittysync.bindings b
    SET fetched_at = (f.value->>'from')::timestamptz, place = f.value->>'place',
      read_mark = f.value->>'mark'
    FROM chittysync.runs run, jsonb_each(run.fetched) f
    WHERE run.id = ${runId} AND run.tenant_id = ${tenantId} AND b.tenant_id = ${tenantId}
      AND b.registry_id = ${registryId} AND b.id = f.key::uuid`);
}

/** Remembers the mapped columns of bindings, by binding id. */
export async function rememberShapes(
  { db, tenantId }: TenantDatabase,
  registryId: string,
  shapes: Readonly<Record<string, readonly KnownColumn[]>>,
): Promise<void> {
  await db.execute(sql`
    UPDATE chittysync.bindings b SET shape = s.value
    FROM jsonb_each(${JSON.stringify(shapes)}::jsonb) s
    WHERE b.tenant_id = ${tenantId} AND b.registry_id = ${registryId} AND b.id = s.key::uuid`);
}
