import { assert } from '../../errors/assert.ts';
import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import type { OpenBinding, RunContext } from '../run-context.ts';

/** Sends a chunk of writes and stores its outcomes, as `told` makes of each; requests count even where it fails. */
export async function sendWrites(
  { store, requests }: RunContext,
  { adapter, table }: OpenBinding,
  writes: readonly RowWrite[],
  told: (outcome: WriteOutcome, index: number) => WriteOutcome = (outcome) => outcome,
): Promise<void> {
  try {
    const outcomes = await adapter.applyWrites(table, writes);
    assert(
      outcomes.length === writes.length && outcomes.every(({ id }, i) => id === writes[i]?.id),
      'an adapter answers one outcome per write, in order',
    );
    await store.saveOutcomes(outcomes.map(told));
  } finally {
    await store.countRequests(requests);
  }
}
