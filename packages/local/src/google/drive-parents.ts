import type { Caller, DriveFiles } from './drive-files.ts';
import { ApiError } from './errors.ts';

/** Parents that exist, `root` as the id that it stands for; the top folder if none are given. */
export function knownParents(files: DriveFiles, parents: unknown, caller: Caller): string[] {
  const list = Array.isArray(parents) ? parents.filter((id) => typeof id === 'string') : [];
  if (list.length === 0) return [files.root().id];
  return list.map((id) => files.get(id, caller).id);
}

/** The parents after a move. A file has one; another one may only take its place. */
export function movedParents(
  files: DriveFiles,
  former: readonly unknown[],
  query: URLSearchParams,
  caller: Caller,
): string[] | undefined {
  const ids = (name: string): string[] =>
    (query.get(name) ?? '').split(',').filter((id) => id !== '');
  const [asked, gone] = [ids('addParents'), ids('removeParents')];
  if (asked.length === 0 && gone.length === 0) return undefined;
  const removed = new Set(gone.map((id) => files.find(id)?.id ?? id));
  const kept = former.map(String).filter((id) => !removed.has(id));
  const added = asked.map((id) => files.get(id, caller).id).filter((id) => !kept.includes(id));
  if (kept.length + added.length > Math.max(1, former.length)) {
    throw new ApiError(
      403,
      'PERMISSION_DENIED',
      'Increasing the number of parents is not allowed',
      { reason: 'cannotAddParent' },
    );
  }
  return [...kept, ...added];
}
