import { must } from '../../errors/assert.ts';
import { type Refusal, refusalOf } from './sheets-errors.ts';

/**
 * Sends all items in one call. When Google refuses the call for what is in it, the items are halved
 * until those that it refuses stand alone, so that the others are written; the order is kept. For k
 * refused ones of n this takes about 2k·log2(n/k) calls.
 * @returns why, by refused item
 */
export async function isolateRefused<T>(
  items: readonly T[],
  send: (items: readonly T[]) => Promise<void>,
): Promise<ReadonlyMap<T, Refusal>> {
  if (items.length === 0) return new Map();
  try {
    await send(items);
    return new Map();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null || refusal === 'RANGE') throw error;
    if (items.length === 1) return new Map([[must(items[0], 'one item'), refusal]]);
  }
  const half = Math.ceil(items.length / 2);
  const first = await isolateRefused(items.slice(0, half), send);
  const second = await isolateRefused(items.slice(half), send);
  return new Map([...first, ...second]);
}
