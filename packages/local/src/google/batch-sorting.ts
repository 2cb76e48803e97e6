import { formatRange } from './a1-notation.ts';
import {
  type BatchContext,
  type BatchKind,
  editableRange,
  objectList,
  refuse,
} from './batch-context.ts';
import { Evaluation } from './formula-evaluation.ts';
import { numberAt, objectAt, textAt } from './json.ts';
import { type ClosedBounds, overlaps, type Sheet } from './sheet.ts';
import type { CellData, ExtendedValue } from './wire.ts';

/** Numbers before texts before booleans before errors; blanks come last in either direction. */
const rank = (value: ExtendedValue): number => {
  if (value.numberValue !== undefined) return 0;
  if (value.stringValue !== undefined) return 1;
  return value.boolValue !== undefined ? 2 : 3;
};

function compareValues(a: ExtendedValue, b: ExtendedValue): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a.numberValue !== undefined && b.numberValue !== undefined)
    return a.numberValue - b.numberValue;
  if (a.stringValue !== undefined && b.stringValue !== undefined) {
    return a.stringValue.localeCompare(b.stringValue, 'en', { sensitivity: 'base' });
  }
  return Number(a.boolValue ?? 0) - Number(b.boolValue ?? 0);
}

const isBlank = (value: ExtendedValue | undefined): boolean =>
  value === undefined || value.stringValue === '';

function compareCells(
  a: ExtendedValue | undefined,
  b: ExtendedValue | undefined,
  isDescending: boolean,
): number {
  if (isBlank(a) || isBlank(b)) return Number(isBlank(a)) - Number(isBlank(b));
  const order = compareValues(a ?? {}, b ?? {});
  return isDescending ? -order : order;
}

/**
 * The rows of a range that are shown, counted from its start: a hidden row keeps its place in a
 * sort.
 */
const shownRows = (sheet: Sheet, { startRow, endRow }: ClosedBounds): number[] =>
  Array.from({ length: endRow - startRow }, (_, i) => i).filter(
    (i) => sheet.state.rowProperties[startRow + i]?.hiddenByUser !== true,
  );

function assertSortable(context: BatchContext, sheet: Sheet, range: ClosedBounds): void {
  if (range.startRow >= sheet.rowCount) {
    throw refuse(
      context,
      `range.startRowIndex is larger than current grid size (${sheet.rowCount})`,
    );
  }
  const vertical = sheet.state.merges
    .map((merge) => sheet.boundsOf(merge))
    .find((merge) => merge.endRow - merge.startRow > 1 && overlaps(merge, range));
  if (!vertical) return;
  const place = formatRange(sheet.title, vertical).replace(/^.*!/s, '');
  throw refuse(
    context,
    `You can't sort a range containing vertical merges. There is a vertical merge at ${place}`,
  );
}

/** Sorts rows. `dimensionIndex` is a column of the sheet. What is bound to a row follows it. */
const sortRange: BatchKind = (context, request) => {
  const { workbook } = context;
  const { sheet, bounds } = editableRange(context, objectAt(request, 'range'));
  assertSortable(context, sheet, bounds);
  const specs = objectList(request.sortSpecs);
  if (specs.length === 0) throw refuse(context, 'Must specify at least one sort spec.');
  const evaluation = new Evaluation(workbook, context.now);
  const valueAt = (index: number, column: number) =>
    evaluation.effectiveValue(sheet, sheet.grid.cell(bounds.startRow + index, column));
  const places = shownRows(sheet, bounds);
  const sorted = [...places].sort((a, b) => {
    for (const spec of specs) {
      const column = numberAt(spec, 'dimensionIndex') ?? 0;
      const isDescending = textAt(spec, 'sortOrder') === 'DESCENDING';
      const result = compareCells(valueAt(a, column), valueAt(b, column), isDescending);
      if (result !== 0) return result;
    }
    return a - b;
  });
  const order = Array.from({ length: bounds.endRow - bounds.startRow }, (_, i) => i);
  places.forEach((place, i) => {
    order[place] = sorted[i] ?? place;
  });
  const rows = sheet.grid.rows.slice(bounds.startRow, bounds.endRow);
  const isWhole = bounds.startColumn === 0 && rows.every((row) => row.length <= bounds.endColumn);
  if (isWhole) {
    workbook.changeDimension(sheet, 'ROWS', { kind: 'permute', start: bounds.startRow, order });
    return undefined;
  }
  order.forEach((from, to) => {
    const cells = cellsOf(rows[from] ?? [], bounds);
    sheet.grid.setCells(bounds.startRow + to, bounds.startColumn, cells);
  });
  return undefined;
};

/** The cells of a row within the bounds; null for an empty one. */
export const cellsOf = (
  row: readonly (CellData | null)[],
  { startColumn, endColumn }: ClosedBounds,
) => Array.from({ length: endColumn - startColumn }, (_, i) => row[startColumn + i] ?? null);

export const SORTING_KINDS: Readonly<Record<string, BatchKind>> = { sortRange };
