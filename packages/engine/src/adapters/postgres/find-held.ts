import { castExpression } from './column-sql.ts';
import type { OpenTable } from './open-table.ts';
import type { StatementRefused } from './postgres-errors.ts';
import type { PreparedWrite } from './prepare-write.ts';
import { numbered, recordSet } from './record-set.ts';
import { selected } from './selected-writes.ts';
import type { SqlClient, SqlText } from './sql-client.ts';
import { quoteIdentifier } from './sql-identifier.ts';

/**
 * The deletes of a refused statement whose rows another table refers to by the constraint that refused: one look
 * in place of a statement for each. None where the other table cannot be read.
 */
export async function findHeld(
  client: SqlClient,
  table: OpenTable,
  writes: readonly PreparedWrite[],
  refusal: StatementRefused,
): Promise<ReadonlySet<PreparedWrite>> {
  const referrer = table.catalogue.referrers.find(
    ({ name, table: of }) => name === refusal.constraint && of === refusal.table,
  );
  const columns = (referrer?.referred ?? []).flatMap(
    (name) => table.catalogue.columns.find((column) => column.name === name) ?? [],
  );
  const known = writes.filter(
    (item) =>
      item.write.kind === 'delete' &&
      columns.every(({ name }) => textOf(table, item, name) !== undefined),
  );
  if (referrer === undefined || known.length === 0) return new Set();
  const records = recordSet(
    known.map((item) =>
      numbered(
        'k',
        columns.map(({ name }) => textOf(table, item, name) ?? null),
      ),
    ),
  );
  const same = columns.map((column, i) => {
    const referring = quoteIdentifier(referrer.columns[i] ?? '');
    return `r.${referring} = ${castExpression(column, `v.k${i}`)}`;
  });
  const text = `SELECT v.i FROM ${records.from} WHERE EXISTS
    (SELECT 1 FROM ${referrer.sql} AS r WHERE ${same.join(' AND ')})`;
  return selected(client, known, { text, params: [records.param] });
}

/** What the row of a delete has in a column, if the write says so. */
function textOf({ identity }: OpenTable, item: PreparedWrite, name: string): SqlText | undefined {
  const cell = item.cells.find(({ field }) => field.column.name === name);
  return (
    cell?.before ?? item.identity[identity.columns.findIndex((column) => column.name === name)]
  );
}
