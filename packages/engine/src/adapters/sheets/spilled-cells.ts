import { must } from '../../errors/assert.ts';
import type { RowWrite } from '../../model/write.ts';
import { a1Range } from './a1-range.ts';
import type { BoundSheet } from './bound-sheet.ts';
import type { PresentRow, PresentSheet } from './present-sheet.ts';
import { rowRanges } from './row-ranges.ts';
import { gridOfTab, isComputed } from './sampled-grid.ts';
import { findTab, type SheetPlace } from './sheet-places.ts';
import type { SheetsClient } from './sheets-client.ts';

const FIELDS =
  'sheets(properties(sheetId),' +
  'data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue))))';

/**
 * The rows with the cells that are to be written marked as computed where a formula elsewhere
 * spilled its result into them: writing one would turn the whole result into an error, and the
 * values API shows no difference. One more call, only where the tab has a formula and a cell with a
 * value is to be written.
 */
export async function withSpilledCells(
  client: SheetsClient,
  { title }: SheetPlace,
  sheet: BoundSheet,
  present: PresentSheet,
  writes: readonly RowWrite[],
): Promise<PresentSheet> {
  const asked = present.mayHaveSpills ? overwrittenFields(present, writes) : new Map();
  if (asked.size === 0) return present;
  const ranges = rowRanges(
    [...asked.keys()].map(({ row }) => row),
    present.columns,
  ).map((range) => a1Range(title, range));
  const spreadsheet = await client.getSpreadsheet(sheet.ref.spreadsheetId, FIELDS, ranges);
  const grid = gridOfTab(findTab(sheet.ref, spreadsheet.sheets ?? []));
  const columnOf = new Map(sheet.fields.map(({ field }, i) => [field.field, present.columns[i]]));
  const isSpilled = (row: number, field: string) =>
    isComputed(grid[row]?.[must(columnOf.get(field), 'a mapped field')] ?? {});
  const rows = present.rows.map((row): PresentRow => {
    const fields = asked.get(row) ?? [];
    const spilled = fields.filter((field: string) => isSpilled(row.row, field));
    return { ...row, formulas: new Set([...row.formulas, ...spilled]) };
  });
  return { ...present, rows };
}

/** The fields that an update overwrites although they are not blank, by row. */
function overwrittenFields(
  present: PresentSheet,
  writes: readonly RowWrite[],
): ReadonlyMap<PresentRow, readonly string[]> {
  const updates = new Map(
    writes.flatMap(({ kind, externalId, cells }) =>
      kind === 'update' && externalId !== null ? [[externalId, Object.keys(cells)] as const] : [],
    ),
  );
  const asked = new Map<PresentRow, readonly string[]>();
  for (const row of present.rows) {
    const fields = (row.key === null ? undefined : updates.get(row.key))?.filter(
      (field) => row.cells[field] !== null && !row.formulas.has(field),
    );
    if (fields !== undefined && fields.length > 0) asked.set(row, fields);
  }
  return asked;
}
