import { castExpression } from './column-sql.ts';
import { linkValue } from './link-rows.ts';
import type { OpenTable } from './open-table.ts';
import type { StatementRefused } from './postgres-errors.ts';
import type { PreparedCell, PreparedWrite } from './prepare-write.ts';
import { numbered, recordSet } from './record-set.ts';
import { foreignKeyOf } from './rule-of-link.ts';
import { selected } from './selected-writes.ts';
import type { SqlClient } from './sql-client.ts';
import { quoteIdentifier } from './sql-identifier.ts';
import type { ForeignKey } from './table-catalogue.ts';

/**
 * The writes of a refused statement that refer to rows which are neither there nor among the writes: one
 * look in place of a statement for each. None where the other table cannot be read.
 */
export async function findOrphans(
  client: SqlClient,
  table: OpenTable,
  writes: readonly PreparedWrite[],
  refusal: StatementRefused,
): Promise<ReadonlySet<PreparedWrite>> {
  const key = foreignKeyOf(table, refusal);
  if (key === undefined) return new Set();
  const referring = writes.filter((item) => key.columns.every((name) => refersBy(item, name)));
  const absent = await withoutTarget(client, key, referring);
  return key.isSelf ? withoutProvider(table, key, writes, absent) : absent;
}

async function withoutTarget(
  client: SqlClient,
  key: ForeignKey,
  writes: readonly PreparedWrite[],
): Promise<ReadonlySet<PreparedWrite>> {
  if (writes.length === 0) return new Set();
  const cellsOf = (item: PreparedWrite) => key.columns.map((name) => cellOf(item, name));
  const records = recordSet(
    writes.map((item) =>
      numbered(
        'f',
        cellsOf(item).map((cell) => cell?.after ?? null),
      ),
    ),
  );
  const same = key.target.columns.map((name, i) => {
    const column = writes.map((item) => cellsOf(item)[i]?.field.column)[0];
    const value = column === undefined ? 'NULL' : castExpression(column, `v.f${i}`);
    return `r.${quoteIdentifier(name)} = ${value}`;
  });
  const text = `SELECT v.i FROM ${records.from} WHERE NOT EXISTS
    (SELECT 1 FROM ${key.target.sql} AS r WHERE ${same.join(' AND ')})`;
  return selected(client, writes, { text, params: [records.param] });
}

/** Those whose row no other write creates either; what refers to one of them is without its row too. */
function withoutProvider(
  table: OpenTable,
  key: ForeignKey,
  writes: readonly PreparedWrite[],
  absent: ReadonlySet<PreparedWrite>,
): ReadonlySet<PreparedWrite> {
  const orphans = new Set<PreparedWrite>();
  for (let before = -1; before < orphans.size; ) {
    before = orphans.size;
    const created = writes.filter((item) => item.write.kind === 'create' && !orphans.has(item));
    const provided = new Set(
      created.map((item) => linkValue(table, key, item, key.target.columns, 'after')),
    );
    for (const item of absent) {
      const wanted = linkValue(table, key, item, key.columns, 'after');
      if (!provided.has(wanted)) orphans.add(item);
    }
  }
  return orphans;
}

function cellOf({ cells }: PreparedWrite, name: string): PreparedCell | undefined {
  return cells.find(({ field }) => field.column.name === name);
}

function refersBy(item: PreparedWrite, name: string): boolean {
  const after = cellOf(item, name)?.after;
  return after !== null && after !== undefined;
}
