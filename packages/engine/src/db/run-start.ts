import { and, eq } from 'drizzle-orm';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { RunKind, RunTrigger } from '../model/run.ts';
import type { TenantDatabase } from './database.ts';
import { isoTime } from './iso-time.ts';
import { bindings } from './registry-tables.ts';
import { runs } from './run-tables.ts';

export interface RunStart {
  readonly kind: RunKind;
  readonly trigger: RunTrigger;
  /** The plan to carry out as it is: approved by a person, or left by an attempt that was cut off. */
  readonly standing: { readonly planHash: string } | null;
  /** By binding id: the place that its links describe, and since when its edits are unseen. */
  readonly bindings: Readonly<
    Record<string, { readonly place: string | null; readonly fetchedAt: string | null }>
  >;
}

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
      })
      .from(bindings)
      .where(and(eq(bindings.tenantId, tenantId), eq(bindings.registryId, registryId))),
  ]);
  if (run === undefined) throw new ChittySyncError('CS_NOT_FOUND', `no run ${runId}`);
  const { planHash, approvedHash } = run;
  const cleared = run.halts.length === 0 || approvedHash === planHash;
  return {
    kind: run.kind as RunKind,
    trigger: run.trigger as RunTrigger,
    standing: planHash !== null && cleared ? { planHash } : null,
    bindings: Object.fromEntries(
      bound.map(({ id, place, fetchedAt }) => [
        id,
        {
          place,
          fetchedAt: fetchedAt === null ? null : new Date(isoTime(fetchedAt)).toISOString(),
        },
      ]),
    ),
  };
}
