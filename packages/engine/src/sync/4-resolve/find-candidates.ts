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
    const firstContact = view.base !== null && cell.from === undefined;
    if (
      firstContact &&
      showsAlike(view.base?.cells[field] ?? null, cell.to, field, bindings.get(change.binding))
    ) {
      continue;
    }
    met ||= firstContact;
    offers.push(toCandidate(change.binding, cell.to, change.edited));
  }
  if (met) offers.push(...witnesses(field, view, offers));
  return offers
    .filter((offer) => !isPoorerForm(offer, offers, field, bindings))
    .sort((a, b) => (a.binding < b.binding ? -1 : a.binding > b.binding ? 1 : 0));
}

/** Bindings that still show the base value of the field. */
function witnesses(field: string, view: RecordView, offers: readonly Candidate[]): Candidate[] {
  const base = view.base?.cells[field] ?? null;
  if (base === null) return [];
  return view.rows.flatMap((row) => {
    const shows = row.link !== null && row.observed !== null && field in row.observed.cells;
    if (!shows || offers.some(({ binding }) => binding === row.binding)) return [];
    return [toCandidate(row.binding, base, row.observed?.edited ?? null)];
  });
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
