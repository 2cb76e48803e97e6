import { z } from 'zod';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { TableRef } from '../../model/system.ts';
import type { ColumnSql } from './column-sql.ts';
import { type ColumnType, parseNativeType } from './column-type.ts';
import { readCatalogueStatement } from './run-statements.ts';
import type { SqlClient } from './sql-client.ts';
import { quoteIdentifier } from './sql-identifier.ts';
import { parsePostgresRef } from './table-ref.ts';

/** ChittySync's own namespace and those of Postgres are never customers' tables. */
const HIDDEN_SCHEMAS = ['pg_catalog', 'information_schema', 'pg_toast', 'chittysync'];
const TABLES_MAX = 1_000;

const COLUMN = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  cast: z.string(),
  notNull: z.boolean(),
  hasDefault: z.boolean(),
  generated: z.boolean(),
  labels: z.array(z.string()).nullable(),
});

const TABLE = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.string(),
  hasRules: z.boolean(),
  triggers: z.array(z.number()),
  columns: z.array(COLUMN),
  keys: z.array(z.array(z.string())),
});

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
  /** Unique sets of NOT NULL columns by name, the primary key first, then the shortest. */
  readonly keys: readonly (readonly string[])[];
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
  const result = await readCatalogueStatement(client, { text: catalogueQuery(condition), params });
  return result.rows.map(([json]) => toCatalogue(TABLE.parse(JSON.parse(json ?? 'null'))));
}

const COLUMNS_QUERY = `
  SELECT json_agg(json_build_object(
    'id', a.attrelid || '.' || a.attnum,
    'name', a.attname,
    'type', format_type(b.oid, b.modifier),
    'cast', format_type(b.oid, -1),
    'notNull', a.attnotnull OR t.typnotnull,
    'hasDefault', a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL,
    'generated', a.attgenerated <> '' OR a.attidentity = 'a',
    'labels', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e
                WHERE e.enumtypid IN (bt.oid, bt.typelem))
  ) ORDER BY a.attnum)
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
  CROSS JOIN LATERAL (SELECT
    CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END AS oid,
    CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END AS modifier) b
  JOIN pg_type bt ON bt.oid = b.oid
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`;

const KEYS_QUERY = `
  SELECT json_agg(k.names ORDER BY k.indisprimary DESC, k.size, k.relname) FROM (
    SELECT i.indisprimary, i.indnkeyatts AS size, ic.relname,
      json_agg(a.attname ORDER BY p.place) AS names
    FROM pg_index i
    JOIN pg_class ic ON ic.oid = i.indexrelid
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS p(attnum, place)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.attnum
    WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid
      AND i.indpred IS NULL AND i.indexprs IS NULL AND p.place <= i.indnkeyatts
    GROUP BY i.indexrelid, i.indisprimary, i.indnkeyatts, ic.relname
    HAVING bool_and(a.attnotnull)) k`;

const TRIGGERS_QUERY = `
  SELECT json_agg(g.tgtype) FROM pg_trigger g
  WHERE NOT g.tgisinternal AND g.tgenabled IN ('O', 'A')
    AND (g.tgrelid = c.oid OR g.tgrelid IN (SELECT relid FROM pg_partition_tree(c.oid)))`;

function catalogueQuery(condition: string): string {
  return `SELECT json_build_object(
      'schema', n.nspname, 'name', c.relname, 'kind', c.relkind, 'hasRules', c.relhasrules,
      'triggers', coalesce((${TRIGGERS_QUERY}), '[]'),
      'columns', coalesce((${COLUMNS_QUERY}), '[]'),
      'keys', coalesce((${KEYS_QUERY}), '[]'))::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${condition}
    ORDER BY n.nspname, c.relname LIMIT ${TABLES_MAX}`;
}

/** Bits of pg_trigger.tgtype. */
const BEFORE = 2;
const INSERT = 4;
const INSTEAD = 64;

function toCatalogue(table: z.infer<typeof TABLE>): TableCatalogue {
  const isTable = table.kind === 'r' || table.kind === 'p';
  return {
    ref: { schema: table.schema, name: table.name },
    sql: `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`,
    isTable,
    columns: table.columns.map((column) => ({
      id: column.id,
      name: column.name,
      sql: quoteIdentifier(column.name),
      formattedType: column.type,
      castType: column.cast,
      notNull: column.notNull,
      hasDefault: column.hasDefault,
      generated: column.generated,
      labels: column.labels,
      type: parseNativeType(column.type, column.labels ?? undefined).type,
    })),
    keys: isTable ? table.keys : [],
    afterTriggers: table.triggers.some((type) => (type & (BEFORE | INSTEAD)) === 0),
    insertTriggers:
      table.hasRules ||
      table.triggers.some((type) => (type & BEFORE) !== 0 && (type & INSERT) !== 0),
  };
}
