import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { TableRef } from '../../model/system.ts';

/** One tab of one spreadsheet. The tab's id survives renames and moves; its title does not. */
export type SheetRef = {
  readonly spreadsheetId: string;
  readonly sheetId: number;
};

const SPREADSHEET_ID = /^[A-Za-z0-9_-]{1,200}$/;

/** The ref in its canonical form, or null if it does not name a tab. */
export function parseSheetRef(input: unknown): SheetRef | null {
  if (typeof input !== 'object' || input === null) return null;
  const { spreadsheetId, sheetId } = input as Record<string, unknown>;
  const tab = typeof sheetId === 'string' && /^\d{1,10}$/.test(sheetId) ? Number(sheetId) : sheetId;
  if (typeof spreadsheetId !== 'string' || !SPREADSHEET_ID.test(spreadsheetId)) return null;
  if (typeof tab !== 'number' || !Number.isSafeInteger(tab) || tab < 0) return null;
  return { spreadsheetId, sheetId: tab };
}

/** @throws CS_TABLE_NOT_FOUND */
export function requireSheetRef(ref: TableRef): SheetRef {
  const parsed = parseSheetRef(ref);
  if (parsed === null) {
    throw new ChittySyncError(
      'CS_TABLE_NOT_FOUND',
      'A Google Sheets table is named by {spreadsheetId, sheetId}.',
      { details: { table: ref } },
    );
  }
  return parsed;
}
