import { z } from 'zod';
import { parseNativeType } from './native-type.ts';
import { quoteIdentifier } from './sql-identifier.ts';
import type { CatalogueColumn, TableCatalogue } from './table-catalogue.ts';

const COLUMN = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  cast: z.string(),
  notNull: z.boolean(),
  hasDefault: z.boolean(),
  generated: z.boolean(),
  isIdentity: z.boolean(),
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
  uniques: z.array(
    z.object({
      name: z.string(),
      names: z.array(z.string()),
      columns: z.array(z.string()),
      isPlain: z.boolean(),
      isDeferrable: z.boolean(),
    }),
  ),
  referenced: z.array(z.string()),
  referrers: z.array(
    z.object({
      name: z.string(),
      schema: z.string(),
      table: z.string(),
      columns: z.array(z.string()),
      referred: z.array(z.string()),
    }),
  ),
  foreignKeys: z.array(
    z.object({
      name: z.string(),
      table: z.string(),
      columns: z.array(z.string()),
      target: z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) }),
      isSelf: z.boolean(),
    }),
  ),
  epoch: z.string().nullable(),
  feedsChanges: z.boolean(),
});

/** Bits of pg_trigger.tgtype. */
const BEFORE = 2;
const INSERT = 4;
const INSTEAD = 64;

/** What one JSON text of `catalogueQuery` says. */
export function toCatalogue(json: string): TableCatalogue {
  const table = TABLE.parse(JSON.parse(json));
  const isTable = table.kind === 'r' || table.kind === 'p';
  const columns = table.columns.map(toColumn);
  const isRange = (name: string) =>
    columns.some((column) => column.name === name && column.type?.kind === 'range');
  return {
    ref: { schema: table.schema, name: table.name },
    sql: qualified(table),
    isTable,
    columns,
    keys: isTable ? table.keys.filter((names) => !names.some(isRange)) : [],
    uniques: table.uniques,
    referenced: new Set(table.referenced),
    referrers: table.referrers.map(({ schema, ...key }) => ({
      ...key,
      sql: qualified({ schema, name: key.table }),
    })),
    foreignKeys: table.foreignKeys.map(({ target, ...key }) => ({
      ...key,
      target: { sql: qualified(target), columns: target.columns },
    })),
    epoch: table.epoch,
    feedsChanges: table.feedsChanges,
    hasRules: table.hasRules,
    canSkipClashes: !table.hasRules && !table.uniques.some(({ isDeferrable }) => isDeferrable),
    afterTriggers: table.triggers.some((type) => (type & (BEFORE | INSTEAD)) === 0),
    insertTriggers:
      table.hasRules ||
      table.triggers.some((type) => (type & BEFORE) !== 0 && (type & INSERT) !== 0),
  };
}

function qualified({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

function toColumn(column: z.infer<typeof COLUMN>): CatalogueColumn {
  return {
    id: column.id,
    name: column.name,
    sql: quoteIdentifier(column.name),
    formattedType: column.type,
    castType: column.cast,
    notNull: column.notNull,
    hasDefault: column.hasDefault,
    generated: column.generated,
    isIdentity: column.isIdentity,
    labels: column.labels,
    type: parseNativeType(column.type, column.labels ?? undefined).type,
  };
}
