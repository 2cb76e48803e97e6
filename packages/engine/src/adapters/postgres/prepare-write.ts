import { must } from '../../errors/assert.ts';
import type { Cell } from '../../model/cell.ts';
import type { CellWrite, RowWrite, WriteOutcome } from '../../model/write.ts';
import { type EncodedCell, projectCell } from '../adapter.ts';
import type { OpenField, OpenTable } from './open-table.ts';
import type { SqlText } from './sql-client.ts';

export interface PreparedCell {
  readonly field: OpenField;
  /** The before-image as the column holds it. */
  readonly before: SqlText;
  readonly beforeCell: Cell;
  readonly after: SqlText;
  /** What the column will show for the cell that is written. */
  readonly afterCell: Cell;
}

/** A write whose cells the columns can hold. */
export interface PreparedWrite {
  readonly write: RowWrite;
  /** On create without the EMPTY cells that are left to a column's default. */
  readonly cells: readonly PreparedCell[];
  /** The identity columns' texts; empty for a create. */
  readonly identity: readonly string[];
  /** The registry key after the write. */
  readonly key: readonly SqlText[];
  /** The before-image cannot be in these columns, so that no statement needs to be tried. */
  readonly hopeless: boolean;
}

/** Writes of equal text have the same fields in the same order. */
export function fieldsOf({ cells }: PreparedWrite): string {
  return JSON.stringify(cells.map(({ field }) => field.field));
}

type Prepared =
  | { readonly ok: true; readonly prepared: PreparedWrite }
  | { readonly ok: false; readonly outcome: WriteOutcome };

/** Encodes a write, or tells the outcome of one that the columns refuse. */
export function prepareWrite(table: OpenTable, write: RowWrite): Prepared {
  const reject = (rule: string, message: string, field?: string): Prepared => ({
    ok: false,
    outcome: {
      id: write.id,
      status: 'rejected',
      rule,
      message,
      ...(field === undefined ? {} : { field }),
    },
  });
  if (write.kind === 'restore') {
    return reject('RESTORE_UNSUPPORTED', 'Postgres keeps no deleted rows; create the row again');
  }
  const cells: PreparedCell[] = [];
  let hopeless = false;
  for (const [name, cellWrite] of Object.entries(write.cells)) {
    const field = fieldOf(table, name);
    const cell = prepareCell(write, field, cellWrite);
    if ('rule' in cell) return reject(cell.rule, cell.message, name);
    hopeless ||= !cell.possible;
    if (cell.prepared !== null) cells.push(cell.prepared);
  }
  const key: SqlText[] = [];
  for (const field of write.kind === 'create' ? table.key : []) {
    if (field.column.isIdentity) {
      return reject('READ_ONLY_COLUMN', 'the table makes the key of a row itself', field.field);
    }
    const encoded = field.codec.encode(write.key[field.field] ?? null);
    if (!encoded.ok) return reject(encoded.rule, encoded.message, field.field);
    if (encoded.native === null) {
      return reject('KEY_REQUIRED', 'a row without its key would not be found again', field.field);
    }
    key.push(textOf(encoded.native));
  }
  if (write.kind === 'create' && cells.length === 0) {
    return reject('EMPTY_ROW', 'the new row has no value for any column');
  }
  const identity = write.kind === 'create' ? [] : identityTexts(table, write);
  return {
    ok: true,
    prepared: {
      write,
      cells,
      identity: identity ?? [],
      key,
      hopeless: hopeless || identity === null,
    },
  };
}

type PreparedCellResult =
  | { readonly prepared: PreparedCell | null; readonly possible: boolean }
  | { readonly rule: string; readonly message: string };

function prepareCell(
  { kind }: RowWrite,
  field: OpenField,
  { before, after }: CellWrite,
): PreparedCellResult {
  const old = beforeImage(field, before);
  const was = { before: old.ok ? textOf(old.native) : null, beforeCell: before };
  if (kind === 'delete') {
    return {
      possible: old.ok,
      prepared: { field, ...was, after: null, afterCell: null },
    };
  }
  const { column, codec } = field;
  if (column.type?.kind === 'shown') {
    return { rule: 'READ_ONLY_COLUMN', message: `the column ${column.name} is only read` };
  }
  if (column.generated) {
    return { rule: 'READ_ONLY_COLUMN', message: `Postgres computes the column ${column.name}` };
  }
  const encoded = codec.encode(after);
  if (!encoded.ok) return encoded;
  const native = textOf(encoded.native);
  if (native === null && column.notNull) {
    if (kind === 'create') return { prepared: null, possible: true };
    return { rule: 'NOT_NULL', message: `the column ${column.name} must not be empty` };
  }
  const projected = projectCell(codec, after);
  return {
    possible: old.ok,
    prepared: {
      field,
      ...was,
      after: native,
      afterCell: projected.ok ? projected.cell : after,
    },
  };
}

/** A column that is only read shows its text, which a delete compares. */
function beforeImage({ column, codec }: OpenField, before: Cell): EncodedCell {
  if (before === null) return EMPTY;
  return column.type?.kind === 'shown' ? { ok: true, native: before } : codec.encode(before);
}

const EMPTY = { ok: true, native: null } as const;

function fieldOf(table: OpenTable, name: string): OpenField {
  return must(
    table.fields.find((candidate) => candidate.field === name),
    'a write names mapped fields only',
  );
}

function identityTexts(table: OpenTable, { externalId }: RowWrite): readonly string[] | null {
  return table.identity.parse(must(externalId, 'only a create has no external id'));
}

function textOf(native: unknown): SqlText {
  return native === null ? null : String(native);
}
