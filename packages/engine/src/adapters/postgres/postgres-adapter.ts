import type { BoundTable } from '../../model/bound-table.ts';
import type { TableRef } from '../../model/system.ts';
import type { AdapterEnvironment, Credential, SystemAdapter } from '../adapter.ts';
import { applyWrites } from './apply-writes.ts';
import { checkConnection } from './check-connection.ts';
import { createTable } from './create-table.ts';
import { describeTable } from './describe-table.ts';
import { lookUpRows } from './look-up-rows.ts';
import { openTable } from './open-table.ts';
import { openSqlClient } from './postgres-client.ts';
import { parsePostgresUrl } from './postgres-url.ts';
import { readChanges, readRowsById } from './read-changes.ts';
import { readPage } from './read-rows.ts';
import { listTableCatalogues, readTableCatalogue, type TableCatalogue } from './table-catalogue.ts';

/**
 * A customer's Postgres database. The catalogue of a table is read when the table is described,
 * when
 * its first page is read, and once for all that follows.
 * @throws CS_CREDENTIAL_INVALID
 */
export function createPostgresAdapter(
  credential: Credential,
  environment: AdapterEnvironment,
): SystemAdapter {
  const client = openSqlClient(parsePostgresUrl(credential), environment);
  const known = new Map<string, TableCatalogue>();
  const read = async (ref: TableRef): Promise<TableCatalogue> => {
    const catalogue = await readTableCatalogue(client, ref);
    known.set(JSON.stringify(catalogue.ref), catalogue);
    return catalogue;
  };
  const open = async (table: BoundTable, fresh: boolean) => {
    const { schema = 'public', name } = table.ref;
    const cached = fresh ? undefined : known.get(JSON.stringify({ schema, name }));
    return openTable(table, cached ?? (await read(table.ref)));
  };
  return {
    check: () => checkConnection(client),
    listTables: async () => (await listTableCatalogues(client)).map(describeTable),
    describeTable: async (ref) => describeTable(await read(ref)),
    createTable: async (table) => describeTable(await read(await createTable(client, table))),
    readPage: async (table, cursor) => readPage(client, await open(table, cursor === null), cursor),
    changes: {
      // Without a mark nothing is asked, not even the catalogue.
      readChanges: async (table, since, cursor) =>
        since.mark === null ? null : readChanges(client, await open(table, false), since, cursor),
      readRows: async (table, externalIds) =>
        readRowsById(client, await open(table, false), externalIds),
    },
    lookUp: async (table, externalIds) => lookUpRows(client, await open(table, false), externalIds),
    applyWrites: async (table, writes) => applyWrites(client, await open(table, false), writes),
  };
}
