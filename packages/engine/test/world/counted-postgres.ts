import { changeTableSql } from '../../src/adapters/postgres/change-table.ts';
import { startLocalDatabase } from '../../src/adapters/postgres/local-database.fixture.ts';
import { postgresDefinition } from '../../src/adapters/postgres/postgres-definition.ts';
import type { CountedTable } from './counted-table.ts';

/**
 * A table that notes its changes, of a real Postgres behind the Neon endpoint, where one transaction is one request. Over TCP it is one
 * connection: the same number.
 */
export async function countedPostgres(): Promise<CountedTable> {
  const database = await startLocalDatabase();
  await database.sql(
    'CREATE TABLE counted (code text PRIMARY KEY, name text NOT NULL, status text, amount numeric)',
  );
  const fed = { schema: 'public', name: 'counted', identity: ['code'], reader: null };
  await database.sql(changeTableSql(fed));
  let counts: Record<string, number> = {};
  const counting: typeof fetch = (input, init) => {
    const kind = kindOf(String(init?.body ?? ''));
    counts[kind] = (counts[kind] ?? 0) + 1;
    return fetch(input, init);
  };
  const environment = { ...database.environment, fetch: counting };
  const credential = { kind: 'url', url: database.neonUrl } as const;
  return {
    definition: {
      ...postgresDefinition,
      placeOf: (ref) => postgresDefinition.placeOf(ref, credential),
      open: (_, { now }) => postgresDefinition.open(credential, { ...environment, now }),
    },
    table: { schema: 'public', name: 'counted' },
    setTime: async () => {},
    async takeRequests() {
      const taken = counts;
      counts = {};
      return taken;
    },
    async removeRows(count) {
      await database.sql(
        'DELETE FROM counted WHERE code IN (SELECT code FROM counted ORDER BY code LIMIT $1)',
        [count],
      );
    },
    close: () => database.close(),
  };
}

/** What the last statement of a batch does; the first one sets what holds within the transaction. */
function kindOf(body: string): string {
  const { queries } = JSON.parse(body) as { queries: { query: string }[] };
  const text = queries.at(-1)?.query ?? '';
  if (text.includes('pg_class')) return 'catalogue';
  const found = /\b(INSERT|UPDATE|DELETE)\b/.exec(text)?.[1];
  return found ?? 'SELECT';
}
