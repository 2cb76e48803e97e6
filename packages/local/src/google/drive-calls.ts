import type { ApiRequest } from '../emulator/emulator.ts';
import { driveMask } from './drive-fields.ts';
import {
  accessOf,
  type Caller,
  type DriveFile,
  insufficientPermissions,
  SPREADSHEET,
} from './drive-files.ts';
import { orderOf } from './drive-order.ts';
import { knownParents, movedParents } from './drive-parents.ts';
import { parseDriveQuery } from './drive-query.ts';
import { ApiError, invalidValues } from './errors.ts';
import { masked } from './field-mask.ts';
import type { JsonObject } from './json.ts';
import { defined, textAt } from './json.ts';
import { jsonBody } from './json-body.ts';
import { newSpreadsheet } from './new-spreadsheet.ts';
import { scalarOf } from './proto-scalars.ts';
import type { PushChannels } from './push-channels.ts';
import type { SheetsParts } from './sheets-context.ts';
import { Workbook } from './workbook.ts';

/** One call of the Drive API. */
export interface DriveCall {
  readonly parts: SheetsParts & { readonly channels: PushChannels };
  readonly request: ApiRequest;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
}

/** A file with the members that depend on who asks. Sheets have no `headRevisionId`. */
function fileOnWire({ parts, caller }: DriveCall, file: DriveFile): JsonObject {
  const shown = parts.files.onWire(file);
  const level = accessOf(file, caller);
  const canEdit = level === 'owner' || level === 'writer';
  const owners = [file.permissions ?? []].flat().filter(isOwner);
  return {
    ownedByMe: level === 'owner',
    owners: owners.map(({ emailAddress, displayName, id }) =>
      defined({
        kind: 'drive#user',
        displayName,
        me: emailAddress === caller.email,
        permissionId: id,
        emailAddress,
      }),
    ),
    shared: [file.permissions ?? []].flat().length > 1,
    capabilities: { canEdit, canComment: canEdit, canShare: canEdit, canDelete: level === 'owner' },
    ...(file.mimeType === SPREADSHEET
      ? { webViewLink: `https://docs.google.com/spreadsheets/d/${file.id}/edit` }
      : {}),
    ...shown,
  };
}

const isOwner = (permission: unknown): permission is JsonObject =>
  textAt(permission, 'role') === 'owner';

const answer = (call: DriveCall, file: DriveFile): unknown =>
  masked(fileOnWire(call, file), driveMask(call.request.query, 'file'));

export function getFile(call: DriveCall): unknown {
  const file = call.parts.files.get(call.params.id ?? '', call.caller);
  if (call.request.query.get('alt') !== 'media') return answer(call, file);
  throw new ApiError(
    403,
    'PERMISSION_DENIED',
    'Only files with binary content can be downloaded. Use Export with Docs Editors files.',
    { reason: 'fileNotDownloadable', location: 'alt' },
  );
}

export function createFile(call: DriveCall): unknown {
  const { parts, caller } = call;
  const given = jsonBody(call.request);
  const name = textAt(given, 'name') ?? 'Untitled';
  const id = parts.ids.file();
  const parents = knownParents(parts.files, given.parents, caller);
  const file = parts.files.create(id, defined({ ...withoutNulls(given), name, parents }), caller);
  if (file.mimeType === SPREADSHEET) {
    const editor = { email: caller.email, isOwner: true };
    parts.workbooks.save(newSpreadsheet(id, name, {}, parts.ids, editor));
  }
  return answer(call, file);
}

const withoutNulls = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));

export function copyFile(call: DriveCall): unknown {
  const { parts, caller } = call;
  const source = parts.files.get(call.params.id ?? '', caller);
  const given = withoutNulls(jsonBody(call.request));
  const name = textAt(given, 'name') ?? `Copy of ${source.name}`;
  const id = parts.ids.file();
  const parents =
    given.parents === undefined ? source.parents : knownParents(parts.files, given.parents, caller);
  const file = parts.files.create(
    id,
    defined({ ...given, name, mimeType: source.mimeType, parents }),
    caller,
  );
  const editor = { email: caller.email, isOwner: true };
  const workbook = parts.workbooks.load(source.id, editor);
  if (workbook) {
    const properties = { ...workbook.state.properties, title: name };
    const state = { ...workbook.state, spreadsheetId: id, properties };
    parts.workbooks.save(new Workbook(state, workbook.sheets, editor));
  }
  return answer(call, file);
}

