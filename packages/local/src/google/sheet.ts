import type { CellBounds } from './a1-notation.ts';
import { type DimensionChange, followIndex, followSpan } from './dimension-change.ts';
import { invalidArgument } from './errors.ts';
import { Grid, type Row } from './grid.ts';
import { type JsonObject, objectAt } from './json.ts';
import { followColumns } from './table-columns.ts';
import type { Dimension, GridRange, ProtectedRange, SheetProperties, Table } from './wire.ts';

/**
 * All of a sheet but its cells, as stored. `more` holds members of the wire format that nothing
 * computes.
 */
export interface SheetState {
  properties: SheetProperties;
  merges: GridRange[];
  protectedRanges: ProtectedRange[];
  tables: Table[];
  basicFilter?: JsonObject;
  /** Properties of single rows and columns (`pixelSize`, `hiddenByUser`), by index. */
  rowProperties: Record<string, JsonObject>;
  columnProperties: Record<string, JsonObject>;
  rowGroups: JsonObject[];
  columnGroups: JsonObject[];
  more: JsonObject;
}

/** A range with every bound known. */
export interface ClosedBounds extends CellBounds {
  readonly endRow: number;
  readonly endColumn: number;
}

export const newSheetState = (properties: SheetProperties): SheetState => ({
  properties,
  merges: [],
  protectedRanges: [],
  tables: [],
  rowProperties: {},
  columnProperties: {},
  rowGroups: [],
  columnGroups: [],
  more: {},
});

/** The members of a grid range, without the sheet when it is sheet 0: as the API writes it. */
export const gridRangeOf = (sheetId: number, bounds: Partial<CellBounds>): GridRange => ({
  ...(sheetId === 0 ? {} : { sheetId }),
  ...(bounds.startRow === undefined ? {} : { startRowIndex: bounds.startRow }),
  ...(bounds.endRow === undefined ? {} : { endRowIndex: bounds.endRow }),
  ...(bounds.startColumn === undefined ? {} : { startColumnIndex: bounds.startColumn }),
  ...(bounds.endColumn === undefined ? {} : { endColumnIndex: bounds.endColumn }),
});

/** One sheet of a working copy: its state may be changed, its rows are replaced. */
export class Sheet {
  readonly state: SheetState;
  readonly grid: Grid;

  constructor(state: SheetState, rows: readonly Row[]) {
    this.state = state;
    this.grid = new Grid(rows);
  }

  get id(): number {
    return this.state.properties.sheetId;
  }
  get title(): string {
    return this.state.properties.title;
  }
  get rowCount(): number {
    return this.state.properties.gridProperties.rowCount;
  }
  get columnCount(): number {
    return this.state.properties.gridProperties.columnCount;
  }

  size(dimension: Dimension): number {
    return dimension === 'ROWS' ? this.rowCount : this.columnCount;
  }

  resize(dimension: Dimension, size: number): void {
    const key = dimension === 'ROWS' ? 'rowCount' : 'columnCount';
    this.state.properties.gridProperties[key] = size;
    this.grid.crop(this.rowCount, this.columnCount);
  }

  /** Open bounds become the edge of the grid, and bounds past it are cut. */
  close(bounds: Partial<CellBounds>): ClosedBounds {
    return {
      startRow: bounds.startRow ?? 0,
      endRow: Math.min(bounds.endRow ?? this.rowCount, this.rowCount),
      startColumn: bounds.startColumn ?? 0,
      endColumn: Math.min(bounds.endColumn ?? this.columnCount, this.columnCount),
    };
  }

  boundsOf(range: GridRange): ClosedBounds {
    return this.close({
      ...(range.startRowIndex === undefined ? {} : { startRow: range.startRowIndex }),
      ...(range.endRowIndex === undefined ? {} : { endRow: range.endRowIndex }),
      ...(range.startColumnIndex === undefined ? {} : { startColumn: range.startColumnIndex }),
      ...(range.endColumnIndex === undefined ? {} : { endColumn: range.endColumnIndex }),
    });
  }

