import type { CellType } from './cell-type.ts';

/** The systems that a registry can live in. Only `adapters/` may ask which one it deals with. */
export const SYSTEM_NAMES = ['notion', 'postgres', 'sheets'] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** Where a table is, in the words of its system: `{dataSourceId}`, `{schema,name}`, `{spreadsheetId,sheetId}`. */
export type TableRef = Readonly<Record<string, string | number>>;

/** One column of a table as its system describes it. */
export interface TableField {
  /** Stable across renames where the system has such an id; else the name. */
  readonly id: string;
  readonly name: string;
  /** The system's own word for the type, e.g. `rich_text`, `timestamptz`. */
  readonly nativeType: string;
  /** The cell type that it holds by default; null where ChittySync cannot read it. */
  readonly cellType: CellType | null;
  readonly writable: boolean;
  /** The permitted options, where the system lists them. */
  readonly options?: readonly string[];
  /** The table whose rows a relation names, where the system relates rows by identities of its own. */
  readonly relatesTo?: TableRef;
}

export interface TableShape {
  readonly table: TableRef;
  readonly title: string;
  readonly fields: readonly TableField[];
  /** Sets of column names that can identify a row, best first. */
  readonly keyCandidates: readonly (readonly string[])[];
  /** Names of the columns by which the system knows a row, where these are columns. */
  readonly identity?: readonly string[];
  /** The history that the rows belong to, where the system tells: another one after a restore. */
  readonly epoch?: string;
  /** Where the table can be seen by a person, if the system has such a place. */
  readonly url?: string;
}
