import type { Credential, SystemAdapter, SystemDefinition } from '../../src/adapters/adapter.ts';
import type { Cell } from '../../src/model/cell.ts';
import type { CellType } from '../../src/model/cell-type.ts';
import type { TableRef } from '../../src/model/system.ts';
import type { PeoplesTable } from '../scenarios/runner/peoples-table.ts';

/** What a person does to the columns of a table and to the table as a whole, past the adapter. */
export interface Hands {
  /** Of any table of the account, such as one that the adapter created in `parent`. */
  renameColumn(ref: TableRef, from: string, to: string): Promise<void>;
  dropColumn(name: string): Promise<void>;
  /** Has the system compute a column of numbers: all rows that are there show the number. */
  computeColumn(name: string, number: string): Promise<void>;
  drop(): Promise<void>;
}

/** An adapter with a fresh empty table, and a person who works in it. Its columns are those of `CONTRACT_TABLE`. */
export interface AdapterOnTrial {
  readonly definition: SystemDefinition;
  readonly credential: Credential;
  readonly adapter: SystemAdapter;
  readonly people: PeoplesTable;
  readonly hands: Hands;
  /** Where `createTable` is to put a table, for systems whose hands do not reach everywhere. */
  readonly parent?: TableRef;
  /** Rows that do not fit on one page. */
  readonly rowsOfTwoPages: number;
  /** A cell that a person can put there and that is none of its field's type. */
  readonly unreadable: { readonly field: string; readonly cell: Cell };
  /** The declared loss: what a column shows of a cell that it takes. The cell itself where left out. */
  readonly shows?: (cellType: CellType, cell: Cell) => Cell;
}
