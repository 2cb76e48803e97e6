import { isolateRefused } from './isolate-refused.ts';
import type { PresentSheet } from './present-sheet.ts';
import { deleteRequests, layOutRows, type RowLayout } from './row-layout.ts';
import type { SheetRef } from './sheet-ref.ts';
import type { SheetsClient } from './sheets-client.ts';
import { type Refusal, refusalOf } from './sheets-errors.ts';

export interface AppliedStructure {
  readonly layout: RowLayout;
  /** The rows that Google would not delete, as they were read. */
  readonly refusedDeletes: ReadonlyMap<number, Refusal>;
  /** Why there is no room for the new rows; null if there is. */
  readonly refusedGrowth: Refusal | null;
}

/**
 * Deletes rows and makes room for new ones: one call for all of it. Where Google refuses that, what
 * it refuses is found and the rest is done.
 * @param deleted rows as they were read, from 0
 */
export async function applyStructure(
  client: SheetsClient,
  ref: SheetRef,
  present: PresentSheet,
  deleted: readonly number[],
  newRows: number,
  writtenColumns: ReadonlySet<number>,
): Promise<AppliedStructure> {
  const falling = [...deleted].sort((a, b) => b - a);
  const lay = (rows: readonly number[]) =>
    layOutRows(ref.sheetId, present, new Set(rows), newRows, writtenColumns);
  const layout = lay(falling);
  const deletes = deleteRequests(ref.sheetId, falling);
  const requests = [...layout.grow, ...deletes, ...layout.insert];
  const done = { layout, refusedDeletes: new Map(), refusedGrowth: null };
  if (requests.length === 0) return done;
  try {
    await client.changeStructure(ref.spreadsheetId, requests);
    return done;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null || refusal === 'RANGE') throw error;
  }
  const refusedDeletes = await isolateRefused(falling, (rows) =>
    client.changeStructure(ref.spreadsheetId, deleteRequests(ref.sheetId, rows)),
  );
  const rest = lay(falling.filter((row) => !refusedDeletes.has(row)));
  const room = [...rest.grow, ...rest.insert];
  const refused = await isolateRefused(room.length === 0 ? [] : [room], async ([one]) => {
    await client.changeStructure(ref.spreadsheetId, one ?? []);
  });
  return {
    layout: rest,
    refusedDeletes,
    refusedGrowth: refused.get(room) ?? null,
  };
}
