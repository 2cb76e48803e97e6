import { assertLookup, matchesLookup } from './developer-metadata.ts';
import { ApiError, invalidArgument } from './errors.ts';
import { gridRangeOnSheet } from './grid-ranges.ts';
import { isObject, type JsonObject, objectAt, objectsAt, textAt } from './json.ts';
import { clampToGrid, type ResolvedRange, resolveA1 } from './range-resolution.ts';
import type { ClosedBounds } from './sheet.ts';
import type { DeveloperMetadata } from './wire.ts';
import type { Workbook } from './workbook.ts';

/** The metadata that a data filter finds, each once and in order. */
export function metadataOfFilter(
  workbook: Workbook,
  filter: JsonObject,
): readonly DeveloperMetadata[] {
  const { developerMetadata } = workbook.state;
  if (isObject(filter.developerMetadataLookup)) {
    const lookup = filter.developerMetadataLookup;
    assertLookup(workbook, lookup);
    return developerMetadata.filter((item) => matchesLookup(workbook, lookup, item));
  }
  const range = rangeOfFilter(workbook, filter, 'sheet');
  const { startRow, endRow, startColumn, endColumn } = range.sheet.close(range.bounds);
  return developerMetadata.filter(({ location }) => {
    if (location.sheetId !== range.sheet.id || location.index === undefined) return false;
    return location.locationType === 'ROW'
      ? location.index >= startRow && location.index < endRow
      : location.index >= startColumn && location.index < endColumn;
  });
}

/**
 * The ranges that a data filter names: one for A1 and grid ranges, one for each metadata found.
 * Calls for values say `grid` of a sheet that is not there, others say `sheet`.
 */
export function rangesOfFilter(
  workbook: Workbook,
  filter: JsonObject,
  word: 'grid' | 'sheet',
): readonly ResolvedRange[] {
  if (!isObject(filter.developerMetadataLookup)) return [rangeOfFilter(workbook, filter, word)];
  return metadataOfFilter(workbook, filter).flatMap((metadata) => rangeOf(workbook, metadata));
}

function rangeOf(workbook: Workbook, { location }: DeveloperMetadata): ResolvedRange[] {
  const open = { startRow: 0, endRow: undefined, startColumn: 0, endColumn: undefined };
  if (location.locationType === 'SPREADSHEET') {
    return workbook.sheets.map((sheet) => ({ sheet, bounds: open }));
  }
  const sheet = workbook.sheetById(location.sheetId ?? 0);
  if (!sheet) return [];
  const index = location.index ?? 0;
  if (location.locationType === 'ROW') {
    return [{ sheet, bounds: { ...open, startRow: index, endRow: index + 1 } }];
  }
  if (location.locationType === 'COLUMN') {
    return [{ sheet, bounds: { ...open, startColumn: index, endColumn: index + 1 } }];
  }
  return [{ sheet, bounds: open }];
}

function rangeOfFilter(
  workbook: Workbook,
  filter: JsonObject,
  word: 'grid' | 'sheet',
): ResolvedRange {
  const a1 = textAt(filter, 'a1Range');
  if (a1 !== undefined) {
    const range = resolveA1(workbook, a1);
    clampToGrid(range);
    return range;
  }
  if (isObject(filter.gridRange)) return gridRangeOnSheet(workbook, filter.gridRange, word);
  throw invalidArgument('dataFilter.filter must be specified.');
}

/** The filters of a body that was read. */
export const filtersOf = (body: JsonObject): readonly JsonObject[] =>
  objectsAt(body, 'dataFilters');

/** The filters of a call for values, which needs one; what is wrong with one is told with its place. */
export function eachFilter<T>(body: JsonObject, action: (filter: JsonObject) => T): T[] {
  const filters = filtersOf(body);
  if (filters.length === 0) throw invalidArgument('Must specify at least one dataFilter.');
  return filters.map((filter, i) => {
    try {
      return action(filter);
    } catch (error) {
      const isBare = error instanceof ApiError && error.status === 400 && !error.details;
      throw isBare ? invalidArgument(`Invalid dataFilter[${i}]: ${error.message}`) : error;
    }
  });
}

/** The only filter of a request, which is empty if none is given. */
export const filterOf = (body: JsonObject): JsonObject => objectAt(body, 'dataFilter');

/** By sheet, then by where a range starts, columns before rows, then by where it ends. */
export function compareRanges(a: ResolvedRange, b: ResolvedRange): number {
  const order = a.sheet.state.properties.index - b.sheet.state.properties.index;
  if (order !== 0) return order;
  const keys: readonly (keyof ClosedBounds)[] = ['startColumn', 'startRow', 'endColumn', 'endRow'];
  const [left, right] = [a.sheet.close(a.bounds), b.sheet.close(b.bounds)];
  for (const key of keys) if (left[key] !== right[key]) return left[key] - right[key];
  return 0;
}
