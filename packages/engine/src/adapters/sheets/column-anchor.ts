import type { SheetData, StructureRequest } from './sheets-client.ts';

/** Developer metadata with this key carries a column's id; it follows the column and its renames. */
const ANCHOR_KEY = 'chittysync.column';
/** A tab takes 30,000 characters of metadata; an id is a UUID. A column without an anchor goes by its name. */
const ANCHORS_MAX = 400;

/** The fields of a spreadsheet that `columnAnchors` needs. */
export const ANCHOR_FIELDS = 'columnMetadata(developerMetadata(metadataKey,metadataValue))';

/** Gives the columns of a new tab ids that survive a rename. */
export function anchorRequests(sheetId: number, ids: readonly string[]): StructureRequest[] {
  return ids.slice(0, ANCHORS_MAX).map((id, column) => ({
    createDeveloperMetadata: {
      developerMetadata: {
        metadataKey: ANCHOR_KEY,
        metadataValue: id,
        visibility: 'DOCUMENT',
        location: {
          dimensionRange: {
            sheetId,
            dimension: 'COLUMNS',
            startIndex: column,
            endIndex: column + 1,
          },
        },
      },
    },
  }));
}

/** The ids of the anchored columns, by column from 0. An id that two columns carry is of neither. */
export function columnAnchors(tab: SheetData): ReadonlyMap<number, string> {
  const anchors = new Map<number, string>();
  for (const { startColumn, columnMetadata } of tab.data ?? []) {
    (columnMetadata ?? []).forEach(({ developerMetadata }, i) => {
      const own = (developerMetadata ?? []).find(({ metadataKey }) => metadataKey === ANCHOR_KEY);
      if (own?.metadataValue) anchors.set((startColumn ?? 0) + i, own.metadataValue);
    });
  }
  const ids = [...anchors.values()];
  return new Map([...anchors].filter(([, id]) => ids.indexOf(id) === ids.lastIndexOf(id)));
}
