import { parseR1C1 } from './r1c1-notation.ts';

/** Bounds of a range, zero-based and half-open; an absent end is open. */
export interface CellBounds {
  readonly startRow: number;
  readonly endRow: number | undefined;
  readonly startColumn: number;
  readonly endColumn: number | undefined;
}

/** An A1 string taken apart: a title, cells, or both. A quoted title is never a cell or a name. */
export interface A1Parts {
  readonly title: string | undefined;
  readonly isQuoted: boolean;
  readonly cells: string | undefined;
}

/** 0 → A, 26 → AA. */
export function columnName(index: number): string {
  const rest = index % 26;
  const head = Math.floor(index / 26);
  return (head > 0 ? columnName(head - 1) : '') + String.fromCharCode(65 + rest);
}

/** A → 0, AA → 26. */
export const columnIndex = (letters: string): number =>
  [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/**
 * Quotes a title unless it is a plain word that is neither a cell nor a boolean (the rule of 2026).
 */
export function quoteTitle(title: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_]*$/.test(title);
  const isCellOrBoolean = parseCells(title) !== undefined || /^(true|false)$/i.test(title);
  return isPlain && !isCellOrBoolean ? title : `'${title.replaceAll("'", "''")}'`;
}

/** A range of whole rows or columns, whose other bound nobody named: `Sheet1!AA`, `Sheet1!3:4`. */
export function formatAxis(title: string, first: string, last: string): string {
  return `${quoteTitle(title)}!${first === last ? first : `${first}:${last}`}`;
}

/** `Sheet1!A1:B2`; a single cell without the colon. The bounds must be closed. */
export function formatRange(title: string, bounds: CellBounds): string {
  const { startRow, startColumn } = bounds;
  const lastRow = (bounds.endRow ?? startRow + 1) - 1;
  const lastColumn = (bounds.endColumn ?? startColumn + 1) - 1;
  const first = `${columnName(startColumn)}${startRow + 1}`;
  const last = `${columnName(lastColumn)}${lastRow + 1}`;
  return `${quoteTitle(title)}!${first === last ? first : `${first}:${last}`}`;
}

/** Takes title and cells apart; undefined if a quote is not closed. */
export function splitA1(text: string): A1Parts | undefined {
  if (!text.startsWith("'")) {
    const mark = text.lastIndexOf('!');
    if (mark < 0) return { title: undefined, isQuoted: false, cells: text };
    return { title: text.slice(0, mark), isQuoted: false, cells: text.slice(mark + 1) };
  }
  const quoted = /^'((?:[^']|'')*)'(?:!(.*))?$/s.exec(text);
  if (!quoted) return undefined;
  return { title: (quoted[1] ?? '').replaceAll("''", "'"), isQuoted: true, cells: quoted[2] };
}

const A1 = /^\$?([A-Za-z]{1,3})?\$?(\d+)?(?:(:)\$?([A-Za-z]{1,3})?\$?(\d+)?)?$/;

interface Corner {
  readonly row: number | undefined;
  readonly column: number | undefined;
}

const corner = (letters: string | undefined, digits: string | undefined): Corner => ({
  row: digits === undefined ? undefined : Number(digits) - 1,
  column: letters === undefined ? undefined : columnIndex(letters),
});

/**
 * The bounds that `A1`, `A1:B2`, `A:B`, `2:3` or `A2:C` means, else what it means in R1C1 notation;
 * undefined if it is neither.
 */
export const parseCells = (text: string): CellBounds | undefined =>
  parseA1(text) ?? parseR1C1(text);

function parseA1(text: string): CellBounds | undefined {
  const match = A1.exec(text);
  if (!match || text === '') return undefined;
  const first = corner(match[1], match[2]);
  if (!match[3]) {
    const isCell = first.row !== undefined && first.column !== undefined;
    return isCell ? bounds(first, first) : undefined;
  }
  const last = corner(match[4], match[5]);
  const hasNothing = ({ row, column }: Corner) => row === undefined && column === undefined;
  return hasNothing(first) || hasNothing(last) ? undefined : bounds(first, last);
}

/** Orders the corners; rows or columns that only one corner names reach to the end of the grid. */
function bounds(first: Corner, last: Corner): CellBounds | undefined {
  const rows = span(first.row, last.row);
  const columns = span(first.column, last.column);
  if (rows.start < 0 || columns.start < 0) return undefined;
  return {
    startRow: rows.start,
    endRow: rows.end,
    startColumn: columns.start,
    endColumn: columns.end,
  };
}

function span(
  a: number | undefined,
  b: number | undefined,
): { start: number; end: number | undefined } {
  if (a === undefined || b === undefined) return { start: a ?? b ?? 0, end: undefined };
  return { start: Math.min(a, b), end: Math.max(a, b) + 1 };
}
