import { parseCell } from '../model/cell.ts';
import type { CellType } from '../model/cell-type.ts';
import type { MatchedColumns } from './match-columns.ts';
import { type SampledColumn, samplesOf } from './sampled-table.ts';

/** From the narrowest type to the widest: the first that every column can hold and every sample is. */
const NARROWEST_FIRST: readonly CellType[] = [
  'boolean',
  'relation',
  'enum-set',
  'enum',
  'datetime',
  'date',
  'date-range',
  'integer',
  'decimal',
  'json',
  'url',
  'email',
  'phone',
  'text',
];

/**
 * The type of a field: one that some of its columns have by nature, that all of them can hold, and that all sampled
 * values are. Null where there is none.
 */
export function chooseCellType({ columns }: MatchedColumns): CellType | null {
  const natural = new Set(columns.map(({ column }) => column.cellType));
  const tried = NARROWEST_FIRST.filter((type) => natural.has(type) || type === 'text');
  return tried.find((type) => columns.every((column) => holds(column, type))) ?? null;
}

function holds(sampled: SampledColumn, cellType: CellType): boolean {
  const { column, table } = sampled;
  const field = { field: column.name, cellType, access: 'both', column } as const;
  if (table.definition.codec(field) === null) return false;
  return samplesOf(sampled).every((cell) => parseCell(cellType, cell).ok);
}
