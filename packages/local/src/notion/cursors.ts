import { type JsonObject, listOr, stringOr } from './json-value.ts';
import { invalidCursor } from './lists.ts';
import type { NotionState } from './notion-state.ts';

/** Lists that can be paged through at the same time; the oldest go first. */
const MAX_SESSIONS = 100;

/** A long result that is read page by page, as it was when it was first read. */
export interface CursorSession {
  readonly key: string;
  readonly ids: readonly string[];
  readonly isCapped: boolean;
}

/** Keeps a result for the pages to come; the answer is the cursor of the item at `position`. */
export function openSession(state: NotionState, session: CursorSession, position: number): string {
  const id = state.newId();
  for (const oldest of [...state.cursors.entries()].slice(0, -(MAX_SESSIONS - 1))) {
    state.cursors.delete(oldest[0]);
  }
  // One string is much cheaper to keep than thousands.
  state.cursors.set(id, { ...session, ids: session.ids.join(' ') });
  return cursorAt(id, session, position);
}

const cursorAt = (id: string, session: CursorSession, position: number): string =>
  `s:${id}:${session.ids[position] ?? ''}`;

export interface OpenCursor {
  readonly session: CursorSession;
  readonly position: number;
  cursorFor(position: number): string;
}

/**
 * The session and place that a cursor stands for. Throws if it is stale or belongs to another
 * request.
 */
export function findCursor(state: NotionState, cursor: string, key: string): OpenCursor {
  const [, id = '', item = ''] = cursor.split(':');
  const stored: JsonObject | undefined = state.cursors.get(id);
  const ids = (stringOr(stored?.ids) ?? '').split(' ');
  const position = ids.indexOf(item);
  if (!stored || position < 0 || stored.key !== key) throw invalidCursor(cursor);
  const session = {
    key,
    ids: listOr(ids) as readonly string[],
    isCapped: stored.isCapped === true,
  };
  return { session, position, cursorFor: (next) => cursorAt(id, session, next) };
}
