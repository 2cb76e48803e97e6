import { formatRange } from './a1-notation.ts';
import { hasValue } from './grid.ts';
import type { ResolvedRange } from './range-resolution.ts';
import { type ClosedBounds, overlaps, type Sheet } from './sheet.ts';
import { type WrittenValues, writeValues } from './values.ts';
import type { ValueInput, ValueInputOption } from './values-input.ts';
import type { Workbook } from './workbook.ts';

export interface AppendedValues {
  /** The table that was found, in A1 notation; absent if there was none. */
  readonly tableRange?: string;
  readonly written: WrittenValues;
}

/**
 * `values.append`: looks for the last block of values that the range meets and writes below it,
 * from its
 * first column; without a block it writes at the start of the range. The grid grows as far as
 * needed.
 */
export function appendValues(
  workbook: Workbook,
  range: ResolvedRange,
  input: ValueInput,
  options: { input: ValueInputOption; insert: boolean; now: Date },
): AppendedValues {
  const { sheet } = range;
  const asked = sheet.close(range.bounds);
  const table = lastTable(sheet, asked);
  const start = table
    ? { row: table.endRow, column: table.startColumn }
    : { row: range.bounds.startRow, column: range.bounds.startColumn };
  const size = sizeOf(input);
  if (options.insert && table) insertRows(workbook, sheet, start.row, size.rows);
  growGrid(sheet, start.row + size.rows, start.column + size.columns);
  const cell = {
    startRow: start.row,
    endRow: start.row + 1,
    startColumn: start.column,
    endColumn: start.column + 1,
  };
  const written = writeValues(workbook, { sheet, bounds: cell }, input, options.input, options.now);
  return table ? { tableRange: formatRange(sheet.title, table), written } : { written };
}

function sizeOf({ majorDimension, lines }: ValueInput): { rows: number; columns: number } {
  const longest = Math.max(1, ...lines.map((line) => line.length));
  const count = Math.max(1, lines.length);
  return majorDimension === 'ROWS'
    ? { rows: count, columns: longest }
    : { rows: longest, columns: count };
}

/** Inserted rows push down what is below; a native table that ends there grows. */
function insertRows(workbook: Workbook, sheet: Sheet, at: number, count: number): void {
  const native = sheet.state.tables.find((table) => sheet.boundsOf(table.range).endRow === at);
  workbook.changeDimension(sheet, 'ROWS', { kind: 'insert', at, count });
  sheet.state.properties.gridProperties.rowCount += count;
  if (!native) return;
  sheet.state.tables = sheet.state.tables.map((table) =>
    table.tableId === native.tableId
      ? { ...table, range: { ...table.range, endRowIndex: at + count } }
      : table,
  );
}

function growGrid(sheet: Sheet, rows: number, columns: number): void {
  if (rows > sheet.rowCount) sheet.resize('ROWS', rows);
  if (columns > sheet.columnCount) sheet.resize('COLUMNS', columns);
}

/** The lowest block that meets the range; of blocks that end in the same row, the rightmost. */
function lastTable(sheet: Sheet, asked: ClosedBounds): ClosedBounds | undefined {
  const natives = sheet.state.tables.map((table) => sheet.boundsOf(table.range));
  const tables = [...blocksOf(sheet, asked), ...natives].filter((table) => overlaps(table, asked));
  return tables.sort((a, b) => a.endRow - b.endRow || a.startColumn - b.startColumn).at(-1);
}

/**
 * The blocks of values: rectangles around cells that touch, also at a corner. Found row by row: the
 * runs
 * of a row join the blocks that end in the row above and that they touch.
 */
function blocksOf(sheet: Sheet, asked: ClosedBounds): ClosedBounds[] {
  let closed: ClosedBounds[] = [];
  let open: ClosedBounds[] = [];
  sheet.grid.rows.forEach((cells, row) => {
    const live: ClosedBounds[] = [];
    for (const block of open) (block.endRow >= row ? live : closed).push(block);
    if (row > asked.endRow && live.length === 0) return;
    open = live;
    for (const run of runsOf(
      cells.map((cell) => hasValue(cell ?? undefined)),
      row,
    )) {
      open = joined(open, run);
    }
  });
  closed = [...closed, ...open];
  return closed;
}

function runsOf(filled: readonly boolean[], row: number): ClosedBounds[] {
  const runs: ClosedBounds[] = [];
  let start = -1;
  [...filled, false].forEach((isFilled, column) => {
    if (isFilled && start < 0) start = column;
    if (isFilled || start < 0) return;
    runs.push({ startRow: row, endRow: row + 1, startColumn: start, endColumn: column });
    start = -1;
  });
  return runs;
}

/** Joins a run to every block that it touches; the rectangle may then touch further ones. */
function joined(blocks: readonly ClosedBounds[], run: ClosedBounds): ClosedBounds[] {
  const touching = blocks.filter((block) => touches(block, run));
  if (touching.length === 0) return [...blocks, run];
  const others = blocks.filter((block) => !touching.includes(block));
  const all = [...touching, run];
  const whole = {
    startRow: Math.min(...all.map((block) => block.startRow)),
    endRow: Math.max(...all.map((block) => block.endRow)),
    startColumn: Math.min(...all.map((block) => block.startColumn)),
    endColumn: Math.max(...all.map((block) => block.endColumn)),
  };
  return joined(others, whole);
}

const touches = (a: ClosedBounds, b: ClosedBounds): boolean =>
  a.startRow <= b.endRow &&
  b.startRow <= a.endRow &&
  a.startColumn <= b.endColumn &&
  b.startColumn <= a.endColumn;
