import { boxOf, type GridBox } from './grid-box.ts';
import type { NativeTable, StructureRequest } from './sheets-client.ts';

/** The tables that people made of ranges of a tab; rows and columns count from 0. */
export interface NativeTables {
  /** Whether a row is the totals of a table with one of the columns: it is no row of ours. */
  isFooter(row: number, columns: readonly number[]): boolean;
  /**
   * Takes new rows into the tables of the columns that end right above them, which an insertion below a table does not.
   * @param deleted rows that were deleted before, as they were read
   */
  grow(
    firstNewRow: number,
    newRows: number,
    columns: readonly number[],
    deleted: ReadonlySet<number>,
  ): StructureRequest[];
}

interface Placed {
  readonly table: NativeTable;
  readonly box: GridBox;
}

/** @param tables those of one tab */
export function createNativeTables(tables: readonly NativeTable[]): NativeTables {
  const placed = tables.map((table): Placed => ({ table, box: boxOf(table.range ?? {}) }));
  const of = (columns: readonly number[]) =>
    placed.filter(({ box }) => columns.some((column) => column >= box.left && column <= box.right));
  return {
    isFooter: (row, columns) =>
      of(columns).some((each) => hasFooter(each) && each.box.bottom === row),
    grow: (firstNewRow, newRows, columns, deleted) =>
      newRows === 0
        ? []
        : of(columns).flatMap(({ table: { tableId, range }, box }) => {
            const gone = [...deleted].filter((row) => row >= box.top && row <= box.bottom).length;
            const above = [...deleted].filter((row) => row < box.top).length;
            const end = box.bottom + 1 - above - gone;
            if (end !== firstNewRow) return [];
            const grown = {
              ...range,
              startRowIndex: box.top - above,
              endRowIndex: end + newRows,
            };
            return [
              {
                updateTable: { table: { tableId: tableId ?? null, range: grown }, fields: 'range' },
              },
            ];
          }),
  };
}

/** A table shows totals where its footer has a look. */
function hasFooter({ table }: Placed): boolean {
  return table.rowsProperties?.footerColorStyle !== undefined;
}
