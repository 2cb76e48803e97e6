import { must } from '../../errors/assert.ts';
import { StatementRefused } from './postgres-errors.ts';
import type { WriteResults } from './run-group.ts';

/** How items are run in one transaction, and what is done where the data of one fails it. */
export interface Attempt<T> {
  run(part: readonly T[]): Promise<WriteResults>;
  /** An item that is refused alone, or that is known to be. */
  refused(item: T, refusal: StatementRefused): Promise<WriteResults>;
  /** The items that are refused for the same reason, as far as one look tells. */
  alike?(part: readonly T[], refusal: StatementRefused): Promise<ReadonlySet<T>>;
}

/**
 * Runs items in one transaction. When the data of one fails it, the halves are run on their own, the first
 * one first, until each item that is refused stands alone: one of n costs about 2 log2 n transactions. Items
 * that are known to be refused are left out at once.
 */
export async function orHalves<T>(items: readonly T[], attempt: Attempt<T>): Promise<WriteResults> {
  try {
    return await attempt.run(items);
  } catch (error) {
    if (!(error instanceof StatementRefused)) throw error;
    if (items.length === 1) return attempt.refused(must(items[0], 'one item is there'), error);
    const alike = (await attempt.alike?.(items, error)) ?? new Set<T>();
    if (alike.size > 0) return withoutThose(items, alike, error, attempt);
    const middle = Math.ceil(items.length / 2);
    const left = await orHalves(items.slice(0, middle), attempt);
    return new Map([...left, ...(await orHalves(items.slice(middle), attempt))]);
  }
}

async function withoutThose<T>(
  items: readonly T[],
  those: ReadonlySet<T>,
  refusal: StatementRefused,
  attempt: Attempt<T>,
): Promise<WriteResults> {
  const others = items.filter((item) => !those.has(item));
  const results = new Map(others.length === 0 ? [] : await orHalves(others, attempt));
  for (const item of those) {
    for (const [id, result] of await attempt.refused(item, refusal)) results.set(id, result);
  }
  return results;
}
