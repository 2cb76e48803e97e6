import type { Cells } from './cell.ts';
import type { ObservedRow } from './observed-row.ts';
import type { RowView } from './record-view.ts';
import type { RowPresence } from './row-presence.ts';

/** The row that shows a record, as the base remembers it. */
export interface KnownRow {
  readonly externalId: string;
  readonly shown: Cells;
  readonly state: 'linked' | 'detached' | 'tombstone';
}

export interface SeenRow {
  readonly row: ObservedRow;
  /** Its key belongs to another live record; or to none, and another record shows it too in this run. */
  readonly keyTaken: boolean;
}

/**
 * How one binding shows a record. Of the rows `seen` under the record, by position, the one that is known is
 * the record and the others are copies of it; where none is known, or several have its identity, it cannot be
 * told which of them is the record. A tombstone is no link: its row is met anew, should it come back.
 */
export function rowView(
  binding: string,
  remembered: KnownRow | null,
  seen: readonly SeenRow[],
  presence: RowPresence | null,
): RowView {
  const known = remembered?.state === 'tombstone' ? null : remembered;
  const own = known === null ? seen : seen.filter(({ row }) => row.externalId === known.externalId);
  const [first, ...duplicates] = own.length > 0 ? own : seen;
  const copies = own.length > 0 ? seen.filter((each) => !own.includes(each)) : [];
  return {
    binding,
    link: known === null ? null : { externalId: known.externalId, shown: known.shown },
    tombstone: remembered === known ? null : (remembered?.externalId ?? null),
    observed: first?.row ?? null,
    duplicates: duplicates.map(({ row }) => row),
    copies: copies.map(({ row }) => row),
    presence,
    detached: known?.state === 'detached',
    keyTaken: first?.keyTaken ?? false,
  };
}
