import { must } from '../../errors/assert.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import { type CellRange, LAST_COLUMN } from './a1-range.ts';
import type { BoundSheet } from './bound-sheet.ts';
import { type CellGrid, cellGrid } from './cell-grid.ts';
import { findHeader, HEADER_ROWS_MAX, type Header, locateColumns } from './header.ts';
import type { SheetPlace } from './sheet-places.ts';
import type { SheetsClient, ValueBlock } from './sheets-client.ts';

/** Up to this many cells of the grid a tab is read whole, above it only the columns that matter. */
const WHOLE_GRID_CELLS = 500_000;

/** The cells of a tab, all its rows and some of its columns. */
export interface TabCells {
  /** From 0. */
  readonly headerRow: number;
  /** The column of each mapped field, from 0. */
  readonly columns: readonly number[];
  /** The fields that were asked for. */
  readonly fields: ReadonlySet<string>;
  /** All columns were read, not only those of the fields. */
  readonly isWhole: boolean;
  readonly gridRows: number;
  /** What was entered: the text of a formula instead of its result. */
  readonly texts: CellGrid<unknown>;
  /** What the cells show; the same object as `texts` where none of them looks like a formula. */
  readonly values: CellGrid<unknown>;
}

/** Whether a cell reads like a formula. A text can, when it was written RAW. */
export function isFormula(cell: unknown): boolean {
  return typeof cell === 'string' && cell.startsWith('=');
}

/**
 * Reads the header and the columns of the given fields in one call; another one for a large tab,
 * and another one where a cell looks like a formula.
 * @throws CS_FETCH_INCOMPLETE (retryable) when someone changes the tab between the calls
 */
export async function readTabCells(
  client: SheetsClient,
  { title, gridCells }: SheetPlace,
  sheet: BoundSheet,
  fields: ReadonlySet<string>,
): Promise<TabCells> {
  const id = sheet.ref.spreadsheetId;
  const isWhole = gridCells <= WHOLE_GRID_CELLS;
  const known = isWhole ? null : await readHeader(client, title, sheet);
  const ranges = known === null ? [WHOLE] : columnSpans(columnsOf(sheet, known, fields));
  const blocks = await client.readValues(id, title, ranges, 'FORMULA');
  const texts = gridOf(blocks);
  const header = known ?? findHeader(texts.slice(0, HEADER_ROWS_MAX));
  const read = columnsOf(sheet, header, fields);
  if (known !== null) assertSameHeader(known, texts, read);
  const hasFormulas = texts.some((cells) => read.some((column) => isFormula(cells[column])));
  const values = hasFormulas
    ? gridOf(await client.readValues(id, title, ranges, 'UNFORMATTED_VALUE'))
    : texts;
  if (hasFormulas) assertSameValues(texts, values, read);
  const all = new Set(sheet.fields.map(({ field }) => field.field));
  return {
    headerRow: header.row,
    columns: columnsOf(sheet, header, all),
    fields,
    isWhole,
    gridRows: must(blocks[0], 'one block per range').lastRow + 1,
    texts,
    values,
  };
}

const WHOLE: CellRange = {
  firstRow: 0,
  firstColumn: 0,
  lastColumn: LAST_COLUMN,
};

async function readHeader(client: SheetsClient, title: string, sheet: BoundSheet): Promise<Header> {
  const top = { ...WHOLE, lastRow: HEADER_ROWS_MAX - 1 };
  const [block] = await client.readValues(
    sheet.ref.spreadsheetId,
    title,
    [top],
    'UNFORMATTED_VALUE',
  );
  return findHeader(must(block, 'one block per range').rows);
}

function columnsOf(sheet: BoundSheet, header: Header, fields: ReadonlySet<string>): number[] {
  const wanted = sheet.fields.map(({ field }) => field).filter(({ field }) => fields.has(field));
  return [...locateColumns(header, wanted)];
}

/** Whole columns, adjacent ones together. */
export function columnSpans(columns: readonly number[]): CellRange[] {
  const spans: { firstRow: number; firstColumn: number; lastColumn: number }[] = [];
  for (const column of [...new Set(columns)].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last !== undefined && last.lastColumn === column - 1) last.lastColumn = column;
    else spans.push({ firstRow: 0, firstColumn: column, lastColumn: column });
  }
  return spans;
}

function gridOf(blocks: readonly ValueBlock[]): CellGrid<unknown> {
  return cellGrid(blocks.map(({ range, rows }) => ({ ...range, rows })));
}

function assertSameHeader(
  header: Header,
  grid: CellGrid<unknown>,
  columns: readonly number[],
): void {
  const now = findHeader(grid.slice(0, HEADER_ROWS_MAX));
  const isSame = columns.every((column) => now.names[column] === header.names[column]);
  if (!isSame || now.row !== header.row) throw changedMeanwhile();
}

/** Between two readings only formulas may differ. */
function assertSameValues(
  texts: CellGrid<unknown>,
  values: CellGrid<unknown>,
  columns: readonly number[],
): void {
  texts.forEach((cells, row) => {
    for (const column of columns) {
      const text = cells[column] ?? '';
      if (!isFormula(text) && text !== (values[row]?.[column] ?? '')) throw changedMeanwhile();
    }
  });
}

function changedMeanwhile(): ChittySyncError {
  return new ChittySyncError('CS_FETCH_INCOMPLETE', 'The tab was changed while it was read.', {
    retryable: true,
  });
}
