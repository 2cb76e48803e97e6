import { ChittySyncError, isChittySyncError } from '../../errors/chittysync-error.ts';
import type { TableRef } from '../../model/system.ts';
import { catalogueQuery, EPOCHS } from './catalogue-query.ts';
import { CHANGES_SCHEMA } from './change-table.ts';
import type { ColumnSql } from './column-sql.ts';
import type { ColumnType } from './column-type.ts';
import { readCatalogueStatement } from './run-statements.ts';
import type { SqlClient } from './sql-client.ts';
import { parsePostgresRef } from './table-ref.ts';
import { toCatalogue } from './to-catalogue.ts';

/** ChittySync's own namespaces and those of Postgres are never customers' tables. */
const HIDDEN_SCHEMAS = [
  'pg_catalog',
  'information_schema',
  'pg_toast',
  'chittysync',
  CHANGES_SCHEMA,
];

/** A unique index, whose name is that of its constraint if it belongs to one, or an exclusion constraint. */
export interface UniqueIndex {
  readonly name: string;
  /** Also those of its partitions. */
  readonly names: readonly string[];
  /** Every column that it depends on, also within an expression or its condition. */
  readonly columns: readonly string[];
  /** On whole columns and all rows: two rows clash exactly if they equal in `columns`. */
  readonly isPlain: boolean;
}

/** A foreign key of the table, or of one of its partitions. */
export interface ForeignKey {
  readonly name: string;
  /** The table or partition that has it, by which Postgres tells two of one name apart. */
  readonly table: string;
  readonly columns: readonly string[];
  /** Schema and name of the table that it refers to, quoted, and the columns in the same order. */
  readonly target: { readonly sql: string; readonly columns: readonly string[] };
  /** Its rows refer to rows of the same table. */
  readonly isSelf: boolean;
}

/** A foreign key of another table that refers to this one. */
export interface Referrer {
  readonly name: string;
  readonly table: string;
  /** Its schema and name, quoted, its columns, and the columns of this table in the same order. */
  readonly sql: string;
  readonly columns: readonly string[];
  readonly referred: readonly string[];
}

/**
 * One column as pg_catalog describes it; `type` is formatted with its modifier, `castType`
 * without.
 */
export interface CatalogueColumn extends ColumnSql {
  /**
   * `<oid of the table>.<number of the column>`: stays through a rename, not through a re-
   * creation.
   */
  readonly id: string;
  readonly name: string;
  /** The name, quoted. */
  readonly sql: string;
  readonly formattedType: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  /** GENERATED or GENERATED ALWAYS AS IDENTITY: Postgres refuses to write it. */
  readonly generated: boolean;
  /** GENERATED ALWAYS AS IDENTITY: nothing that is written decides about it. */
  readonly isIdentity: boolean;
  readonly labels: readonly string[] | null;
  readonly type: ColumnType | null;
}

/** What the adapter has to know of a table before it touches a row. */
export interface TableCatalogue {
  readonly ref: { readonly schema: string; readonly name: string };
  /** Schema and name, quoted. */
  readonly sql: string;
  /** Views, foreign and materialized tables are read only. */
  readonly isTable: boolean;
  readonly columns: readonly CatalogueColumn[];
  /**
   * Unique sets of NOT NULL columns by name, the primary key first, then the shortest. Not those with a range,
   * whose text does not tell which of its bounds belong to it.
   */
  readonly keys: readonly (readonly string[])[];
  readonly uniques: readonly UniqueIndex[];
  /** Columns that a foreign key refers to: what happens to them can reach other tables. */
  readonly referenced: ReadonlySet<string>;
  readonly foreignKeys: readonly ForeignKey[];
  readonly referrers: readonly Referrer[];
  /** The history that the database is in: another one after a restore. Null where nobody says. */
  readonly epoch: string | null;
  /** It has triggers of the change table; whether they note everything, a mark tells. */
  readonly feedsChanges: boolean;
  readonly hasRules: boolean;
  /** With a rule, or a constraint that is deferrable, `ON CONFLICT` is an error. */
  readonly canSkipClashes: boolean;
  /** RETURNING does not show what happens after the row was written. */
  readonly afterTriggers: boolean;
  /** Rows may be inserted otherwise than they were sent: only single inserts can be told apart. */
  readonly insertTriggers: boolean;
}

/** @throws CS_TABLE_NOT_FOUND */
export async function readTableCatalogue(client: SqlClient, ref: TableRef) {
  const parsed = parsePostgresRef(ref);
  const tables =
    parsed === null
      ? []
      : await readTables(client, 'n.nspname = $1 AND c.relname = $2', [parsed.schema, parsed.name]);
  const table = tables[0];
  if (table === undefined) {
    const name = `${JSON.stringify(ref.schema ?? 'public')}.${JSON.stringify(ref.name ?? '')}`;
    throw new ChittySyncError('CS_TABLE_NOT_FOUND', `there is no table ${name} in the database`, {
      details: { table: ref },
    });
  }
  return table;
}

/**
 * The tables and views that the credential may read, at most 1,000; a partition counts as part of
 * its table.
 */
export async function listTableCatalogues(client: SqlClient): Promise<readonly TableCatalogue[]> {
  return readTables(
    client,
    `c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition AND n.nspname <> ALL ($1::text[])
       AND n.nspname NOT LIKE 'pg\\_temp\\_%' AND n.nspname NOT LIKE 'pg\\_toast\\_temp\\_%'
       AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')`,
    [`{${HIDDEN_SCHEMAS.join(',')}}`],
  );
}

async function readTables(
  client: SqlClient,
  condition: string,
  params: readonly string[],
): Promise<readonly TableCatalogue[]> {
  for (const epoch of EPOCHS) {
    try {
      const text = catalogueQuery(condition, epoch);
      const { rows } = await readCatalogueStatement(client, { text, params });
      return rows.map(([json]) => toCatalogue(json ?? 'null'));
    } catch (error) {
      if (!isChittySyncError(error) || error.code !== 'CS_ACCESS_DENIED') throw error;
    }
  }
  throw new ChittySyncError('CS_ACCESS_DENIED', 'Postgres refuses to show its catalogue');
}
