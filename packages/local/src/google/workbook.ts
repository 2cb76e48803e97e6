import { type DimensionChange, followIndex } from './dimension-change.ts';
import { followFormulas } from './follow-formulas.ts';
import type { JsonObject } from './json.ts';
import { followRange, type Sheet, type SheetEditor } from './sheet.ts';
import type { DeveloperMetadata, Dimension, NamedRange } from './wire.ts';

/** All of a spreadsheet but its sheets, as stored. */
export interface WorkbookState {
  spreadsheetId: string;
  properties: JsonObject;
  namedRanges: NamedRange[];
  developerMetadata: DeveloperMetadata[];
  more: JsonObject;
}

/** A working copy of one spreadsheet. It takes effect only when it is saved as a whole. */
export class Workbook {
  readonly state: WorkbookState;
  readonly sheets: Sheet[];
  readonly editor: SheetEditor;

  constructor(state: WorkbookState, sheets: readonly Sheet[], editor: SheetEditor) {
    this.state = state;
    this.sheets = [...sheets];
    this.editor = editor;
  }

  get id(): string {
    return this.state.spreadsheetId;
  }

  sheetById(sheetId: number): Sheet | undefined {
    return this.sheets.find((sheet) => sheet.id === sheetId);
  }

  /** By exact title, else by title in any case, as Sheets compares them. */
  sheetByTitle(title: string): Sheet | undefined {
    const folded = title.toLowerCase();
    return (
      this.sheets.find((sheet) => sheet.title === title) ??
      this.sheets.find((sheet) => sheet.title.toLowerCase() === folded)
    );
  }

  namedRange(name: string): NamedRange | undefined {
    const folded = name.toLowerCase();
    return this.state.namedRanges.find((range) => range.name.toLowerCase() === folded);
  }

  /** Moves rows or columns of one sheet together with everything that is bound to them. */
  changeDimension(sheet: Sheet, dimension: Dimension, change: DimensionChange): void {
    sheet.change(dimension, change);
    followFormulas(this.sheets, { sheet, dimension, change });
    this.state.namedRanges = this.state.namedRanges.flatMap((named) => {
      if ((named.range.sheetId ?? 0) !== sheet.id) return [named];
      const range = followRange(dimension, change, named.range);
      return range ? [{ ...named, range }] : [];
    });
    this.state.developerMetadata = this.state.developerMetadata.flatMap((metadata) => {
      const { location } = metadata;
      const isMoved =
        location.sheetId === sheet.id &&
        location.locationType === (dimension === 'ROWS' ? 'ROW' : 'COLUMN');
      if (!isMoved || location.index === undefined) return [metadata];
      const index = followIndex(change, location.index);
      return index === undefined ? [] : [{ ...metadata, location: { ...location, index } }];
    });
  }

  /** Sheets are numbered without gaps in their order. */
  renumberSheets(): void {
    this.sheets.forEach((sheet, index) => {
      sheet.state.properties.index = index;
    });
  }
}
