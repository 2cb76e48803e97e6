import { type BatchContext, type BatchKind, refuse } from './batch-context.ts';
import { filterOf, filtersOf, metadataOfFilter } from './data-filters.ts';
import { assertMetadataFits, metadataOnWire, parseLocation } from './developer-metadata.ts';
import { includes, parseUpdateMask } from './field-mask.ts';
import { type JsonObject, numberAt, objectAt, textAt } from './json.ts';
import type { DeveloperMetadata } from './wire.ts';

const createDeveloperMetadata: BatchKind = (context, request) => {
  const { workbook, ids, place } = context;
  const given = objectAt(request, 'developerMetadata');
  const metadataKey = textAt(given, 'metadataKey') ?? '';
  if (metadataKey === '') throw refuse(context, 'Must specify a metadataKey.');
  const visibility = visibilityOf(context, given);
  const asked = numberAt(given, 'metadataId');
  if (asked !== undefined) assertFreeId(context, asked);
  const value = textAt(given, 'metadataValue');
  const metadata: DeveloperMetadata = {
    metadataId: asked ?? ids.number(),
    metadataKey,
    ...(value === undefined || value === '' ? {} : { metadataValue: value }),
    location: parseLocation(workbook, objectAt(given, 'location')),
    visibility,
  };
  workbook.state.developerMetadata = [...workbook.state.developerMetadata, metadata];
  assertMetadataFits(workbook, place);
  return { developerMetadata: metadataOnWire(metadata) };
};

function visibilityOf(context: BatchContext, given: JsonObject): string {
  const visibility = textAt(given, 'visibility');
  if (visibility === 'DOCUMENT' || visibility === 'PROJECT') return visibility;
  throw refuse(context, 'Must specify a visibility for the developer metadata.');
}

function assertFreeId(context: BatchContext, id: number): void {
  if (id <= 0) throw refuse(context, 'metadataId must be positive.');
  if (context.workbook.state.developerMetadata.some(({ metadataId }) => metadataId === id)) {
    throw refuse(
      context,
      `Cannot add developer metadata with ID [${id}] because developer metadata with that ID already exists.`,
    );
  }
}

const updateDeveloperMetadata: BatchKind = (context, request) => {
  const { workbook, place } = context;
  const mask = parseUpdateMask(request.fields, place);
  const given = objectAt(request, 'developerMetadata');
  const found = new Set(filtersOf(request).flatMap((filter) => metadataOfFilter(workbook, filter)));
  const updated: DeveloperMetadata[] = [];
  workbook.state.developerMetadata = workbook.state.developerMetadata.map((metadata) => {
    if (!found.has(metadata)) return metadata;
    const key = includes(mask, 'metadataKey') ? textAt(given, 'metadataKey') : metadata.metadataKey;
    const value = includes(mask, 'metadataValue')
      ? textAt(given, 'metadataValue')
      : metadata.metadataValue;
    if (!key) throw refuse(context, 'Must specify a metadataKey.');
    const changed: DeveloperMetadata = {
      metadataId: metadata.metadataId,
      metadataKey: key,
      ...(value === undefined || value === '' ? {} : { metadataValue: value }),
      location:
        includes(mask, 'location') && mask !== true
          ? parseLocation(workbook, objectAt(given, 'location'))
          : metadata.location,
      visibility:
        includes(mask, 'visibility') && mask !== true
          ? visibilityOf(context, given)
          : metadata.visibility,
    };
    updated.push(changed);
    return changed;
  });
  assertMetadataFits(workbook, place);
  return { developerMetadata: updated.map(metadataOnWire) };
};

const deleteDeveloperMetadata: BatchKind = ({ workbook }, request) => {
  const found = new Set(metadataOfFilter(workbook, filterOf(request)));
  workbook.state.developerMetadata = workbook.state.developerMetadata.filter(
    (metadata) => !found.has(metadata),
  );
  return { deletedDeveloperMetadata: [...found].map(metadataOnWire) };
};

export const METADATA_KINDS: Readonly<Record<string, BatchKind>> = {
  createDeveloperMetadata,
  updateDeveloperMetadata,
  deleteDeveloperMetadata,
};
