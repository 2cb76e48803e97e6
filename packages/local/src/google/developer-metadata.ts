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

/** The location that a request names. Throws on one that is not there, or is no single place. */
export function parseLocation(workbook: Workbook, location: JsonObject): MetadataLocation {
  if (location.dimensionRange !== undefined) {
    return dimensionLocation(workbook, objectAt(location, 'dimensionRange'));
  }
  const sheetId = numberAt(location, 'sheetId');
  if (sheetId !== undefined && location.spreadsheet !== true) {
    if (!workbook.sheetById(sheetId)) throw invalidArgument(`No grid with id: ${sheetId}`);
    return { locationType: 'SHEET', sheetId };
  }
  if (location.spreadsheet === true) return { locationType: 'SPREADSHEET' };
  throw invalidArgument('Must specify a location for the developer metadata.');
}

/** Checked in the order of the service. */
function dimensionLocation(workbook: Workbook, range: JsonObject): MetadataLocation {
  const startIndex = numberAt(range, 'startIndex');
  const endIndex = numberAt(range, 'endIndex');
  if (startIndex === undefined || endIndex === undefined) {
    throw invalidArgument('DimensionRange must specify both a startIndex and an endIndex.');
  }
  if (endIndex !== startIndex + 1) {
    throw invalidArgument('DimensionRange must represent a single row or column.');
  }
  if (startIndex < 0) throw invalidArgument('DimensionRange indexes must be >= 0');
  const sheetId = numberAt(range, 'sheetId') ?? 0;
  const sheet = workbook.sheetById(sheetId);
  if (!sheet) throw invalidArgument(`No grid with id: ${sheetId}`);
  const dimension = textAt(range, 'dimension');
  if (dimension !== 'ROWS' && dimension !== 'COLUMNS') {
    throw invalidArgument('No dimension specified');
  }
  const last = sheet.size(dimension) - 1;
  if (startIndex > last) {
    throw invalidArgument(
      `DimensionRange startIndex [${startIndex}] is after the last ${dimension} index [${last}] of the sheet [${sheetId}].`,
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

/** Refuses a lookup whose parts do not go together, in the order of the service. */
export function assertLookup(workbook: Workbook, lookup: JsonObject): void {
  const type = known(textAt(lookup, 'locationType'));
  const strategy = known(textAt(lookup, 'locationMatchingStrategy'));
  const location = objectAt(lookup, 'metadataLocation');
  const member = ['spreadsheet', 'sheetId', 'dimensionRange'].find((name) => name in location);
  const isWhole = location.spreadsheet === true;
  if (type === 'SPREADSHEET' && member !== undefined && !isWhole) {
    throw invalidArgument(
      `Cannot limit by location type of SPREADSHEET for the location ${member}`,
    );
  }
  if (strategy === 'EXACT_LOCATION' && type !== undefined) {
    throw invalidArgument(
      'The locationMatchingStrategy was specified as EXACT_LOCATION, but a locationType was also specified: lookups cannot limit by a location type when matching an exact location.',
    );
  }
  if (strategy !== undefined && member === undefined) {
    throw invalidArgument(
      'A locationMatchingStrategy was specified, but no metadataLocation was specified: lookups must always specify a metadataLocation when specifying a locationMatchingStrategy.',
    );
  }
  if (strategy === 'INTERSECTING_LOCATION' && isWhole) {
    throw invalidArgument(
      'DeveloperMetadataLookup.spreadsheet is true, but locationMatchingStrategy was specified as INTERSECTING.',
    );
  }
  if (member !== undefined) parseLocation(workbook, location);
}

/** Whether a DeveloperMetadataLookup finds this metadata; an empty lookup finds all. */
export function matchesLookup(
  workbook: Workbook,
  lookup: JsonObject,
  metadata: DeveloperMetadata,
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
  if (type !== undefined && type !== location.locationType) return false;
  const asksWhere = Object.keys(objectAt(lookup, 'metadataLocation')).length > 0;
  if (!asksWhere) return true;
  const where = parseLocation(workbook, objectAt(lookup, 'metadataLocation'));
  const isExact = matching === 'EXACT_LOCATION' || where.locationType === 'SPREADSHEET';
  return isExact ? isSameLocation(where, location) : intersects(where, location);
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
