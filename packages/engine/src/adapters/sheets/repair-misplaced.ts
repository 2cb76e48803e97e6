import { cellsEqual } from '../../model/cell.ts';
import { type BoundSheet, isBlank } from './bound-sheet.ts';
import { isSameValue } from './hit-another.ts';
import type { PresentRow, PresentSheet } from './present-sheet.ts';
import { type DoneWrites, isLost } from './read-back.ts';
import type { CellData, StructureRequest } from './sheets-client.ts';
import type { ShownRows } from './shown-rows.ts';
import type { TargetRow } from './write-decision.ts';

/** A chunk of writes with the tab before and after it. */
interface Chunk {
  readonly sheet: BoundSheet;
  readonly before: PresentSheet;
  readonly done: DoneWrites;
  readonly shown: ShownRows;
  /** The rows as they were. */
  readonly byKey: ReadonlyMap<string, PresentRow>;
}

/**
 * What puts back what a chunk of writes hit by mistake, because a person moved rows between the
 * reading and the writing: cells of a neighbour that were overwritten, and rows that were deleted
 * or overwritten instead of the meant ones. Values and formulas come back; formats and notes of a
 * deleted row do not. Empty as a rule.
 */
export function repairMisplaced(
  sheet: BoundSheet,
  before: PresentSheet,
  done: DoneWrites,
  shown: ShownRows,
): readonly StructureRequest[] {
  const byKey = new Map<string, PresentRow>();
  for (const row of before.rows) if (row.key !== null) byKey.set(row.key, row);
  const asked = new Set(done.decisions.flatMap(askedAway));
  const chunk: Chunk = { sheet, before, done, shown, byKey };
  const overwritten = updatedTargets(done).flatMap((target) => overwrittenBy(chunk, target));
  const restored = new Set(overwritten.map(({ hit }) => hit));
  const lost = [...byKey]
    .filter(([key, row]) => !asked.has(key) && !shown.rowOfKey.has(key) && !restored.has(row))
    .map(([, row]) => row);
  return [...overwritten.flatMap(({ requests }) => requests), ...lostRows(chunk, lost)];
}

interface Overwritten {
  /** The row that was hit; null for a blank one. */
  readonly hit: PresentRow | null;
  readonly requests: readonly StructureRequest[];
}

function overwrittenBy(chunk: Chunk, target: TargetRow): readonly Overwritten[] {
  const { sheet, before, done, shown, byKey } = chunk;
  const row = done.rowOf(target);
  const { key } = shown.at(row);
  if (key === target.key && !done.hitAnother(target, shown)) return [];
  const written = writtenColumns(chunk, target, row);
  const rest = before.columns.filter((column) => !written.includes(column));
  const isBare = rest.every((column) => isBlank(shown.valueAt(row, column)));
  const hit = (key === null ? undefined : byKey.get(key)) ?? hitByContent(chunk, target, rest);
  const isBlankRow = isBare && (key === null || key === target.key);
  if (hit === undefined && !isBlankRow) return [];
  const requests = written.map((column) =>
    enterCells(sheet, row, column, [hit ? before.enteredAt(hit.row, column) : {}]),
  );
  return [{ hit: hit ?? null, requests }];
}

/** The columns of a row that show what a target was to show. */
function writtenColumns({ sheet, before, shown }: Chunk, target: TargetRow, row: number): number[] {
  return sheet.fields.flatMap(({ field, codec }, i) => {
    const native = target.natives.get(field.field);
    const column = before.columns[i];
    if (native === undefined || column === undefined) return [];
    const now = codec.decode(shown.valueAt(row, column));
    const ours = codec.decode(native);
    return now.ok && ours.ok && cellsEqual(now.cell, ours.cell) ? [column] : [];
  });
}

/**
 * The row whose key was overwritten with another: of those that are not there any more the only one
 * that looks like it in the other columns, else the only one that stood as far from it as the
 * target moved.
 */
function hitByContent(
  { before, done, shown, byKey }: Chunk,
  target: TargetRow,
  rest: readonly number[],
): PresentRow | undefined {
  const { keyBefore } = target;
  if (keyBefore === null || keyBefore === target.key) return undefined;
  const row = done.rowOf(target);
  const candidates = [...byKey.values()].filter(
    (each) => each.row !== target.row && !shown.rowOfKey.has(each.key ?? ''),
  );
  const alike = candidates.filter((each) =>
    rest.every((column) =>
      isSameValue(before.valueAt(each.row, column), shown.valueAt(row, column)),
    ),
  );
  if (alike.length === 1) return alike[0];
  const shift = (shown.rowOfKey.get(keyBefore) ?? row) - row;
  const shifted = candidates.filter((each) => done.moved(each.row) + shift === row);
  return shifted.length === 1 ? shifted[0] : undefined;
}

