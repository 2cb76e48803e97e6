import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../errors/assert.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { LastRead, SystemAdapter } from '../adapter.ts';
import {
  CHANGES_TABLE,
  changeTableSql,
  REMOVE_ALL_SQL,
  removeChangeTableSql,
} from './change-table.ts';
import { bindTable, type LocalDatabase, startLocalDatabase } from './local-database.fixture.ts';

let database: LocalDatabase;
let adapter: SystemAdapter;
beforeAll(async () => {
  database = await startLocalDatabase('real');
  adapter = database.adapter();
});
afterAll(async () => database.close());

const fed = (name: string, identity: readonly string[] = ['id']) => {
  return { schema: 'public', name, identity, reader: null };
};
const bind = (name: string, key = ['id'], from = adapter) =>
  bindTable(from, { schema: 'public', name }, key);

/** A table that notes its changes, with the rows 1 to 3. */
async function fedTable(name: string, columns = 'id int PRIMARY KEY, v text, at timestamptz') {
  await database.sql(`CREATE TABLE ${name} (${columns})`);
  await database.sql(`INSERT INTO ${name} (id, v) SELECT i, 'v' || i FROM generate_series(1, 3) i`);
  await database.sql(changeTableSql(fed(name)));
  return bind(name);
}

async function readWhole(table: BoundTable, from = adapter): Promise<LastRead> {
  const { mark = null } = await from.readPage(table, null);
  return { from: '2026-01-01T00:00:00.000Z', mark };
}

const readerOf = (from = adapter) => must(from.changes, 'Postgres tells what changed');

/** What changed, by row, and where the next read begins; null where the table has to be read whole. */
async function changesOf(table: BoundTable, since: LastRead) {
  const page = await readerOf().readChanges(table, since, null);
  if (page === null) return null;
  const next: LastRead = { ...since, mark: page.mark ?? null };
  return { shown: page.rows.map(({ cells }) => `${cells.id} ${cells.v}`), next };
}

async function ids(table: BoundTable, since: LastRead) {
  return (await changesOf(table, since))?.shown ?? null;
}

/** Another person's session. */
async function session<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.wireUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('what changed in a table that notes it', () => {
  it('[AD25] is told once, as it is now, and from where the last read left off', async () => {
    const table = await fedTable('told');
    const since = await readWhole(table);
    await database.sql(`UPDATE told SET v = 'first' WHERE id = 2`);
    await database.sql(`UPDATE told SET v = 'second' WHERE id = 2`);
    await database.sql(`INSERT INTO told (id, v) VALUES (4, 'new')`);
    const changes = must(await changesOf(table, since), 'no row was removed');
    expect(changes.shown).toEqual(['2 second', '4 new']);
    expect(await ids(table, changes.next)).toEqual([]);
    expect(await ids(table, since)).toEqual(['2 second', '4 new']);
  });

  it('[C6] a commit that comes late is told by the read that comes after it', async () => {
    const table = await fedTable('late');
    await session(async (client) => {
      await client.query('BEGIN');
      await client.query(`UPDATE late SET v = 'late', at = now() WHERE id = 1`);
      const since = await readWhole(table);
      await database.sql(`UPDATE late SET v = 'early', at = now() WHERE id = 2`);
      const meanwhile = must(await changesOf(table, since), 'no row was removed');
      expect(meanwhile.shown).toEqual(['2 early']);
      expect(await ids(table, meanwhile.next)).toEqual([]);
      await client.query('COMMIT');
      const after = must(await changesOf(table, meanwhile.next), 'no row was removed');
      expect(after.shown).toEqual(['1 late']);
      expect(await ids(table, after.next)).toEqual([]);
    });
  });

  it('what was taken back, whole or to a savepoint, is not told', async () => {
    const table = await fedTable('taken_back');
    const since = await readWhole(table);
    await session(async (client) => {
      await client.query('BEGIN');
      await client.query(`UPDATE taken_back SET v = 'kept' WHERE id = 1`);
      await client.query('SAVEPOINT here');
      await client.query('DELETE FROM taken_back');
      await client.query('ROLLBACK TO here');
      await client.query('COMMIT; BEGIN');
      await client.query('DELETE FROM taken_back');
      await client.query('ROLLBACK');
    });
    expect(await ids(table, since)).toEqual(['1 kept']);
  });

  it('[C7] edits within one millisecond are told, each once, and none of them twice', async () => {
    const table = await fedTable('micro');
    let since = await readWhole(table);
    for (const digits of ['456', '457', '458']) {
      await database.sql(`UPDATE micro SET at = '2026-01-01 12:00:00.123${digits}Z' WHERE id = 1`);
      const changes = must(await changesOf(table, since), 'no row was removed');
      expect(changes.shown).toEqual(['1 v1']);
      expect(await ids(table, changes.next)).toEqual([]);
      since = changes.next;
    }
  });

  it('[C24] a large text that an edit leaves alone is shown whole', async () => {
    const table = await fedTable(
      'toasted',
      'id int PRIMARY KEY, v text, at timestamptz, long text',
    );
    const long = Array.from({ length: 800 }, (_, i) => `text ${i}, `).join('');
    await database.sql('UPDATE toasted SET long = $1 WHERE id = 1', [long]);
    const since = await readWhole(table);
    await database.sql(`UPDATE toasted SET v = 'edited' WHERE id = 1`);
    const page = await readerOf().readChanges(table, since, null);
    expect(page?.rows.map(({ cells }) => [cells.v, cells.long])).toEqual([['edited', long]]);
  });

  it('is told of keys of several columns, whatever a session likes to see', async () => {
    await database.sql(
      'CREATE TABLE mixed (k text, at timestamptz, d date, PRIMARY KEY (k, at, d))',
    );
    await database.sql(changeTableSql(fed('mixed', ['k', 'at', 'd'])));
    const table = await bind('mixed', ['k', 'at', 'd']);
    const since = await readWhole(table);
    await session(async (client) => {
      await client.query(`SET datestyle = 'German'; SET timezone = 'Asia/Kathmandu'`);
      await client.query(`INSERT INTO mixed VALUES
        ('ä "b", \\c', '2026-02-03 04:05:06.000007Z', '2026-12-11'), ('', 'infinity', '0044-03-15 BC')`);
    });
    const page = await readerOf().readChanges(table, since, null);
    expect(page?.rows).toEqual((await adapter.readPage(table, null)).rows);
    expect(page?.rows).toHaveLength(2);
  });

  it('costs one small request where nothing changed, and one more for what did', async () => {
    const table = await fedTable('crowd');
    await database.sql(
      `INSERT INTO crowd (id, v) SELECT i, 'v' FROM generate_series(4, 10000) AS i`,
    );
    const since = await readWhole(table);
    database.requests.count = 0;
    expect(await ids(table, since)).toEqual([]);
    expect(database.requests.count).toBe(1);
    await database.sql(`UPDATE crowd SET v = 'edited' WHERE id = 5000`);
    expect(await ids(table, since)).toEqual(['5000 edited']);
    expect(database.requests.count).toBe(3);
  });
});

