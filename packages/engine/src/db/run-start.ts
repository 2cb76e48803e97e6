import { and, eq } from 'drizzle-orm';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { RunKind, RunStart, RunTrigger } from '../model/run.ts';
import { standingPlan } from '../model/standing-plan.ts';
import type { TenantDatabase } from './database.ts';
import { isoTime } from './iso-time.ts';
import { bindings } from './registry-tables.ts';
import { runs } from './run-tables.ts';

/** What a run starts from. A plan that needs an approval stands only once it is given. */
export async function readRunStart(
  { db, tenantId }: TenantDatabase,
  runId: string,
  registryId: string,
): Promise<RunStart> {
  const [[run], bound] = await Promise.all([
    db
      .select()
      .from(runs)
      .where(and(eq(runs.tenantId, tenantId), eq(runs.id, runId))),
    db
      .select({
        id: bindings.id,
        place: bindings.place,
        fetchedAt: bindings.fetchedAt,
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
    goal: run.goal,
    standing: standingPlan({ ...run, kind }, run.approvedHash),
    approvedHash: run.approvedHash,
    bindings: Object.fromEntries(
      bound.map(({ id, place, fetchedAt, shape }) => [
        id,
        {
          place,
          shape,
          fetchedAt: fetchedAt === null ? null : new Date(isoTime(fetchedAt)).toISOString(),
        },
      ]),
    ),
  };
}
