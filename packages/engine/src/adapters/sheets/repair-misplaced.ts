import { cellsEqual } from '../../model/cell.ts';
import { type BoundSheet, isBlank } from './bound-sheet.ts';
import type { PresentRow, PresentSheet } from './present-sheet.ts';
import { type DoneWrites, isLost } from './read-back.ts';
import type { CellData, StructureRequest } from './sheets-client.ts';
import type { ShownRows } from './shown-rows.ts';
import type { TargetRow } from './write-decision.ts';

/**
 * What puts back what a chunk of writes hit by mistake, because a person moved rows between the
 * reading and the writing: cells of a neighbour that were overwritten, and rows that were deleted
 * or overwritten instead of the meant ones. Values and formulas come back; formats and notes of a
 * deleted row do not. Empty as a rule.
 * @param moved where a row that was read is after the deletes, if nobody else moved it
 */
export function repairMisplaced(
  sheet: BoundSheet,
  before: PresentSheet,
  done: DoneWrites,
  shown: ShownRows,
  moved: (row: number) => number,
): readonly StructureRequest[] {
  const byKey = new Map<string, PresentRow>();
  for (const row of before.rows) if (row.key !== null) byKey.set(row.key, row);
  return [
    ...overwrittenCells(sheet, before, done, shown, byKey),
    ...lostRows(sheet, before, done, shown, byKey, moved),
  ];
}

function overwrittenCells(
  sheet: BoundSheet,
  before: PresentSheet,
  done: DoneWrites,
  shown: ShownRows,
  byKey: ReadonlyMap<string, PresentRow>,
): StructureRequest[] {
  return updatedTargets(done).flatMap((target) => {
    const row = done.rowOf(target);
    const { key } = shown.at(row);
    if (key === target.key) return [];
    const hit = key === null ? undefined : byKey.get(key);
    const written = sheet.fields.flatMap(({ field, codec }, i) => {
      const native = target.natives.get(field.field);
      const column = before.columns[i];
      if (native === undefined || column === undefined) return [];
      const now = codec.decode(shown.valueAt(row, column));
      const ours = codec.decode(native);
      return now.ok && ours.ok && cellsEqual(now.cell, ours.cell) ? [column] : [];
    });
    const rest = before.columns.filter((column) => !written.includes(column));
    const isBare = rest.every((column) => isBlank(shown.valueAt(row, column)));
    if (hit === undefined && !(key === null && isBare)) return [];
    return written.map((column) =>
      enterCells(sheet, row, column, [hit ? before.enteredAt(hit.row, column) : {}]),
    );
  });
}

function updatedTargets(done: DoneWrites): TargetRow[] {
  const targets = done.decisions.flatMap((each) => (each.kind === 'show' ? [each.target] : []));
  return [...new Set(targets)].filter(
    (target) => target.row !== null && target.natives.size > 0 && !isLost(done, target),
  );
}

/**
 * Rows that are gone although nobody asked for it, where a delete or a new row went to the wrong
 * place.
 */
function lostRows(
  sheet: BoundSheet,
  before: PresentSheet,
  done: DoneWrites,
  shown: ShownRows,
  byKey: ReadonlyMap<string, PresentRow>,
  moved: (row: number) => number,
): StructureRequest[] {
  const asked = new Set(done.decisions.flatMap(askedAway));
  const lost = [...byKey].filter(([key]) => !asked.has(key) && !shown.rowOfKey.has(key));
  if (lost.length === 0 || !isMisplaced(done, shown, byKey, moved)) return [];
  const rowsNow = [...shown.rowOfKey.values()];
  const place = rowsNow.reduce((a, b) => Math.max(a, b), before.headerRow) + 1;
  const range = {
    sheetId: sheet.ref.sheetId,
    dimension: 'ROWS',
    startIndex: place,
    endIndex: place + lost.length,
  };
  const rows = lost.map(([, { row }], i) => {
    const cells = Array.from({ length: before.widthOf(row) }, (_, column) =>
      before.enteredAt(row, column),
    );
    return enterCells(sheet, place + i, 0, cells);
  });
  return [
    ...leftovers(sheet, before, done, shown, lost, moved),
    { insertDimension: { range, inheritFromBefore: true } },
    ...rows,
  ];
}

/** Clears what a new row still holds of the row that it was written over. */
function leftovers(
  sheet: BoundSheet,
  before: PresentSheet,
  done: DoneWrites,
  shown: ShownRows,
  lost: readonly (readonly [string, PresentRow])[],
  moved: (row: number) => number,
): StructureRequest[] {
  const shifts = before.rows.flatMap(({ key, row }) => {
    const now = key === null ? undefined : shown.rowOfKey.get(key);
    return now === undefined ? [] : [now - moved(row)];
  });
  const shift = shifts.reduce((a, b) => Math.max(a, b), 0);
  const newRows = new Map<number, TargetRow>();
  for (const each of done.decisions) {
    if (each.kind === 'show' && each.target.row === null && !isLost(done, each.target)) {
      newRows.set(done.rowOf(each.target), each.target);
    }
  }
  return lost.flatMap(([, { row }]) => {
    const hitRow = moved(row) + shift;
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
 * A deleted row is still there, or rows stand lower than they should where new ones were written.
 */
function isMisplaced(
  done: DoneWrites,
  shown: ShownRows,
  byKey: ReadonlyMap<string, PresentRow>,
  moved: (row: number) => number,
): boolean {
  const isUndeleted = done.decisions.some(
    (each) =>
      each.kind === 'delete' &&
      !done.refusedDeletes.has(each.row) &&
      shown.rowOfKey.has(each.write.externalId ?? ''),
  );
  const hasNewRows = done.decisions.some(
    (each) => each.kind === 'show' && each.target.row === null,
  );
  const isLower = [...byKey].some(([key, { row }]) => {
    const now = shown.rowOfKey.get(key);
    return now !== undefined && now > moved(row);
  });
  return isUndeleted || (hasNewRows && isLower);
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
