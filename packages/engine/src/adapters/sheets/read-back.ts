import { must } from '../../errors/assert.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import { cellsEqual } from '../../model/cell.ts';
import type { WriteOutcome } from '../../model/write.ts';
import { type CellRange, LAST_COLUMN } from './a1-range.ts';
import type { BoundSheet } from './bound-sheet.ts';
import { findHeader, HEADER_ROWS_MAX, locateColumns } from './header.ts';
import type { PresentSheet } from './present-sheet.ts';
import { rowRanges } from './row-ranges.ts';
import type { SheetPlace } from './sheet-places.ts';
import type { SheetsClient, ValueBlock } from './sheets-client.ts';
import type { Refusal } from './sheets-errors.ts';
import { type ShownRows, showRows } from './shown-rows.ts';
import { columnSpans } from './tab-cells.ts';
import type { TargetRow, WriteDecision } from './write-decision.ts';

/** What was done about a chunk of decisions. */
export interface DoneWrites {
  readonly decisions: readonly WriteDecision[];
  /** The row that a target has now, from 0. */
  readonly rowOf: (target: TargetRow) => number;
  /** Where a row that was read is after the deletes, if nobody else moved it. */
  readonly moved: (row: number) => number;
  readonly refused: ReadonlyMap<TargetRow, Refusal>;
  /** By row as it was read before. */
  readonly refusedDeletes: ReadonlyMap<number, Refusal>;
  /** Whether another row got the new key that a target was to get. */
  readonly hitAnother: (target: TargetRow, shown: ShownRows) => boolean;
  /** New rows were inserted together with their cells, so that they hit no other row. */
  readonly hasNewCells: boolean;
}

const REFUSAL_MESSAGES: Readonly<Record<Refusal, string>> = {
  PROTECTED: 'the row is protected',
  RANGE: 'the row is outside the tab',
  WORKBOOK_FULL: 'the spreadsheet would exceed ten million cells',
  INVALID: 'Google Sheets refused the row as invalid',
};

/**
 * Reads what the tab shows now of a chunk of writes: the rows that were written and all keys. One
 * call, or none when nothing was to be written.
 * @throws CS_FETCH_INCOMPLETE (retryable) when columns were moved meanwhile
 */
export async function readShownRows(
  client: SheetsClient,
  place: SheetPlace,
  sheet: BoundSheet,
  before: PresentSheet,
  done: DoneWrites,
): Promise<ShownRows> {
  if (done.decisions.every(({ kind }) => kind === 'settled')) return showRows(sheet, before, []);
  const shows = done.decisions.flatMap((each) => (each.kind === 'show' ? [each.target] : []));
  const rows = shows.filter((target) => !isLost(done, target)).map(done.rowOf);
  const blocks = await client.readValues(
    sheet.ref.spreadsheetId,
    place.title,
    [TOP, ...rowRanges(rows, before.columns), ...keySpans(sheet, before)],
    'UNFORMATTED_VALUE',
  );
  assertSameColumns(sheet, before, must(blocks[0], 'the top block'));
  return showRows(sheet, before, blocks);
}

/**
 * Whether a reading shows the tab as it was before some write: it lags, or someone took the write
 * back at once.
 */
export function isUnseen(before: PresentSheet, done: DoneWrites, shown: ShownRows): boolean {
  const isWhole = before.rows.every(({ key }) => key === null || shown.rowOfKey.has(key));
  return done.decisions.some((each) => {
    if (each.kind === 'settled') return false;
    if (each.kind === 'delete') {
      return (
        isWhole && !done.refusedDeletes.has(each.row) && shown.rowOfKey.has(each.target.key ?? '')
      );
    }
    if (each.already || isLost(done, each.target)) return false;
    const { cells, key, blank } = shown.at(done.rowOf(each.target));
    if (each.target.row === null) return blank && !shown.rowOfKey.has(each.key);
    const changed = Object.entries(each.write.cells).filter(
      ([field, { before: was }]) => !cellsEqual(was, each.cells[field] ?? null),
    );
    return (
      key === each.target.keyBefore &&
      changed.every(([field, { before: was }]) => cellsEqual(cells[field] ?? null, was))
    );
  });
}

