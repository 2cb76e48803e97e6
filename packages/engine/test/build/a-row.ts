import type { Cells } from '../../src/model/cell.ts';
import type { CellProblem, EditInterval, ObservedRow } from '../../src/model/observed-row.ts';
import type { CellDoubts, RowView } from '../../src/model/record-view.ts';

export interface RowShape extends Partial<Omit<RowView, 'binding' | 'link' | 'observed'>> {
  /** What a linked row showed; left out for a row that is not linked. */
  readonly shown?: Cells;
  /** What the row shows now; `shown` where left out, null where it was not seen. */
  readonly now?: Cells | null;
  readonly doubts?: CellDoubts;
  readonly missed?: boolean;
  readonly externalId?: string | null;
  readonly problems?: readonly CellProblem[];
  readonly edited?: EditInterval | null;
}

/** How one binding shows a record. */
export function aRow(binding: string, shape: RowShape = {}): RowView {
  const {
    shown,
    now = shown ?? null,
    externalId = `${binding}-1`,
    doubts,
    missed,
    problems,
    edited,
    ...rest
  } = shape;
  const known = { ...(doubts && { doubts }), ...(missed && { missed }) };
  const id = externalId ?? `${binding}-1`;
  return {
    binding,
    link: shown === undefined ? null : { externalId: id, shown, ...known },
    observed:
      now === null
        ? null
        : anObservedRow(now, { externalId, problems: problems ?? [], edited: edited ?? null }),
    tombstone: null,
    duplicates: [],
    copies: [],
    presence: null,
    detached: false,
    keyTaken: false,
    keyHolder: null,
    ...rest,
  };
}

export function anObservedRow(cells: Cells, shape: Partial<ObservedRow> = {}): ObservedRow {
  return { externalId: 'row-1', position: 0, cells, problems: [], edited: null, ...shape };
}
