import { must } from '../../errors/assert.ts';
import type { RowPresence } from '../../model/row-presence.ts';
import type { TableField } from '../../model/system.ts';

/** A row as the system keeps it: native values by column id. */
export interface MemoryRow {
  readonly externalId: string;
  readonly values: Map<string, unknown>;
  editedAt: Date;
  presence: RowPresence;
}

export interface MemoryTable {
  readonly name: string;
  readonly title: string;
  readonly fields: TableField[];
  readonly keyCandidates: string[][];
  readonly rows: MemoryRow[];
}

/** The calls of the port that reach the system, as `onRequest` sees them. */
export type MemoryRequest =
  | 'check'
  | 'listTables'
  | 'describeTable'
  | 'createTable'
  | 'readPage'
  | 'readChanges'
  | 'readRows'
  | 'lookUp'
  | 'applyWrites';

/**
 * A system that lives in memory, and what people do in it. Adapters that are opened with its token work on
 * the same state. `onRequest`, when set, runs before each request and may throw in its place.
 */
export class MemorySystem {
  readonly token: string;
  readonly tables = new Map<string, MemoryTable>();
  readonly #now: () => Date;
  #lastId = 0;
  onRequest: ((request: MemoryRequest) => void) | null = null;

  constructor(token: string, now: () => Date) {
    this.token = token;
    this.#now = now;
  }

  addTable(name: string, fields: readonly TableField[], key: readonly string[] = []): MemoryTable {
    const keyCandidates = key.length === 0 ? [] : [[...key]];
    const table = { name, title: name, fields: [...fields], keyCandidates, rows: [] };
    this.tables.set(name, table);
    return table;
  }

  /** Adds a row with native values by column name. */
  addRow(table: string, values: Readonly<Record<string, unknown>>): MemoryRow {
    const row: MemoryRow = {
      externalId: `row-${++this.#lastId}`,
      values: new Map(),
      editedAt: this.#now(),
      presence: 'present',
    };
    this.#table(table).rows.push(row);
    this.#set(table, row, values);
    return row;
  }

  /** A person edits a row. */
  editRow(table: string, externalId: string, values: Readonly<Record<string, unknown>>): void {
    this.#set(table, this.#row(table, externalId), values);
  }

  /** A person deletes, moves or hides a row, or brings it back (`present`). */
  setPresence(table: string, externalId: string, presence: RowPresence): void {
    const row = this.#row(table, externalId);
    row.presence = presence;
    row.editedAt = this.#now();
  }

  #set(table: string, row: MemoryRow, values: Readonly<Record<string, unknown>>): void {
    const { fields } = this.#table(table);
    for (const [name, value] of Object.entries(values)) {
      const field = must(
        fields.find((candidate) => candidate.name === name),
        `table ${table} has a column ${name}`,
      );
      row.values.set(field.id, value);
    }
    row.editedAt = this.#now();
  }

  #table(name: string): MemoryTable {
    return must(this.tables.get(name), `there is a table ${name}`);
  }

  #row(table: string, externalId: string): MemoryRow {
    const { rows } = this.#table(table);
    return must(
      rows.find((row) => row.externalId === externalId),
      `table ${table} has a row ${externalId}`,
    );
  }
}
