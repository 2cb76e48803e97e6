import type { JsonObject } from './json.ts';

/**
 * Shapes of the Sheets API as far as the emulator looks into them; other members are kept as they
 * are.
 */

export interface ErrorValue {
  readonly type: string;
  readonly message?: string;
}

/** Exactly one member is set. */
export interface ExtendedValue {
  readonly numberValue?: number;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly formulaValue?: string;
  readonly errorValue?: ErrorValue;
}

export interface NumberFormat {
  readonly type: string;
  readonly pattern?: string;
}

export interface CellFormat extends JsonObject {
  numberFormat?: NumberFormat;
}

/**
 * One cell. `effectiveValue` and `formattedValue` are stored only as seeded facts; otherwise they
 * follow
 * from `userEnteredValue` and the number format when they are read.
 */
export interface CellData {
  readonly userEnteredValue?: ExtendedValue;
  readonly effectiveValue?: ExtendedValue;
  readonly formattedValue?: string;
  readonly userEnteredFormat?: CellFormat;
  readonly note?: string;
  readonly dataValidation?: JsonObject;
  readonly [more: string]: unknown;
}

/** A range on one sheet; an absent bound is open. Sheet 0 is left out on the wire. */
export interface GridRange {
  readonly sheetId?: number;
  readonly startRowIndex?: number;
  readonly endRowIndex?: number;
  readonly startColumnIndex?: number;
  readonly endColumnIndex?: number;
}

export interface GridProperties extends JsonObject {
  rowCount: number;
  columnCount: number;
}

export interface SheetProperties extends JsonObject {
  sheetId: number;
  title: string;
  index: number;
  sheetType: string;
  gridProperties: GridProperties;
  hidden?: boolean;
}

export type Dimension = 'ROWS' | 'COLUMNS';

export interface DimensionRange {
  readonly sheetId: number;
  readonly dimension: Dimension;
  readonly startIndex: number;
  readonly endIndex: number;
}

/** Where developer metadata lives: the spreadsheet, one sheet, or exactly one row or column. */
export interface MetadataLocation {
  readonly locationType: 'SPREADSHEET' | 'SHEET' | 'ROW' | 'COLUMN';
  readonly sheetId?: number;
  readonly index?: number;
}

export interface DeveloperMetadata {
  readonly metadataId: number;
  readonly metadataKey: string;
  readonly metadataValue?: string;
  readonly location: MetadataLocation;
  readonly visibility: string;
}

export interface NamedRange {
  readonly namedRangeId: string;
  readonly name: string;
  readonly range: GridRange;
}

export interface ProtectedRange extends JsonObject {
  protectedRangeId: number;
  range?: GridRange;
}

export interface Table extends JsonObject {
  tableId: string;
  name: string;
  range: GridRange;
}
