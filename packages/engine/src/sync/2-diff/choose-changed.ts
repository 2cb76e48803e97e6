import { derivedId } from '../../crypto/derived-id.ts';
import { resemblesShown } from '../../model/resembles-shown.ts';
import type { OpenBinding, RunContext } from '../run-context.ts';
import type { AbsentRow, ClassifiedRow } from '../run-store.ts';
import { groupMoves } from './group-moves.ts';

/** Records that the pure core decides about at once: bounds the memory of a step. */
export const PARTITION_SIZE = 500;
/** New keys that get their record in one statement. */
const NEW_KEYS_PER_STEP = 5_000;
/** Keys of live records that others come to show; what is beyond is decided by the runs after. */
const KEY_MOVES_MAX = 5_000;
/** Records whose keys go round or on in one run: bounds by how much a partition grows. */
const KEY_GROUP_MAX = 100;

/** Links what was observed to records, finds what is absent, and chooses the records to look at. */
export async function chooseChanged(run: RunContext): Promise<number> {
  const { store } = run;
  await run.steps.do('diff: link', async () => {
    await store.beginStep('diff');
    if (run.goal !== null) await store.stageGoals(run.goal);
    await store.linkRows();
    await store.linkMovedKeys();
    await store.linkReturned();
    return null;
  });
  for (let chunk = 0, more = true; more; chunk++) {
    more = await run.steps.do(`diff: new keys ${chunk}`, async () => {
      const keys = await store.listNewKeys(NEW_KEYS_PER_STEP);
      const assigned = await assignIds(run, keys);
      if (assigned.length > 0) await store.assignRecords(assigned);
      return keys.length === NEW_KEYS_PER_STEP;
    });
  }
  for (const open of run.bindings) {
    if (!open.moved) await findAbsent(run, open);
  }
  const chosen = await run.steps.do('diff: choose', async () => {
    const groups = groupMoves(await store.listKeyMoves(KEY_MOVES_MAX));
    const together = groups.filter(({ length }) => length <= KEY_GROUP_MAX);
    const found = await store.chooseCandidates(PARTITION_SIZE, together);
    await store.endStep('diff', found);
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
    const taken = await run.store.findTakenIds(offers.map(({ recordId }) => recordId));
    for (const { keyHash, recordId } of offers) {
      if (!taken.has(recordId)) ids.set(keyHash, recordId);
    }
  }
  return [...ids].map(([keyHash, recordId]) => ({ keyHash, recordId }));
}

/** Every absent row is classified before it can count as deleted; a row that nobody looked up never does. */
async function findAbsent(run: RunContext, open: OpenBinding): Promise<void> {
  const { store } = run;
  const { name } = open.binding;
  const limit = open.definition.capabilities.rowsPerLookUpMax;
  for (let chunk = 0, more = true; more; chunk++) {
    more = await run.steps.do(`diff ${name}: absent ${chunk}`, async () => {
      const absent = await store.listAbsent(name, limit);
      if (absent.length === 0) return false;
      await store.stageAbsences(name, await classify(run, open, absent));
      await store.countRequests(run.requests);
      return absent.length === limit;
    });
  }
}

/**
 * Where rows have no identity but the key, one that is gone under its key may be there without it, or under the
 * key of another row: while a row that nobody else claims resembles it, it does not count as deleted.
 */
async function classify(
  { store, registry: { key } }: RunContext,
  { binding, definition, adapter, table }: OpenBinding,
  absent: readonly AbsentRow[],
): Promise<ClassifiedRow[]> {
  const ids = absent.map(({ externalId }) => externalId);
  const found = await adapter.lookUp(table, ids);
  const classified = absent.map((row) => {
    const presence = found.get(row.externalId) ?? 'unreachable';
    return { row, presence, isDeleted: presence === 'gone' || presence === 'trashed' };
  });
  const mayBeHidden =
    !definition.capabilities.stableRowIds && classified.some((each) => each.isDeleted);
  const unclaimed = mayBeHidden ? await store.readUnclaimed(binding.name) : [];
  return classified.map(({ row: { recordId, externalId, shown }, presence, isDeleted }) => {
    const isHidden = isDeleted && unclaimed.some(({ cells }) => resemblesShown(shown, cells, key));
    return { recordId, externalId, presence: isHidden ? 'unidentified' : presence };
  });
}
