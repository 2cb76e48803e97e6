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
import { ApiError, invalidArgument } from './errors.ts';
import type { IdSource } from './ids.ts';
import { isObject, type JsonObject, objectsAt } from './json.ts';
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

/**
 * Carries out the requests of a body that was read, in order on a working copy, and gives their
 * replies. The caller saves the copy only if none failed. Kinds that the service has and the emulator
 * has not are told from unknown ones, which cannot be read.
 */
export function batchUpdate(
  workbook: Workbook,
  body: JsonObject,
  { ids, now }: { ids: IdSource; now: Date },
): JsonObject[] {
  const requests = objectsAt(body, 'requests');
  if (requests.length === 0) throw invalidArgument('Must specify at least one request.');
  return requests.map((request, index) => {
    const [kind] = Object.keys(request);
    if (kind === undefined) {
      throw invalidArgument(`Invalid requests[${index}]: No request set.`);
    }
    const carryOut = KINDS[kind];
    if (!carryOut) throw unsupportedKind(kind);
    const content = isObject(request[kind]) ? request[kind] : {};
    const place = `requests[${index}].${kind}`;
    const reply = inPlace(place, () => carryOut({ workbook, ids, now, place }, content));
    return reply === undefined ? {} : { [kind]: reply };
  });
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

const unsupportedKind = (kind: string): ApiError =>
  new ApiError(501, 'UNIMPLEMENTED', `The emulator does not support requests of the kind ${kind}.`);
