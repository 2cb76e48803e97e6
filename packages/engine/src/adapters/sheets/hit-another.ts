import { type BoundSheet, isBlank } from './bound-sheet.ts';
import type { PresentSheet } from './present-sheet.ts';
import type { ShownRows } from './shown-rows.ts';
import type { TargetRow } from './write-decision.ts';

/**
 * Tells of a target that was to get another key whether another row got it, because a person moved
 * rows: its old key still stands somewhere, or the cells beside it are not those of the row. After
 * the write the key itself cannot tell.
 * @param before with all mapped columns
 * @param rowOf the row that a target has now, if nobody moved it
 */
export function createHitAnother(
  sheet: BoundSheet,
  before: PresentSheet,
  targets: readonly TargetRow[],
  rowOf: (target: TargetRow) => number,
): (target: TargetRow, shown: ShownRows) => boolean {
  const keys = new Set(targets.map(({ key }) => key));
  return (target, shown) => {
    const { keyBefore, row } = target;
    if (row === null || keyBefore === null || keyBefore === target.key) return false;
    if (shown.rowOfKey.has(keyBefore) && !keys.has(keyBefore)) return true;
    return !sheet.fields.every(({ field }, i) => {
      const column = before.columns[i] ?? -1;
      if (target.natives.has(field.field) || before.isFormulaAt(row, column)) return true;
      return isSameValue(before.valueAt(row, column), shown.valueAt(rowOf(target), column));
    });
  };
}

export function isSameValue(a: unknown, b: unknown): boolean {
  return a === b || (isBlank(a) && isBlank(b));
}
