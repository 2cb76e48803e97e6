import type { Cell } from '../../model/cell.ts';
import type { DecodedCell, EncodedCell } from '../adapter.ts';

/**
 * How one cell type stands in a cell of a sheet. Blank cells and error cells are dealt with before.
 */
export interface CellForm {
  /** `cell` is canonical, of the type and not EMPTY. */
  encode(cell: Exclude<Cell, null>): EncodedCell;
  /** `native` is a number, a boolean or a text that is not blank. */
  decode(native: number | boolean | string): DecodedCell;
}
