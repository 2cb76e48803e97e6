import type { CellType } from './cell-type.ts';
import type { TableField, TableRef } from './system.ts';

/** What a binding may do with a field: `read` = changes come from it, `write` = values go to it. */
export type FieldAccess = 'both' | 'read' | 'write' | 'none';

/**
 * What becomes of a change that the binding may not make: `flag` = a problem that stays where it was made,
 * `revert` = the next write takes it back and the history keeps it as a loser.
 */
export type OnForbidden = 'flag' | 'revert';

/** A registry field as one binding holds it: the column that was found, and the type it must carry. */
export interface BoundField {
  readonly field: string;
  readonly cellType: CellType;
  readonly access: FieldAccess;
  /** `flag` where left out. */
  readonly onForbidden?: OnForbidden;
  readonly column: TableField;
  /** The options that the RegistrySchema permits, for enum and enum-set. */
  readonly options?: readonly string[];
  /** Of a relation: the column of the related table that holds the keys, where it was declared. */
  readonly relatedColumn?: string;
}

/** A binding's table with its columns resolved; what every adapter call works on. */
export interface BoundTable {
  readonly ref: TableRef;
  /** All mapped fields, in the order of the RegistrySchema. */
  readonly fields: readonly BoundField[];
  /** The registry's key fields, in order; each is mapped. */
  readonly key: readonly string[];
  /** A column of the key is one of those by which the system knows a row. */
  readonly keyIdentifies?: boolean;
}
