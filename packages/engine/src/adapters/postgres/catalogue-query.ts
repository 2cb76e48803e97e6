import { CHANGES_SCHEMA } from './change-table.ts';

const TABLES_MAX = 1_000;

/** A column of a domain has the type below it, and what any of its domains demands. */
const COLUMNS_QUERY = `
  SELECT json_agg(json_build_object(
    'id', a.attrelid || '.' || a.attnum,
    'name', a.attname,
    'type', format_type(b.oid, b.modifier),
    'cast', format_type(b.oid, -1),
    'notNull', a.attnotnull OR b.not_null,
    'hasDefault', a.atthasdef OR a.attidentity <> '' OR b.has_default,
    'generated', a.attgenerated <> '' OR a.attidentity = 'a',
    'isIdentity', a.attidentity = 'a',
    'labels', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e
                WHERE e.enumtypid IN (bt.oid, bt.typelem))
  ) ORDER BY a.attnum)
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
  CROSS JOIN LATERAL (
    WITH RECURSIVE up AS (
      SELECT t.oid, a.atttypmod AS modifier, t.typtype, t.typbasetype, t.typtypmod,
        t.typnotnull, t.typdefault IS NOT NULL AS defaults
      UNION ALL
      SELECT d.oid, up.typtypmod, d.typtype, d.typbasetype, d.typtypmod,
        d.typnotnull, d.typdefault IS NOT NULL
      FROM up JOIN pg_type d ON d.oid = up.typbasetype WHERE up.typtype = 'd')
    SELECT max(oid::bigint) FILTER (WHERE typtype <> 'd')::oid AS oid,
      max(modifier) FILTER (WHERE typtype <> 'd') AS modifier,
      bool_or(typnotnull) AS not_null, bool_or(defaults) AS has_default FROM up) b
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

/** With exclusion constraints. An error of a partitioned table names the index of the partition. */
const UNIQUES_QUERY = `
  SELECT json_agg(json_build_object('name', ic.relname, 'columns', u.columns,
      'names', (SELECT json_agg(pc.relname) FROM pg_class pc WHERE pc.oid = ic.oid
        OR pc.oid IN (SELECT relid FROM pg_partition_tree(ic.oid))),
      'isPlain', i.indpred IS NULL AND i.indexprs IS NULL AND NOT i.indisexclusion,
      'isDeferrable', NOT i.indimmediate) ORDER BY ic.relname)
    FROM pg_index i
    JOIN pg_class ic ON ic.oid = i.indexrelid
    CROSS JOIN LATERAL (SELECT json_agg(a.attname ORDER BY a.attnum) AS columns
      FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum > 0
        AND (a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
          OR EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
            AND d.objid = i.indexrelid AND d.refclassid = 'pg_class'::regclass
            AND d.refobjid = i.indrelid AND d.refobjsubid = a.attnum
            AND (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL)))) u
    WHERE i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion) AND i.indisvalid
      AND u.columns IS NOT NULL`;

const REFERENCED_QUERY = `
  SELECT json_agg(DISTINCT a.attname) FROM pg_constraint f
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (f.confkey)
  WHERE f.contype = 'f' AND f.confrelid = c.oid`;

/** Of a partitioned table also those of its partitions, which an error names instead. */
const FOREIGN_KEYS_QUERY = `
  SELECT json_agg(json_build_object('name', f.conname, 'table', fc.relname,
      'columns', (SELECT json_agg(a.attname ORDER BY p.place)
        FROM unnest(f.conkey) WITH ORDINALITY AS p(attnum, place)
        JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = p.attnum),
      'target', json_build_object('schema', tn.nspname, 'name', tc.relname,
        'columns', (SELECT json_agg(a.attname ORDER BY p.place)
          FROM unnest(f.confkey) WITH ORDINALITY AS p(attnum, place)
          JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = p.attnum)),
      'isSelf', f.confrelid = c.oid) ORDER BY f.conname)
    FROM pg_constraint f
    JOIN pg_class fc ON fc.oid = f.conrelid
    JOIN pg_class tc ON tc.oid = f.confrelid
    JOIN pg_namespace tn ON tn.oid = tc.relnamespace
    WHERE f.contype = 'f'
      AND (f.conrelid = c.oid OR f.conrelid IN (SELECT relid FROM pg_partition_tree(c.oid)))`;

/** The foreign keys of other tables that refer to this one. */
const REFERRERS_QUERY = `
  SELECT json_agg(json_build_object('name', f.conname, 'table', fc.relname, 'schema', fn.nspname,
      'columns', (SELECT json_agg(a.attname ORDER BY p.place)
        FROM unnest(f.conkey) WITH ORDINALITY AS p(attnum, place)
        JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = p.attnum),
      'referred', (SELECT json_agg(a.attname ORDER BY p.place)
        FROM unnest(f.confkey) WITH ORDINALITY AS p(attnum, place)
        JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = p.attnum)) ORDER BY f.conname)
    FROM pg_constraint f
    JOIN pg_class fc ON fc.oid = f.conrelid
    JOIN pg_namespace fn ON fn.oid = fc.relnamespace
    WHERE f.contype = 'f' AND f.confrelid = c.oid AND f.conrelid <> c.oid`;

/** Those that feed the change table do nothing to the rows. */
const TRIGGERS_QUERY = `
  SELECT json_agg(g.tgtype) FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
  WHERE NOT g.tgisinternal AND g.tgenabled IN ('O', 'A')
    AND f.pronamespace IS DISTINCT FROM to_regnamespace('${CHANGES_SCHEMA}')
    AND (g.tgrelid = c.oid OR g.tgrelid IN (SELECT relid FROM pg_partition_tree(c.oid)))`;

/**
 * How a database tells which history it is in, best first; each is refused to a role without the right to it.
 * Neon names the timeline of its branch, which a restore replaces. Elsewhere it is the cluster and its
 * timeline: another one after recovery to a point in time, and after a promotion, which can lose commits too.
 */
export const EPOCHS: readonly string[] = [
  `coalesce(nullif(current_setting('neon.timeline_id', true), ''),
    (SELECT s.system_identifier || '/' || k.timeline_id
      FROM pg_control_system() s, pg_control_checkpoint() k))`,
  `nullif(current_setting('neon.timeline_id', true), '')`,
  'NULL',
];

/** One JSON text per table that meets the condition on `c` (pg_class) and `n` (pg_namespace), at most 1,000. */
export function catalogueQuery(condition: string, epoch: string): string {
  return `SELECT json_build_object(
      'schema', n.nspname, 'name', c.relname, 'kind', c.relkind, 'hasRules', c.relhasrules,
      'triggers', coalesce((${TRIGGERS_QUERY}), '[]'),
      'columns', coalesce((${COLUMNS_QUERY}), '[]'),
      'keys', coalesce((${KEYS_QUERY}), '[]'),
      'uniques', coalesce((${UNIQUES_QUERY}), '[]'),
      'epoch', ${epoch},
      'feedsChanges', EXISTS (SELECT 1 FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
        WHERE g.tgrelid = c.oid AND f.pronamespace = to_regnamespace('${CHANGES_SCHEMA}')),
      'referrers', coalesce((${REFERRERS_QUERY}), '[]'),
      'foreignKeys', coalesce((${FOREIGN_KEYS_QUERY}), '[]'),
      'referenced', coalesce((${REFERENCED_QUERY}), '[]'))::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${condition}
    ORDER BY n.nspname, c.relname LIMIT ${TABLES_MAX}`;
}
