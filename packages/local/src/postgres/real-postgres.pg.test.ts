import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { killGroup } from '../stack/supervised-process.ts';
import { startExternalPostgres } from './start-external-postgres.ts';
import { startRealPostgres } from './start-real-postgres.ts';

const engine = createRequire(new URL('../../../engine/package.json', import.meta.url));
const { neon, neonConfig } = engine('@neondatabase/serverless');

const home = mkdtempSync(path.join(tmpdir(), 'real-postgres-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A port that was free a moment ago: PostgreSQL cannot pick one itself. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}

const start = async () =>
  startRealPostgres({
    ...{ home, host: '127.0.0.1', wirePort: await freePort(), neonPort: 0, password: 'secret' },
  });

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('real PostgreSQL', () => {
  it('serves both doors, survives a kill, and lends itself as DATABASE_URL', async () => {
    const first = await start();
    const url = first.urlOf('customer');
    await query(url, 'CREATE TABLE kept (i int); INSERT INTO kept VALUES (7)');
    neonConfig.fetchEndpoint = first.neonEndpoint;
    expect(await neon(url)`SELECT i, current_database() AS d FROM kept`).toEqual([
      { i: 7, d: 'customer' },
    ]);
    killGroup(first.process.pid);
    await first.process.ended;
    await first.close();

    const second = await start();
    const rows = await query(second.urlOf('customer'), 'SELECT i FROM kept');
    expect(rows).toEqual([{ i: 7 }]);
    const external = await startExternalPostgres({
      ...{ url: second.urlOf('customer'), host: '127.0.0.1', neonPort: 0 },
    });
    neonConfig.fetchEndpoint = external.neonEndpoint;
    expect(external.urlOf('chittysync')).toBe(second.urlOf('customer'));
    expect(await neon(external.urlOf('chittysync'))`SELECT i FROM kept`).toEqual([{ i: 7 }]);
    await external.close();
    await second.close();
    await expect(query(second.urlOf('customer'), 'SELECT 1')).rejects.toThrow();
  });
});
