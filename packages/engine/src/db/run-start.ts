import { and, eq, sql } from 'drizzle-orm';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { FetchMode, RunKind, RunStart, RunTrigger } from '../model/run.ts';
import { standingPlan } from '../model/standing-plan.ts';
import type { TenantDatabase } from './database.ts';
import { isoTime } from './iso-time.ts';
import { queryRows } from './query-rows.ts';
import { bindings } from './registry-tables.ts';
import { runs } from './run-tables.ts';

/** What a run starts from. A plan that needs an approval stands only once it is given. */
export async function readRunStart(
  { db, tenantId }: TenantDatabase,
  runId: string,
  registryId: string,
): Promise<RunStart> {
  const [[run], isContinued, bound] = await Promise.all([
    db
      .select()
      .from(runs)
      .where(and(eq(runs.tenantId, tenantId), eq(runs.id, runId))),
    continues({ db, tenantId }, runId, registryId),
    db
      .select({
        id: bindings.id,
        place: bindings.place,
        fetchedAt: bindings.fetchedAt,
        readMark: bindings.readMark,
        shape: bindings.shape,
      })
      .from(bindings)
      .where(and(eq(bindings.tenantId, tenantId), eq(bindings.registryId, registryId))),
  ]);
  if (run === undefined) throw new ChittySyncError('CS_NOT_FOUND', `no run ${runId}`);
  const kind = run.kind as RunKind;
  return {
    kind,
    trigger: run.trigger as RunTrigger,
    fetch: run.fetch as FetchMode,
    isContinued,
    goal: run.goal,
    standing: standingPlan({ ...run, kind }, run.approvedHash),
    approvedHash: run.approvedHash,
    bindings: Object.fromEntries(
      bound.map(({ id, place, fetchedAt, readMark, shape }) => [
        id,
        {
          place,
          shape,
          readMark,
          fetchedAt: fetchedAt === null ? null : new Date(isoTime(fetchedAt)).toISOString(),
        },
      ]),
    ),
  };
}

/** Whether the sync that began last before a run ended well, with the registry as it still is. */
async function continues(
  { db, tenantId }: TenantDatabase,
  runId: string,
  registryId: string,
): Promise<boolean> {
  const [last] = await queryRows<{ ended_well: boolean }>(
    db,
    sql`SELECT r.status IN ('succeeded', 'partial') AND r.started_at > reg.updated_at AS ended_well
        FROM ${runs} r JOIN chittysync.registries reg ON reg.id = r.registry_id
        WHERE r.tenant_id = ${tenantId} AND r.registry_id = ${registryId} AND r.id <> ${runId}
          AND r.kind = 'sync' AND r.fence > 0
        ORDER BY r.fence DESC LIMIT 1`,
  );
  return last?.ended_well === true;
}
