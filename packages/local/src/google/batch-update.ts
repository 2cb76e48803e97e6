import { CELL_KINDS } from './batch-cells.ts';
import type { BatchKind } from './batch-context.ts';
import { DIMENSION_KINDS } from './batch-dimensions.ts';
import { GROUP_KINDS } from './batch-groups.ts';
import { METADATA_KINDS } from './batch-metadata.ts';
import { RANGE_KINDS } from './batch-ranges.ts';
import { REARRANGING_KINDS } from './batch-rearranging.ts';
import { SHEET_KINDS } from './batch-sheets.ts';
import { SHIFTING_KINDS } from './batch-shifting.ts';
import { SORTING_KINDS } from './batch-sorting.ts';
import { TABLE_KINDS } from './batch-tables.ts';
import { ApiError, invalidArgument, invalidValues, unknownField } from './errors.ts';
import type { IdSource } from './ids.ts';
import { isObject, type JsonObject, normalized } from './json.ts';
import type { Workbook } from './workbook.ts';

const KINDS: Readonly<Record<string, BatchKind>> = {
  ...CELL_KINDS,
  ...DIMENSION_KINDS,
  ...GROUP_KINDS,
  ...METADATA_KINDS,
  ...RANGE_KINDS,
  ...REARRANGING_KINDS,
  ...SHEET_KINDS,
  ...SHIFTING_KINDS,
  ...SORTING_KINDS,
  ...TABLE_KINDS,
};

/** Kinds that the service has and the emulator has not. */
const UNSUPPORTED = new Set(
  `addBanding addChart addConditionalFormatRule addDataSource addFilterView addSlicer autoFill
  cancelDataSourceRefresh createImage deleteBanding deleteConditionalFormatRule deleteDataSource
  deleteDuplicates deleteEmbeddedObject deleteFilterView duplicateFilterView findReplace pasteData
  randomizeRange refreshDataSource setColumnDefaultFormat textToColumns trimWhitespace updateBanding
  updateBorders updateChartSpec updateConditionalFormatRule updateDataSource updateDimensionGroup
  updateEmbeddedObjectBorder updateEmbeddedObjectPosition updateFilterView updateSlicerSpec`.split(
    /\s+/,
  ),
);

/**
 * Carries out the requests in order on a working copy and gives their replies. The caller saves the
 * copy
 * only if none failed. The service takes a single request in place of the list, and lists inside
 * it.
 */
export function batchUpdate(
  workbook: Workbook,
  body: JsonObject,
  { ids, now }: { ids: IdSource; now: Date },
): JsonObject[] {
  const requests = [normalized(body.requests ?? [])].flat(8).map(assertRequest);
  if (requests.length === 0) throw invalidArgument('Must specify at least one request.');
  return requests.map((request, index) => {
    const [kind, ...others] = Object.keys(request);
    if (kind === undefined) {
      throw invalidArgument(`Invalid requests[${index}]: No request set.`);
    }
    if (others[0] !== undefined) throw oneofSet(others[0], index);
    const carryOut = KINDS[kind];
    if (!carryOut) throw unknownKind(kind, index);
    const content = isObject(request[kind]) ? request[kind] : {};
    const place = `requests[${index}].${kind}`;
    const reply = inPlace(place, () => carryOut({ workbook, ids, now, place }, content));
    return reply === undefined ? {} : { [kind]: reply };
  });
}

function assertRequest(request: unknown, index: number): JsonObject {
  if (isObject(request)) return request;
  const type = 'google.apps.sheets.v4.BatchUpdateSpreadsheetRequest.Request';
  const field = `requests[${index}]`;
  const description = `Invalid value at '${field}' (type.googleapis.com/${type}), ${JSON.stringify(request)}`;
  throw invalidValues([{ field, description }]);
}

/** Messages name the request that failed. */
function inPlace<T>(place: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const isBare =
      error instanceof ApiError && error.status === 400 && !error.message.startsWith('Invalid ');
    throw isBare ? invalidArgument(`Invalid ${place}: ${error.message}`) : error;
  }
}

function unknownKind(kind: string, index: number): ApiError {
  if (!UNSUPPORTED.has(kind)) return unknownField(kind, `requests[${index}]`);
  return new ApiError(
    501,
    'UNIMPLEMENTED',
    `The emulator does not support requests of the kind ${kind}.`,
  );
}

const oneofSet = (kind: string, index: number): ApiError =>
  invalidArgument(
    `Invalid value at 'requests[${index}]' (oneof), oneof field 'kind' is already set. Cannot set '${kind}'`,
  );
