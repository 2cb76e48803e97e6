import { beginStep, endStep, flushRequests } from '../../db/run-progress.ts';
import {
  assignRecords,
  chooseCandidates,
  linkObservations,
  listAbsent,
  listNewKeys,
  stageAbsences,
} from '../../db/staging-store.ts';
import type { OpenBinding, RunContext } from '../run-context.ts';

/** Records that the pure core decides about at once: bounds the memory of a step. */
export const PARTITION_SIZE = 500;
/** New keys that get their record in one statement. */
const NEW_KEYS_PER_STEP = 5_000;
/** Absent rows that one step classifies; a system may need a request for each. */
const LOOK_UPS_PER_STEP = 50;

/** Links what was observed to records, finds what is absent, and chooses the records to look at. */
export async function chooseChanged(run: RunContext): Promise<number> {
  const { state, runId, registry } = run;
  const moved = run.bindings.filter((open) => open.moved).map(({ binding }) => binding.id);
  await run.steps.do('diff: link', async () => {
    await beginStep(state, runId, 'diff');
    await linkObservations(state, runId, registry.id, moved);
    return null;
  });
  for (let chunk = 0, more = true; more; chunk++) {
    more = await run.steps.do(`diff: new keys ${chunk}`, async () => {
      const keys = await listNewKeys(state, runId, NEW_KEYS_PER_STEP);
      const assigned = keys.map((keyHash) => ({
        keyHash,
        recordId: run.newId(),
      }));
      if (assigned.length > 0) await assignRecords(state, runId, assigned);
      return keys.length === NEW_KEYS_PER_STEP;
    });
  }
  for (const open of run.bindings) {
    if (!open.moved) await findAbsent(run, open);
  }
  const chosen = await run.steps.do('diff: choose', async () => {
    const found = await chooseCandidates(state, runId, registry.id, moved, PARTITION_SIZE);
    await endStep(state, runId, 'diff', found);
    return found;
  });
  return chosen.partitions;
}

/** Every absent row is classified before it can count as deleted; a row that nobody looked up never does. */
async function findAbsent(run: RunContext, open: OpenBinding): Promise<void> {
  const { state, runId } = run;
  const { id, name } = open.binding;
  for (let chunk = 0, more = true; more; chunk++) {
    more = await run.steps.do(`diff ${name}: absent ${chunk}`, async () => {
      const absent = await listAbsent(state, runId, id, LOOK_UPS_PER_STEP);
      if (absent.length === 0) return false;
      const ids = absent.map(({ externalId }) => externalId);
      const found = await open.adapter.lookUp(open.table, ids);
      const classified = absent.map((row) => ({
        ...row,
        presence: found.get(row.externalId) ?? 'unreachable',
      }));
      await stageAbsences(state, runId, id, classified);
      await flushRequests(state, runId, run.requests);
      return absent.length === LOOK_UPS_PER_STEP;
    });
  }
}
