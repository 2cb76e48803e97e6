import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type LocalDatabase,
  startLocalDatabase,
} from '../../src/adapters/postgres/local-database.fixture.ts';
import { PostgresTableWorld } from '../world/postgres-table-world.ts';
import { schemaOf, settledTableWorld, written } from '../world/settled-table-world.ts';

let database: LocalDatabase;
beforeAll(async () => {
  database = await startLocalDatabase();
});
afterAll(async () => database.close());

const text = { type: 'string' };

describe('values', () => {
  it('[D13] nothing is one value, however it is spelt, and clearing is NULL', async () => {
    const world = await settledTableWorld(
      database,
      'blank',
      'id text PRIMARY KEY, a text, b text, must text NOT NULL',
      { a: text, b: text, must: text },
      `('1', '', NULL, 'm'), ('2', 'a', 'b', 'm')`,
    );
    expect(await database.sql(`SELECT a, b FROM blank WHERE id = '1'`)).toEqual([['', null]]);
    world.edit('sheets', '2', { a: '', b: null });
    expect((await world.run()).status).toBe('succeeded');
    expect(await database.sql(`SELECT a, b FROM blank WHERE id = '2'`)).toEqual([[null, null]]);
    world.edit('sheets', '2', { must: '' });
    await world.run();
    expect(await world.problems()).toEqual(['postgres NOT_NULL must']);
    expect(await database.sql(`SELECT must FROM blank WHERE id = '2'`)).toEqual([['m']]);
  });

  it('[D15] text that only looks empty is kept', async () => {
    const world = await settledTableWorld(
      database,
      'spaces',
      'id text PRIMARY KEY, v text',
      { v: text },
      `('1', ' ')`,
    );
    expect(world.rows('notion')['1']).toEqual({ id: '1', v: ' ' });
    world.edit('sheets', '1', { v: '\u200B' });
    await world.run();
    expect(await database.sql('SELECT v FROM spaces')).toEqual([['\u200B']]);
    expect(written(await world.run())).toEqual([0, 0, 0]);
  });

  it('[G2] [G6] numbers are compared as decimals and kept to scale, padding is no edit', async () => {
    const world = await settledTableWorld(
      database,
      'exact',
      'id char(5) PRIMARY KEY, n numeric(10,2), m numeric, c char(4)',
      { n: { type: 'number' }, m: { type: 'number' }, c: text },
      `('ab', 1.50, 12345678901234567890123456789012345.678, 'x'), ('cd', 0.1, 0.3, NULL)`,
    );
    expect(world.rows('notion')).toMatchObject({
      ab: { n: '1.5', m: '12345678901234567890123456789012345.678', c: 'x' },
      cd: { n: '0.1', m: '0.3' },
    });
    world.edit('sheets', 'ab', { n: '1.50' });
    expect(written(await world.run())).toEqual([0, 0, 0]);
    world.edit('sheets', 'ab', { c: 'x  ' });
    expect((await world.run()).perBinding.postgres).toMatchObject({ updated: 0 });
    world.edit('sheets', 'ab', { n: '0.3', m: '12345678901234567890123456789012345.679', c: 'y' });
    await world.run();
    expect(await database.sql('SELECT id, n::text, m::text, c FROM exact ORDER BY id')).toEqual([
      ['ab   ', '0.30', '12345678901234567890123456789012345.679', 'y   '],
      ['cd   ', '0.10', '0.3', null],
    ]);
    expect(written(await world.run())).toEqual([0, 0, 0]);
  });

  it('[G3] a value that no other system has is a problem of its cell, and stays', async () => {
    const world = await settledTableWorld(
      database,
      'endless',
      'id text PRIMARY KEY, n numeric, t timestamptz, d date, v text',
      {
        n: { type: 'number' },
        t: { type: 'string', format: 'date-time' },
        d: { type: 'string', format: 'date' },
        v: text,
      },
      `('1', 1, '2026-01-01Z', '2026-01-01', 'old'), ('2', 2, NULL, NULL, 'old')`,
    );
    const odd = ['NaN', 'infinity', '0044-03-15 BC'];
    await database.sql(`UPDATE endless SET n = 'NaN', t = 'infinity', d = '0044-03-15 BC', v = 'new'
      WHERE id = '1'`);
    for (let i = 0; i < 2; i++) {
      await world.run();
      expect(await world.problems()).toEqual([
        'postgres NOT_FINITE n',
        'postgres OUT_OF_RANGE d',
        'postgres OUT_OF_RANGE t',
      ]);
      expect(world.rows('sheets')['1']).toMatchObject({ n: '1', d: '2026-01-01', v: 'new' });
      expect(
        await database.sql(`SELECT n::text, t::text, d::text FROM endless WHERE id = '1'`),
      ).toEqual([odd]);
    }
    await database.sql(
      `UPDATE endless SET n = 3, t = '2026-01-03Z', d = '2026-01-03' WHERE id = '1'`,
    );
    await world.run();
    expect(await world.problems()).toEqual([]);
    expect(world.rows('sheets')['1']).toMatchObject({ n: '3', d: '2026-01-03' });
  });

  it('[C7] times keep their microseconds, and are read once', async () => {
    const world = await settledTableWorld(
      database,
      'timed',
      'id text PRIMARY KEY, updated_at timestamptz',
      { updated_at: { type: 'string', format: 'date-time' } },
      `('1', '2026-01-01 12:00:00.123456Z'), ('2', '2026-01-01 12:00:00.123457Z')`,
    );
    expect(world.rows('sheets')).toMatchObject({
      1: { updated_at: '2026-01-01T12:00:00.123456Z' },
      2: { updated_at: '2026-01-01T12:00:00.123457Z' },
    });
    await database.sql(
      `UPDATE timed SET updated_at = updated_at + interval '1 microsecond' WHERE id = '1'`,
    );
    expect(written(await world.run())).toEqual([0, 1, 0]);
    expect(world.rows('sheets')['1']?.updated_at).toBe('2026-01-01T12:00:00.123457Z');
    expect(written(await world.run())).toEqual([0, 0, 0]);
  });

  it('[AD21] [C24] a text that is stored out of line stays whole when its row changes', async () => {
    const long = Array.from({ length: 20_000 }, (_, i) => i.toString(36)).join(' ');
    const world = await settledTableWorld(
      database,
      'long',
      'id text PRIMARY KEY, body text, v text',
      { body: text, v: text },
      `('1', '${long}', 'old')`,
    );
    await database.sql('ALTER TABLE long ALTER body SET STORAGE EXTERNAL');
    expect(world.rows('notion')['1']?.body).toBe(long);
    await database.sql(`UPDATE long SET v = 'new'`);
    expect((await world.run()).status).toBe('succeeded');
    expect(world.rows('sheets')['1']).toEqual({ id: '1', body: long, v: 'new' });
    world.edit('sheets', '1', { body: `${long}!`, v: 'newer' });
    await world.run();
    expect(await database.sql('SELECT body, v FROM long')).toEqual([[`${long}!`, 'newer']]);
  });
});

