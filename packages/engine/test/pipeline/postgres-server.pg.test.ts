import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type LocalDatabase,
  startLocalDatabase,
} from '../../src/adapters/postgres/local-database.fixture.ts';
import { PostgresTableWorld, type TableWorldOptions } from '../world/postgres-table-world.ts';
import { written } from '../world/settled-table-world.ts';

/** What needs a PostgreSQL of its own process: concurrent transactions, roles, collations, VACUUM. */
let database: LocalDatabase;
beforeAll(async () => {
  database = await startLocalDatabase('real');
});
afterAll(async () => database.close());

const SCHEMA = {
  type: 'object',
  properties: { id: { type: 'string' }, name: { type: 'string' } },
};

async function settled(table: string, options: Partial<TableWorldOptions> = {}) {
  const world = await PostgresTableWorld.create(database, { table, schema: SCHEMA, ...options });
  expect((await world.run()).status).toBe('succeeded');
  expect(written(await world.run())).toEqual([0, 0, 0]);
  return world;
}

describe('transactions', () => {
  it('[C6] a commit that comes late is seen by the next run, whatever its time stamp says', async () => {
    await database.sql(
      'CREATE TABLE late (id text PRIMARY KEY, name text, updated_at timestamptz DEFAULT now())',
    );
    await database.sql(`INSERT INTO late VALUES ('1', 'old'), ('2', 'old')`);
    const world = await settled('late');
    const slow = new pg.Client({ connectionString: database.wireUrl });
    await slow.connect();
    try {
      await slow.query('BEGIN');
      await slow.query(`UPDATE late SET name = 'slow', updated_at = now() WHERE id = '1'`);
      await slow.query(`INSERT INTO late VALUES ('3', 'slow')`);
      await database.sql(`UPDATE late SET name = 'quick', updated_at = now() WHERE id = '2'`);
      await world.run();
      expect(world.rows('sheets')).toMatchObject({ 1: { name: 'old' }, 2: { name: 'quick' } });
      await slow.query('COMMIT');
    } finally {
      await slow.end();
    }
    const stamps = await database.sql(`SELECT array_agg(id ORDER BY updated_at, id) FROM late`);
    expect(stamps).toEqual([[['1', '3', '2']]]);
    await world.run();
    expect(world.rows('sheets')).toEqual({
      1: { id: '1', name: 'slow' },
      2: { id: '2', name: 'quick' },
      3: { id: '3', name: 'slow' },
    });
    expect(written(await world.run())).toEqual([0, 0, 0]);
  });

  it('[C6] a write waits for an edit in flight, and leaves alone what that made of the row', async () => {
    await database.sql('CREATE TABLE flight (id text PRIMARY KEY, name text)');
    await database.sql(`INSERT INTO flight VALUES ('1', 'old'), ('2', 'old')`);
    const world = await settled('flight');
    const person = new pg.Client({ connectionString: database.wireUrl });
    await person.connect();
    try {
      await person.query('BEGIN');
      await person.query(`UPDATE flight SET name = 'theirs' WHERE id = '1'`);
      world.edit('sheets', '1', { name: 'ours' });
      world.edit('sheets', '2', { name: 'ours' });
      const running = world.run();
      await blockedBehind(person);
      await person.query('COMMIT');
      expect((await running).status).toBe('partial');
    } finally {
      await person.end();
    }
    expect(await database.sql('SELECT id, name FROM flight ORDER BY id')).toEqual([
      ['1', 'theirs'],
      ['2', 'ours'],
    ]);
    await world.run();
    await world.run();
    expect(written(await world.run())).toEqual([0, 0, 0]);
    expect(await database.sql('SELECT id, name FROM flight ORDER BY id')).toEqual(
      Object.values(world.rows('sheets')).map(({ id, name }) => [id, name]),
    );
  });
});