function updatedTargets(done: DoneWrites): TargetRow[] {
  const targets = done.decisions.flatMap((each) => (each.kind === 'show' ? [each.target] : []));
  return [...new Set(targets)].filter(
    (target) => target.row !== null && target.natives.size > 0 && !isLost(done, target),
  );
}

/** Puts back rows that a delete or a new row hit in the wrong place. */
function lostRows(chunk: Chunk, lost: readonly PresentRow[]): StructureRequest[] {
  const { sheet, before, shown } = chunk;
  if (lost.length === 0 || !isMisplaced(chunk)) return [];
  const rowsNow = [...shown.rowOfKey.values()];
  const place = rowsNow.reduce((a, b) => Math.max(a, b), before.headerRow) + 1;
  const range = {
    sheetId: sheet.ref.sheetId,
    dimension: 'ROWS',
    startIndex: place,
    endIndex: place + lost.length,
  };
  const rows = lost.map(({ row }, i) => {
    const cells = Array.from({ length: before.widthOf(row) }, (_, column) =>
      before.enteredAt(row, column),
    );
    return enterCells(sheet, place + i, 0, cells);
  });
  return [
    ...leftovers(chunk, lost),
    { insertDimension: { range, inheritFromBefore: true } },
    ...rows,
  ];
}

/** Clears what a new row still holds of the row that it was written over. */
function leftovers(
  { sheet, before, done, shown }: Chunk,
  lost: readonly PresentRow[],
): StructureRequest[] {
  if (done.hasNewCells) return [];
  const shifts = before.rows.flatMap(({ key, row }) => {
    const now = key === null ? undefined : shown.rowOfKey.get(key);
    return now === undefined ? [] : [now - done.moved(row)];
  });
  const shift = shifts.reduce((a, b) => Math.max(a, b), 0);
  const newRows = new Map<number, TargetRow>();
  for (const each of done.decisions) {
    if (each.kind === 'show' && each.target.row === null && !isLost(done, each.target)) {
      newRows.set(done.rowOf(each.target), each.target);
    }
  }
  return lost.flatMap(({ row }) => {
    const hitRow = done.moved(row) + shift;
    const target = newRows.get(hitRow);
    if (target === undefined) return [];
    const written = sheet.fields.flatMap(({ field }, i) =>
      target.natives.has(field.field) ? [before.columns[i]] : [],
    );
    return Array.from({ length: before.widthOf(row) }, (_, column) => column)
      .filter((column) => !written.includes(column))
      .map((column) => enterCells(sheet, hitRow, column, [{}]));
  });
}

/** The keys that a decision takes out of the tab. */
function askedAway(decision: DoneWrites['decisions'][number]): string[] {
  if (decision.kind === 'settled' || decision.write.externalId === null) return [];
  return decision.kind === 'delete' || decision.key !== decision.write.externalId
    ? [decision.write.externalId]
    : [];
}

/**
 * A deleted row is still there, or rows stand lower than they should where new ones were written
 * over blank rows.
 */
function isMisplaced({ done, shown, byKey }: Chunk): boolean {
  const isUndeleted = done.decisions.some(
    (each) =>
      each.kind === 'delete' &&
      !done.refusedDeletes.has(each.row) &&
      shown.rowOfKey.has(each.write.externalId ?? ''),
  );
  const isOverBlank =
    !done.hasNewCells &&
    done.decisions.some((each) => each.kind === 'show' && each.target.row === null);
  const isLower = [...byKey].some(([key, { row }]) => {
    const now = shown.rowOfKey.get(key);
    return now !== undefined && now > done.moved(row);
  });
  return isUndeleted || (isOverBlank && isLower);
}

function enterCells(
  sheet: BoundSheet,
  rowIndex: number,
  columnIndex: number,
  values: CellData[],
): StructureRequest {
  return {
    updateCells: {
      start: { sheetId: sheet.ref.sheetId, rowIndex, columnIndex },
      rows: [{ values }],
      fields: 'userEnteredValue',
    },
  };
}
