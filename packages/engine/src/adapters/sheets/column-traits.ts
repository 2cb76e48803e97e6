import type { CellType } from '../../model/cell-type.ts';
import type { ColumnTraits } from '../../model/shape-change.ts';
import type { TableField } from '../../model/system.ts';
import { timeZoneOf } from './native-type.ts';

/**
 * A column of a sheet has no type: its kind follows from the cells and their formats, which change with the data.
 * Only the spreadsheet's zone gives a serial number its meaning, where it is to be an instant.
 */
export function columnTraits({
  cellType,
  column,
}: {
  readonly cellType: CellType;
  readonly column: TableField;
}): ColumnTraits {
  const type = cellType === 'datetime' ? (timeZoneOf(column.nativeType) ?? '') : '';
  return { type, required: false };
}
