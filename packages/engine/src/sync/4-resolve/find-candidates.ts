import type { Cell } from '../../model/cell.ts';
import { cellsEqual } from '../../model/cell.ts';
import type { Candidate, RecordChange } from '../../model/change.ts';
import type { EditInterval } from '../../model/observed-row.ts';
import type { BindingView, RecordView } from '../../model/record-view.ts';

/**
 * The values that are offered for a field, sorted by binding so that the reading order has no influence.
 * - A row that does not show the base (first contact, or a write to it that failed) changes what it has not
 *   seen. So the bindings that hold the base speak for it, unless one of them has changed it itself.
 * - A value that is only another candidate as this binding is able to show it is no value of its own.
 */
export function findCandidates(
  field: string,
  view: RecordView,
  changes: readonly RecordChange[],
  bindings: ReadonlyMap<string, BindingView>,
): Candidate[] {
  const news = changes.filter((change) => isNews(field, change, view, bindings));
  if (news.length === 0) return [];
  const offers = news.map(({ binding, cells, edited }) =>
    toCandidate(binding, cells[field]?.to ?? null, edited),
  );
  const base = view.base?.cells[field];
  if (base !== undefined && news.every((change) => isUnaware(field, change, base, bindings))) {
    // On first contact EMPTY gives way.
    const isContested = base !== null || news.some(({ cells }) => cells[field]?.from !== undefined);
    if (isContested) offers.push(...witnesses(field, view, base, offers, bindings));
  }
  return offers
    .filter((offer) => !isPoorerForm(offer, offers, field, bindings))
    .sort((a, b) => (a.binding < b.binding ? -1 : a.binding > b.binding ? 1 : 0));
}

/**
 * Whether a change says something about a field. A row that comes to show the base says nothing new: it may
 * be the echo of a write whose answer got lost.
 */
export function isNews(
  field: string,
  change: RecordChange,
  { base }: RecordView,
  bindings: ReadonlyMap<string, BindingView>,
): boolean {
  const cell = change.cells[field];
  if (cell === undefined) return false;
  if (cell.entered) return true;
  const known = base?.cells[field];
  return known === undefined || !showsAlike(known, cell.to, field, bindings.get(change.binding));
}

/** The row that changed did not show the base of the field, or nobody knows whether it did: a write to it had no end. */
function isUnaware(
  field: string,
  { binding, cells }: RecordChange,
  base: Cell,
  bindings: ReadonlyMap<string, BindingView>,
): boolean {
  const { from, entered = false } = cells[field] ?? {};
  return from === undefined || entered || !showsAlike(base, from, field, bindings.get(binding));
}

/** Bindings that still show the base value of the field, or did when last seen, and could have changed it. */
export function witnesses(
  field: string,
  view: RecordView,
  base: Cell,
  offers: readonly Pick<Candidate, 'binding'>[],
  bindings: ReadonlyMap<string, BindingView>,
): Candidate[] {
  return view.rows.flatMap((row) => {
    const binding = bindings.get(row.binding);
    const isOut = row.link === null || row.detached || row.duplicates.length > 0;
    if (isOut || !speaksFor(binding, field)) return [];
    if (offers.some((offer) => offer.binding === row.binding)) return [];
    const shown = (row.observed?.cells ?? row.link?.shown)?.[field];
    if (shown === undefined || !showsAlike(base, shown, field, binding)) return [];
    const edited = row.observed?.edited ?? null;
    return [{ binding: row.binding, value: base, ...heldSince(edited, binding?.unseenSince) }];
  });
}

/** A witness has not changed since it was last read, so that a later edit of its row was of another field. */
function heldSince(edited: EditInterval | null, unseenSince: string | null | undefined) {
  const from = edited?.from ?? null;
  const to = edited?.to ?? null;
  if (unseenSince === null || unseenSince === undefined) return { editedFrom: from, editedTo: to };
  return {
    editedFrom: from !== null && from < unseenSince ? from : null,
    editedTo: to !== null && to < unseenSince ? to : unseenSince,
  };
}

/** Changes of the field that the binding shows are taken. */
export function speaksFor(binding: BindingView | undefined, field: string): boolean {
  const bound = binding?.table.fields.find((candidate) => candidate.field === field);
  return binding?.reads === true && bound !== undefined && bound.access !== 'write';
}

function isPoorerForm(
  offer: Candidate,
  offers: readonly Candidate[],
  field: string,
  bindings: ReadonlyMap<string, BindingView>,
): boolean {
  return offers.some(
    (other) =>
      !cellsEqual(other.value, offer.value) &&
      showsAlike(other.value, offer.value, field, bindings.get(offer.binding)) &&
      !showsAlike(offer.value, other.value, field, bindings.get(other.binding)),
  );
}

/** The binding would show `value` as `shown`. */
export function showsAlike(
  value: Cell,
  shown: Cell,
  field: string,
  binding: BindingView | undefined,
): boolean {
  if (cellsEqual(value, shown)) return true;
  const projected = binding?.project(field, value);
  return projected?.ok === true && cellsEqual(projected.cell, shown);
}

function toCandidate(binding: string, value: Cell, edited: RecordChange['edited']): Candidate {
  return {
    binding,
    value,
    editedFrom: edited?.from ?? null,
    editedTo: edited?.to ?? null,
  };
}
