import type { DimensionChange } from './dimension-change.ts';
import { followedFormula, shiftedFormula } from './formula-references.ts';
import type { Sheet } from './sheet.ts';
import type { CellData, Dimension } from './wire.ts';

/**
 * Adjusts the formulas of all sheets after rows or columns of one sheet moved. Sorted rows take
 * their
 * relative references along, as copied cells do.
 */
export function followFormulas(
  sheets: readonly Sheet[],
  changed: { sheet: Sheet; dimension: Dimension; change: DimensionChange },
): void {
  const { change, dimension } = changed;
  if (!sheets.some((sheet) => sheet.grid.mayHaveFormulas)) return;
  if (change.kind === 'permute') {
    change.order.forEach((from, to) => {
      const shift = to - from;
      if (shift === 0) return;
      const row = change.start + to;
      rewriteRow(changed.sheet, row, (formula) =>
        dimension === 'ROWS' ? shiftedFormula(formula, shift, 0) : formula,
      );
    });
    return;
  }
  const where = { title: changed.sheet.title, dimension, change };
  for (const sheet of sheets) {
    if (!sheet.grid.mayHaveFormulas) continue;
    sheet.grid.rows.forEach((_, row) => {
      rewriteRow(sheet, row, (formula) => followedFormula(formula, sheet.title, where));
    });
  }
}

function rewriteRow(sheet: Sheet, row: number, rewrite: (formula: string) => string): void {
  const cells = sheet.grid.rows[row] ?? [];
  if (!cells.some((cell) => cell?.userEnteredValue?.formulaValue !== undefined)) return;
  sheet.grid.setCells(
    row,
    0,
    cells.map((cell) => (cell ? rewritten(cell, rewrite) : undefined)),
  );
}

function rewritten(cell: CellData, rewrite: (formula: string) => string): CellData | undefined {
  const formula = cell.userEnteredValue?.formulaValue;
  if (formula === undefined) return undefined;
  const formulaValue = rewrite(formula);
  return formulaValue === formula ? undefined : { ...cell, userEnteredValue: { formulaValue } };
}
