import type { TableField } from './system.ts';

/** The code of the halt that a changed table makes. */
export const SCHEMA_CHANGED = 'SCHEMA_CHANGED';

/** A mapped column as the last accepted run found it. */
export interface KnownColumn extends TableField {
  readonly field: string;
  /** What the binding called the column then: its name or id. */
  readonly mappedAs: string;
}

/** What of a column must stay for its cells to mean what they meant. */
export interface ColumnTraits {
  /** Two columns of one type hold and read cells alike. Compared, never shown. */
  readonly type: string;
  /** The system refuses an empty cell. */
  readonly required: boolean;
}

export type ShapeChangeKind =
  | 'column-gone'
  | 'column-replaced'
  | 'type-altered'
  | 'not-writable'
  | 'required'
  | 'option-removed'
  | 'option-renamed';

/** One change of a mapped column, in words of its system. */
export interface ShapeChange {
  readonly field: string;
  /** The column's name before. */
  readonly column: string;
  readonly kind: ShapeChangeKind;
  readonly before: string;
  /** Null for what is gone. */
  readonly after: string | null;
}

/** A binding whose table is no longer what the last accepted run found. */
export interface ChangedTable {
  readonly binding: string;
  readonly changes: readonly ShapeChange[];
  /** Fields that fit no column any more: as long as there are any, no approval lets the run go on. */
  readonly unbound: readonly string[];
}
