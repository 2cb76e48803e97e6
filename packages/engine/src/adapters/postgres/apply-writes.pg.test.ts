import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { SystemAdapter } from '../adapter.ts';
import {
  bindTable,
  type LocalDatabase,
  rowWrite,
  startLocalDatabase,
} from './local-database.fixture.ts';

let database: LocalDatabase;
let adapter: SystemAdapter;
beforeAll(async () => {
  database = await startLocalDatabase();
  adapter = database.adapter();
});
afterAll(async () => database.close());

const statuses = (outcomes: readonly { status: string; rule?: string }[]) =>
  outcomes.map(({ status, rule }) => (rule === undefined ? status : `${status} ${rule}`));
const bind = (name: string, key: readonly string[]) =>
  bindTable(adapter, { schema: 'public', name }, key);

describe('creates', () => {
  let table: BoundTable;
  const create = (id: string, email: string | null, attempted = false) =>
    rowWrite('create', null, { id }, { id: [null, id], email: [null, email] }, attempted);

  beforeAll(async () => {
    await database.sql(
      `CREATE TABLE people (no serial PRIMARY KEY, id text,
        email text CONSTRAINT one_email UNIQUE)`,
    );
    table = await bind('people', ['id']);
  });

  it('[AD10] is conditional on the registry key, though no index guards it', async () => {
    const outcomes = await adapter.applyWrites(table, [
      create('a', 'a@x'),
      create('b', 'b@x'),
      create('a', 'c@x'),
    ]);
    expect(statuses(outcomes)).toEqual(['written', 'written', 'stale']);
    expect(statuses(await adapter.applyWrites(table, [create('a', 'a@x')]))).toEqual(['stale']);
    expect(await database.sql('SELECT count(*)::int FROM people')).toEqual([[2]]);
  });

  it('[AD11] finds an earlier attempt again', async () => {
    const outcomes = await adapter.applyWrites(table, [
      create('a', 'a@x', true),
      create('b', 'other@x', true),
      create('z', 'z@x', true),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'already', externalId: '1', shown: { id: 'a', email: 'a@x' } },
      { status: 'stale' },
      { status: 'written' },
    ]);
  });

  it('names the constraint of a clash elsewhere and lets the others through', async () => {
    const outcomes = await adapter.applyWrites(table, [
      create('k', 'k@x'),
      create('l', 'a@x'),
      create('m', 'k@x'),
      create('n', null),
    ]);
    expect(statuses(outcomes)).toEqual([
      'written',
      'rejected UNIQUE_CLASH',
      'rejected UNIQUE_CLASH',
      'written',
    ]);
    expect(JSON.stringify(outcomes[1])).toContain('one_email');
  });

  it('[A10] inserts nothing without the key, also where the column would take it', async () => {
    const keyless = rowWrite('create', null, { id: null }, { email: [null, 'nobody@x'] });
    expect(await adapter.applyWrites(table, [keyless, create('o', 'o@x')])).toMatchObject([
      { status: 'rejected', rule: 'KEY_REQUIRED', field: 'id' },
      { status: 'written' },
    ]);
    expect(await database.sql('SELECT count(*)::int FROM people WHERE id IS NULL')).toEqual([[0]]);
  });

  it('keeps apart rows whose key a trigger changes on the way in', async () => {
    await database.sql('CREATE TABLE slugs (no serial PRIMARY KEY, id text UNIQUE, v text)');
    await database.sql(`CREATE FUNCTION fold() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.id := lower(NEW.id); RETURN NEW; END $$`);
    await database.sql(
      'CREATE TRIGGER fold BEFORE INSERT ON slugs FOR EACH ROW EXECUTE FUNCTION fold()',
    );
    const slugs = await bind('slugs', ['id']);
    const outcomes = await adapter.applyWrites(
      slugs,
      ['B', 'A', 'a', 'C'].map((id) =>
        rowWrite('create', null, { id }, { id: [null, id], v: [null, `v ${id}`] }),
      ),
    );
    expect(outcomes).toMatchObject([
      { status: 'written', shown: { id: 'b', v: 'v B' } },
      { status: 'written', shown: { id: 'a', v: 'v A' } },
      { status: 'stale' },
      { status: 'written', shown: { id: 'c', v: 'v C' } },
    ]);
  });
});

