import { generateIds, getAbout } from './drive-about.ts';
import {
  copyFile,
  createFile,
  type DriveCall,
  deleteFile,
  emptyTrash,
  getFile,
  listFiles,
  updateFile,
} from './drive-calls.ts';
import {
  getStartPageToken,
  listChanges,
  stopChannel,
  watchChanges,
  watchFile,
} from './drive-changes.ts';
import {
  createPermission,
  deletePermission,
  getPermission,
  listPermissions,
  updatePermission,
} from './drive-permissions.ts';
import { type Message, parseFields } from './request-messages.ts';
import type { SheetsCall } from './sheets-context.ts';
import {
  batchUpdateSpreadsheet,
  copySheetTo,
  createSpreadsheet,
  getByDataFilter,
  getMetadata,
  getSpreadsheet,
  searchMetadata,
} from './spreadsheet-calls.ts';
import {
  batchClearByDataFilter,
  batchGetByDataFilter,
  batchUpdateByDataFilter,
} from './values-by-filter.ts';
import {
  appendToValues,
  batchClearValues,
  batchGetValues,
  batchUpdateValues,
  clearOneRange,
  getValues,
  updateValues,
} from './values-calls.ts';

interface Endpoint {
  readonly method: string;
  /** Path with `{name}` for its variable parts, e.g. `/v4/spreadsheets/{id}`. */
  readonly template: string;
  readonly pattern: RegExp;
  /** Whether the call needs a scope that may write. Reading developer metadata does too. */
  readonly needsWrite: boolean;
  /** Which of the two quotas it counts against. */
  readonly quota: 'read' | 'write';
  /** What its query may hold, and the fields of its body. */
  readonly parameters: Message;
}

export type Route =
  | (Endpoint & { readonly api: 'sheets'; readonly handle: (call: SheetsCall) => unknown })
  | (Endpoint & { readonly api: 'drive'; readonly handle: (call: DriveCall) => unknown });

export interface MatchedRoute {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** `{range}` runs to the end or to a custom verb; other parts end at a slash or a colon. */
function patternOf(template: string): RegExp {
  const source = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'range' ? '(?<range>.+?)' : `(?<${name}>[^/:]+)`,
  );
  return new RegExp(`^${source}$`);
}

/** `line` is the method, the path, and the parameters that the query may hold. */
function endpoint(line: string, needsWrite?: boolean): Endpoint {
  const [method = '', template = '', ...parameters] = line.split(' ');
  const quota = method === 'GET' ? 'read' : 'write';
  return {
    method,
    template,
    pattern: patternOf(template),
    needsWrite: needsWrite ?? quota === 'write',
    quota,
    parameters: parseFields('query', parameters.join(' ')),
  };
}

const sheets = (
  line: string,
  handle: (call: SheetsCall) => unknown,
  more: Partial<Endpoint> = {},
): Route => ({
  ...endpoint(line),
  ...more,
  api: 'sheets',
  handle,
});

const drive = (
  line: string,
  handle: (call: DriveCall) => unknown,
  more: Partial<Endpoint> = {},
): Route => ({
  ...endpoint(line),
  ...more,
  api: 'drive',
  handle,
});

const SPREADSHEET = '/v4/spreadsheets/{id}';
const FILE = '/drive/v3/files/{id}';
const READS = { quota: 'read' } as const;
const METADATA = { needsWrite: true } as const;
const RENDERING =
  'majorDimension:Dimension valueRenderOption:ValueRenderOption dateTimeRenderOption:DateTimeRenderOption';
const WRITING =
  'valueInputOption:ValueInputOption includeValuesInResponse:b responseValueRenderOption:ValueRenderOption responseDateTimeRenderOption:DateTimeRenderOption';
const GRID_DATA = 'ranges:s[] includeGridData:b excludeTablesInBandedRanges:b commentsViewMode:s';

