import { isolateRefused } from './isolate-refused.ts';
import { newCellsRequests } from './new-cells.ts';
import type { PresentSheet } from './present-sheet.ts';
import { deleteRequests, layOutInPlace, layOutRows, type RowLayout } from './row-layout.ts';
import type { SheetRef } from './sheet-ref.ts';
import type { SheetsClient, StructureRequest } from './sheets-client.ts';
import type { Refusal } from './sheets-errors.ts';

/** The cells of a new row: native values by column, from 0. */
export type NewRow = ReadonlyMap<number, unknown>;

export interface AppliedStructure {
  readonly layout: RowLayout;
  /** The rows that Google would not delete, as they were read. */
  readonly refusedDeletes: ReadonlyMap<number, Refusal>;
  /** Why there is no room for the new rows; null if there is. */
  readonly refusedGrowth: Refusal | null;
  /** The cells of the new rows came with their rows; else they are still to be written. */
  readonly hasNewCells: boolean;
}

/**
 * Deletes rows and inserts new ones with their cells: one call that does all of it or nothing, so
 * that a new row cannot land on another one. Where Google refuses that, what it refuses is found
 * and the rest is done.
 * @param deleted rows as they were read, from 0
 */
export async function applyStructure(
  client: SheetsClient,
  ref: SheetRef,
  present: PresentSheet,
  deleted: readonly number[],
  newRows: readonly NewRow[],
): Promise<AppliedStructure> {
  const falling = [...deleted].sort((a, b) => b - a);
  const layout = layOutRows(ref.sheetId, present, new Set(falling), newRows.length);
  const refusal = await send(client, ref, [
    ...layout.grow,
    ...deleteRequests(ref.sheetId, falling),
    ...layout.insert,
    ...present.tables.grow(layout.firstNewRow, newRows.length, present.columns, new Set(falling)),
    ...newCellsRequests(ref.sheetId, layout.firstNewRow, newRows),
  ]);
  if (refusal === null) {
    return { layout, refusedDeletes: new Map(), refusedGrowth: null, hasNewCells: true };
  }
  const refusedDeletes = await isolateRefused(falling, (rows) =>
    client.changeStructure(ref.spreadsheetId, deleteRequests(ref.sheetId, rows)),
  );
  const gone = new Set(falling.filter((row) => !refusedDeletes.has(row)));
  const room = await makeRoom(client, ref, present, gone, newRows);
  return { ...room, refusedDeletes, hasNewCells: false };
}

/** Makes room for new rows without their cells. */
async function makeRoom(
  client: SheetsClient,
  ref: SheetRef,
  present: PresentSheet,
  gone: ReadonlySet<number>,
  newRows: readonly NewRow[],
): Promise<{ layout: RowLayout; refusedGrowth: Refusal | null }> {
  const layout = layOutRows(ref.sheetId, present, gone, newRows.length);
  const refused = await send(client, ref, [...layout.grow, ...layout.insert]);
  if (refused === null) return { layout, refusedGrowth: null };
  const columns = new Set(newRows.flatMap((row) => [...row.keys()]));
  const inPlace = layOutInPlace(ref.sheetId, present, gone, newRows.length, columns);
  if (inPlace === null) return { layout, refusedGrowth: refused };
  return { layout: inPlace, refusedGrowth: await send(client, ref, inPlace.grow) };
}

/** Why Google refuses the requests; null when it carried them out. */
async function send(
  client: SheetsClient,
  ref: SheetRef,
  requests: readonly StructureRequest[],
): Promise<Refusal | null> {
  if (requests.length === 0) return null;
  const refused = await isolateRefused([requests], ([all = []]) =>
    client.changeStructure(ref.spreadsheetId, all),
  );
  return refused.get(requests) ?? null;
}
