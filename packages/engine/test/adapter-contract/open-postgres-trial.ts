import { changeTableSql } from '../../src/adapters/postgres/change-table.ts';
import type { LocalDatabase } from '../../src/adapters/postgres/local-database.fixture.ts';
import { postgresDefinition } from '../../src/adapters/postgres/postgres-definition.ts';
import { postgresPeoplesTable } from '../scenarios/runner/postgres-peoples-table.ts';
import type { AdapterOnTrial } from './adapter-on-trial.ts';
import { CONTRACT_TABLE } from './contract-table.ts';

/** The adapter reads 1,000 rows at once. */
const ROWS_OF_TWO_PAGES = 1_010;

/** A new table that notes its changes, whose rows have an id beside the key, through one of the database's doors. */
export async function openPostgresTrial(
  database: LocalDatabase,
  door: 'wireUrl' | 'neonUrl',
): Promise<AdapterOnTrial> {
  const { sql } = database;
  const title = `contract ${crypto.randomUUID().slice(0, 8)}`;
  const people = await postgresPeoplesTable(database, title, CONTRACT_TABLE);
  const { schema, name: table } = people.ref;
  const fed = { schema: String(schema), name: String(table), identity: ['row_id'] };
  await sql(changeTableSql({ ...fed, reader: null }));
  return {
    definition: postgresDefinition,
    credential: { kind: 'url', url: database[door] },
    adapter: database.adapter(database[door]),
    people,
    rowsOfTwoPages: ROWS_OF_TWO_PAGES,
    unreadable: { field: 'price', cell: 'NaN' },
    hands: {
      async renameColumn(ref, from, to) {
        await sql(`alter table "${ref.schema}"."${ref.name}" rename "${from}" to "${to}"`);
      },
      async dropColumn(name) {
        await sql(`alter table "${schema}"."${table}" drop "${name}"`);
      },
      async computeColumn(name, number) {
        await sql(`alter table "${schema}"."${table}" drop "${name}",
          add "${name}" numeric generated always as (${number}) stored`);
      },
      async drop() {
        await sql(`drop table "${schema}"."${table}"`);
      },
    },
  };
}
