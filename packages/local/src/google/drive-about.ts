import type { DriveCall } from './drive-calls.ts';
import { driveMask } from './drive-fields.ts';
import { displayName, permissionId } from './drive-files.ts';
import { ApiError } from './errors.ts';
import { masked } from './field-mask.ts';

const LIMIT_BYTES = 15 * 1024 ** 3;
const LARGEST_UPLOAD = '5242880000000';
const MOST_IDS = 1000;

/** Who calls and what they may store; the one call that cannot do without `fields`. */
export function getAbout({ request, caller }: DriveCall): unknown {
  if (!request.query.get('fields')) {
    throw new ApiError(
      400,
      'INVALID_ARGUMENT',
      "The 'fields' parameter is required for this method.",
      { reason: 'required', location: 'fields' },
    );
  }
  const about = {
    kind: 'drive#about',
    user: {
      kind: 'drive#user',
      displayName: displayName(caller.email),
      me: true,
      permissionId: permissionId(caller.email),
      emailAddress: caller.email,
    },
    storageQuota: {
      limit: String(LIMIT_BYTES),
      usage: '0',
      usageInDrive: '0',
      usageInDriveTrash: '0',
    },
    importFormats: {},
    exportFormats: {},
    maxImportSizes: {},
    maxUploadSize: LARGEST_UPLOAD,
    appInstalled: false,
    canCreateDrives: false,
    canCreateTeamDrives: false,
    driveThemes: [],
    teamDriveThemes: [],
    folderColorPalette: [],
  };
  return masked(about, driveMask(request.query, 'about'));
}

/** Ids for files that are to be made. */
export function generateIds({ request, parts }: DriveCall): unknown {
  const count = Number(request.query.get('count') ?? 10);
  if (!Number.isInteger(count) || count < 1 || count > MOST_IDS) {
    const message = `Invalid value '${count}'. Values must be within the range: [1, ${MOST_IDS}]`;
    const more = { reason: 'invalidParameter', location: 'count' };
    throw new ApiError(400, 'INVALID_ARGUMENT', message, more);
  }
  const ids = Array.from({ length: count }, () => parts.ids.file());
  return { kind: 'drive#generatedIds', space: 'drive', ids };
}
