import { type Cell, cellsEqual } from '../../model/cell.ts';
import type { CellChange, RecordChange } from '../../model/change.ts';
import type { EditInterval, ObservedRow } from '../../model/observed-row.ts';
import type { BindingView, CellDoubt, RecordView, RowView } from '../../model/record-view.ts';

/**
 * What each binding did to a record: observed against shown, never against the base, so that a system that
 * can only show less never changes a value by showing its own form of it.
 */
export function diffRecord(
  view: RecordView,
  bindings: ReadonlyMap<string, BindingView>,
): RecordChange[] {
  return view.rows.flatMap((row) => {
    const binding = bindings.get(row.binding);
    const change = binding === undefined ? null : diffRow(view, row, binding);
    return change === null ? [] : [change];
  });
}

function diffRow(view: RecordView, row: RowView, binding: BindingView): RecordChange | null {
  if (row.detached || row.duplicates.length > 0) return null;
  const { recordId } = view;
  if (row.observed === null) {
    const deleted = row.presence === 'trashed' || row.presence === 'gone';
    if (!deleted || row.link === null) return null;
    const edited = intervalOf(null, binding);
    return {
      recordId,
      binding: row.binding,
      kind: 'absent',
      cells: {},
      edited,
    };
  }
  const kind = view.base === null ? 'created' : row.link === null ? 'met' : 'edited';
  const cells = changedCells(row, row.observed);
  if (kind === 'edited' && Object.keys(cells).length === 0) return null;
  const edited = intervalOf(row.observed.edited, binding);
  return { recordId, binding: row.binding, kind, cells, edited };
}

function changedCells({ link }: RowView, observed: ObservedRow): RecordChange['cells'] {
  const cells: Record<string, CellChange> = {};
  for (const [field, to] of Object.entries(observed.cells)) {
    const change = changeOf(link?.shown[field], to, link?.doubts?.[field]);
    if (change !== null) cells[field] = change;
  }
  return cells;
}

/**
 * - On first contact of a field EMPTY is no opinion: it gives way to what other bindings hold.
 * - What a run wrote is no change, though the base may never have come to it. What is neither that nor what the cell
 *   showed when it was seen last was entered since, even where it is what the cell showed before.
 */
function changeOf(
  from: Cell | undefined,
  to: Cell,
  doubt: CellDoubt | undefined,
): CellChange | null {
  if (doubt !== undefined) {
    const { seen, written } = doubt;
    if (cellsEqual(to, written)) return null;
    if (!cellsEqual(to, seen)) return { from: seen, to, entered: true };
  }
  return (from === undefined ? to === null : cellsEqual(from, to)) ? null : { from, to };
}

/** The row's own edit time, narrowed to the time since the binding was last read. */
function intervalOf(edited: EditInterval | null, binding: BindingView): EditInterval | null {
  const { unseenSince, fetchedAt } = binding;
  if (edited === null) return unseenSince === null ? null : { from: unseenSince, to: fetchedAt };
  const from = unseenSince === null ? edited.from : later(unseenSince, edited.from);
  const to = earlier(fetchedAt, edited.to);
  return from < to ? { from, to } : edited;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return later(a, b) === a ? b : a;
}
