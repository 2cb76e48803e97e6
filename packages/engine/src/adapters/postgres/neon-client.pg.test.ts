import { neonConfig } from '@neondatabase/serverless';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { ObservedPage } from '../adapter.ts';
import { bindTable, type LocalDatabase, startLocalDatabase } from './local-database.fixture.ts';
import { postgresDefinition } from './postgres-definition.ts';

let database: LocalDatabase;
beforeAll(async () => {
  database = await startLocalDatabase();
});
afterAll(async () => database.close());

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('Neon over HTTP', () => {
  /** The adapter with a door that answers instead of the endpoint whenever it has an answer. */
  const behind = (door: (body: string) => Response | null) =>
    postgresDefinition.open(
      { kind: 'url', url: database.neonUrl },
      {
        ...database.environment,
        fetch: async (input, init) => door(String(init?.body)) ?? fetch(input, init),
      },
    );

  it.each([
    [503, '', 'CS_SYSTEM_UNAVAILABLE'],
    [429, '', 'CS_RATE_LIMITED'],
    [403, '', 'CS_CREDENTIAL_REFUSED'],
    [200, '<html>', 'CS_SYSTEM_UNEXPECTED'],
    [400, '{"message":"password authentication failed for user"}', 'CS_CREDENTIAL_REFUSED'],
  ])('maps status %i with %j to %s', async (status, body, expected) => {
    const adapter = behind(() => new Response(body, { status }));
    await expect(adapter.listTables()).rejects.toThrow(code(expected));
  });

  it('reads smaller pages where an answer is larger than Neon permits', async () => {
    await database.sql('CREATE TABLE wide (id int PRIMARY KEY, v text)');
    await database.sql(`INSERT INTO wide SELECT i, 'v' FROM generate_series(1, 900) AS i`);
    const adapter = behind((body) =>
      /LIMIT (?!1000\b)\d{4}/.test(body)
        ? new Response('{"message":"response is too large"}', { status: 507 })
        : null,
    );
    const table = await bindTable(adapter, { schema: 'public', name: 'wide' }, ['id']);
    const sizes: number[] = [];
    let cursor: string | null = null;
    do {
      const page: ObservedPage = await adapter.readPage(table, cursor);
      sizes.push(page.rows.length);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(sizes).toEqual([250, 250, 250, 150]);
  });

  it('passes on the coded error of a fetch that is not permitted', async () => {
    const adapter = behind(() => {
      throw new ChittySyncError('CS_FENCED', 'another run took over');
    });
    await expect(adapter.listTables()).rejects.toThrow(code('CS_FENCED'));
  });

  it("leaves the driver's global settings alone", async () => {
    const { fetchEndpoint, fetchFunction } = neonConfig;
    const call = database.adapter(database.neonUrl).check();
    expect(neonConfig.fetchEndpoint).toBe(fetchEndpoint);
    expect(neonConfig.fetchFunction).toBe(fetchFunction);
    await call;
  });
});
