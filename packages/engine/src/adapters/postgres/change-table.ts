import { sha256Hex } from '../../crypto/sha256.ts';
import { quoteIdentifier, quoteLiteral } from './sql-identifier.ts';

/** The schema in the customer's database; nothing in it is ever installed or changed by ChittySync. */
export const CHANGES_SCHEMA = 'chittysync_changes';
/** One entry for each row that was added, edited or removed, in its transaction. */
export const CHANGES_TABLE = `${CHANGES_SCHEMA}.entries`;
/** A read that is older has its table read whole. */
export const MARK_DAYS_MAX = 7;
/** Entries have to be kept that long at least; twice the age of a read that they are asked for. */
export const ENTRY_DAYS_MIN = 2 * MARK_DAYS_MAX;

/** A table to feed the change table, and who is to read what it was told. */
export interface FedTable {
  readonly schema: string;
  readonly name: string;
  /** The columns by which its rows are known: those of the primary key, in its order. */
  readonly identity: readonly string[];
  /** The role of ChittySync's connection; null where it is the one that installs. */
  readonly reader: string | null;
}

const ROWS_TRIGGER = `${CHANGES_SCHEMA}_rows`;
const TRUNCATE_TRIGGER = `${CHANGES_SCHEMA}_truncate`;

const SHARED = `CREATE SCHEMA IF NOT EXISTS ${CHANGES_SCHEMA};
CREATE TABLE IF NOT EXISTS ${CHANGES_TABLE} (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  relid oid NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  op "char" NOT NULL,
  id text[]
);
CREATE INDEX IF NOT EXISTS entries_of_table ON ${CHANGES_TABLE} (relid, xid);`;

/**
 * The SQL that has a table feed the change table, for its owner to run; repeated, it leaves everything as it is but for
 * one whole read. Each row writes an entry in its own transaction: `i`nserted, `u`pdated, `d`eleted, `t`runcated, or
 * `k` where its identity changed. An identity that cannot be told (a key column was renamed) is NULL, so that no write
 * of the customer fails for it.
 */
export function changeTableSql(table: FedTable): string {
  const target = targetOf(table);
  const args = table.identity.map(quoteLiteral).join(', ');
  const reader = table.reader === null ? null : quoteIdentifier(table.reader);
  return `BEGIN;
${SHARED}

${functionSql(table)}

DROP TRIGGER IF EXISTS ${ROWS_TRIGGER} ON ${target};
DROP TRIGGER IF EXISTS ${TRUNCATE_TRIGGER} ON ${target};
CREATE TRIGGER ${ROWS_TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON ${target}
  FOR EACH ROW EXECUTE FUNCTION ${functionOf(table)}(${args});
CREATE TRIGGER ${TRUNCATE_TRIGGER} AFTER TRUNCATE ON ${target}
  FOR EACH STATEMENT EXECUTE FUNCTION ${functionOf(table)}(${args});
ALTER TABLE ${target} ENABLE ALWAYS TRIGGER ${ROWS_TRIGGER},
  ENABLE ALWAYS TRIGGER ${TRUNCATE_TRIGGER};
${
  reader === null
    ? ''
    : `GRANT USAGE ON SCHEMA ${CHANGES_SCHEMA} TO ${reader};
GRANT SELECT ON ${CHANGES_TABLE} TO ${reader};
`
}COMMIT;`;
}

/** Takes a table out again; its entries go with the next pruning. */
export function removeChangeTableSql(table: FedTable): string {
  const target = targetOf(table);
  return `BEGIN;
DROP TRIGGER IF EXISTS ${ROWS_TRIGGER} ON ${target};
DROP TRIGGER IF EXISTS ${TRUNCATE_TRIGGER} ON ${target};
DROP FUNCTION IF EXISTS ${functionOf(table)}();
COMMIT;`;
}

/** Of all tables at once: the triggers go with their functions. */
export const REMOVE_ALL_SQL = `DROP SCHEMA IF EXISTS ${CHANGES_SCHEMA} CASCADE;`;

/** For the customer's own schedule, once a day. */
export const PRUNE_SQL = `DELETE FROM ${CHANGES_TABLE} WHERE at < now() - interval '${ENTRY_DAYS_MIN} days';`;

/**
 * A function for each table, since NEW has no columns to ask for by name without making all of them into text. The text
 * of an identity must be one that its type reads again whatever the session likes to see.
 */
function functionSql(table: FedTable): string {
  const textsOf = (row: string) => {
    return `ARRAY[${table.identity.map((name) => `${row}.${quoteIdentifier(name)}::text`).join(', ')}]`;
  };
  return `CREATE OR REPLACE FUNCTION ${functionOf(table)}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO' SET timezone = 'UTC' AS $note$
DECLARE
  was text[];
  stands text[];
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    INSERT INTO ${CHANGES_TABLE} (relid, op) VALUES (TG_RELID, 't');
    RETURN NULL;
  END IF;
  BEGIN
    IF TG_OP <> 'INSERT' THEN was := ${textsOf('OLD')}; END IF;
    IF TG_OP <> 'DELETE' THEN stands := ${textsOf('NEW')}; END IF;
  EXCEPTION WHEN OTHERS THEN
    was := NULL;
    stands := NULL;
  END;
  INSERT INTO ${CHANGES_TABLE} (relid, op, id) VALUES (TG_RELID,
    CASE WHEN TG_OP = 'UPDATE' AND was COLLATE "C" IS DISTINCT FROM stands COLLATE "C" THEN 'k'
      ELSE left(lower(TG_OP), 1)::"char" END,
    coalesce(stands, was));
  RETURN NULL;
END $note$;
REVOKE ALL ON FUNCTION ${functionOf(table)}() FROM PUBLIC;`;
}

function targetOf({ schema, name }: FedTable): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** Two tables never share one, however long their names are. */
function functionOf({ schema, name }: FedTable): string {
  const tail = sha256Hex(JSON.stringify([schema, name])).slice(0, 16);
  return `${CHANGES_SCHEMA}.note_${tail}`;
}
