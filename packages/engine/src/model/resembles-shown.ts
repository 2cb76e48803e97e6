import { type Cells, cellsEqual } from './cell.ts';

/**
 * Whether a row may be the one that showed `shown`: at least one cell, and at least half of those that it showed
 * besides the key, are still there. An EMPTY cell and an unticked box tell nothing, since rows that were never
 * filled in have them too.
 */
export function resemblesShown(shown: Cells, cells: Cells, key: readonly string[]): boolean {
  const telling = Object.entries(shown).filter(
    ([field, cell]) => !key.includes(field) && cell !== null && cell !== false,
  );
  const kept = telling.filter(([field, cell]) => cellsEqual(cells[field] ?? null, cell));
  return kept.length > 0 && kept.length * 2 >= telling.length;
}
