/**
 * The last column that a sheet can have (18,278 columns). Google clamps the end of a range to the
 * grid.
 */
export const LAST_COLUMN = 18_277;

/**
 * Rows and columns count from 0, both ends included. Without `lastRow` the range is open downwards.
 */
export interface CellRange {
  readonly firstRow: number;
  readonly lastRow?: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** `0` is `A`, `26` is `AA`. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/**
 * The range in A1 notation. The title is always quoted: bare, it could be a named range or a cell.
 */
export function a1Range(title: string, range: CellRange): string {
  const sheet = `'${title.replaceAll("'", "''")}'`;
  const first = columnLetters(range.firstColumn);
  const last = columnLetters(range.lastColumn);
  if (range.lastRow === undefined && range.firstRow === 0) return `${sheet}!${first}:${last}`;
  const lastRow = range.lastRow === undefined ? '' : range.lastRow + 1;
  return `${sheet}!${first}${range.firstRow + 1}:${last}${lastRow}`;
}

const ECHO = /!?\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$/;

/** The last row of a range that Google echoed, from 0; null if the echo names none. */
export function lastRowOfEcho(range: string): number | null {
  const match = ECHO.exec(range);
  return match === null ? null : Number(match[4] ?? match[2]) - 1;
}
