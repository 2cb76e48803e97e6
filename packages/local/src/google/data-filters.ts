import { matchesLookup } from './developer-metadata.ts';
import { invalidArgument } from './errors.ts';
import { isObject, type JsonObject, numberAt, objectAt, textAt } from './json.ts';
import { boundsOf, type ResolvedRange, resolveA1 } from './range-resolution.ts';
import type { DeveloperMetadata, GridRange } from './wire.ts';
import type { Workbook } from './workbook.ts';

/** The metadata that a data filter finds, each once and in order. */
export function metadataOfFilter(
  workbook: Workbook,
  filter: JsonObject,
  place: string,
): readonly DeveloperMetadata[] {
  const { developerMetadata } = workbook.state;
  if (isObject(filter.developerMetadataLookup)) {
    const lookup = filter.developerMetadataLookup;
    return developerMetadata.filter((item) => matchesLookup(workbook, lookup, item, place));
  }
  const range = rangeOfFilter(workbook, filter, place);
  return developerMetadata.filter(({ location }) => {
    if (location.sheetId !== range.sheet.id || location.index === undefined) return false;
    const { startRow, endRow, startColumn, endColumn } = range.sheet.close(range.bounds);
    return location.locationType === 'ROW'
      ? location.index >= startRow && location.index < endRow
      : location.index >= startColumn && location.index < endColumn;
  });
}

/** The ranges that a data filter names: one for A1 and grid ranges, one for each metadata found. */
export function rangesOfFilter(
  workbook: Workbook,
  filter: JsonObject,
  place: string,
): readonly ResolvedRange[] {
  if (!isObject(filter.developerMetadataLookup)) return [rangeOfFilter(workbook, filter, place)];
  return metadataOfFilter(workbook, filter, place).flatMap((metadata) =>
    rangeOf(workbook, metadata),
  );
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

function rangeOfFilter(workbook: Workbook, filter: JsonObject, place: string): ResolvedRange {
  const a1 = textAt(filter, 'a1Range');
  if (a1 !== undefined) return resolveA1(workbook, a1);
  if (isObject(filter.gridRange)) return gridRange(workbook, filter.gridRange, place);
  throw invalidArgument(`Invalid ${place}: Must specify a filter.`);
}

function gridRange(workbook: Workbook, range: JsonObject, place: string): ResolvedRange {
  const sheetId = numberAt(range, 'sheetId') ?? 0;
  const sheet = workbook.sheetById(sheetId);
  if (!sheet) throw invalidArgument(`Invalid ${place}: No grid with id: ${sheetId}`);
  return { sheet, bounds: boundsOf(range as GridRange) };
}

/** The filters of a request; at least one is required. */
export function filtersOf(body: JsonObject): readonly JsonObject[] {
  const filters = Array.isArray(body.dataFilters) ? body.dataFilters.filter(isObject) : [];
  if (filters.length > 0) return filters;
  const single = objectAt(body, 'dataFilter');
  if (Object.keys(single).length > 0) return [single];
  throw invalidArgument('Must specify at least one data filter.');
}
