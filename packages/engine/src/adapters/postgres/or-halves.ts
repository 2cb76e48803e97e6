import { must } from '../../errors/assert.ts';
import { StatementRefused } from './postgres-errors.ts';
import type { WriteResults } from './run-group.ts';

/**
 * Runs items in one transaction. When the data of one fails it, the halves are run on their own, the first
 * one first, until each item that is refused stands alone: one of n costs about 2 log2 n transactions.
 */
export async function orHalves<T>(
  items: readonly T[],
  run: (part: readonly T[]) => Promise<WriteResults>,
  refused: (item: T, refusal: StatementRefused) => Promise<WriteResults>,
): Promise<WriteResults> {
  try {
    return await run(items);
  } catch (error) {
    if (!(error instanceof StatementRefused)) throw error;
    if (items.length === 1) return refused(must(items[0], 'one item is there'), error);
    const middle = Math.ceil(items.length / 2);
    const left = await orHalves(items.slice(0, middle), run, refused);
    return new Map([...left, ...(await orHalves(items.slice(middle), run, refused))]);
  }
}
