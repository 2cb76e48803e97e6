import type { Cell, Cells } from '../../model/cell.ts';
import { cellsEqual } from '../../model/cell.ts';
import type { NextRecord, NextRow, PlannedWrite } from '../../model/plan.ts';
import type { BindingView, CellDoubt, CellDoubts } from '../../model/record-view.ts';
import { isDone, type WriteOutcome } from '../../model/write.ts';

export interface ConfirmedRow {
  readonly binding: string;
  readonly externalId: string;
  readonly shown: Cells;
  readonly doubts?: CellDoubts;
}

/** A record's base after a run, and what each binding is known to show of it. */
export interface ConfirmedRecord {
  readonly recordId: string;
  readonly isNew: boolean;
  readonly baseVersion: number;
  readonly status: 'live' | 'deleted';
  readonly cells: Cells;
  readonly rows: readonly ConfirmedRow[];
  readonly detach: readonly string[];
  readonly unlink: readonly string[];
  /** Every binding shows the base. */
  readonly settled: boolean;
  /** Cells that a binding does not show as planned. */
  readonly unconfirmed: number;
}

/** What each binding would show of a cell, by name. */
export type Showing = ReadonlyMap<string, Pick<BindingView, 'project'>>;

export interface SettledWrite {
  readonly write: PlannedWrite;
  readonly outcome: WriteOutcome;
}

/**
 * Advances one record's base to what was decided, and what each row showed cell by cell: to what was written
 * where the read-back confirms it. A row that lags behind shows what it showed, so that the next run repairs
 * it, and an edit of it meets the base as another candidate. The base never falls back: a decision would be
 * taken again, and the echo of a write whose answer got lost would pass for a person's edit.
 */
export function confirmRecord(
  next: NextRecord,
  settled: readonly SettledWrite[],
  showing: Showing,
): ConfirmedRecord {
  if (next.status === 'deleted') return confirmDeletion(next, settled);
  const unconfirmed = settled.reduce(
    (total, { write, outcome }) => total + unconfirmedFields(write, outcome).length,
    0,
  );
  const rows = next.rows.flatMap((row) => {
    const own = settled.filter(({ write }) => write.binding === row.binding);
    return isUnseen(row, own) ? [] : [confirmRow(row, own)];
  });
  return {
    recordId: next.recordId,
    isNew: next.isNew,
    baseVersion: next.baseVersion,
    status: 'live',
    cells: next.cells,
    rows: [...rows, ...newRows(next, settled, showing)],
    detach: next.detach,
    unlink: next.unlink,
    settled: unconfirmed === 0 && !next.waits && !isMissed(next, rows),
    unconfirmed,
  };
}

/** Neither the fetch nor a write has seen the row: one that could not be restored, or one that stands in. */
function isUnseen({ remembered }: NextRow, own: readonly SettledWrite[]): boolean {
  const isDoneBy = own.some(({ outcome }) => isDone(outcome));
  return !isDoneBy && (remembered === true || own.some(({ write }) => write.kind === 'restore'));
}

/**
 * The record changed beside a row that stands in: should that row be gone, it went before the change. The record is
 * looked at again, and the row with it.
 */
function isMissed(next: NextRecord, seen: readonly ConfirmedRow[]): boolean {
  const isChanged = Object.entries(next.cells).some(([field, cell]) => {
    return !cellsEqual(next.before[field] ?? null, cell);
  });
  const isSeen = ({ binding }: NextRow) => seen.some((row) => row.binding === binding);
  return isChanged && next.rows.some((row) => row.remembered === true && !isSeen(row));
}

/**
 * A record is retired when every row of it is gone. Until then all links stay, so that the next run sees the
 * same absence and deletes what is left, instead of taking the missing rows for rows to create.
 */
