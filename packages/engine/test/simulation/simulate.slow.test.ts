import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from './faults.ts';
import { type SimReport, simulate } from './simulate.ts';

/** Enough that everything happens that can happen, and few enough for every save. */
const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

const complaintsOf = ({ lost, duplicated, unconverged }: SimReport) => [
  ...lost,
  ...duplicated,
  ...unconverged,
];

describe('a simulated registry, with everything that can go wrong', () => {
  it('loses and doubles nothing, and agrees once the faults end', { timeout: 60_000 }, async () => {
    const counts = new Map<FaultKind, number>();
    const sums = { edits: 0, repeats: 0, deletions: 0, conflicts: 0, halts: 0, crashes: 0 };
    for (const seed of SEEDS) {
      const report = await simulate(seed, { small: true });
      expect(complaintsOf(report), `seed ${seed}`).toEqual([]);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += report[name];
      for (const [kind, count] of report.faults) counts.set(kind, (counts.get(kind) ?? 0) + count);
    }
    // It must have been put to the test at all.
    expect(FAULT_KINDS.filter((kind) => !counts.has(kind))).toEqual([]);
    expect(Object.entries(sums).filter(([, sum]) => sum < 10)).toEqual([]);
    // Edits that the next one hides from every run are a small minority.
    expect(sums.repeats / sums.edits).toBeLessThan(0.05);
  });

  it('is the same whenever the seed is the same', async () => {
    for (const seed of [5, 9]) {
      const [first, again] = [
        await simulate(seed, { small: true }),
        await simulate(seed, { small: true }),
      ];
      expect(again.hash).toBe(first.hash);
      expect(again.edits).toBe(first.edits);
    }
    const [one, other] = [await simulate(1, { small: true }), await simulate(2, { small: true })];
    expect(other.hash).not.toBe(one.hash);
  });

  it('tells its story without changing it', async () => {
    const [told, untold] = [
      await simulate(3, { small: true, keepsTrace: true }),
      await simulate(3, { small: true }),
    ];
    expect(told.hash).toBe(untold.hash);
    expect(told.lines.length).toBeGreaterThan(100);
  });
});
