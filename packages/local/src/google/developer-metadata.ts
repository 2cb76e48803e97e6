import { invalidArgument } from './errors.ts';
import { defined, type JsonObject, numberAt, objectAt, textAt } from './json.ts';
import type { DeveloperMetadata, MetadataLocation } from './wire.ts';
import type { Workbook } from './workbook.ts';

/** Characters of keys and values that a spreadsheet may hold, and each of its sheets again. */
export const METADATA_LIMIT = 30_000;

/** Developer metadata as the API writes it. */
export function metadataOnWire({ location, ...metadata }: DeveloperMetadata): JsonObject {
  return { ...metadata, location: locationOnWire(location) };
}

function locationOnWire({ locationType, sheetId, index }: MetadataLocation): JsonObject {
  if (locationType === 'SPREADSHEET') return { locationType, spreadsheet: true };
  if (locationType === 'SHEET') return { locationType, sheetId: sheetId ?? 0 };
  const dimensionRange = {
    ...(sheetId === 0 || sheetId === undefined ? {} : { sheetId }),
    dimension: locationType === 'ROW' ? 'ROWS' : 'COLUMNS',
    startIndex: index ?? 0,
    endIndex: (index ?? 0) + 1,
  };
  return { locationType, dimensionRange };
}

/** The location that a request names; `place` is the request in messages. */
export function parseLocation(
  workbook: Workbook,
  location: JsonObject,
  place: string,
): MetadataLocation {
  const range = location.dimensionRange;
  if (range !== undefined)
    return dimensionLocation(workbook, objectAt(location, 'dimensionRange'), place);
  const sheetId = numberAt(location, 'sheetId');
  if (sheetId !== undefined && location.spreadsheet !== true) {
    if (!workbook.sheetById(sheetId))
      throw invalidArgument(`Invalid ${place}: No sheet with id: ${sheetId}`);
    return { locationType: 'SHEET', sheetId };
  }
  if (location.spreadsheet === true) return { locationType: 'SPREADSHEET' };
  throw invalidArgument(`Invalid ${place}: Must specify a location for the developer metadata.`);
}

function dimensionLocation(workbook: Workbook, range: JsonObject, place: string): MetadataLocation {
  const sheetId = numberAt(range, 'sheetId') ?? 0;
  const sheet = workbook.sheetById(sheetId);
  if (!sheet) throw invalidArgument(`Invalid ${place}: No grid with id: ${sheetId}`);
  const startIndex = numberAt(range, 'startIndex');
  const endIndex = numberAt(range, 'endIndex');
  if (startIndex === undefined || endIndex === undefined) {
    throw invalidArgument(
      `Invalid ${place}: DimensionRange must specify both a startIndex and an endIndex`,
    );
  }
  if (endIndex !== startIndex + 1) {
    throw invalidArgument(
      `Invalid ${place}: DimensionRange must represent a single row or column.`,
    );
  }
  const dimension = textAt(range, 'dimension') === 'COLUMNS' ? 'COLUMNS' : 'ROWS';
  if (startIndex >= sheet.size(dimension)) {
    throw invalidArgument(
      `Invalid ${place}: range.startIndex[${startIndex}] is past the end of the grid.`,
    );
  }
  return { locationType: dimension === 'ROWS' ? 'ROW' : 'COLUMN', sheetId, index: startIndex };
}

/** Refuses metadata beyond the cap of the spreadsheet or of one sheet. */
export function assertMetadataFits(workbook: Workbook, place: string): void {
  const sizes = new Map<string, number>();
  for (const { metadataKey, metadataValue, location } of workbook.state.developerMetadata) {
    const owner = location.locationType === 'SPREADSHEET' ? 'spreadsheet' : `${location.sheetId}`;
    const size = metadataKey.length + (metadataValue?.length ?? 0);
    sizes.set(owner, (sizes.get(owner) ?? 0) + size);
  }
  if ([...sizes.values()].every((size) => size <= METADATA_LIMIT)) return;
  throw invalidArgument(
    `Invalid ${place}: The total size of developer metadata exceeds the limit of ${METADATA_LIMIT} characters.`,
  );
}

/** Whether a DeveloperMetadataLookup finds this metadata; an empty lookup finds all. */
export function matchesLookup(
  workbook: Workbook,
  lookup: JsonObject,
  metadata: DeveloperMetadata,
  place: string,
): boolean {
  const { metadataKey, metadataValue, metadataId, visibility, location } = metadata;
  const asked = defined({
    metadataKey: textAt(lookup, 'metadataKey'),
    metadataValue: textAt(lookup, 'metadataValue'),
    metadataId: numberAt(lookup, 'metadataId'),
    visibility: known(textAt(lookup, 'visibility')),
  });
  const given: JsonObject = { metadataKey, metadataValue, metadataId, visibility };
  if (!Object.entries(asked).every(([name, value]) => given[name] === value)) return false;
  const type = known(textAt(lookup, 'locationType'));
  const matching = known(textAt(lookup, 'locationMatchingStrategy'));
  if (lookup.metadataLocation === undefined)
    return type === undefined || type === location.locationType;
  const where = parseLocation(workbook, objectAt(lookup, 'metadataLocation'), place);
  if (type !== undefined && type !== location.locationType) return false;
  const isExact = matching === 'EXACT_LOCATION' || (matching === undefined && type !== undefined);
  if (where.locationType === 'SPREADSHEET' && matching === 'INTERSECTING_LOCATION') {
    throw invalidArgument(
      `Invalid ${place}: locationMatchingStrategy INTERSECTING_LOCATION is not supported for spreadsheet locations.`,
    );
  }
  return isExact || where.locationType === 'SPREADSHEET'
    ? isSameLocation(where, location)
    : intersects(where, location);
}

const known = (text: string | undefined): string | undefined =>
  text === undefined || text.endsWith('_UNSPECIFIED') ? undefined : text;

const isSameLocation = (a: MetadataLocation, b: MetadataLocation): boolean =>
  a.locationType === b.locationType && a.sheetId === b.sheetId && a.index === b.index;

/** A sheet meets all on it; a row meets itself, every column of its sheet, and the sheet. */
function intersects(where: MetadataLocation, location: MetadataLocation): boolean {
  if (location.locationType === 'SPREADSHEET' || where.sheetId !== location.sheetId) return false;
  if (where.locationType === 'SHEET' || location.locationType === 'SHEET') return true;
  return where.locationType !== location.locationType || where.index === location.index;
}