describe('updates', () => {
  it('[AD12] [G11] rejects only the rows that the data refuses', async () => {
    await database.sql(`CREATE TYPE colour AS ENUM ('red', 'blue')`);
    await database.sql('CREATE TABLE parents (id text PRIMARY KEY)');
    await database.sql(`INSERT INTO parents VALUES ('p')`);
    await database.sql(`CREATE TABLE many (id int PRIMARY KEY, c colour, n int CHECK (n < 100),
      parent text REFERENCES parents, u text UNIQUE)`);
    await database.sql(
      `INSERT INTO many SELECT i, 'red', 0, 'p', 'u' || i FROM generate_series(0, 63) AS i`,
    );
    const table = await bind('many', ['id']);
    const writes = Array.from({ length: 64 }, (_, i) => {
      const id = String(i);
      const key = { id };
      if (i === 10) return rowWrite('update', id, key, { n: ['0', '100'] });
      if (i === 33) return rowWrite('update', id, key, { n: ['0', '99999999999'] });
      if (i === 40) return rowWrite('update', id, key, { c: ['red', 'green'] });
      if (i === 41) return rowWrite('update', id, key, { parent: ['p', 'q'] });
      if (i === 42) return rowWrite('update', id, key, { u: ['u42', 'u43'] });
      return rowWrite('update', id, key, { n: ['0', '1'] });
    });
    database.requests.count = 0;
    const outcomes = statuses(await adapter.applyWrites(table, writes));
    expect(outcomes.filter((status) => status !== 'written')).toEqual([
      'rejected CHECK',
      'rejected OUT_OF_RANGE',
      'rejected UNKNOWN_OPTION',
      'rejected RELATED_ROW_MISSING',
      'rejected UNIQUE_CLASH',
    ]);
    expect(database.requests.count).toBeLessThan(25);
  });

  it('[G11] finds the one row of 500 that the data refuses in about 2 log2 n requests', async () => {
    await database.sql('CREATE TABLE crowd (id int PRIMARY KEY, n int CHECK (n < 100))');
    await database.sql('INSERT INTO crowd SELECT i, 0 FROM generate_series(0, 499) AS i');
    const table = await bind('crowd', ['id']);
    const writes = Array.from({ length: 500 }, (_, i) =>
      rowWrite('update', String(i), { id: String(i) }, { n: ['0', i === 321 ? '100' : '1'] }),
    );
    database.requests.count = 0;
    const outcomes = statuses(await adapter.applyWrites(table, writes));
    expect(database.requests.count).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(500)));
    expect(outcomes.flatMap((status, i) => (status === 'written' ? [] : [[i, status]]))).toEqual([
      [321, 'rejected CHECK'],
    ]);
    expect(await database.sql('SELECT sum(n)::int FROM crowd')).toEqual([[499]]);
  });

  it('frees unique values along a chain, whatever the order of the writes', async () => {
    await database.sql('CREATE TABLE chain (id int PRIMARY KEY, u text UNIQUE)');
    await database.sql(`INSERT INTO chain SELECT i, 'u' || i FROM generate_series(1, 4) AS i`);
    const table = await bind('chain', ['id']);
    const outcomes = await adapter.applyWrites(table, [
      ...[1, 2, 3].map((i) =>
        rowWrite('update', String(i), { id: String(i) }, { u: [`u${i}`, `u${i + 1}`] }),
      ),
      rowWrite('delete', '4', { id: '4' }, { u: ['u4', null] }),
    ]);
    expect(statuses(outcomes)).toEqual(['written', 'written', 'written', 'written']);
  });

  it('goes on where one of two cells is written, and leaves a strange row alone', async () => {
    await database.sql('CREATE TABLE halves (id int PRIMARY KEY, a text, b text)');
    await database.sql(
      `INSERT INTO halves VALUES (1, 'new', 'old'), (2, 'new', 'new'),
        (3, 'old', 'strange'), (4, '', NULL)`,
    );
    const table = await bind('halves', ['id']);
    const both = (id: string) =>
      rowWrite('update', id, { id }, { a: ['old', 'new'], b: ['old', 'new'] }, true);
    const outcomes = await adapter.applyWrites(table, [
      both('1'),
      both('2'),
      both('3'),
      rowWrite('update', '4', { id: '4' }, { a: [null, 'x'], b: [null, 'y'] }),
    ]);
    expect(statuses(outcomes)).toEqual(['written', 'already', 'stale', 'written']);
    expect(JSON.stringify(outcomes[2])).not.toContain('strange');
  });

  it('follows a key that changes, also on the second attempt', async () => {
    await database.sql('CREATE TABLE moved (id text, n int, v text, PRIMARY KEY (id, n))');
    await database.sql(`INSERT INTO moved VALUES ('a', 1, 'v')`);
    const table = await bind('moved', ['id', 'n']);
    const write = rowWrite('update', '["a","1"]', { id: 'b', n: '1' }, { id: ['a', 'b'] });
    const [first] = await adapter.applyWrites(table, [write]);
    expect(first).toMatchObject({ status: 'written', externalId: '["b","1"]' });
    const [again] = await adapter.applyWrites(table, [{ ...write, attempted: true }]);
    expect(again).toMatchObject({ status: 'already', externalId: '["b","1"]' });
  });

  it('refuses what Postgres cannot do, row by row', async () => {
    await database.sql(
      'CREATE TABLE limits (id int PRIMARY KEY, v varchar(3) NOT NULL DEFAULT $$d$$)',
    );
    await database.sql(`INSERT INTO limits VALUES (1, 'abc')`);
    const table = await bind('limits', ['id']);
    const update = (after: string | null) =>
      rowWrite('update', '1', { id: '1' }, { v: ['abc', after] });
    const outcomes = await adapter.applyWrites(table, [
      update('abcd'),
      update(null),
      rowWrite('restore', '1', { id: '1' }, { v: [null, 'abc'] }),
      update('xyz'),
    ]);
    expect(statuses(outcomes)).toEqual([
      'rejected TOO_LONG',
      'rejected NOT_NULL',
      'rejected RESTORE_UNSUPPORTED',
      'written',
    ]);
  });
});