describe('a table that notes its changes is read whole', () => {
  it.each<[string, string]>([
    ['a row was deleted', 'DELETE FROM $ WHERE id = 1'],
    [
      'a row was deleted and added again',
      `WITH d AS (DELETE FROM $ WHERE id = 1) SELECT 1;
      INSERT INTO $ (id, v) VALUES (1, 'v1')`,
    ],
    ['it was truncated', 'TRUNCATE $'],
    ['a row has another identity', 'UPDATE $ SET id = 9 WHERE id = 1'],
    [
      'its trigger was disabled and enabled again',
      `
      ALTER TABLE $ DISABLE TRIGGER chittysync_changes_rows;
      UPDATE $ SET v = 'unseen';
      ALTER TABLE $ ENABLE ALWAYS TRIGGER chittysync_changes_rows`,
    ],
    ['its trigger does not always fire', 'ALTER TABLE $ ENABLE TRIGGER chittysync_changes_rows'],
    ['a trigger was dropped', 'DROP TRIGGER chittysync_changes_truncate ON $'],
    ['it was rewritten', `ALTER TABLE $ ALTER v TYPE text USING v || '!'`],
    [
      'its key column has another name',
      `ALTER TABLE $ RENAME id TO number;
      UPDATE $ SET v = 'edited'; ALTER TABLE $ RENAME number TO id`,
    ],
    ['it has heirs', 'CREATE TABLE heir_of_$ () INHERITS ($)'],
    ['a crash would empty it', 'ALTER TABLE $ SET UNLOGGED'],
  ])('where %s', async (name, statements) => {
    const title = `t_${name.replaceAll(' ', '_')}`;
    const table = await fedTable(title);
    const since = await readWhole(table);
    expect(await ids(table, since)).toEqual([]);
    await database.sql(statements.replaceAll('$', title));
    expect(await ids(table, since)).toBeNull();
  });

  it('where the entries were emptied, taken away, or are out of reach', async () => {
    const table = await fedTable('emptied');
    const since = await readWhole(table);
    await database.sql(`TRUNCATE ${CHANGES_TABLE}`);
    expect(await ids(table, since)).toBeNull();
    const then = await readWhole(table);
    await database.sql(`DROP TABLE ${CHANGES_TABLE}`);
    expect(await ids(table, then)).toBeNull();
    await database.sql(REMOVE_ALL_SQL);
    expect(await ids(table, then)).toBeNull();
    await database.sql(changeTableSql(fed('emptied')));
    expect(await ids(table, then)).toBeNull();
  });

  it('where the last read left nothing, is older than a week, or is none of this adapter', async () => {
    const table = await fedTable('marks');
    const since = await readWhole(table);
    const mark = JSON.parse(since.mark ?? '') as { readonly at: number };
    const older = (days: number) => ({ ...mark, at: mark.at - days * 24 * 3_600 });
    const told = [JSON.stringify(older(6.9)), JSON.stringify(older(7.1)), null, '', '{}'].map(
      async (text) => ids(table, { ...since, mark: text }),
    );
    expect(await Promise.all(told)).toEqual([[], null, null, null, null]);
  });

  it('where it never was set up, is partitioned, or its triggers are not all there, always and for its key', async () => {
    await database.sql('CREATE TABLE plain (id int PRIMARY KEY, v text)');
    await database.sql('CREATE TABLE parts (id int PRIMARY KEY, v text) PARTITION BY LIST (id)');
    await database.sql('CREATE TABLE part PARTITION OF parts DEFAULT');
    await database.sql(changeTableSql(fed('parts')));
    await database.sql('CREATE TABLE other (id int PRIMARY KEY, v text)');
    await database.sql(changeTableSql(fed('other', ['v'])));
    await fedTable('sometimes');
    await database.sql('ALTER TABLE sometimes ENABLE TRIGGER chittysync_changes_rows');
    for (const name of ['plain', 'parts', 'other', 'sometimes']) {
      expect((await readWhole(await bind(name))).mark).toBeNull();
    }
  });

  it('[B18] where a policy would hide rows, or the role may not read the entries', async () => {
    await database.sql(`CREATE ROLE reader LOGIN PASSWORD 's3cret'`);
    await fedTable('guarded');
    await database.sql('GRANT SELECT ON guarded TO reader');
    const limited = database.adapter(database.wireUrl.replace('//postgres', '//reader'));
    const table = await bind('guarded', ['id'], limited);
    expect((await readWhole(table, limited)).mark).toBeNull();
    await database.sql(changeTableSql({ ...fed('guarded'), reader: 'reader' }));
    const since = await readWhole(table, limited);
    expect(await readerOf(limited).readChanges(table, since, null)).toMatchObject({ rows: [] });
    await database.sql('ALTER TABLE guarded ENABLE ROW LEVEL SECURITY');
    expect(await readerOf(limited).readChanges(table, since, null)).toBeNull();
  });
});

