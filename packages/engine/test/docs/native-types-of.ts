import { CELL_TYPES } from '../../src/model/cell-type.ts';
import type { TableShape } from '../../src/model/system.ts';

/** The native types of the columns that are named after a cell type. */
export function nativeTypesOf({ fields }: TableShape): Readonly<Record<string, string>> {
  const names: readonly string[] = CELL_TYPES;
  const columns = fields.filter(({ name }) => names.includes(name));
  return Object.fromEntries(columns.map(({ name, nativeType }) => [name, nativeType]));
}
