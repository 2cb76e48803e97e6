import { mergedCell } from './batch-cells.ts';
import {
  type BatchContext,
  type BatchKind,
  editableRange,
  rangeOn,
  refuse,
  sheetOf,
} from './batch-context.ts';
import { cellsOf } from './batch-sorting.ts';
import { parseFieldMask } from './field-mask.ts';
import { Evaluation } from './formula-evaluation.ts';
import { shiftedFormula } from './formula-references.ts';
import { numberAt, objectAt, textAt } from './json.ts';
import type { Sheet } from './sheet.ts';
import type { CellData } from './wire.ts';

/** The cell fields that a kind of paste carries over. */
const PASTED_FIELDS: Readonly<Record<string, string>> = {
  PASTE_NORMAL: '*',
  PASTE_NO_BORDERS: '*',
  PASTE_VALUES: 'userEnteredValue',
  PASTE_FORMULA: 'userEnteredValue',
  PASTE_FORMAT: 'userEnteredFormat',
  PASTE_DATA_VALIDATION: 'dataValidation',
};

/** The cell that a paste leaves at its destination. */
function pasted(
  context: BatchContext,
  source: CellData | undefined,
  target: CellData | undefined,
  type: string,
  evaluation: Evaluation,
  sheet: Sheet,
): CellData {
  const fields = PASTED_FIELDS[type];
  if (fields === undefined) throw refuse(context, `Paste type ${type} is not supported.`);
  const value = type === 'PASTE_VALUES' ? evaluation.effectiveValue(sheet, source) : undefined;
  const given = value ? { ...source, userEnteredValue: value } : { ...source };
  if (fields === '*') return given;
  return mergedCell(target, given, parseFieldMask(fields) ?? true);
}

/** Copies a range, repeating it over a larger destination. */
const copyPaste: BatchKind = (context, request) => {
  const source = rangeOn(context, objectAt(request, 'source'));
  const target = editableRange(context, objectAt(request, 'destination'));
  const isTransposed = textAt(request, 'pasteOrientation') === 'TRANSPOSE';
  const type = textAt(request, 'pasteType') ?? 'PASTE_NORMAL';
  const evaluation = new Evaluation(context.workbook, context.now);
  const height = source.bounds.endRow - source.bounds.startRow;
  const width = source.bounds.endColumn - source.bounds.startColumn;
  const [rows, columns] = isTransposed ? [width, height] : [height, width];
  const tiles = (length: number, size: number) => (length % size === 0 ? length : size);
  const totalRows = Math.max(rows, tiles(target.bounds.endRow - target.bounds.startRow, rows));
  const totalColumns = Math.max(
    columns,
    tiles(target.bounds.endColumn - target.bounds.startColumn, columns),
  );
  const { startRow, startColumn } = target.bounds;
  const lines = Array.from({ length: totalRows }, (_, i) =>
    Array.from({ length: totalColumns }, (_, j) => {
      const [down, right] = isTransposed ? [j % columns, i % rows] : [i % rows, j % columns];
      const from = {
        row: source.bounds.startRow + down,
        column: source.bounds.startColumn + right,
      };
      const cell = source.sheet.grid.cell(from.row, from.column);
      const moved = withShiftedFormula(
        cell,
        startRow + i - from.row,
        startColumn + j - from.column,
      );
      const former = target.sheet.grid.cell(startRow + i, startColumn + j);
      return pasted(
        context,
        type === 'PASTE_VALUES' ? cell : moved,
        former,
        type,
        evaluation,
        source.sheet,
      );
    }),
  );
  lines.forEach((cells, i) => {
    target.sheet.grid.setCells(startRow + i, startColumn, cells);
  });
  target.sheet.grid.crop(target.sheet.rowCount, target.sheet.columnCount);
  return undefined;
};

function withShiftedFormula(
  cell: CellData | undefined,
  down: number,
  right: number,
): CellData | undefined {
  const formula = cell?.userEnteredValue?.formulaValue;
  if (!cell || formula === undefined) return cell;
  const { effectiveValue: _e, formattedValue: _f, ...kept } = cell;
  return { ...kept, userEnteredValue: { formulaValue: shiftedFormula(formula, down, right) } };
}

/** Moves a range to another place and leaves blanks behind. */
const cutPaste: BatchKind = (context, request) => {
  const source = editableRange(context, objectAt(request, 'source'));
  const destination = objectAt(request, 'destination');
  const sheet = sheetOf(context, numberAt(destination, 'sheetId'));
  const row = numberAt(destination, 'rowIndex') ?? 0;
  const column = numberAt(destination, 'columnIndex') ?? 0;
  const type = textAt(request, 'pasteType') ?? 'PASTE_NORMAL';
  const evaluation = new Evaluation(context.workbook, context.now);
  const { startRow, endRow } = source.bounds;
  const rows = Array.from({ length: endRow - startRow }, (_, i) =>
    cellsOf(source.sheet.grid.rows[startRow + i] ?? [], source.bounds),
  );
  rows.forEach((cells, i) => {
    source.sheet.grid.setCells(
      startRow + i,
      source.bounds.startColumn,
      cells.map(() => null),
    );
  });
  rows.forEach((cells, i) => {
    const moved = cells.map((cell, j) => {
      const former = sheet.grid.cell(row + i, column + j);
      return pasted(context, cell ?? undefined, former, type, evaluation, source.sheet);
    });
    sheet.grid.setCells(row + i, column, moved);
  });
  sheet.grid.crop(sheet.rowCount, sheet.columnCount);
  return undefined;
};

export const REARRANGING_KINDS: Readonly<Record<string, BatchKind>> = {
  copyPaste,
  cutPaste,
};
