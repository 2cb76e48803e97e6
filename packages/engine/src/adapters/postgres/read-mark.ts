import { z } from 'zod';
import { CHANGES_SCHEMA, MARK_DAYS_MAX } from './change-table.ts';
import type { ColumnType } from './column-type.ts';
import type { OpenTable } from './open-table.ts';
import type { SqlResult, SqlStatement } from './sql-client.ts';

/** Where a read of a table left off. */
const MARK = z.object({
  /** The transactions that the read could see, as `pg_snapshot`: what others do, it did not. */
  snapshot: z.string(),
  /** The database's clock, in seconds. */
  at: z.number(),
  /** The triggers, and the storage of the table and of the entries: a gap in what was noted shows as another text. */
  of: z.string(),
});
export type ReadMark = z.infer<typeof MARK>;

/** Types whose text is read again as the same value, whatever the settings of a session are. */
const TOLD_KINDS: ReadonlySet<ColumnType['kind']> = new Set([
  'text',
  'enum',
  'numeric',
  'integer',
  'boolean',
  'date',
  'timestamp',
  'uuid',
]);

/** Bits of pg_trigger.tgtype: after each row that is inserted, updated or deleted; after each TRUNCATE. */
const [ROWS, TRUNCATE] = [29, 32];

/**
 * Whether it is worth asking for a mark. Without knowing which history the database is in, a restore would not show,
 * and the numbers of its transactions are given out again.
 */
export function canMark({ catalogue, identity }: OpenTable): boolean {
  const isTold = identity.columns.every(({ type }) => type !== null && TOLD_KINDS.has(type.kind));
  return catalogue.feedsChanges && catalogue.epoch !== null && isTold;
}

/**
 * The mark of now, or no row where not every change of the table is noted, or where the role may not read what is: a
 * trigger is missing or not always enabled; rows are elsewhere (partitions, heirs), may be hidden or lost in a crash, or
 * show what is computed when they are read; a standby does not tell which transactions are open.
 */
export function markStatement({ catalogue, identity }: OpenTable): SqlStatement {
  const columns = identity.columns.map(({ name }) => name);
  return { text: MARK_QUERY, params: [catalogue.sql, argsOf(columns)] };
}

const MARK_QUERY = `
  SELECT pg_current_snapshot()::text, floor(extract(epoch FROM clock_timestamp()))::bigint::text,
    concat_ws(' ', c.oid, c.relfilenode, e.oid, e.relfilenode, w.triggers)
  FROM pg_class c
  JOIN pg_namespace n ON n.nspname = '${CHANGES_SCHEMA}'
  JOIN pg_class e ON e.relnamespace = n.oid AND e.relname = 'entries'
  CROSS JOIN LATERAL (
    SELECT count(DISTINCT g.tgtype) AS kinds,
      string_agg(concat_ws(':', g.oid, g.xmin, p.oid, p.xmin), ' ' ORDER BY g.oid) AS triggers
    FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid AND p.pronamespace = n.oid
    WHERE g.tgrelid = c.oid AND g.tgtype IN (${ROWS}, ${TRUNCATE}) AND g.tgenabled = 'A'
      AND g.tgqual IS NULL AND g.tgattr::text = '' AND g.tgargs = decode($2, 'hex')) w
  WHERE c.oid = to_regclass($1) AND w.kinds = 2 AND NOT pg_is_in_recovery()
    AND c.relkind = 'r' AND c.relpersistence = 'p' AND NOT c.relispartition AND NOT c.relhassubclass
    AND e.relkind = 'r' AND e.relpersistence = 'p'
    AND NOT row_security_active(c.oid) AND NOT row_security_active(e.oid)
    AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(e.oid, 'SELECT')
    AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attgenerated = 'v')`;

/** What the statement answered; null for none. */
export function markOf({ rows }: SqlResult): ReadMark | null {
  const [snapshot, at, of] = rows[0] ?? [];
  return MARK.safeParse({ snapshot, at: Number(at), of }).data ?? null;
}

/** A mark as `formatMark` wrote it; null for anything else. */
export function parseMark(text: string | null): ReadMark | null {
  if (text === null) return null;
  try {
    return MARK.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export function formatMark(mark: ReadMark): string {
  return JSON.stringify(mark);
}

/** Everything that changed between the two is noted, and still there. */
export function isContinued(before: ReadMark, now: ReadMark): boolean {
  return before.of === now.of && now.at - before.at < MARK_DAYS_MAX * 24 * 3_600;
}

/** As pg_trigger keeps the arguments of a trigger: each followed by a zero byte. */
function argsOf(names: readonly string[]): string {
  const bytes = new TextEncoder().encode(names.map((name) => `${name}\0`).join(''));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
