import { derivedId } from '../../crypto/derived-id.ts';
import { beginStep, endStep, flushRequests } from '../../db/run-progress.ts';
import {
  assignRecords,
  chooseCandidates,
  findTakenIds,
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
      const assigned = await assignIds(run, keys);
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

/**
 * Ids of new records. They follow from the key, so that a sync plans exactly what its preview did, hash and all;
 * a key whose record was deleted or renamed before gets the next id in its line.
 */
async function assignIds(run: RunContext, keys: readonly string[]) {
  const ids = new Map<string, string>();
  for (let generation = 0; ids.size < keys.length; generation++) {
    const open = keys.filter((keyHash) => !ids.has(keyHash));
    const offers = open.map((keyHash) => ({
      keyHash,
      recordId: derivedId('record', run.registry.id, keyHash, String(generation)),
    }));
    const taken = await findTakenIds(
      run.state,
      offers.map(({ recordId }) => recordId),
    );
    for (const { keyHash, recordId } of offers) {
      if (!taken.has(recordId)) ids.set(keyHash, recordId);
    }
  }
  return [...ids].map(([keyHash, recordId]) => ({ keyHash, recordId }));
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