function confirmDeletion(next: NextRecord, settled: readonly SettledWrite[]): ConfirmedRecord {
  const unconfirmed = settled.flatMap(({ write, outcome }) => unconfirmedFields(write, outcome));
  const done = unconfirmed.length === 0 && !next.waits;
  return {
    recordId: next.recordId,
    isNew: next.isNew,
    baseVersion: next.baseVersion,
    status: done ? 'deleted' : 'live',
    cells: next.before,
    rows: [],
    detach: [],
    unlink: done ? [...next.unlink, ...settled.map(({ write }) => write.binding)] : [],
    settled: done,
    unconfirmed: unconfirmed.length,
  };
}

/**
 * Only a read-back that is what was written counts as shown: where someone edited the row in between, the row
 * keeps what it showed before, so that the next run sees that edit as a change. That the row does not show the former
 * value any more is kept as a doubt: should it show that again, somebody put it back.
 */
function confirmRow(row: NextRow, own: readonly SettledWrite[]): ConfirmedRow {
  const shown: Record<string, Cell> = { ...row.shown };
  const doubts: Record<string, CellDoubt> = { ...row.doubts };
  let { externalId } = row;
  for (const { write, outcome } of own) {
    if (outcome.status === 'failed') Object.assign(doubts, doubtsOf(write));
    if (!isDone(outcome) || outcome.shown === null) continue;
    externalId = outcome.externalId;
    for (const [field, { before, after }] of Object.entries(write.cells)) {
      const seen = outcome.shown[field];
      if (isShown(outcome.shown, field, after)) shown[field] = after;
      else if (seen !== undefined && !cellsEqual(seen, before)) {
        doubts[field] = { seen, written: after };
      }
    }
  }
  const kept = Object.keys(doubts).length > 0 ? { doubts } : {};
  return { binding: row.binding, externalId, shown, ...kept };
}

/** A write that failed may have taken effect all the same. */
function doubtsOf({ cells }: PlannedWrite): Record<string, CellDoubt> {
  const told = Object.entries(cells).map(([field, { before, after }]) => {
    return [field, { seen: before, written: after }];
  });
  return Object.fromEntries(told);
}

/**
 * Rows that no link knows. A cell of a row that is new, or back from the trash, that is not as it was written, that the system filled in by
 * itself, or that was not given because its field waits, is left out of what the row showed: the next run meets it
 * as a value of that binding.
 */
function newRows(
  next: NextRecord,
  settled: readonly SettledWrite[],
  showing: Showing,
): ConfirmedRow[] {
  return settled.flatMap(({ write, outcome }) => {
    const isKnown = next.rows.some((row) => row.binding === write.binding);
    if (isKnown || !isDone(outcome) || outcome.shown === null) return [];
    const shown = Object.entries(outcome.shown).filter(([field, cell]) => {
      const written = write.cells[field];
      return written === undefined
        ? cell === null || isNoVoice(field, cell, next, write, showing)
        : cellsEqual(cell, written.after);
    });
    const { binding } = write;
    return [{ binding, externalId: outcome.externalId, shown: Object.fromEntries(shown) }];
  });
}

/**
 * Whether a cell that was not written is no voice: what the column shows of the base, or of EMPTY in a new row, as
 * an unticked box does; or all that it is able to show of a decided value.
 */
function isNoVoice(
  field: string,
  cell: Cell,
  { cells, waiting = [] }: NextRecord,
  { binding, kind }: PlannedWrite,
  showing: Showing,
): boolean {
  const base = cells[field] ?? null;
  if (base !== null && !waiting.includes(field)) return true;
  return (kind === 'create' ? [base, null] : [base]).some((value) => {
    const projected = showing.get(binding)?.project(field, value);
    return projected?.ok === true && cellsEqual(projected.cell, cell);
  });
}

function unconfirmedFields(write: PlannedWrite, outcome: WriteOutcome): string[] {
  const fields = Object.keys(write.cells);
  if (!isDone(outcome)) return fields.length === 0 ? ['*'] : fields;
  if (write.kind === 'delete') return [];
  return fields.filter(
    (field) => !isShown(outcome.shown, field, write.cells[field]?.after ?? null),
  );
}

function isShown(shown: Cells | null, field: string, after: Cell): boolean {
  const cell = shown?.[field];
  return cell !== undefined && cellsEqual(cell, after);
}
