import type { BoundField, BoundTable } from '../model/bound-table.ts';
import type { Cell } from '../model/cell.ts';
import type { CellType } from '../model/cell-type.ts';
import type { ObservedRow } from '../model/observed-row.ts';
import type { RowPresence } from '../model/row-presence.ts';
import type { ColumnTraits } from '../model/shape-change.ts';
import type { SystemName, TableRef, TableShape } from '../model/system.ts';
import type { RowWrite, WriteOutcome } from '../model/write.ts';

/** What a system can and cannot do. The core asks these, never the system's name. */
export interface AdapterCapabilities {
  readonly cellTypes: ReadonlySet<CellType>;
  /** How exactly the system knows when a row was edited; `none`: only that it was between two fetches. */
  readonly editTime: { readonly precisionMs: number } | 'none';
  /** The system refuses a write whose before-image does not hold; else the adapter reads just before and after. */
  readonly conditionalWrite: boolean;
  /** `trash`: a deleted row can be restored under its id; `delete`: it is gone. */
  readonly deleteMeans: 'trash' | 'delete';
  /** Rows have an identity of their own; else the key columns are it. */
  readonly stableRowIds: boolean;
  /** Rows that one `applyWrites` call may take; one durable step each. */
  readonly rowsPerWriteMax: number;
  /** Rows that one API request writes, for the forecast of a plan. */
  readonly rowsPerWriteRequest: number;
  /** Rows that one `lookUp` call may take; one durable step each. As many as a request answers for, where one can. */
  readonly rowsPerLookUpMax: number;
  /**
   * The adapter tells what changed since a read (`changes`). `edits`: which rows were edited, of tables whose rows have
   * an identity of their own; what was removed it does not tell. `all`: a table from which a row may have gone, or in
   * which one may have another identity, it has read whole. It is always read whole where left out.
   */
  readonly incrementalRead?: 'edits' | 'all';
}

export type EncodedCell =
  | { readonly ok: true; readonly native: unknown }
  | { readonly ok: false; readonly rule: string; readonly message: string };

export type DecodedCell =
  | { readonly ok: true; readonly cell: Cell }
  | { readonly ok: false; readonly rule: string; readonly message: string };

/**
 * Between a cell and what one column holds. Pure. With `project(c) = decode(encode(c))`:
 * project(project(c)) = project(c); decode is total; encode refuses what it would damage beyond the
 * system's declared loss; equal cells encode equally.
 */
export interface FieldCodec {
  encode(cell: Cell): EncodedCell;
  decode(native: unknown): DecodedCell;
}

export interface ConnectionReport {
  readonly ok: boolean;
  /** Who the credential belongs to, e.g. a bot's name or a database user; null when refused. */
  readonly account: string | null;
  readonly problems: readonly string[];
}

export interface ObservedPage {
  readonly rows: readonly ObservedRow[];
  /** Opaque; null after the last page. A page that cannot be read is an error, never a short table. */
  readonly nextCursor: string | null;
  /**
   * On the first page only, opaque: from where `readChanges` tells all that this page and those after it do not show.
   * Left out where the system keeps no such place, or not for this table.
   */
  readonly mark?: string;
}

/** The last read of a table by a run that ended well. */
export type LastRead = {
  /** When it began. */
  readonly from: string;
  /** What its first page gave; null where it gave none. */
  readonly mark: string | null;
};

/** Rows that were edited since a read. */
export interface ChangedPage extends ObservedPage {
  /** Rows among them that are wholly blank by now, and left out. */
  readonly blank: number;
}

/** How a system tells what changed, for a table that was read before. What it cannot tell for certain it does not tell. */
export interface ChangeReader {
  /**
   * One page of the rows that were edited since a read began, from a cursor, in an order that edits do not change; each
   * row once. Rows that were edited a while before may be among them: the system's clock, its precision and its delay
   * are reckoned with here. Null: the table has to be read whole, because there are too many, because cells may change
   * without their row being edited, or because it is not certain that all edits are told.
   */
  readChanges(
    table: BoundTable,
    since: LastRead,
    cursor: string | null,
  ): Promise<ChangedPage | null>;
  /**
   * Rows as they are now, by their identity, at most `rowsPerLookUpMax`. Those that are not in the table, or are wholly
   * blank, are left out.
   */
  readRows(table: BoundTable, externalIds: readonly string[]): Promise<readonly ObservedRow[]>;
}

