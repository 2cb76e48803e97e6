import type { CellBounds } from './a1-notation.ts';

/** A row or column of an R1C1 reference: its index, and the number as it was written, if it was. */
interface Axis {
  readonly index: number | undefined;
  readonly written: number | undefined;
  /** Offsets in brackets count from A1, other numbers from 1. */
  readonly isOffset: boolean;
}

interface Reference {
  readonly row: Axis;
  readonly column: Axis;
}

const REFERENCE = /^(?:(R)(\d+|\[\d+\])?)?(?:(C)(\d+|\[\d+\])?)?$/i;

/**
 * The bounds that `R1C1`, `R1C1:R2C2`, `R[1]C[1]` or `RC` means; undefined if it is none. A letter
 * without a number is the first row or column; one that is left out beside a number is all of them.
 */
export function parseR1C1(text: string): CellBounds | undefined {
  const [first, last, ...more] = text.split(':').map(referenceOf);
  if (!first || more.length > 0 || (text.includes(':') && !last)) return undefined;
  const end = last ?? first;
  const rows = spanOf(first.row, end.row);
  const columns = spanOf(first.column, end.column);
  if (!rows || !columns) return undefined;
  return {
    startRow: rows.start,
    endRow: rows.end,
    startColumn: columns.start,
    endColumn: columns.end,
  };
}

function referenceOf(text: string): Reference | undefined {
  const match = text === '' ? null : REFERENCE.exec(text);
  if (!match) return undefined;
  const [, row, rowNumber, column, columnNumber] = match;
  const reference = {
    row: axisOf(row, rowNumber, columnNumber !== undefined),
    column: axisOf(column, columnNumber, rowNumber !== undefined),
  };
  const isZero = [reference.row, reference.column].some(({ index }) => index === -1);
  return isZero ? undefined : reference;
}

function axisOf(letter: string | undefined, number: string | undefined, hasOther: boolean): Axis {
  if (number === undefined) {
    const isOpen = letter === undefined && hasOther;
    return { index: isOpen ? undefined : 0, written: undefined, isOffset: false };
  }
  const isOffset = number.startsWith('[');
  const written = Number(isOffset ? number.slice(1, -1) : number);
  return { index: isOffset ? written : written - 1, written, isOffset };
}

/**
 * From the lower index to the higher one; undefined where numbers of one kind leave nothing between
 * them, as `R2:R1` does, which the service cannot parse.
 */
function spanOf(
  first: Axis,
  last: Axis,
): { readonly start: number; readonly end: number | undefined } | undefined {
  const isEmpty =
    last.written !== undefined &&
    first.isOffset === last.isOffset &&
    first.written === last.written + 1;
  if (isEmpty) return undefined;
  if (first.index === undefined || last.index === undefined) {
    return { start: first.index ?? last.index ?? 0, end: undefined };
  }
  return {
    start: Math.min(first.index, last.index),
    end: Math.max(first.index, last.index) + 1,
  };
}
