import type { Collection, EmulatorClock, EmulatorStore } from '../emulator/emulator.ts';
import { ApiError, fileNotFound } from './errors.ts';
import { isObject, type JsonObject, objectsAt, textAt } from './json.ts';

export const SPREADSHEET = 'application/vnd.google-apps.spreadsheet';
export const FOLDER = 'application/vnd.google-apps.folder';

/** Who calls. The token that a reset named may read and write everything. */
export interface Caller {
  readonly email: string;
  /** Undefined: no limit. */
  readonly scopes: readonly string[] | undefined;
  readonly isMaster: boolean;
}

export type AccessLevel = 'none' | 'reader' | 'writer' | 'owner';

/**
 * A file in the wire format of Drive v3, with `permissions` if it is shared with certain people
 * only, and
 * `lag`: what is still shown of its version and times while Drive has not caught up.
 */
export type DriveFile = JsonObject & { id: string; name: string; mimeType: string };

interface Lag {
  readonly until: string;
  readonly version: string;
  readonly modifiedTime: string;
}

export interface Change {
  readonly fileId: string;
  readonly time: string;
  readonly removed: boolean;
}

/** The folder `root` where no seed brings one. */
const DEFAULT_ROOT = '0ALocalDriveRootUk9PVA';

/** Drive files in the store, and the log of their changes. */
export class DriveFiles {
  readonly #files: Collection<DriveFile>;
  readonly #changes: Collection<Change>;
  readonly #settings: Collection<number>;
  readonly #clock: EmulatorClock;
  readonly #onChange: (fileId: string, isRemoved: boolean) => void;
  readonly #sharedWith: readonly string[];

  constructor(
    store: EmulatorStore,
    clock: EmulatorClock,
    onChange: (fileId: string, isRemoved: boolean) => void,
    sharedWith: readonly string[],
  ) {
    this.#sharedWith = sharedWith;
    this.#onChange = onChange;
    this.#files = store.collection('files');
    this.#changes = store.collection('changes');
    this.#settings = store.collection('driveSettings');
    this.#clock = clock;
  }

  /** Milliseconds after which a change of content shows in `version` and `modifiedTime`. */
  setLag(milliseconds: number): void {
    this.#settings.set('lag', milliseconds);
  }

  /** False until the lag was first set: the store is new. */
  hasLag(): boolean {
    return this.#settings.has('lag');
  }

  root(): DriveFile {
    const seeded = [...this.#files.values()].find(
      (file) => file.mimeType === FOLDER && file.name === 'My Drive' && file.parents === undefined,
    );
    return seeded ?? { kind: 'drive#file', id: DEFAULT_ROOT, name: 'My Drive', mimeType: FOLDER };
  }

  /** The file as it is stored; `root` is the top folder. */
  find(id: string): DriveFile | undefined {
    const root = this.root();
    return id === 'root' || id === root.id ? root : this.#files.get(id);
  }

  /** A file that the caller may see. Fails with Drive's 404. */
  get(id: string, caller: Caller): DriveFile {
    const file = this.find(id);
    if (!file || accessOf(file, caller) === 'none') throw fileNotFound(id);
    return file;
  }

  writable(id: string, caller: Caller): DriveFile {
    const file = this.get(id, caller);
    if (accessOf(file, caller) === 'reader') throw insufficientPermissions(file.id);
    return file;
  }

