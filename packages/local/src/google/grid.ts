import { type DimensionChange, followList } from './dimension-change.ts';
import type { CellData, Dimension } from './wire.ts';

/** A row as stored: never changed in place, trailing empty cells left out. */
export type Row = readonly (CellData | null)[];

const EMPTY_ROW: Row = [];

/** Whether a cell shows anything to `values.*`: an empty string does not count. */
export function hasValue(cell: CellData | undefined): boolean {
  const value = cell?.userEnteredValue ?? cell?.effectiveValue;
  return value !== undefined && value.stringValue !== '';
}

const isFormula = (cell: CellData | null | undefined): boolean =>
  cell?.userEnteredValue?.formulaValue !== undefined;

/** The cells of one sheet. It does not know its size: the caller keeps within the grid. */
export class Grid {
  #rows: Row[];
  /** Undefined until someone asks; once true it stays true. */
  #mayHaveFormulas: boolean | undefined;

  constructor(rows: readonly Row[]) {
    this.#rows = [...rows];
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** False only if no cell holds a formula. */
  get mayHaveFormulas(): boolean {
    this.#mayHaveFormulas ??= this.#rows.some((row) => row.some(isFormula));
    return this.#mayHaveFormulas;
  }

  cell(row: number, column: number): CellData | undefined {
    return this.#rows[row]?.[column] ?? undefined;
  }

  setCell(row: number, column: number, cell: CellData | undefined): void {
    const kept = cell !== undefined && Object.keys(cell).length > 0 ? cell : null;
    while (this.#rows.length <= row) this.#rows.push(EMPTY_ROW);
    const cells = [...(this.#rows[row] ?? EMPTY_ROW)];
    while (cells.length <= column) cells.push(null);
    cells[column] = kept;
    this.#rows[row] = trimmed(cells);
    if (isFormula(kept)) this.#mayHaveFormulas = true;
    if (kept === null) this.#trimRows();
  }

  /** Replaces the cells `from`… of a row at once; undefined leaves a cell as it is. */
  setCells(row: number, from: number, cells: readonly (CellData | null | undefined)[]): void {
    while (this.#rows.length <= row) this.#rows.push(EMPTY_ROW);
    const line = [...(this.#rows[row] ?? EMPTY_ROW)];
    while (line.length < from + cells.length) line.push(null);
    cells.forEach((cell, i) => {
      if (cell === undefined) return;
      line[from + i] = cell !== null && Object.keys(cell).length > 0 ? cell : null;
    });
    if (cells.some(isFormula)) this.#mayHaveFormulas = true;
    this.#rows[row] = trimmed(line);
    this.#trimRows();
  }

  change(dimension: Dimension, change: DimensionChange): void {
    this.#rows =
      dimension === 'ROWS'
        ? followList(change, this.#rows, EMPTY_ROW)
        : this.#rows.map((row) => trimmed(followList(change, row, null)));
    this.#trimRows();
  }

  /** Cuts what lies outside a grid of this size. */
  crop(rowCount: number, columnCount: number): void {
    this.#rows = this.#rows
      .slice(0, rowCount)
      .map((row) => (row.length > columnCount ? trimmed(row.slice(0, columnCount)) : row));
    this.#trimRows();
  }

  /** Index of the last row that shows a value; −1 in an empty sheet. */
  lastValueRow(): number {
    return this.#rows.findLastIndex((row) => row.some((cell) => hasValue(cell ?? undefined)));
  }

  #trimRows(): void {
    while (this.#rows.length > 0 && this.#rows.at(-1)?.length === 0) this.#rows.pop();
  }
}

function trimmed(cells: readonly (CellData | null)[]): Row {
  const last = cells.findLastIndex((cell) => cell !== null);
  return cells.slice(0, last + 1);
}