describe('the SQL that has a table note its changes', () => {
  it('can be run again, and leaves writes alone when a key column gets another name', async () => {
    const table = await fedTable('again');
    await database.sql(changeTableSql(fed('again')));
    const since = await readWhole(table);
    expect(since.mark).not.toBeNull();
    await database.sql('ALTER TABLE again RENAME id TO number');
    await database.sql(`UPDATE again SET v = 'edited' WHERE number = 1`);
    expect(await database.sql('SELECT v FROM again WHERE number = 1')).toEqual([['edited']]);
    expect((await readWhole(await bind('again', ['number']))).mark).toBeNull();
  });

  it('is noted by whoever writes, who need not know of it, and fires for replicated rows too', async () => {
    const table = await fedTable('written');
    await database.sql(`CREATE ROLE typist LOGIN PASSWORD 's3cret'`);
    await database.sql('GRANT SELECT, UPDATE ON written TO typist');
    const since = await readWhole(table);
    await session(async (client) => {
      await client.query('SET session_replication_role = replica');
      await client.query(`UPDATE written SET v = 'replicated' WHERE id = 2`);
      await client.query('RESET session_replication_role');
      await client.query('SET ROLE typist');
      await client.query(`UPDATE written SET v = 'typed' WHERE id = 1`);
    });
    expect(await ids(table, since)).toEqual(['1 typed', '2 replicated']);
  });

  it('takes a table out again and leaves nothing at it', async () => {
    await fedTable('left_alone');
    await database.sql(removeChangeTableSql(fed('left_alone')));
    expect(
      await database.sql(
        `SELECT count(*)::int FROM pg_trigger WHERE tgrelid = 'left_alone'::regclass`,
      ),
    ).toEqual([[0]]);
    expect((await readWhole(await bind('left_alone'))).mark).toBeNull();
  });
});