/** More specific paths come before `{range}`, which takes anything. */
const ROUTES: readonly Route[] = [
  sheets('POST /v4/spreadsheets', createSpreadsheet),
  sheets(`POST ${SPREADSHEET}:batchUpdate`, batchUpdateSpreadsheet),
  sheets(`POST ${SPREADSHEET}:getByDataFilter`, getByDataFilter, READS),
  sheets(`GET ${SPREADSHEET} ${GRID_DATA}`, getSpreadsheet),
  sheets(`POST ${SPREADSHEET}/sheets/{sheetId}:copyTo`, copySheetTo),
  sheets(`POST ${SPREADSHEET}/developerMetadata:search`, searchMetadata, READS),
  sheets(`GET ${SPREADSHEET}/developerMetadata/{metadataId}`, getMetadata, METADATA),
  sheets(`GET ${SPREADSHEET}/values:batchGet ranges:s[] ${RENDERING}`, batchGetValues),
  sheets(`POST ${SPREADSHEET}/values:batchUpdate`, batchUpdateValues),
  sheets(`POST ${SPREADSHEET}/values:batchClear`, batchClearValues),
  sheets(`POST ${SPREADSHEET}/values:batchGetByDataFilter`, batchGetByDataFilter, READS),
  sheets(`POST ${SPREADSHEET}/values:batchUpdateByDataFilter`, batchUpdateByDataFilter),
  sheets(`POST ${SPREADSHEET}/values:batchClearByDataFilter`, batchClearByDataFilter),
  sheets(
    `POST ${SPREADSHEET}/values/{range}:append insertDataOption:InsertDataOption ${WRITING}`,
    appendToValues,
  ),
  sheets(`POST ${SPREADSHEET}/values/{range}:clear`, clearOneRange),
  sheets(`GET ${SPREADSHEET}/values/{range} ${RENDERING}`, getValues),
  sheets(`PUT ${SPREADSHEET}/values/{range} ${WRITING}`, updateValues),
  drive('GET /drive/v3/about', getAbout),
  drive('GET /drive/v3/files', listFiles),
  drive('POST /drive/v3/files', createFile),
  drive('GET /drive/v3/files/generateIds', generateIds),
  drive('DELETE /drive/v3/files/trash', emptyTrash),
  drive(`GET ${FILE}`, getFile),
  drive(`PATCH ${FILE}`, updateFile),
  drive(`DELETE ${FILE}`, deleteFile),
  drive(`POST ${FILE}/copy`, copyFile),
  drive(`POST ${FILE}/watch`, watchFile, { needsWrite: false }),
  drive(`GET ${FILE}/permissions`, listPermissions),
  drive(`POST ${FILE}/permissions`, createPermission),
  drive(`GET ${FILE}/permissions/{permissionId}`, getPermission),
  drive(`PATCH ${FILE}/permissions/{permissionId}`, updatePermission),
  drive(`DELETE ${FILE}/permissions/{permissionId}`, deletePermission),
  drive('GET /drive/v3/changes/startPageToken', getStartPageToken),
  drive('GET /drive/v3/changes', listChanges),
  drive('POST /drive/v3/changes/watch', watchChanges, { needsWrite: false }),
  drive('POST /drive/v3/channels/stop', stopChannel, { needsWrite: false }),
];

/**
 * The end of a resource that a client built from a base URL: `{id}/` and `{id}/:verb`. The services
 * take both for the path without the slash.
 */
const SLASH_AFTER_ID = /^(\/v4\/spreadsheets\/[^/:]+|\/drive\/v3\/files\/[^/:]+)\/(?=$|:)/;

/** The route of a request and the decoded variable parts of its path. */
export function matchRoute(method: string, path: string): MatchedRoute | undefined {
  const plainPath = path.replace(SLASH_AFTER_ID, '$1');
  for (const route of ROUTES) {
    const match = route.method === method ? route.pattern.exec(plainPath) : null;
    if (match) return { route, params: decoded(match.groups ?? {}) };
  }
  return undefined;
}

const decoded = (groups: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