  all(caller: Caller): DriveFile[] {
    return [...this.#files.values()].filter((file) => accessOf(file, caller) !== 'none');
  }

  /** Stores a new file of the caller. */
  create(id: string, given: JsonObject, caller: Caller): DriveFile {
    const now = this.#clock.now().toISOString();
    const file: DriveFile = {
      kind: 'drive#file',
      trashed: false,
      starred: false,
      spaces: ['drive'],
      parents: [this.root().id],
      ...given,
      id,
      name: textAt(given, 'name') ?? 'Untitled',
      mimeType: textAt(given, 'mimeType') ?? 'application/octet-stream',
      version: '1',
      createdTime: now,
      modifiedTime: now,
      permissions: [ownerPermission(caller.email), ...this.#sharesOf(caller)],
    };
    this.put(file);
    return file;
  }

  /** The person behind a given token shares what they make with the service accounts. */
  #sharesOf(caller: Caller): JsonObject[] {
    if (!caller.isMaster) return [];
    return this.#sharedWith.map((email) => ({ ...ownerPermission(email), role: 'writer' }));
  }

  /** Stores a file as it is and logs the change. */
  put(file: DriveFile): void {
    this.#files.set(file.id, file);
    this.#log(file.id, false);
  }

  /** Stores a seeded file in place of what has its id. */
  seed(given: JsonObject): void {
    const id = textAt(given, 'id');
    if (id === undefined) return;
    const now = this.#clock.now().toISOString();
    this.#files.set(id, {
      kind: 'drive#file',
      name: 'Untitled',
      mimeType: SPREADSHEET,
      trashed: false,
      version: '1',
      createdTime: now,
      modifiedTime: now,
      ...given,
      id,
    });
  }

  /** Notes that the content or a property changed: a new version, shown after the lag. */
  touch(id: string, changes: JsonObject = {}): DriveFile | undefined {
    const file = this.#files.get(id);
    if (!file) return undefined;
    const now = this.#clock.now();
    const lag = this.#settings.get('lag') ?? 0;
    const shown = this.onWire(file);
    const isLagging = isObject(file.lag) && (file.lag as unknown as Lag).until > now.toISOString();
    const started: Lag = {
      until: new Date(now.getTime() + lag).toISOString(),
      version: String(shown.version),
      modifiedTime: String(shown.modifiedTime),
    };
    const { lag: former, ...rest } = file;
    const touched: DriveFile = {
      ...(rest as DriveFile),
      ...changes,
      ...(lag > 0 ? { lag: isLagging ? former : started } : {}),
      version: String(Number(file.version ?? '1') + 1),
      modifiedTime: now.toISOString(),
    };
    this.put(touched);
    return touched;
  }

  delete(id: string): void {
    this.#files.delete(id);
    this.#log(id, true);
  }

  /** The file as Drive shows it now. */
  onWire(file: DriveFile): JsonObject {
    const { lag, ...shown } = file;
    const isLagging = isObject(lag) && String(lag.until) > this.#clock.now().toISOString();
    if (!isLagging) return shown;
    return { ...shown, version: lag.version, modifiedTime: lag.modifiedTime };
  }

  /** The changes from a position on; the next position is the number of all changes. */
  changesFrom(position: number): { changes: readonly Change[]; next: number } {
    return {
      changes: [...this.#changes.values()].slice(position - 1),
      next: this.#changes.size + 1,
    };
  }

  #log(fileId: string, removed: boolean): void {
    const time = this.#clock.now().toISOString();
    this.#changes.set(String(this.#changes.size + 1), { fileId, time, removed });
    this.#onChange(fileId, removed);
  }
}

const LEVELS: Readonly<Record<string, AccessLevel>> = {
  owner: 'owner',
  organizer: 'owner',
  fileOrganizer: 'writer',
  writer: 'writer',
  commenter: 'reader',
  reader: 'reader',
};

/** What a caller may do with a file. A file without a list of permissions is open to everyone. */
export function accessOf(file: DriveFile, caller: Caller): AccessLevel {
  if (!Array.isArray(file.permissions)) return 'owner';
  const permissions = objectsAt(file, 'permissions');
  if (file.ownedByMe === false && permissions.length === 0) return 'none';
  if (caller.isMaster) return 'owner';
  const own = permissions.filter(
    ({ type, emailAddress }) => type === 'anyone' || emailAddress === caller.email,
  );
  const levels = own.map(({ role }) => LEVELS[String(role)] ?? 'none');
  return (['owner', 'writer', 'reader'] as const).find((level) => levels.includes(level)) ?? 'none';
}

/** The id of a permission follows from whom it is for. */
export const permissionId = (email: string): string => {
  const sum = [...email].reduce(
    (n, letter) => (n * 31n + BigInt(letter.codePointAt(0) ?? 0)) % 10n ** 20n,
    7n,
  );
  return String(sum).padStart(20, '0');
};

/** Service accounts are shown by their whole address. */
export const displayName = (email: string): string =>
  email.endsWith('gserviceaccount.com') ? email : (email.split('@')[0] ?? email);

export const ownerPermission = (email: string): JsonObject => ({
  kind: 'drive#permission',
  id: permissionId(email),
  type: 'user',
  emailAddress: email,
  displayName: displayName(email),
  role: 'owner',
  deleted: false,
  pendingOwner: false,
});

export const insufficientPermissions = (id: string): ApiError =>
  new ApiError(
    403,
    'PERMISSION_DENIED',
    `The user does not have sufficient permissions for file ${id}.`,
    {
      reason: 'insufficientFilePermissions',
    },
  );
