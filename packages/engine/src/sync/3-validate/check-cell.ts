import type { Cell } from '../../model/cell.ts';
import type { FieldSpec } from '../../model/registry-schema.ts';

export interface CellFault {
  readonly rule: 'REQUIRED' | 'OPTION';
  readonly message: string;
}

/** Required fields are not EMPTY; options are those that the schema lists, to the letter. */
export function checkCell(spec: FieldSpec, cell: Cell): CellFault | null {
  if (cell === null) {
    return spec.required ? { rule: 'REQUIRED', message: `${spec.field} is required` } : null;
  }
  if (spec.options === undefined) return null;
  const chosen = Array.isArray(cell) ? cell : [String(cell)];
  const unknown = chosen.find((option) => !spec.options?.includes(option));
  if (unknown === undefined) return null;
  const folded = unknown.toLowerCase();
  const alike = spec.options.find((option) => option.toLowerCase() === folded);
  const hint = alike === undefined ? '' : `; did you mean "${alike}"?`;
  return {
    rule: 'OPTION',
    message: `"${unknown}" is not an option of ${spec.field}${hint}`,
  };
}
