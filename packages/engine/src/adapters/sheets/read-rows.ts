import { must } from '../../errors/assert.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { ObservedPage } from '../adapter.ts';
import { LAST_COLUMN } from './a1-range.ts';
import { bindSheet, type DecodedRow, decodeRow, isBlank } from './bound-sheet.ts';
import { findHeader, HEADER_ROWS_MAX, locateColumns } from './header.ts';
import type { SheetPlaces } from './sheet-places.ts';
import type { SheetsClient, ValueBlock } from './sheets-client.ts';
import { refusalOf } from './sheets-errors.ts';

const PAGE_ROWS = 5_000;

/**
 * One page of a tab: the header and at most 5,000 rows, in one answer. The cursor is the first row
 * of the next page, from 0. A row that someone moves across the edge of two pages while they are
 * read may be missed; `lookUp` then finds it present.
 */
export async function readRows(
  client: SheetsClient,
  places: SheetPlaces,
  table: BoundTable,
  cursor: string | null,
): Promise<ObservedPage> {
  const sheet = bindSheet(table);
  const firstRow = parseCursor(cursor);
  const read = await places
    .at(sheet.ref, async ({ title }, fresh) => {
      const blocks = await readBlocks(client, sheet.ref.spreadsheetId, title, firstRow);
      return { blocks, fresh };
    })
    .catch((error: unknown) => {
      // Rows were deleted since the page before: the grid now ends above this page.
      if (firstRow > 0 && refusalOf(error) === 'RANGE') return null;
      throw error;
    });
  if (read === null) return { rows: [], nextCursor: null };
  const { blocks, fresh } = read;
  const block = must(blocks[0], 'one block per range');
  const header = findHeader((blocks[1] ?? block).rows);
  const columns = locateColumns(
    header,
    sheet.fields.map(({ field }) => field),
  );
  // Looked up after the values, or by the call just before them: merged cells and tables are known.
  const { merged, tables } = fresh ?? (await places.now(sheet.ref));
  const isHidden = (row: number, column: number) => {
    const anchor = merged.anchorOf(row, column);
    if (anchor === null) return false;
    // Above the page, what the merged cell shows is not known.
    return anchor.row < firstRow || !isBlank(block.rows[anchor.row - firstRow]?.[anchor.column]);
  };
  const rows = observe(block, header.row, (cells, row) =>
    tables.isFooter(row, columns)
      ? null
      : decodeRow(sheet, columns, cells, (column) => isHidden(row, column)),
  );
  const hasMore = block.lastRow >= firstRow + PAGE_ROWS;
  return { rows, nextCursor: hasMore ? String(firstRow + PAGE_ROWS) : null };
}

function readBlocks(client: SheetsClient, spreadsheetId: string, title: string, firstRow: number) {
  const across = { firstColumn: 0, lastColumn: LAST_COLUMN };
  // One row more than a page: the echoed range tells whether the grid goes on.
  const page = { ...across, firstRow, lastRow: firstRow + PAGE_ROWS };
  const top = { ...across, firstRow: 0, lastRow: HEADER_ROWS_MAX - 1 };
  const ranges = firstRow === 0 ? [page] : [page, top];
  return client.readValues(spreadsheetId, title, ranges, 'UNFORMATTED_VALUE');
}

function observe(
  block: ValueBlock,
  headerRow: number,
  decode: (cells: readonly unknown[], row: number) => DecodedRow | null,
): ObservedRow[] {
  const rows: ObservedRow[] = [];
  block.rows.slice(0, PAGE_ROWS).forEach((cells, i) => {
    const row = block.range.firstRow + i;
    if (row <= headerRow) return;
    const read = decode(cells, row);
    if (read === null || (read.blank && read.key === null)) return;
    const { cells: decoded, problems, key } = read;
    rows.push({
      externalId: key,
      position: row - headerRow - 1,
      cells: decoded,
      problems,
      edited: null,
    });
  });
  return rows;
}

function parseCursor(cursor: string | null): number {
  if (cursor === null) return 0;
  const row = /^\d{1,8}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (Number.isNaN(row)) {
    throw new ChittySyncError('CS_FETCH_INCOMPLETE', 'The cursor is not one of a Google sheet.');
  }
  return row;
}
