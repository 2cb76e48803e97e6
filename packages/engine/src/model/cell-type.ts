/** The canonical types of a cell. */
export const CELL_TYPES = [
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'datetime',
  'enum',
  'enum-set',
  'relation',
  'url',
  'email',
  'phone',
  'date-range',
  'json',
] as const;

export type CellType = (typeof CELL_TYPES)[number];
