import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { AdapterEnvironment } from '../adapter.ts';
import { createMergedCells, type MergedCells } from './merged-cells.ts';
import { createNativeTables, type NativeTables } from './native-tables.ts';
import { createProtectedCells, type ProtectedCells } from './protected-cells.ts';
import type { SheetRef } from './sheet-ref.ts';
import type { SheetData, SheetsClient } from './sheets-client.ts';
import { refusalOf } from './sheets-errors.ts';

/**
 * How long a title that was looked up is used; within it, a tab that is renamed is looked up again.
 */
const PLACE_AGE_MS = 60_000;

/** A tab as ranges need it: they are written with its present title. */
export interface SheetPlace {
  readonly title: string;
  /** Rows times columns of the grid, to choose how to read. */
  readonly gridCells: number;
}

/** A tab as it was just looked up. */
export interface LookedUpPlace extends SheetPlace {
  readonly merged: MergedCells;
  readonly guarded: ProtectedCells;
  readonly tables: NativeTables;
}

/** The present places of tabs: the table's ref names the id, which survives a rename. */
export interface SheetPlaces {
  /**
   * Does something with the tab under its present title. `fresh` is the place if it had to be looked
   * up for that.
   * @throws CS_TABLE_NOT_FOUND
   */
  at<T>(
    ref: SheetRef,
    action: (place: SheetPlace, fresh: LookedUpPlace | null) => Promise<T>,
  ): Promise<T>;
  /**
   * Looks the tab up, however long ago it was last time.
   * @throws CS_TABLE_NOT_FOUND
   */
  now(ref: SheetRef): Promise<LookedUpPlace>;
  remember(ref: SheetRef, tab: SheetData): void;
}

export function createSheetPlaces(
  client: SheetsClient,
  environment: AdapterEnvironment,
): SheetPlaces {
  const known = new Map<string, { readonly place: SheetPlace; readonly since: number }>();
  const nameOf = (ref: SheetRef) => `${ref.spreadsheetId}/${ref.sheetId}`;
  const remember = (ref: SheetRef, tab: SheetData): SheetPlace => {
    const { rowCount, columnCount } = tab.properties?.gridProperties ?? {};
    const gridCells = (rowCount ?? 0) * (columnCount ?? 0);
    const place = { title: tab.properties?.title ?? '', gridCells };
    known.set(nameOf(ref), { place, since: environment.now().getTime() });
    return place;
  };
  const now = async (ref: SheetRef): Promise<LookedUpPlace> => {
    const spreadsheet = await client.getSpreadsheet(
      ref.spreadsheetId,
      'sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),merges,' +
        'protectedRanges(range,unprotectedRanges,warningOnly,requestingUserCanEdit),' +
        'tables(tableId,range,rowsProperties))',
    );
    const tab = findTab(ref, spreadsheet.sheets ?? []);
    return {
      ...remember(ref, tab),
      merged: createMergedCells(tab.merges ?? []),
      guarded: createProtectedCells(tab.protectedRanges ?? []),
      tables: createNativeTables(tab.tables ?? []),
    };
  };
  return {
    remember,
    now,
    async at(ref, action) {
      const entry = known.get(nameOf(ref));
      if (entry === undefined || environment.now().getTime() - entry.since >= PLACE_AGE_MS) {
        const fresh = await now(ref);
        return action(fresh, fresh);
      }
      try {
        return await action(entry.place, null);
      } catch (error) {
        if (refusalOf(error) !== 'RANGE') throw error;
        const fresh = await now(ref);
        return action(fresh, fresh);
      }
    },
  };
}

/** @throws CS_TABLE_NOT_FOUND when the tab was deleted */
export function findTab(ref: SheetRef, tabs: readonly SheetData[]): SheetData {
  // Google leaves out a sheetId of 0.
  const tab = tabs.find(({ properties }) => (properties?.sheetId ?? 0) === ref.sheetId);
  if (tab !== undefined) return tab;
  throw new ChittySyncError('CS_TABLE_NOT_FOUND', 'The spreadsheet has no such tab any more.', {
    details: { table: ref },
  });
}
