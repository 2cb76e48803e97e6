import { must } from '../../errors/assert.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import { leftOut, type UnrelatedWrite } from '../../model/left-out.ts';
import { isDone, type RowWrite, type WriteOutcome } from '../../model/write.ts';
import type { OpenBinding, RunContext } from '../run-context.ts';
import { sendWrites } from './send-writes.ts';

/** Chunks of one binding in one run; as many as its writes may take. */
const CHUNKS_MAX = 50_000;

/**
 * Makes up for writes that had to leave out a relation, because the row that they relate to was not there: now that
 * every row of the binding was written, each is tried once more. What is not there even now is left to the next run.
 */
export async function relateRows(run: RunContext, open: OpenBinding): Promise<void> {
  const { name } = open.binding;
  let after: string | null = null;
  for (let chunk = 0; chunk < CHUNKS_MAX; chunk++) {
    const from: string | null = after;
    const relate = (): Promise<string | null> => relateChunk(run, open, from);
    after = await run.steps.do(`apply ${name}: relations ${chunk}`, relate);
    if (after === null) return;
  }
  throw new ChittySyncError('CS_INTERNAL', `more than ${CHUNKS_MAX} chunks for one binding`);
}

/** Returns the id of the last write of the chunk; null when none is left. */
async function relateChunk(
  run: RunContext,
  open: OpenBinding,
  after: string | null,
): Promise<string | null> {
  const { binding, definition, table } = open;
  const fields = table.fields.flatMap(({ field, cellType, access }) =>
    cellType === 'relation' && access !== 'read' ? [field] : [],
  );
  const limit = definition.capabilities.rowsPerWriteMax;
  const unrelated = await run.store.takeUnrelated(binding.name, { fields, after, limit });
  const last = unrelated.at(-1);
  if (last === undefined) return null;
  const writes = unrelated.map((each) => secondWrite(each, fields));
  await sendWrites(run, open, writes, (outcome, i) => outcomeOf(unrelated[i], outcome));
  return last.write.id;
}

/** A write that was refused as a whole is made again; of a row that was written its relations are. */
function secondWrite(unrelated: UnrelatedWrite, fields: readonly string[]): RowWrite {
  const { write, outcome } = unrelated;
  if (!isDone(outcome)) return { ...write, attempted: true };
  const { id, key } = write;
  const cells = (leftOut(unrelated, fields) ?? []).map((field) => [field, write.cells[field]]);
  const { externalId } = outcome;
  return { id, key, kind: 'update', externalId, cells: Object.fromEntries(cells), attempted: true };
}

/** What became of the row in both: a second write that came to nothing takes nothing from the first, but tells why. */
function outcomeOf(unrelated: UnrelatedWrite | undefined, second: WriteOutcome): WriteOutcome {
  const { outcome: first } = must(unrelated, 'a second write follows a first');
  if (isDone(second) || !isDone(first)) return second;
  if (second.status !== 'rejected') return first;
  const { id: _, status: __, ...left } = second;
  return { ...first, left };
}
