import type { ApiRequest } from '../emulator/emulator.ts';
import {
  accessOf,
  type Caller,
  type DriveFile,
  insufficientPermissions,
  SPREADSHEET,
} from './drive-files.ts';
import { parseDriveQuery } from './drive-query.ts';
import { ApiError } from './errors.ts';
import { type FieldMask, masked, parseFieldMask } from './field-mask.ts';
import type { JsonObject } from './json.ts';
import { defined, textAt } from './json.ts';
import { jsonBody } from './json-body.ts';
import { newSpreadsheet } from './new-spreadsheet.ts';
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

const DEFAULT_FIELDS = 'kind,id,name,mimeType';

/** The field mask of a call. Fails with Drive's `Invalid field selection`. */
export function driveMask({ request }: DriveCall, fallback: string): FieldMask {
  const text = request.query.get('fields') ?? '';
  const mask = parseFieldMask(text === '' ? fallback : text);
  if (mask) return mask;
  throw new ApiError(400, 'INVALID_ARGUMENT', `Invalid field selection ${text}`, {
    reason: 'invalidParameter',
    location: 'fields',
  });
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
  masked(fileOnWire(call, file), driveMask(call, DEFAULT_FIELDS));

export const getFile = (call: DriveCall): unknown =>
  answer(call, call.parts.files.get(call.params.id ?? '', call.caller));

export function createFile(call: DriveCall): unknown {
  const { parts, caller } = call;
  const given = jsonBody(call.request);
  const name = textAt(given, 'name') ?? 'Untitled';
  const id = parts.ids.file();
  const parents = withRoot(call, given.parents);
  const file = parts.files.create(id, defined({ ...withoutNulls(given), name, parents }), caller);
  if (file.mimeType === SPREADSHEET) {
    const editor = { email: caller.email, isOwner: true };
    parts.workbooks.save(newSpreadsheet(id, name, {}, parts.ids, editor));
  }
  return answer(call, file);
}

/** Parents with `root` as the id that it stands for; the top folder if none are given. */
function withRoot({ parts }: DriveCall, parents: unknown): string[] {
  const root = parts.files.root().id;
  const list = Array.isArray(parents) ? parents.filter((id) => typeof id === 'string') : [];
  return list.length === 0 ? [root] : list.map((id) => (id === 'root' ? root : id));
}

const withoutNulls = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));

export function copyFile(call: DriveCall): unknown {
  const { parts, caller } = call;
  const source = parts.files.get(call.params.id ?? '', caller);
  const given = withoutNulls(jsonBody(call.request));
  const name = textAt(given, 'name') ?? `Copy of ${source.name}`;
  const id = parts.ids.file();
  const parents = given.parents === undefined ? source.parents : withRoot(call, given.parents);
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
  const added = (request.query.get('addParents') ?? '').split(',').filter((id) => id !== '');
  const removed = new Set((request.query.get('removeParents') ?? '').split(','));
  const former = [file.parents ?? []].flat().filter((id) => !removed.has(String(id)));
  const isMoved = added.length > 0 || removed.size > 0;
  const { id: _id, kind: _kind, version: _version, ...settable } = given;
  const touched = parts.files.touch(file.id, {
    ...settable,
    ...(isMoved
      ? { parents: [...former, ...(added.length > 0 ? withRoot(call, added) : [])] }
      : {}),
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

const DEFAULT_PAGE = 100;
const LIST_FIELDS = `kind,incompleteSearch,nextPageToken,files(${DEFAULT_FIELDS})`;

export function listFiles(call: DriveCall): unknown {
  const { parts, caller, request } = call;
  const q = request.query.get('q') ?? '';
  const filter = q === '' ? () => true : parseDriveQuery(q, parts.files.root().id);
  const files = parts.files
    .all(caller)
    .map((file) => fileOnWire(call, file))
    .filter(filter)
    .sort(orderOf(request.query.get('orderBy') ?? ''));
  const size = pageSize(request);
  const offset = offsetOf(request.query.get('pageToken') ?? '');
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
  return masked(list, driveMask(call, LIST_FIELDS));
}

function pageSize({ query }: ApiRequest): number {
  const size = Number(query.get('pageSize') ?? DEFAULT_PAGE);
  if (Number.isInteger(size) && size >= 1 && size <= 1000) return size;
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

/** `orderBy` such as `folder,name desc`; without it the last change comes first. */
function orderOf(orderBy: string): (a: JsonObject, b: JsonObject) => number {
  const keys = (orderBy === '' ? 'modifiedTime desc' : orderBy)
    .split(',')
    .map((part) => part.trim().split(/\s+/));
  return (a, b) => {
    for (const [key = '', direction] of keys) {
      const [left, right] = [String(a[key] ?? ''), String(b[key] ?? '')];
      const order = left < right ? -1 : Number(left > right);
      if (order !== 0) return direction === 'desc' ? -order : order;
    }
    return 0;
  };
}
