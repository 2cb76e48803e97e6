import type { Cell } from '../../model/cell.ts';
import { cellsEqual } from '../../model/cell.ts';
import type { Candidate, RecordChange } from '../../model/change.ts';
import type { BindingView, RecordView } from '../../model/record-view.ts';

/**
 * The values that are offered for a field, sorted by binding so that the reading order has no influence.
 * - On first contact with a known record the bindings that hold the base speak for it.
 * - A value that is only another candidate as this binding is able to show it is no value of its own.
 */
export function findCandidates(
  field: string,
  view: RecordView,
  changes: readonly RecordChange[],
  bindings: ReadonlyMap<string, BindingView>,
): Candidate[] {
  const offers: Candidate[] = [];
  let met = false;
  for (const change of changes) {
    const cell = change.cells[field];
    if (cell === undefined) continue;
    if (!isNews(field, change, view, bindings)) continue;
    met ||= view.base !== null && cell.from === undefined;
    offers.push(toCandidate(change.binding, cell.to, change.edited));
  }
  if (met) offers.push(...witnesses(field, view, offers, bindings));
  return offers
    .filter((offer) => !isPoorerForm(offer, offers, field, bindings))
    .sort((a, b) => (a.binding < b.binding ? -1 : a.binding > b.binding ? 1 : 0));
}

/** Whether a change says something about a field: on first contact, showing the base says nothing new. */
export function isNews(
  field: string,
  { binding, cells }: RecordChange,
  { base }: RecordView,
  bindings: ReadonlyMap<string, BindingView>,
): boolean {
  const cell = cells[field];
  if (cell === undefined) return false;
  if (base === null || cell.from !== undefined) return true;
  return !showsAlike(base.cells[field] ?? null, cell.to, field, bindings.get(binding));
}

/** Bindings that still show the base value of the field, and that could have changed it. */
function witnesses(
  field: string,
  view: RecordView,
  offers: readonly Candidate[],
  bindings: ReadonlyMap<string, BindingView>,
): Candidate[] {
  const base = view.base?.cells[field] ?? null;
  if (base === null) return [];
  return view.rows.flatMap((row) => {
    const binding = bindings.get(row.binding);
    const shown = row.observed?.cells[field];
    const isOut = row.link === null || row.detached || row.duplicates.length > 0;
    if (isOut || shown === undefined || !speaksFor(binding, field)) return [];
    if (offers.some((offer) => offer.binding === row.binding)) return [];
    if (!showsAlike(base, shown, field, binding)) return [];
    return [toCandidate(row.binding, base, row.observed?.edited ?? null)];
  });
}

function speaksFor(binding: BindingView | undefined, field: string): boolean {
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
function showsAlike(
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