/** A table to create, with one column per field. */
export interface NewTable {
  readonly title: string;
  readonly fields: readonly {
    readonly name: string;
    readonly cellType: CellType;
    readonly required: boolean;
    readonly options?: readonly string[];
    /** Of a relation: the table that it is to. */
    readonly relatesTo?: TableRef;
  }[];
  readonly key: readonly string[];
  /** Where to create it, in the system's words: `{pageId}`, `{schema}`, `{spreadsheetId}`. */
  readonly parent?: TableRef;
}

/** One account in one system. Each call may throw a `ChittySyncError`; refused rows are outcomes instead. */
export interface SystemAdapter {
  check(): Promise<ConnectionReport>;
  listTables(): Promise<readonly TableShape[]>;
  /** @throws CS_TABLE_NOT_FOUND, CS_HEADER_DUPLICATE, CS_HEADER_MISSING */
  describeTable(ref: TableRef): Promise<TableShape>;
  /** Creates the table whole or not at all. */
  createTable(table: NewTable): Promise<TableShape>;
  /** One page of the table, from a cursor. Rows that are wholly blank are left out. */
  readPage(table: BoundTable, cursor: string | null): Promise<ObservedPage>;
  /** Where the capabilities say `incrementalRead`. */
  readonly changes?: ChangeReader;
  /** Classifies rows that a complete fetch did not show, at most `rowsPerLookUpMax`. */
  lookUp(
    table: BoundTable,
    externalIds: readonly string[],
  ): Promise<ReadonlyMap<string, RowPresence>>;
  /**
   * Writes at most `rowsPerWriteMax` rows. Each write is conditional on its before-image and read back.
   * A restore takes a row out of the trash, where it shows nothing: an EMPTY before-image holds whatever it has.
   * One outcome per write, same order. Throws only when no write can go on (credential, quota, outage);
   * what was written before the throw is found again through `attempted`.
   */
  applyWrites(table: BoundTable, writes: readonly RowWrite[]): Promise<readonly WriteOutcome[]>;
}

/** What an adapter may use of the world. */
export interface AdapterEnvironment {
  /** All HTTP goes through this; it counts the requests of a binding. */
  readonly fetch: typeof fetch;
  /** For systems without HTTP: counts one request. */
  readonly countRequest: () => void;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly wait: (ms: number) => Promise<void>;
  readonly baseUrls: { readonly notion?: string; readonly google?: string };
  /** The Neon HTTP endpoint to use instead of the one that belongs to a connection's host. */
  readonly neonEndpoint?: string;
}

/** A connection's secret, decrypted for one use. */
export type Credential =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'url'; readonly url: string }
  | {
      readonly kind: 'serviceAccount';
      readonly key: Readonly<Record<string, unknown>>;
    };

/** One line of the catalogue: everything the core needs to know of a system. */
export interface SystemDefinition {
  readonly system: SystemName;
  readonly capabilities: AdapterCapabilities;
  readonly credentialKinds: readonly Credential['kind'][];
  /** The ref in its canonical form, or null if it is not one of this system. */
  parseTableRef(input: unknown): TableRef | null;
  /** The identity of the place that a ref names; a binding whose place changed has no base. */
  placeOf(ref: TableRef, credential: Credential): string;
  /** The codec of a column for the field's cell type, or null where the column cannot hold it. */
  codec(field: BoundField): FieldCodec | null;
  /** What of a column must stay, for cells of that type: other traits are another structure. */
  traits(field: Pick<BoundField, 'cellType' | 'column'>): ColumnTraits;
  /** @throws CS_CREDENTIAL_INVALID */
  open(credential: Credential, environment: AdapterEnvironment): SystemAdapter;
}

/** What the column would show for the cell: its `project`. A refusal tells why it cannot hold it. */
export function projectCell(codec: FieldCodec, cell: Cell): DecodedCell {
  const encoded = codec.encode(cell);
  return encoded.ok ? codec.decode(encoded.native) : encoded;
}
