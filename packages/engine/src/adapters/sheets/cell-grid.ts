/** A block of cells and where its top left one is, from 0. */
export interface PlacedCells<T> {
  readonly firstRow: number;
  readonly firstColumn: number;
  readonly rows: readonly (readonly T[])[];
}

/**
 * Cells by row and column, from 0. Rows have unequal lengths, and cells in between may be missing.
 */
export type CellGrid<T> = readonly (readonly (T | undefined)[])[];

/** Puts blocks where they belong. */
export function cellGrid<T>(blocks: readonly PlacedCells<T>[]): CellGrid<T> {
  const grid: (T | undefined)[][] = [];
  for (const { firstRow, firstColumn, rows } of blocks) {
    rows.forEach((cells, i) => {
      const row = grid[firstRow + i] ?? [];
      grid[firstRow + i] = row;
      cells.forEach((cell, j) => {
        row[firstColumn + j] = cell;
      });
    });
  }
  return Array.from(grid, (row) => row ?? []);
}
