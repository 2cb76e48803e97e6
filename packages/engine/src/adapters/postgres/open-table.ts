import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { BoundField, BoundTable } from '../../model/bound-table.ts';
import type { Cell, Cells } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { CellProblem } from '../../model/observed-row.ts';
import type { FieldCodec } from '../adapter.ts';
import { postgresCodec } from './codec.ts';
import { castExpression, readExpression } from './column-sql.ts';
import { describeColumn } from './describe-table.ts';
import { identityOf, type RowIdentity } from './row-identity.ts';
import type { SqlText } from './sql-client.ts';
import type { CatalogueColumn, TableCatalogue } from './table-catalogue.ts';
import { titleOf } from './table-ref.ts';

/** A mapped field with its column as it is now. */
export interface OpenField {
  readonly field: string;
  readonly cellType: CellType;
  readonly column: CatalogueColumn;
  readonly codec: FieldCodec;
}

/** A bound table with everything that reading and writing its rows needs. */
export interface OpenTable {
  readonly catalogue: TableCatalogue;
  readonly identity: RowIdentity;
  readonly fields: readonly OpenField[];
  /** The registry's key fields, in order. */
  readonly key: readonly OpenField[];
}

/** What a row shows: its identity, the cells that could be read, and those that could not. */
export interface ShownRow {
  readonly externalId: string;
  /** The identity columns as text, for the next page. */
  readonly identity: readonly string[];
  readonly cells: Cells;
  /** The texts that the cells were read from, by field. */
  readonly texts: Readonly<Record<string, SqlText>>;
  readonly problems: readonly CellProblem[];
}

/**
 * Joins a bound table with the catalogue. Columns are found by id, else by name.
 * @throws CS_COLUMN_MISSING, CS_TYPE_UNSUPPORTED, CS_KEY_MISSING
 */
export function openTable(bound: BoundTable, catalogue: TableCatalogue): OpenTable {
  const fields = bound.fields.map((field) => openField(field, catalogue));
  const key = bound.key.map((name) => {
    const field = fields.find((candidate) => candidate.field === name);
    if (field !== undefined) return field;
    throw new ChittySyncError('CS_KEY_MISSING', `the key field ${name} is not mapped`);
  });
  return { catalogue, identity: identityOf(catalogue), fields, key };
}

function openField(bound: BoundField, catalogue: TableCatalogue): OpenField {
  const { id, name } = bound.column;
  const column =
    catalogue.columns.find((candidate) => candidate.id === id) ??
    catalogue.columns.find((candidate) => candidate.name === name);
  const table = titleOf(catalogue.ref);
  if (column === undefined) {
    throw new ChittySyncError(
      'CS_COLUMN_MISSING',
      `the table ${table} has no column ${JSON.stringify(name)}`,
      { details: { table: catalogue.ref, column: name } },
    );
  }
  const codec = postgresCodec({ ...bound, column: describeColumn(column, catalogue.isTable) });
  if (codec === null) {
    throw new ChittySyncError(
      'CS_TYPE_UNSUPPORTED',
      `the column ${JSON.stringify(column.name)} of ${table} cannot hold ${bound.cellType}`,
      { details: { column: column.name, type: column.formattedType, cellType: bound.cellType } },
    );
  }
  return { field: bound.field, cellType: bound.cellType, column, codec };
}

/** The select list that `showRow` reads: the identity columns, then the mapped ones. */
export function selectList(table: OpenTable, alias: string): string {
  return [...table.identity.columns, ...table.fields.map(({ column }) => column)]
    .map((column) => readExpression(column, `${alias}.${column.sql}`))
    .join(', ');
}

/** One result row of `selectList`, from the given index on. */
export function showRow(table: OpenTable, row: readonly SqlText[], from: number): ShownRow {
  const size = table.identity.columns.length;
  const identity = row.slice(from, from + size).map((text) => text ?? '');
  const cells: Record<string, Cell> = {};
  const texts: Record<string, SqlText> = {};
  const problems: CellProblem[] = [];
  table.fields.forEach(({ field, codec }, i) => {
    const native = row[from + size + i] ?? null;
    const decoded = codec.decode(native);
    texts[field] = native;
    if (decoded.ok) cells[field] = decoded.cell;
    else
      problems.push({ field, rule: decoded.rule, message: decoded.message, value: native ?? '' });
  });
  return { externalId: table.identity.format(identity), identity, cells, texts, problems };
}

/**
 * `alias.a = cast(v.k0) AND …`: the row of one identity or key, compared as the database compares.
 */
export function equalColumns(
  columns: readonly CatalogueColumn[],
  alias: string,
  text: (index: number) => string,
): string {
  return columns
    .map((column, i) => `${alias}.${column.sql} = ${castExpression(column, text(i))}`)
    .join(' AND ');
}
