import { must } from '../../errors/assert.ts';
import type { CellRange } from './a1-range.ts';

/** Rows are read in at most this many ranges. */
const ROW_RANGES_MAX = 30;

/**
 * The ranges that hold some rows, from the first of the columns to the last. Rows that lie together
 * are one range; the widest gaps separate the ranges.
 */
export function rowRanges(rows: readonly number[], columns: readonly number[]): CellRange[] {
  const sorted = [...new Set(rows)].sort((a, b) => a - b);
  const [first] = sorted;
  if (first === undefined) return [];
  const gaps = sorted
    .map((row, i) => ({ at: i, gap: row - (sorted[i - 1] ?? row) - 1 }))
    .filter(({ gap }) => gap > 0)
    .sort((a, b) => b.gap - a.gap)
    .slice(0, ROW_RANGES_MAX - 1)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const starts = [0, ...gaps];
  return starts.map((start, i) => ({
    firstRow: must(sorted[start], 'a row'),
    lastRow: must(sorted[(starts[i + 1] ?? sorted.length) - 1], 'a row'),
    firstColumn: Math.min(...columns),
    lastColumn: Math.max(...columns),
  }));
}
