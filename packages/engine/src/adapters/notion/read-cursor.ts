import { type CreationWindow, EVERY_ROW } from './creation-window.ts';

/** Where a read of a table goes on. */
export interface ReadCursor {
  /** The position of the next row. */
  readonly position: number;
  readonly window: CreationWindow;
  /** Notion's own cursor; null at the beginning of a window. */
  readonly notionCursor: string | null;
}

const START: ReadCursor = { position: 0, window: EVERY_ROW, notionCursor: null };
const NONE = '-';

/** `position window cursor`; the window is `from/until/later…`, and left out where it has no bounds. */
export function formatCursor({ position, window, notionCursor }: ReadCursor): string {
  const times = [window.from, window.until, ...window.later].map((time) => time ?? NONE);
  const isBounded = window.from !== null || window.until !== null;
  return [position, ...(isBounded ? [times.join('/')] : []), notionCursor ?? NONE].join(' ');
}

export function parseCursor(cursor: string | null): ReadCursor {
  if (cursor === null) return START;
  const [position, ...rest] = cursor.split(' ');
  const [times, notionCursor = NONE] = rest.length > 1 ? rest : [undefined, rest[0]];
  const [from = null, until = null, ...later] = (times?.split('/') ?? []).map(timeOf);
  return {
    position: Number(position),
    window: { from, until, later: later.filter((time) => time !== null) },
    notionCursor: timeOf(notionCursor),
  };
}

function timeOf(text: string): string | null {
  return text === NONE ? null : text;
}
