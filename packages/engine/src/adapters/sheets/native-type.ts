import type { CellType } from '../../model/cell-type.ts';

/**
 * The native type of a column is `<kind>@<time zone of the spreadsheet>`, e.g.
 * `DATE_TIME@Europe/Berlin`. The kind is Google's word: the number format of the column's first
 * data cells (`NUMBER`, `DATE`, …), the condition of their data validation (`BOOLEAN` for a
 * checkbox, `ONE_OF_LIST` for a dropdown), or `AUTOMATIC` where there is neither. The zone belongs
 * to the type because a serial number is no instant without it: when someone changes the
 * spreadsheet's zone, the same cells mean other instants.
 */
export function formatNativeType(kind: string, timeZone: string): string {
  return `${kind}@${timeZone}`;
}

/** The spreadsheet's zone that a column carries; null if its native type names none. */
export function timeZoneOf(nativeType: string): string | null {
  const at = nativeType.indexOf('@');
  return at < 0 || at === nativeType.length - 1 ? null : nativeType.slice(at + 1);
}

/** The cell type that a column kind means by itself; null where only its values can tell. */
export const CELL_TYPE_OF_KIND: Readonly<Record<string, CellType>> = {
  BOOLEAN: 'boolean',
  ONE_OF_LIST: 'enum',
  TEXT: 'text',
  DATE: 'date',
  DATE_TIME: 'datetime',
};
