import type { Cell } from '../../model/cell.ts';
import { cellsEqual } from '../../model/cell.ts';
import type { RecordChange } from '../../model/change.ts';
import type { BindingView, RecordView } from '../../model/record-view.ts';
import { isNews, showsAlike, speaksFor, witnesses } from './find-candidates.ts';

/** A value, and how many bindings show it. */
export interface Vote {
  readonly value: Cell;
  readonly voices: number;
}

/** What the bindings say about a field. */
export interface Ballot {
  /** One for each different value. */
  readonly votes: readonly Vote[];
  /** How many bindings may speak for the field, whether or not they say something. */
  readonly speakers: number;
}

/**
 * One voice for each binding that changed the field, or that shows the base. A binding that shows less
 * than others agrees with each value that it would show as it does. Rows that were deleted, that are refused
 * or that lag behind the base have no voice.
 */
export function countVotes(
  field: string,
  view: RecordView,
  changes: readonly RecordChange[],
  bindings: ReadonlyMap<string, BindingView>,
): Ballot {
  const base = view.base?.cells[field];
  const changed = changes
    .filter((change) => isNews(field, change, view, bindings))
    .map(({ binding, cells }) => ({ binding, value: cells[field]?.to ?? null }));
  const met = base === undefined ? [] : agreeing(field, view, base, changes, bindings);
  const known = [...changed, ...met];
  const unchanged = base === undefined ? [] : witnesses(field, view, base, known, bindings);
  const voices = [...known, ...unchanged.filter(({ binding }) => !isDeleted(view, binding))];
  const values = voices
    .map(({ value }) => value)
    .filter((value, i, all) => all.findIndex((other) => cellsEqual(other, value)) === i);
  const votes = values.map((value) => {
    const agreed = voices.filter((voice) =>
      showsAlike(value, voice.value, field, bindings.get(voice.binding)),
    );
    return { value, voices: agreed.length };
  });
  const speakers = [...bindings.values()].filter((binding) => speaksFor(binding, field)).length;
  return { votes, speakers };
}

/** Rows that are met for the first time, or again, and show the base: nothing new, but a voice for it. */
function agreeing(
  field: string,
  view: RecordView,
  base: Cell,
  changes: readonly RecordChange[],
  bindings: ReadonlyMap<string, BindingView>,
) {
  return changes
    .filter(({ cells }) => cells[field] !== undefined)
    .filter((change) => !isNews(field, change, view, bindings))
    .map(({ binding }) => ({ binding, value: base }));
}

function isDeleted(view: RecordView, binding: string): boolean {
  const presence = view.rows.find((row) => row.binding === binding)?.presence;
  return presence === 'trashed' || presence === 'gone';
}
