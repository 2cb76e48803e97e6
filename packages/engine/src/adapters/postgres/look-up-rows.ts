import type { RowPresence } from '../../model/row-presence.ts';
import { equalColumns, type OpenTable, type ShownRow, selectList, showRow } from './open-table.ts';
import { numbered, recordSet } from './record-set.ts';
import { readStatement } from './run-statements.ts';
import type { SqlClient, SqlText } from './sql-client.ts';
import type { CatalogueColumn } from './table-catalogue.ts';

const IDS_PER_QUERY = 1_000;

/** Postgres deletes for good: a row that is not there is gone. */
export async function lookUpRows(
  client: SqlClient,
  table: OpenTable,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, RowPresence>> {
  const presence = new Map<string, RowPresence>();
  for (let from = 0; from < externalIds.length; from += IDS_PER_QUERY) {
    const ids = externalIds.slice(from, from + IDS_PER_QUERY);
    const found = await findByExternalId(client, table, ids);
    for (const id of ids) presence.set(id, found.has(id) ? 'present' : 'gone');
  }
  return presence;
}

/** The rows of the given external ids; an id without a row is absent. */
export async function findByExternalId(
  client: SqlClient,
  table: OpenTable,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, ShownRow>> {
  const wanted = externalIds.flatMap((id) => {
    const texts = table.identity.parse(id);
    return texts === null ? [] : [{ id, texts }];
  });
  const found = await findRows(
    client,
    table,
    table.identity.columns,
    wanted.map(({ texts }) => texts),
  );
  return new Map([...found].map(([i, row]) => [wanted[i]?.id ?? '', row]));
}

/**
 * The row of each list of column values, by the list's index; the first one if there are several.
 */
export async function findRows(
  client: SqlClient,
  table: OpenTable,
  columns: readonly CatalogueColumn[],
  values: readonly (readonly SqlText[])[],
): Promise<ReadonlyMap<number, ShownRow>> {
  const found = new Map<number, ShownRow>();
  if (values.length === 0) return found;
  const records = recordSet(values.map((texts) => numbered('k', texts)));
  const result = await readStatement(client, {
    text: `SELECT v.i, ${selectList(table, 't')} FROM ${records.from}
      JOIN ${table.catalogue.sql} AS t ON ${equalColumns(columns, 't', (i) => `v.k${i}`)}
      ORDER BY v.i`,
    params: [records.param],
  });
  for (const row of result.rows) {
    const index = Number(row[0]);
    if (!found.has(index)) found.set(index, showRow(table, row, 1));
  }
  return found;
}
