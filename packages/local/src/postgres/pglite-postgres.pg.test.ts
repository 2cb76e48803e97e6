import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalPostgres } from './local-postgres.ts';
import { startPglitePostgres } from './start-pglite-postgres.ts';

const engine = createRequire(new URL('../../../engine/package.json', import.meta.url));
const { neon, neonConfig } = engine('@neondatabase/serverless');

const home = mkdtempSync(path.join(tmpdir(), 'pglite-'));
const start = () =>
  startPglitePostgres({ home, host: '127.0.0.1', wirePort: 0, neonPort: 0, password: 'secret' });

let server: LocalPostgres;
const open: pg.Client[] = [];

/** A connected client that is ended after the test file. */
async function connect(extra: pg.ClientConfig = {}, database = 'chittysync'): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.urlOf(database), ...extra });
  client.on('error', () => undefined);
  await client.connect();
  open.push(client);
  return client;
}

beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await Promise.all(open.map((client) => client.end()));
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

describe('wire port', () => {
  it('routes by database name and refuses what is not there', async () => {
    const [ours, customers] = await Promise.all([connect(), connect({}, 'customer')]);
    await ours.query('CREATE TABLE only_here (i int)');
    const here = await ours.query(`SELECT current_database(), to_regclass('only_here')::text AS t`);
    const there = await customers.query(
      `SELECT current_database(), to_regclass('only_here')::text AS t`,
    );
    expect(here.rows).toEqual([{ current_database: 'chittysync', t: 'only_here' }]);
    expect(there.rows).toEqual([{ current_database: 'customer', t: null }]);
    await expect(connect({}, 'absent')).rejects.toMatchObject({ code: '3D000' });
  });

  it('refuses a wrong password', async () => {
    const url = new URL(server.urlOf('chittysync'));
    url.password = 'wrong';
    const client = new pg.Client({ connectionString: url.href });
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('lets others wait while one is in a transaction', async () => {
    const [one, two] = await Promise.all([connect(), connect()]);
    await one.query('CREATE TABLE counter (n int); INSERT INTO counter VALUES (0)');
    await one.query('BEGIN');
    await one.query('UPDATE counter SET n = n + 1');
    const order: string[] = [];
    const waiting = two.query('UPDATE counter SET n = n * 10').then(() => order.push('two'));
    await one.query('UPDATE counter SET n = n + 1').then(() => order.push('one'));
    await one.query('COMMIT').then(() => order.push('commit'));
    await waiting;
    expect(order).toEqual(['one', 'commit', 'two']);
    expect((await one.query('SELECT n FROM counter')).rows).toEqual([{ n: 20 }]);
  });

  it('rolls back the transaction of a client that vanishes', async () => {
    const [one, two] = await Promise.all([connect(), connect()]);
    await two.query('CREATE TABLE vanished (i int)');
    await one.query('BEGIN');
    await one.query('INSERT INTO vanished VALUES (1)');
    const read = two.query('SELECT count(*)::int AS n FROM vanished');
    await one.end();
    expect((await read).rows).toEqual([{ n: 0 }]);
  });

  it('keeps prepared statements and settings of clients apart', async () => {
    const [one, two] = await Promise.all([
      connect(),
      connect({ options: '-c TimeZone=Asia/Tokyo' }),
    ]);
    const same = (text: string) => ({ name: 'same', text, values: [1] });
    await one.query(`SET TimeZone = 'America/Chicago'`);
    for (let turn = 0; turn < 2; turn += 1) {
      expect((await one.query(same('SELECT $1::int + 1 AS n'))).rows).toEqual([{ n: 2 }]);
      expect((await two.query(same('SELECT $1::int + 2 AS n'))).rows).toEqual([{ n: 3 }]);
      expect((await one.query('SHOW TimeZone')).rows).toEqual([{ TimeZone: 'America/Chicago' }]);
      expect((await two.query('SHOW TimeZone')).rows).toEqual([{ TimeZone: 'Asia/Tokyo' }]);
    }
    await one.end();
    expect((await (await connect()).query('SHOW TimeZone')).rows).toEqual([{ TimeZone: 'UTC' }]);
  });

  it('survives errors and a COPY that it cannot do', async () => {
    const client = await connect();
    await expect(client.query('SELECT $1::int / 0', [1])).rejects.toMatchObject({ code: '22012' });
    const copy = client.query('COPY pg_class FROM STDIN');
    await expect(copy).rejects.toMatchObject({ code: '0A000' });
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('serves many clients at once', async () => {
    const clients = await Promise.all(Array.from({ length: 12 }, () => connect()));
    const sums = await Promise.all(
      clients.map(async (client, index) => {
        let sum = 0;
        for (let n = 0; n < 20; n += 1) {
          sum += (await client.query('SELECT $1::int AS v', [index])).rows[0].v;
        }
        return sum;
      }),
    );
    expect(sums).toEqual(clients.map((_, index) => index * 20));
  });
});

describe('Neon endpoint', () => {
  const client = () => {
    neonConfig.fetchEndpoint = server.neonEndpoint;
    return neon(server.urlOf('chittysync'), { fullResults: true });
  };

  it('answers as the driver expects, by type', async () => {
    const sql = client();
    const { rows, fields, command, rowCount } = await sql.query(
      `SELECT 1::int AS i, 9007199254740993::bigint AS b, 1.50::numeric AS n, true AS t, 'x'::text AS s,
        ARRAY[1,2] AS a, '{"k":1}'::jsonb AS j, timestamptz '2026-01-02 03:04:05.678Z' AS ts, NULL AS z,
        $1::text AS p, $2::int[] AS pa`,
      ['päram', [3, 4]],
    );
    expect(rows).toEqual([
      {
        ...{ i: 1, b: '9007199254740993', n: '1.50', t: true, s: 'x', a: [1, 2], j: { k: 1 } },
        ...{ ts: new Date('2026-01-02T03:04:05.678Z'), z: null, p: 'päram', pa: [3, 4] },
      },
    ]);
    expect([command, rowCount, fields[1].dataTypeID]).toEqual(['SELECT', 1, 20]);
    const arrays = await sql.query('SELECT 1 AS a, 2 AS a', [], { arrayMode: true });
    expect(arrays.rows).toEqual([[1, 2]]);
  });

  it('runs a batch with isolation, and nothing of it when one statement fails', async () => {
    const sql = client();
    await sql.query('CREATE TABLE batch (k text PRIMARY KEY)');
    const level = { isolationLevel: 'Serializable' };
    const [shown] = await sql.transaction([sql`SHOW transaction_isolation`], level);
    expect(shown.rows).toEqual([{ transaction_isolation: 'serializable' }]);
    const insert = () => sql`INSERT INTO batch VALUES ('a')`;
    await expect(sql.transaction([insert(), insert()])).rejects.toMatchObject({
      code: '23505',
      constraint: 'batch_pkey',
      table: 'batch',
    });
    const readOnly = sql.transaction([insert()], { readOnly: true });
    await expect(readOnly).rejects.toMatchObject({ code: '25006' });
    expect((await sql`SELECT count(*)::int AS n FROM batch`).rows).toEqual([{ n: 0 }]);
  });

  it('answers an error with every key and status 400', async () => {
    const response = await fetch(server.neonEndpoint, {
      method: 'POST',
      headers: { 'Neon-Connection-String': server.urlOf('chittysync') },
      body: JSON.stringify({ query: 'SELECT 1; SELECT 2', params: [] }),
    });
    const body = (await response.json()) as Record<string, unknown>;
    expect([response.status, body.code, Object.keys(body).length]).toEqual([400, '42601', 17]);
    const url = server.urlOf('chittysync').replace('secret', 'wrong');
    await expect(neon(url)`SELECT 1`).rejects.toMatchObject({ code: '28P01' });
  });

  it('does not let a setting of one request reach the next', async () => {
    const sql = client();
    await sql.query(`SET TimeZone = 'Asia/Tokyo'`);
    expect((await sql`SHOW TimeZone`).rows).toEqual([{ TimeZone: 'UTC' }]);
  });

  it('waits for a transaction on the wire port', async () => {
    const wire = await connect();
    await wire.query('CREATE TABLE shared (i int)');
    await wire.query('BEGIN');
    await wire.query('INSERT INTO shared VALUES (1)');
    const read = client()`SELECT count(*)::int AS n FROM shared`;
    await wire.query('COMMIT');
    expect((await read).rows).toEqual([{ n: 1 }]);
  });
});

describe('durability', () => {
  it('keeps what was answered when the process is killed, and can be opened again', async () => {
    const killed = path.join(home, 'killed');
    const program = `
      const { startPglitePostgres } = await import(${JSON.stringify(new URL('./start-pglite-postgres.ts', import.meta.url).href)});
      const { default: pg } = await import(${JSON.stringify(import.meta.resolve('pg'))});
      const server = await startPglitePostgres({ home: process.argv[1], host: '127.0.0.1', wirePort: 0, neonPort: 0, password: 'p' });
      const client = new pg.Client({ connectionString: server.urlOf('chittysync') });
      await client.connect();
      await client.query('CREATE TABLE IF NOT EXISTS answered (n int)');
      for (let n = 0; n < 200; n += 1) await client.query('INSERT INTO answered VALUES ($1)', [n]);
      console.log((await client.query('SELECT count(*)::int AS n FROM answered')).rows[0].n);
      process.kill(process.pid, 'SIGKILL');`;
    const run = async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program, killed]);
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
      });
      child.stderr.pipe(process.stderr);
      const [, signal] = await once(child, 'close');
      return [Number(output), signal];
    };
    expect(await run()).toEqual([200, 'SIGKILL']);
    expect(await run()).toEqual([400, 'SIGKILL']);
  });
});