/** Renames, moves or trashes; the title of a spreadsheet is the name of its file. */
export function updateFile(call: DriveCall): unknown {
  const { parts, caller, request } = call;
  const file = parts.files.writable(call.params.id ?? '', caller);
  const given = withoutNulls(jsonBody(request));
  const former = [file.parents ?? []].flat();
  const parents = movedParents(parts.files, former, request.query, caller);
  const { id: _id, kind: _kind, version: _version, ...settable } = given;
  const touched = parts.files.touch(file.id, {
    ...settable,
    ...(given.trashed === undefined ? {} : { explicitlyTrashed: given.trashed === true }),
    ...(parents ? { parents } : {}),
  });
  const name = textAt(given, 'name');
  const workbook = parts.workbooks.load(file.id, { email: caller.email, isOwner: true });
  if (workbook && name !== undefined) {
    workbook.state.properties = { ...workbook.state.properties, title: name };
    parts.workbooks.save(workbook);
  }
  return answer(call, touched ?? file);
}

/** Deletes for good; what is in a folder goes with it. */
export function deleteFile(call: DriveCall): undefined {
  const { files } = call.parts;
  const file = files.get(call.params.id ?? '', call.caller);
  if (accessOf(file, call.caller) !== 'owner') throw insufficientPermissions(file.id);
  removeWithContent(call, file.id);
  return undefined;
}

function removeWithContent(call: DriveCall, id: string): void {
  const { files, workbooks } = call.parts;
  const content = files
    .all(call.caller)
    .filter(({ parents }) => [parents ?? []].flat().includes(id));
  files.delete(id);
  workbooks.delete(id);
  for (const { id: inner } of content) removeWithContent(call, inner);
}

/** What is in the trash of the caller goes for good. */
export function emptyTrash(call: DriveCall): undefined {
  const { files } = call.parts;
  const trashed = files.all(call.caller).filter((file) => file.trashed === true);
  for (const file of trashed) {
    if (accessOf(file, call.caller) === 'owner') removeWithContent(call, file.id);
  }
  return undefined;
}

const DEFAULT_PAGE = 100;

export function listFiles(call: DriveCall): unknown {
  const { parts, caller, request } = call;
  const { query } = request;
  // In this order the service tells what is wrong.
  const size = pageSize(request);
  const order = orderOf(query.get('orderBy') ?? '');
  const q = query.get('q') ?? '';
  const searcher = { rootId: parts.files.root().id, email: caller.email };
  const filter = q.trim() === '' ? () => true : parseDriveQuery(q, searcher);
  const offset = offsetOf(query.get('pageToken') ?? '');
  const mask = driveMask(query, 'fileList');
  const files = parts.files
    .all(caller)
    .map((file) => fileOnWire(call, file))
    .filter(filter)
    .sort(order);
  const page = files.slice(offset, offset + size);
  const hasMore = offset + size < files.length;
  const list = {
    kind: 'drive#fileList',
    ...(hasMore
      ? { nextPageToken: `~!!~${Buffer.from(String(offset + size)).toString('base64url')}` }
      : {}),
    incompleteSearch: false,
    files: page,
  };
  return masked(list, mask);
}

function pageSize({ query }: ApiRequest): number {
  const text = query.get('pageSize') ?? String(DEFAULT_PAGE);
  const size = scalarOf('i', text);
  if (typeof size !== 'number') {
    const description = `Invalid value at 'page_size' (TYPE_INT32), "${text}"`;
    throw invalidValues([{ field: 'page_size', description }]);
  }
  if (size >= 1 && size <= 1000) return size;
  throw new ApiError(
    400,
    'INVALID_ARGUMENT',
    `Invalid value '${query.get('pageSize')}'. Values must be within the range: [1, 1000]`,
    { reason: 'invalidParameter', location: 'pageSize' },
  );
}

function offsetOf(token: string): number {
  if (token === '') return 0;
  const offset = Number(Buffer.from(token.replace(/^~!!~/, ''), 'base64url').toString());
  if (token.startsWith('~!!~') && Number.isInteger(offset) && offset > 0) return offset;
  throw new ApiError(400, 'INVALID_ARGUMENT', 'Invalid Value', {
    reason: 'invalid',
    location: 'pageToken',
  });
}
