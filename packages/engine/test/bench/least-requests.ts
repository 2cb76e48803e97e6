import type { SystemName } from '../../src/model/system.ts';
import type { CountedLoad } from '../world/counted-scenarios.ts';

/**
 * The fewest requests that a run could do with, every safety read kept: what the limits of the API leave, or where
 * it has none, our own sizes of a page and of a chunk. The reasons are in `docs/api-calls.md`.
 */
export const LEAST_REQUESTS: Readonly<Record<SystemName, (load: CountedLoad) => number>> = {
  notion: ({ present, created, updated, absent, isIncremental = false }) => {
    const describe = 1;
    const read = isIncremental ? 1 : pages(present, 100);
    const look = chunks(created, 100) + chunks(updated, 100);
    return describe + read + look + created + updated + absent;
  },
  sheets: ({ present, created, updated, absent }) => {
    const [token, describe] = [1, 1];
    const read = pages(present + 1, 5_000);
    const writes = chunks(created, 500) + chunks(updated, 500);
    return token + describe + read + 3 * writes + chunks(absent, 1_000);
  },
  postgres: ({ present, created, updated, absent, isIncremental = false }) => {
    const describe = 1;
    const read = isIncremental ? 1 : pages(present, 1_000);
    const writes = chunks(created, 500) + chunks(updated, 500);
    return describe + read + writes + chunks(absent, 1_000);
  },
};

/** An empty table is one page. */
function pages(rows: number, size: number): number {
  return Math.max(1, chunks(rows, size));
}

function chunks(rows: number, size: number): number {
  return Math.ceil(rows / size);
}