describe('triggers', () => {
  it('[G9] shows what BEFORE and AFTER triggers made of a row', async () => {
    await database.sql(
      'CREATE TABLE watched (id text PRIMARY KEY, v text, touched int DEFAULT 0, total int)',
    );
    await database.sql(`CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.touched := coalesce(OLD.touched, 0) + 1; RETURN NEW; END $$`);
    await database.sql(`CREATE FUNCTION add_up() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN UPDATE watched SET total = length(v) WHERE id = NEW.id; RETURN NULL; END $$`);
    await database.sql(
      'CREATE TRIGGER touch BEFORE UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION touch()',
    );
    await database.sql(
      `CREATE TRIGGER add_up AFTER INSERT OR UPDATE OF v ON watched
        FOR EACH ROW EXECUTE FUNCTION add_up()`,
    );
    const table = await bind('watched', ['id']);
    const [created] = await adapter.applyWrites(table, [
      rowWrite('create', null, { id: 'a' }, { id: [null, 'a'], v: [null, 'four'] }),
    ]);
    expect(created).toMatchObject({
      status: 'written',
      shown: { v: 'four', touched: '1', total: '4' },
    });
    const [updated] = await adapter.applyWrites(table, [
      rowWrite('update', 'a', { id: 'a' }, { v: ['four', 'three'] }),
    ]);
    expect(updated).toMatchObject({
      status: 'written',
      shown: { v: 'three', touched: '3', total: '5' },
    });
  });

  it('tells a row that a trigger kept as it was, and one that it refused', async () => {
    await database.sql('CREATE TABLE stubborn (id text PRIMARY KEY, v text, w text)');
    await database.sql(
      `INSERT INTO stubborn VALUES ('a', 'old', 'old'), ('b', 'old', 'old'), ('c', 'old', 'old')`,
    );
    await database.sql(`CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'DELETE' OR NEW.v = 'skip' THEN RETURN NULL; END IF;
      IF NEW.v = 'raise' THEN RAISE EXCEPTION 'not today'; END IF;
      NEW.v := OLD.v; RETURN NEW; END $$`);
    await database.sql(
      `CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON stubborn
        FOR EACH ROW EXECUTE FUNCTION keep()`,
    );
    const table = await bind('stubborn', ['id']);
    const outcomes = await adapter.applyWrites(table, [
      rowWrite('update', 'a', { id: 'a' }, { v: ['old', 'skip'] }),
      rowWrite('update', 'b', { id: 'b' }, { v: ['old', 'new'] }),
      rowWrite('update', 'c', { id: 'c' }, { v: ['old', 'raise'] }),
      rowWrite('delete', 'a', { id: 'a' }, { v: ['old', null] }),
      rowWrite('update', 'b', { id: 'b' }, { v: ['old', 'new'], w: ['old', 'new'] }),
    ]);
    expect(statuses(outcomes)).toEqual([
      'rejected READ_BACK',
      'rejected READ_BACK',
      'rejected TRIGGER',
      'rejected READ_BACK',
      'written',
    ]);
    expect(outcomes[4]).toMatchObject({ shown: { v: 'old', w: 'new' } });
  });
});
