import { ApiError } from './errors.ts';
import { type FieldMask, parseFieldMask } from './field-mask.ts';

const FILE =
  'appProperties capabilities contentHints contentRestrictions copyRequiresWriterPermission createdTime description driveId explicitlyTrashed exportLinks fileExtension folderColorRgb fullFileExtension hasAugmentedPermissions hasThumbnail headRevisionId iconLink id imageMediaMetadata inheritedPermissionsDisabled isAppAuthorized kind labelInfo lastModifyingUser linkShareMetadata md5Checksum mimeType modifiedByMe modifiedByMeTime modifiedTime name originalFilename ownedByMe owners parents permissionIds permissions properties quotaBytesUsed resourceKey sha1Checksum sha256Checksum shared sharedWithMeTime sharingUser shortcutDetails size spaces starred teamDriveId thumbnailLink thumbnailVersion trashed trashedTime trashingUser version videoMediaMetadata viewedByMe viewedByMeTime viewersCanCopyContent webContentLink webViewLink writersCanShare';
const PERMISSION =
  'allowFileDiscovery deleted displayName domain emailAddress expirationTime id inheritedPermissionsDisabled kind pendingOwner permissionDetails photoLink role teamDrivePermissionDetails type view';

/** Each resource of Drive: its fields, what it shows unless told, and the resource in its list. */
const RESOURCES = {
  file: { fields: FILE, shown: 'kind,id,name,mimeType', items: undefined },
  fileList: {
    fields: 'kind nextPageToken incompleteSearch files',
    shown: 'kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)',
    items: { files: FILE },
  },
  permission: { fields: PERMISSION, shown: 'kind,id,type,role', items: undefined },
  permissionList: {
    fields: 'kind nextPageToken permissions',
    shown: 'kind,nextPageToken,permissions(kind,id,type,role)',
    items: { permissions: PERMISSION },
  },
  changeList: {
    fields: 'kind nextPageToken newStartPageToken changes',
    shown:
      'kind,nextPageToken,newStartPageToken,changes(kind,type,changeType,time,removed,fileId,file(kind,id,name,mimeType))',
    items: {
      changes: 'changeType drive driveId file fileId kind removed teamDrive teamDriveId time type',
    },
  },
  about: {
    fields:
      'appInstalled canCreateDrives canCreateTeamDrives driveThemes exportFormats folderColorPalette importFormats kind maxImportSizes maxUploadSize storageQuota teamDriveThemes user',
    shown: '',
    items: undefined,
  },
} as const;

/**
 * The field mask of a call for a resource. An empty mask shows nothing. Fails with Drive's
 * `Invalid field selection` on a name that the resource, or what its list holds, does not have.
 */
export function driveMask(query: URLSearchParams, resource: keyof typeof RESOURCES): FieldMask {
  const { fields, shown, items } = RESOURCES[resource];
  const given = query.get('fields');
  if (given === null) return parseFieldMask(shown) ?? new Map();
  const text = given.replace(/\s+/g, '');
  if (text === '') return new Map();
  const mask = parseFieldMask(text);
  if (!mask) throw invalidSelection(given);
  assertKnown(mask, fields);
  for (const [name, names] of Object.entries(items ?? {})) {
    if (mask !== true) assertKnown(mask.get(name) ?? true, names);
  }
  return mask;
}

function assertKnown(mask: FieldMask, fields: string): void {
  if (mask === true) return;
  const known = new Set(fields.split(' '));
  const unknown = [...mask.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) throw invalidSelection(unknown);
}

const invalidSelection = (name: string): ApiError =>
  new ApiError(400, 'INVALID_ARGUMENT', `Invalid field selection ${name}`, {
    reason: 'invalidParameter',
    location: 'fields',
  });