/**
 * The outcomes of a chunk, in the order of its writes. A row that does not show at its place what
 * was written is `stale`: someone moved or edited it, and the next run sees it as it is then.
 * @param isRepaired something was put back: a new row whose cells did not come with it may be none
 */
export function outcomesOf(
  done: DoneWrites,
  shown: ShownRows,
  isRepaired: boolean,
): readonly WriteOutcome[] {
  return done.decisions.map((decision) => {
    const outcome = outcomeOf(decision, done, shown);
    const isUnsure = isRepaired && !done.hasNewCells && outcome.status === 'written';
    if (!isUnsure || decision.kind !== 'show' || decision.target.row !== null) return outcome;
    return { id: outcome.id, status: 'stale', message: 'rows were moved while it was written' };
  });
}

const TOP: CellRange = {
  firstRow: 0,
  lastRow: HEADER_ROWS_MAX - 1,
  firstColumn: 0,
  lastColumn: LAST_COLUMN,
};

/** A target without a place: it was refused, or another write of the chunk deleted its row. */
export function isLost(done: DoneWrites, target: TargetRow): boolean {
  return (
    done.refused.has(target) ||
    done.decisions.some((each) => each.kind === 'delete' && each.target === target)
  );
}

function keySpans(sheet: BoundSheet, before: PresentSheet): CellRange[] {
  return columnSpans(
    before.columns.filter((_, i) => sheet.key.includes(sheet.fields[i]?.field.field ?? '')),
  );
}

function assertSameColumns(sheet: BoundSheet, before: PresentSheet, top: ValueBlock): void {
  const header = findHeader(top.rows);
  const columns = locateColumns(
    header,
    sheet.fields.map(({ field }) => field),
  );
  const isSame = columns.every((column, i) => column === before.columns[i]);
  if (isSame && header.row === before.headerRow) return;
  throw new ChittySyncError('CS_FETCH_INCOMPLETE', 'Columns were moved while rows were written.', {
    retryable: true,
  });
}

function outcomeOf(decision: WriteDecision, done: DoneWrites, shown: ShownRows): WriteOutcome {
  if (decision.kind === 'settled') return decision.outcome;
  const { id } = decision.write;
  const refusal =
    decision.kind === 'delete'
      ? done.refusedDeletes.get(decision.row)
      : done.refused.get(decision.target);
  if (refusal !== undefined) {
    return {
      id,
      status: 'rejected',
      rule: refusal,
      message: REFUSAL_MESSAGES[refusal],
    };
  }
  if (decision.kind === 'delete') {
    const key = must(decision.write.externalId, 'a delete names its row');
    return shown.rowOfKey.has(key)
      ? {
          id,
          status: 'stale',
          message: `there still is a row with the key ${key}`,
        }
      : { id, status: 'written', externalId: key, shown: null };
  }
  if (isLost(done, decision.target)) {
    return {
      id,
      status: 'stale',
      message: 'another write of the chunk deletes the row',
    };
  }
  if (done.hitAnother(decision.target, shown)) {
    return { id, status: 'stale', message: 'another row got the new key' };
  }
  const row = shown.at(done.rowOf(decision.target));
  const different = Object.entries(decision.cells).find(([field, cell]) => {
    const now = row.cells[field];
    return now === undefined || !cellsEqual(now, cell);
  });
  if (row.key !== decision.key || different !== undefined) {
    const field = different?.[0] ?? 'the key';
    return {
      id,
      status: 'stale',
      message: `${field} does not show what was written`,
    };
  }
  const status = decision.already ? 'already' : 'written';
  const { merged } = decision.target;
  const shownCells = Object.entries(row.cells).filter(([field]) => !merged.has(field));
  return { id, status, externalId: decision.key, shown: Object.fromEntries(shownCells) };
}
