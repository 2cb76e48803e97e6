import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import { errorOf, type NotionFault } from './notion-errors.ts';
import { waitBeforeAttempt } from './retry-policy.ts';
import { dataSourceIdOf } from './table-ref.ts';
import type { WriteContext } from './write-context.ts';
import { refusalOf } from './write-refusal.ts';

/** One attempt: an outcome, or the fault of the write that was sent. */
export type Attempted = { readonly outcome: WriteOutcome } | { readonly fault: NotionFault };

/**
 * Makes attempts until one has an outcome. After a fault that leaves open whether the write took effect,
 * and after a conflict with a concurrent write, the next attempt starts by reading, so that nothing is
 * written twice and no edit made in between is overwritten.
 * @throws the coded error when Notion stays unavailable
 */
export async function attemptWrite(
  context: WriteContext,
  write: RowWrite,
  attempt: (number: number) => Promise<Attempted>,
): Promise<WriteOutcome> {
  for (let number = 0; ; number += 1) {
    const result = await attempt(number);
    if ('outcome' in result) return result.outcome;
    const { fault } = result;
    if (!fault.uncertain && fault.kind !== 'conflict') {
      return refusalOf(context.codecs, write, fault);
    }
    const wait = waitBeforeAttempt(fault, number, Math.random);
    if (wait === null) return givenUp(context, write, fault);
    await context.wait(wait);
  }
}

function givenUp(context: WriteContext, write: RowWrite, fault: NotionFault): WriteOutcome {
  if (fault.kind === 'conflict') return refusalOf(context.codecs, write, fault);
  throw errorOf(fault, `data source ${dataSourceIdOf(context.codecs.table.ref)}`);
}
