import type { DriveCall } from './drive-calls.ts';
import { driveMask } from './drive-fields.ts';
import {
  accessOf,
  type DriveFile,
  displayName,
  insufficientPermissions,
  permissionId,
} from './drive-files.ts';
import { ApiError } from './errors.ts';
import { masked } from './field-mask.ts';
import { type JsonObject, objectsAt, textAt } from './json.ts';
import { jsonBody } from './json-body.ts';

const TYPES = ['user', 'group', 'domain', 'anyone'];
const ROLES = ['owner', 'organizer', 'fileOrganizer', 'writer', 'commenter', 'reader'];

const fileOf = ({ parts, params, caller }: DriveCall): DriveFile =>
  parts.files.get(params.id ?? '', caller);

function sharableFile(call: DriveCall): DriveFile {
  const file = fileOf(call);
  const level = accessOf(file, call.caller);
  if (level !== 'owner' && level !== 'writer') throw insufficientPermissions(file.id);
  return file;
}

export function listPermissions(call: DriveCall): unknown {
  const permissions = objectsAt(fileOf(call), 'permissions');
  const list = { kind: 'drive#permissionList', permissions };
  return masked(list, driveMask(call.request.query, 'permissionList'));
}

function findPermission(file: DriveFile, id: string | undefined): JsonObject {
  const found = objectsAt(file, 'permissions').find((permission) => permission.id === id);
  if (found) return found;
  throw new ApiError(404, 'NOT_FOUND', `Permission not found: ${id}.`, {
    reason: 'notFound',
    location: 'permissionId',
  });
}

export const getPermission = (call: DriveCall): unknown =>
  masked(
    findPermission(fileOf(call), call.params.permissionId),
    driveMask(call.request.query, 'permission'),
  );

const required = (field: string): ApiError =>
  new ApiError(400, 'INVALID_ARGUMENT', `The permission ${field} field is required.`, {
    reason: 'required',
    location: `permission.${field}`,
  });

export function createPermission(call: DriveCall): unknown {
  const file = sharableFile(call);
  const permission = permissionOf(jsonBody(call.request));
  if (permission.role === 'owner') assertTransfer(call);
  const others = objectsAt(file, 'permissions').filter(({ id }) => id !== permission.id);
  call.parts.files.put({ ...file, permissions: [...others, permission] });
  return masked(permission, driveMask(call.request.query, 'permission'));
}

/** Another owner has to be asked for in the query, too. */
function assertTransfer({ request }: DriveCall): void {
  if (/^true$/i.test(request.query.get('transferOwnership') ?? '')) return;
  throw new ApiError(
    403,
    'PERMISSION_DENIED',
    "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
    { reason: 'forbidden', location: 'transferOwnership' },
  );
}

/** A permission as Drive keeps it; its id follows from whom it is for. */
function permissionOf(body: JsonObject): JsonObject {
  const type = textAt(body, 'type');
  const role = textAt(body, 'role');
  if (type === undefined || !TYPES.includes(type)) throw required('type');
  if (role === undefined || !ROLES.includes(role)) throw required('role');
  const kind = 'drive#permission';
  if (type === 'anyone') {
    return { kind, id: 'anyoneWithLink', type, role, allowFileDiscovery: false };
  }
  const name = textAt(body, type === 'domain' ? 'domain' : 'emailAddress');
  if (name === undefined) throw required(type === 'domain' ? 'domain' : 'emailAddress');
  const id = permissionId(name);
  if (type === 'domain') {
    return { kind, id, type, domain: name, displayName: name, role, allowFileDiscovery: false };
  }
  const pendingOwner = body.pendingOwner === true;
  return {
    kind,
    id,
    type,
    emailAddress: name,
    displayName: displayName(name),
    role,
    deleted: false,
    pendingOwner,
  };
}

export function updatePermission(call: DriveCall): unknown {
  const file = sharableFile(call);
  const found = findPermission(file, call.params.permissionId);
  const body = jsonBody(call.request);
  const changed = {
    ...found,
    role: textAt(body, 'role') ?? found.role,
    ...(body.pendingOwner === undefined ? {} : { pendingOwner: body.pendingOwner === true }),
  };
  const isTransfer = changed.role === 'owner';
  if (isTransfer && found.role !== 'owner') assertTransfer(call);
  const permissions = objectsAt(file, 'permissions').map((permission) => {
    if (permission.id === found.id) return changed;
    const isFormerOwner = isTransfer && permission.role === 'owner';
    return isFormerOwner ? { ...permission, role: 'writer' } : permission;
  });
  call.parts.files.put({ ...file, permissions });
  return masked(changed, driveMask(call.request.query, 'permission'));
}

export function deletePermission(call: DriveCall): undefined {
  const file = sharableFile(call);
  const found = findPermission(file, call.params.permissionId);
  const permissions = objectsAt(file, 'permissions').filter(({ id }) => id !== found.id);
  call.parts.files.put({ ...file, permissions });
  return undefined;
}