  /** Moves the cells and all that is bound to positions on this sheet. */
  change(dimension: Dimension, change: DimensionChange): void {
    this.grid.change(dimension, change);
    const { state } = this;
    const key = dimension === 'ROWS' ? 'rowProperties' : 'columnProperties';
    state[key] = followKeys(change, state[key]);
    state.merges = state.merges
      .flatMap((merge) => followRange(dimension, change, merge) ?? [])
      .filter((merge) => !isSingleCell(merge));
    state.protectedRanges = followRanges(dimension, change, state.protectedRanges);
    state.tables = state.tables.flatMap((table) => {
      const range = followRange(dimension, change, table.range);
      if (!range) return [];
      return [dimension === 'ROWS' ? { ...table, range } : followColumns(change, table, range)];
    });
    if (state.basicFilter) {
      const [filter] = followRanges(dimension, change, [state.basicFilter]);
      if (filter) state.basicFilter = filter;
      else delete state.basicFilter;
    }
  }

  /** Refuses a change inside a range that is protected against this person. */
  assertEditable(editor: SheetEditor, bounds: ClosedBounds): void {
    const isProtected = this.state.protectedRanges.some(
      (protection) =>
        !mayEdit(protection, editor) && overlaps(this.boundsOf(protection.range ?? {}), bounds),
    );
    if (isProtected) throw invalidArgument(PROTECTED);
  }
}

export interface SheetEditor {
  readonly email: string;
  readonly isOwner: boolean;
}

/** Whether protection lets a person pass: its editors, and always the owner of the file. */
export function mayEdit(protection: ProtectedRange, { email, isOwner }: SheetEditor): boolean {
  if (isOwner || protection.warningOnly === true) return true;
  const { users } = objectAt(protection, 'editors');
  return Array.isArray(users) && users.includes(email);
}

const PROTECTED =
  'You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.';

export const overlaps = (a: ClosedBounds, b: ClosedBounds): boolean =>
  a.startRow < b.endRow &&
  b.startRow < a.endRow &&
  a.startColumn < b.endColumn &&
  b.startColumn < a.endColumn;

function followKeys(change: DimensionChange, byIndex: Record<string, JsonObject>) {
  const moved = Object.entries(byIndex).flatMap(([index, properties]) => {
    const place = followIndex(change, Number(index));
    return place === undefined ? [] : [[String(place), properties] as const];
  });
  return Object.fromEntries(moved);
}

const isSingleCell = (range: GridRange): boolean =>
  (range.endRowIndex ?? 0) - (range.startRowIndex ?? 0) === 1 &&
  (range.endColumnIndex ?? 0) - (range.startColumnIndex ?? 0) === 1;

/** The range after the change; undefined if nothing of it is left. */
export function followRange(
  dimension: Dimension,
  change: DimensionChange,
  range: GridRange,
): GridRange | undefined {
  const isRows = dimension === 'ROWS';
  const start = isRows ? range.startRowIndex : range.startColumnIndex;
  const end = isRows ? range.endRowIndex : range.endColumnIndex;
  if (start === undefined && end === undefined) return range;
  const span = followSpan(change, start ?? 0, end);
  if (!span) return undefined;
  const startMember =
    start === undefined ? {} : { [isRows ? 'startRowIndex' : 'startColumnIndex']: span.start };
  const endMember =
    span.end === undefined ? {} : { [isRows ? 'endRowIndex' : 'endColumnIndex']: span.end };
  return { ...range, ...startMember, ...endMember };
}

function followRanges<T extends { range?: GridRange }>(
  dimension: Dimension,
  change: DimensionChange,
  items: readonly T[],
): T[] {
  return items.flatMap((item) => {
    if (!item.range) return [item];
    const range = followRange(dimension, change, item.range);
    return range ? [{ ...item, range }] : [];
  });
}
