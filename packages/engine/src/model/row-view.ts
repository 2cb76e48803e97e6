import { type Cells, cellsEqual } from './cell.ts';
import type { ObservedRow } from './observed-row.ts';
import type { CellDoubts, RowLink, RowView } from './record-view.ts';
import type { RowPresence } from './row-presence.ts';

/** The row that shows a record, as the base remembers it. */
export interface KnownRow {
  readonly externalId: string;
  readonly shown: Cells;
  readonly doubts?: CellDoubts | null;
  readonly missed?: boolean;
  readonly state: 'linked' | 'detached' | 'tombstone';
}

export interface SeenRow {
  readonly row: ObservedRow;
  /** Its key belongs to another live record; or to none, and another record shows it too in this run. */
  readonly keyTaken: boolean;
  /** The live record that has its key, where no third record shows that key; null without one. */
  readonly keyHolder: string | null;
}

/**
 * How one binding shows a record. Of the rows `seen` under the record, by position, the one that is known is
 * the record and the others are copies of it; of several with its identity the first that shows exactly what it
 * showed. Where none is known, or none of several shows that, it cannot be told which of them is the record. A
 * tombstone is no link: its row is met anew, should it come back.
 */
export function rowView(
  binding: string,
  remembered: KnownRow | null,
  seen: readonly SeenRow[],
  presence: RowPresence | null,
): RowView {
  const known = remembered?.state === 'tombstone' ? null : remembered;
  const own = known === null ? seen : seen.filter(({ row }) => row.externalId === known.externalId);
  const original = own.length > 1 ? own.find(({ row }) => isAsShown(row, known)) : undefined;
  const held = original === undefined ? own : [original];
  const [first, ...duplicates] = held.length > 0 ? held : seen;
  const copies = held.length > 0 ? seen.filter((each) => !held.includes(each)) : [];
  return {
    binding,
    link: known === null ? null : linkOf(known),
    tombstone: remembered === known ? null : (remembered?.externalId ?? null),
    observed: first?.row ?? null,
    duplicates: duplicates.map(({ row }) => row),
    copies: copies.map(({ row }) => row),
    presence,
    detached: known?.state === 'detached',
    keyTaken: first?.keyTaken ?? false,
    keyHolder: first?.keyHolder ?? null,
  };
}

function linkOf({ externalId, shown, doubts, missed }: KnownRow): RowLink {
  const hasDoubts = doubts !== null && doubts !== undefined;
  return { externalId, shown, ...(hasDoubts ? { doubts } : {}), ...(missed ? { missed } : {}) };
}

function isAsShown({ cells, problems }: ObservedRow, known: KnownRow | null): boolean {
  if (known === null || problems.length > 0) return false;
  return Object.entries(cells).every(([field, cell]) => {
    return cellsEqual(known.shown[field] ?? null, cell);
  });
}
