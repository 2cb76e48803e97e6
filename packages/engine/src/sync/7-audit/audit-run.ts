import { appendEntries } from '../../audit/append-entries.ts';
import { derivedId } from '../../crypto/derived-id.ts';
import { recordDecided } from '../../db/findings-store.ts';
import { countPartitions, readPartitionPlan } from '../../db/plan-store.ts';
import { beginStep, endStep } from '../../db/run-progress.ts';
import type { RunContext } from '../run-context.ts';
import type { EntryHead } from './entries-from-plan.ts';
import { entriesFromPlan } from './entries-from-plan.ts';

/** Puts the outcome of every write and every decision into the signed log, partition by partition. */
export async function auditRun(run: RunContext): Promise<void> {
  const { state, runId, registry } = run;
  const partitions = await run.steps.do('audit: begin', async () => {
    await beginStep(state, runId, 'audit');
    return countPartitions(state, runId);
  });
  let entries = 0;
  for (let partition = 0; partition < partitions; partition++) {
    entries += await run.steps.do(`audit: partition ${partition}`, async () => {
      const records = await readPartitionPlan(state, runId, partition);
      const found = records.flatMap((record) => entriesFromPlan(record, entryHead(run)));
      await appendEntries(state, run.signer, found);
      const decided = records.flatMap(({ conflicts }) => conflicts);
      await recordDecided(
        state,
        { runId, registryId: registry.id },
        decided.map((conflict) => ({
          ...conflict,
          id: derivedId(runId, 'conflict', conflict.recordId, conflict.field),
        })),
      );
      return found.length;
    });
  }
  await run.steps.do('audit: end', async () => {
    await endStep(state, runId, 'audit', { entries });
    return null;
  });
}

/** What all entries of a run share; the time is that of the entry. */
export function entryHead(run: RunContext): EntryHead {
  return {
    tenant: run.state.tenantId,
    registry: run.registry.id,
    run: run.runId,
    t: run.now().toISOString(),
    actor: run.trigger,
  };
}