describe('columns that the table fills in', () => {
  it('[G9] what a trigger makes of a row reaches the others once, and nothing comes back', async () => {
    await database.sql(`CREATE FUNCTION make_slug() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      NEW.slug := lower(NEW.name); NEW.updated_at := clock_timestamp(); RETURN NEW; END $$`);
    await database.sql(
      'CREATE TABLE slugs (id text PRIMARY KEY, name text, slug text, updated_at timestamptz)',
    );
    await database.sql(
      'CREATE TRIGGER make BEFORE INSERT OR UPDATE ON slugs FOR EACH ROW EXECUTE FUNCTION make_slug()',
    );
    const schema = schemaOf({ name: text, slug: text });
    const world = await PostgresTableWorld.create(database, { table: 'slugs', schema });
    world.add('notion', { id: '1', name: 'One' });
    world.add('sheets', { id: '2', name: 'Two', slug: 'by-hand' });
    const settle = async () => {
      await world.run();
      await world.run();
      const before = await database.sql('SELECT id, name, slug, updated_at FROM slugs ORDER BY id');
      expect(written(await world.run())).toEqual([0, 0, 0]);
      expect(world.rows('notion')).toEqual(world.rows('sheets'));
      expect(
        Object.values(world.rows('sheets')).map(({ id, name, slug }) => [id, name, slug]),
      ).toEqual(before.map(([id, name, slug]) => [id, name, slug]));
      expect(
        await database.sql('SELECT id, name, slug, updated_at FROM slugs ORDER BY id'),
      ).toEqual(before);
    };
    await settle();
    world.edit('sheets', '1', { name: 'Other' });
    await settle();
    expect(world.rows('notion')['1']).toEqual({ id: '1', name: 'Other', slug: 'other' });
    expect(await world.problems()).toEqual([]);
  });

  it('[G9] an edit that a trigger takes back wanders nowhere, and the run says so', async () => {
    await database.sql(
      'CREATE TABLE fixed (id text PRIMARY KEY, name text, slug text, updated_at timestamptz)',
    );
    await database.sql(
      'CREATE TRIGGER make BEFORE INSERT OR UPDATE ON fixed FOR EACH ROW EXECUTE FUNCTION make_slug()',
    );
    await database.sql(`INSERT INTO fixed VALUES ('1', 'One'), ('2', 'Two')`);
    const schema = schemaOf({ name: text, slug: text });
    const world = await PostgresTableWorld.create(database, { table: 'fixed', schema });
    await world.run();
    world.edit('sheets', '1', { slug: 'mine' });
    world.edit('sheets', '2', { name: 'Deux', slug: 'mien' });
    await world.run();
    for (let i = 0; i < 3; i++) {
      const run = await world.run();
      expect(Object.keys(await world.undone())).toEqual(['postgres rejected READ_BACK slug']);
      expect(run.status).toBe('partial');
      expect(await database.sql('SELECT id, slug FROM fixed ORDER BY id')).toEqual([
        ['1', 'one'],
        ['2', 'deux'],
      ]);
      expect(world.rows('notion')).toEqual(world.rows('sheets'));
      expect(world.rows('sheets')).toMatchObject({
        1: { slug: 'mine' },
        2: { name: 'Deux', slug: 'deux' },
      });
    }
    world.edit('sheets', '1', { slug: 'one' });
    expect((await world.run()).status).toBe('succeeded');
  });

  it('[G8] computed columns are read, and never written', async () => {
    const world = await settledTableWorld(
      database,
      'computed',
      `no bigint GENERATED ALWAYS AS IDENTITY, id text PRIMARY KEY, price numeric,
        gross numeric GENERATED ALWAYS AS (price * 2) STORED`,
      { no: { type: 'integer' }, price: { type: 'number' }, gross: { type: 'number' } },
      null,
    );
    world.add('sheets', { id: 'a', price: '2' });
    world.add('notion', { id: 'b', price: '3' });
    await world.run();
    await world.run();
    expect(world.rows('notion')).toEqual(world.rows('sheets'));
    expect(world.rows('sheets')).toMatchObject({ a: { gross: '4' }, b: { gross: '6' } });
    world.edit('sheets', 'a', { gross: '9' });
    for (let i = 0; i < 2; i++) await world.run();
    expect(await database.sql('SELECT id, gross::text FROM computed ORDER BY id')).toEqual([
      ['a', '4'],
      ['b', '6'],
    ]);
  });
});
