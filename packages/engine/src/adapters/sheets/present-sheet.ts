import { must } from '../../errors/assert.ts';
import type { Cells } from '../../model/cell.ts';
import { type BoundSheet, decodeRow, isBlank } from './bound-sheet.ts';
import type { NativeTables } from './native-tables.ts';
import { cellOf } from './new-cells.ts';
import type { LookedUpPlace } from './sheet-places.ts';
import type { CellData, SheetsClient } from './sheets-client.ts';
import { isFormula, readTabCells, type TabCells } from './tab-cells.ts';

/** A row as it is now, found by its place. Only the columns that were asked for are read. */
export interface PresentRow {
  /** From 0. */
  readonly row: number;
  readonly key: string | null;
  readonly cells: Cells;
  /** The fields whose cell is computed: a formula, or what one elsewhere spilled into it. */
  readonly formulas: ReadonlySet<string>;
  /** The fields whose cell lies under a merged one. */
  readonly merged: ReadonlySet<string>;
  /** The fields whose cell is protected against the account. */
  readonly guarded: ReadonlySet<string>;
}

/** A tab as it is now, all its rows and some of its columns. */
export interface PresentSheet {
  readonly headerRow: number;
  /** The column of each mapped field, from 0. */
  readonly columns: readonly number[];
  /** Rows of the grid, blank ones included. */
  readonly gridRows: number;
  readonly rows: readonly PresentRow[];
  /** A formula somewhere in the tab may fill cells beside its own. */
  readonly mayHaveSpills: boolean;
  /**
   * The last row with something in a key cell, or the last one under a merged cell of it; the
   * header when there is none. From 0.
   */
  readonly lastKeyedRow: number;
  /** The native tables of the tab, as far as its mapped columns are in them. */
  readonly tables: NativeTables;
  /** The fields that would be protected in a new row below it. */
  readonly guardedBelow: ReadonlySet<string>;
  /**
   * Whether writing a new row there could destroy something: what a person put into the row, or a
   * formula in one of the given columns. Of a large tab, where not all columns are read, every row
   * of the grid is.
   */
  isOccupied(row: number, columns: ReadonlySet<number>): boolean;
  /** What a cell shows, as far as it was read. */
  valueAt(row: number, column: number): unknown;
  isFormulaAt(row: number, column: number): boolean;
  /** What was entered into a cell, as far as it was read, to put it back. */
  enteredAt(row: number, column: number): CellData;
  /** How many cells of a row were read, blank ones in between included. */
  widthOf(row: number): number;
}

/**
 * Reads a tab as it is now: the header, the key columns and the columns of the given fields.
 * @throws CS_FETCH_INCOMPLETE (retryable) when someone changes the tab while it is read
 */
export async function readPresentSheet(
  client: SheetsClient,
  place: LookedUpPlace,
  sheet: BoundSheet,
  fields: ReadonlySet<string>,
): Promise<PresentSheet> {
  const tab = await readTabCells(client, place, sheet, new Set([...sheet.key, ...fields]));
  const { texts, values } = tab;
  const last = lastKeyedRow(sheet, tab, place);
  // A text like `=1+2` reads the same in both; without a second reading it is taken for a formula.
  const isFormulaAt = (row: number, column: number) => {
    const text = texts[row]?.[column];
    return isFormula(text) && (texts === values || text !== values[row]?.[column]);
  };
  return {
    headerRow: tab.headerRow,
    columns: tab.columns,
    gridRows: tab.gridRows,
    rows: presentRows(sheet, tab, place),
    lastKeyedRow: last,
    tables: place.tables,
    guardedBelow: new Set(
      sheet.fields.flatMap(({ field }, i) =>
        place.guarded.hasInserted(last + 1, tab.columns[i] ?? -1) ? [field.field] : [],
      ),
    ),
    mayHaveSpills: !tab.isWhole || texts.some((row) => row.some(isFormula)),
    isOccupied: (row, written) =>
      (!tab.isWhole && row < tab.gridRows) ||
      (texts[row] ?? []).some(
        (cell, column) => !isBlank(cell) && (!isFormula(cell) || written.has(column)),
      ),
    valueAt: (row, column) => values[row]?.[column],
    isFormulaAt,
    enteredAt(row, column) {
      const text = texts[row]?.[column];
      return isFormulaAt(row, column)
        ? { userEnteredValue: { formulaValue: String(text) } }
        : cellOf(text);
    },
    widthOf: (row) => texts[row]?.length ?? 0,
  };
}

function presentRows(
  sheet: BoundSheet,
  { columns, headerRow, fields: wanted, texts, values }: TabCells,
  { merged, guarded, tables }: LookedUpPlace,
): PresentRow[] {
  const rows: PresentRow[] = [];
  const fields = sheet.fields
    .map((coded, i) => ({
      coded,
      column: must(columns[i], 'a column per field'),
    }))
    .filter(({ coded }) => wanted.has(coded.field.field));
  const part = { ...sheet, fields: fields.map(({ coded }) => coded) };
  const partColumns = fields.map(({ column }) => column);
  for (let row = headerRow + 1; row < values.length; row += 1) {
    const { cells, key, blank } = decodeRow(part, partColumns, values[row] ?? [], (column) => {
      const anchor = merged.anchorOf(row, column);
      return anchor !== null && !isBlank(values[anchor.row]?.[anchor.column]);
    });
    if ((blank && key === null) || tables.isFooter(row, columns)) continue;
    const formulas = fields.filter(({ column }) => {
      const text = texts[row]?.[column];
      return isFormula(text) && text !== values[row]?.[column];
    });
    const under = fields.filter(({ column }) => merged.anchorOf(row, column) !== null);
    const closed = fields.filter(({ column }) => guarded.has(row, column));
    rows.push({
      row,
      key,
      cells,
      formulas: new Set(formulas.map(({ coded }) => coded.field.field)),
      merged: new Set(under.map(({ coded }) => coded.field.field)),
      guarded: new Set(closed.map(({ coded }) => coded.field.field)),
    });
  }
  return rows;
}

function lastKeyedRow(
  sheet: BoundSheet,
  { columns, headerRow, gridRows, values }: TabCells,
  { merged, tables }: LookedUpPlace,
): number {
  const keyColumns = sheet.fields.flatMap(({ field }, i) =>
    sheet.key.includes(field.field) ? [must(columns[i], 'a column per field')] : [],
  );
  const last = values.findLastIndex(
    (cells, row) =>
      keyColumns.some((column) => !isBlank(cells[column])) && !tables.isFooter(row, columns),
  );
  return Math.min(Math.max(merged.lastRowFrom(last, columns), headerRow), gridRows - 1);
}