/** Until another session waits for a lock of this one. */
async function blockedBehind(client: pg.Client): Promise<void> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  for (;;) {
    const [[waiting] = []] = await database.sql(
      'SELECT count(*)::int FROM pg_stat_activity WHERE $1::int = ANY (pg_blocking_pids(pid))',
      [rows[0].pid],
    );
    if (waiting === 1) return;
  }
}

describe('rights', () => {
  it('[B18] rows that a policy hides are not deleted anywhere: the run ends before it decides', async () => {
    await database.sql('CREATE TABLE hidden (id text PRIMARY KEY, name text)');
    await database.sql(`INSERT INTO hidden SELECT i::text, 'n' FROM generate_series(1, 30) AS i`);
    await database.sql(`CREATE ROLE reader LOGIN PASSWORD 's3cret'`);
    await database.sql('GRANT SELECT, INSERT, UPDATE, DELETE ON hidden TO reader');
    await database.sql(`CREATE POLICY most ON hidden USING (id <> '7')`);
    const url = database.wireUrl.replace('//postgres', '//reader');
    const world = await settled('hidden', { url });
    await database.sql('ALTER TABLE hidden ENABLE ROW LEVEL SECURITY');
    world.edit('sheets', '1', { name: 'edited' });
    const run = await world.run();
    expect([run.status, run.error?.code]).toEqual(['failed', 'CS_ACCESS_DENIED']);
    expect(Object.keys(world.rows('sheets'))).toHaveLength(30);
    expect(world.rows('notion')['1']).toEqual({ id: '1', name: 'n' });
    await database.sql('ALTER TABLE hidden DISABLE ROW LEVEL SECURITY');
    expect((await world.run()).status).toBe('succeeded');
    expect(world.rows('notion')['1']).toEqual({ id: '1', name: 'edited' });
  });
});

describe('keys', () => {
  it.each(['citext', 'text COLLATE anycase'])(
    '[G15] a %s key that the database takes for another is refused, and says for which',
    async (type) => {
      await database.sql('CREATE EXTENSION IF NOT EXISTS citext');
      await database.sql(
        `CREATE COLLATION IF NOT EXISTS anycase
          (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
      );
      const table = type === 'citext' ? 'folded' : 'collated';
      await database.sql(`CREATE TABLE ${table} (id ${type} PRIMARY KEY, name text)`);
      await database.sql(`INSERT INTO ${table} VALUES ('Ann', 'one')`);
      const world = await settled(table);
      world.add('sheets', { id: 'ann', name: 'two' });
      for (let i = 0; i < 2; i++) {
        await world.run();
        const undone = await world.undone();
        expect(Object.keys(undone)).toEqual(['postgres rejected UNIQUE_CLASH id']);
        expect(Object.values(undone)[0]).toContain('{"id":"Ann"}');
        expect(await database.sql(`SELECT id, name FROM ${table}`)).toEqual([['Ann', 'one']]);
      }
      world.edit('sheets', 'Ann', { name: 'three' });
      await world.run();
      expect(await database.sql(`SELECT id, name FROM ${table}`)).toEqual([['Ann', 'three']]);
    },
  );
});

describe('row versions', () => {
  it('[G14] no transaction id decides what is read: frozen and rewritten rows are the same', async () => {
    await database.sql('CREATE TABLE frozen (id text PRIMARY KEY, name text)');
    await database.sql(`INSERT INTO frozen SELECT i::text, 'n' FROM generate_series(1, 30) AS i`);
    const world = await settled('frozen');
    await database.sql('VACUUM (FULL, FREEZE) frozen');
    await database.sql('UPDATE frozen SET name = name');
    expect(written(await world.run())).toEqual([0, 0, 0]);
    await database.sql(`UPDATE frozen SET name = 'new' WHERE id = '9'`);
    await database.sql('VACUUM (FULL, FREEZE) frozen');
    expect(written(await world.run())).toEqual([0, 1, 0]);
    expect(world.rows('sheets')['9']).toEqual({ id: '9', name: 'new' });
  });
});
