import { appendEntries } from '../../audit/append-entries.ts';
import { derivedId } from '../../crypto/derived-id.ts';
import type { RunContext } from '../run-context.ts';
import type { EntryHead } from './entries-from-plan.ts';
import { entriesFromPlan } from './entries-from-plan.ts';
import { retirementEntry } from './retirement-entry.ts';

/** Puts the outcome of every write, every decision and every record retired without a write into the signed log, partition by partition. */
export async function auditRun(run: RunContext): Promise<void> {
  const { store, runId } = run;
  const partitions = await run.steps.do('audit: begin', async () => {
    await store.beginStep('audit');
    return store.countPartitions();
  });
  let entries = 0;
  for (let partition = 0; partition < partitions; partition++) {
    entries += await run.steps.do(`audit: partition ${partition}`, async () => {
      const records = await store.readPlan(partition);
      const head = entryHead(run);
      const found = records
        .flatMap((record) => [...entriesFromPlan(record, head), retirementEntry(record, head)])
        .filter((entry) => entry !== null);
      await appendEntries(store, run.signer, found);
      const decided = records.flatMap(({ conflicts }) => conflicts);
      await store.saveDecided(
        decided.map((conflict) => ({
          ...conflict,
          id: derivedId(runId, 'conflict', conflict.recordId, conflict.field),
        })),
      );
      return found.length;
    });
  }
  await run.steps.do('audit: end', async () => {
    await store.endStep('audit', { entries });
    return null;
  });
}

/** What all entries of a run share; the time is that of the entry. */
export function entryHead(run: RunContext): EntryHead {
  return {
    tenant: run.tenantId,
    registry: run.registry.id,
    run: run.runId,
    t: run.now().toISOString(),
    actor: run.trigger,
  };
}
