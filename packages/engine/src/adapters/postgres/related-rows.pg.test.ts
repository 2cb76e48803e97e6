import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell } from '../../model/cell.ts';
import type { RowWrite } from '../../model/write.ts';
import type { SystemAdapter } from '../adapter.ts';
import {
  bindTable,
  createRow,
  type LocalDatabase,
  rowWrite,
  startLocalDatabase,
  statuses,
} from './local-database.fixture.ts';

let database: LocalDatabase;
let adapter: SystemAdapter;
beforeAll(async () => {
  database = await startLocalDatabase();
  adapter = database.adapter();
});
afterAll(async () => database.close());

type Changes = Readonly<Record<string, readonly [Cell, Cell]>>;

const bind = (name: string) => bindTable(adapter, { schema: 'public', name }, ['id']);
const update = (id: string, cells: Changes): RowWrite => rowWrite('update', id, { id }, cells);
const remove = (id: string, cells: Changes = {}): RowWrite => rowWrite('delete', id, { id }, cells);
const stored = (name: string, columns = 'up') =>
  database.sql(`SELECT id, ${columns} FROM ${name} ORDER BY id`);

/** A table of rows that refer to each other, as it is made in a test. */
const tree = (name: string, more = '') =>
  database.sql(`CREATE TABLE ${name} (id text PRIMARY KEY, up text
    CONSTRAINT ${name}_up REFERENCES ${name}, note text DEFAULT 'none' ${more})`);

describe('a row that refers to another of its table', () => {
  it('is created after it, whatever the order and the fields of the writes', async () => {
    await tree('folders');
    const table = await bind('folders');
    const writes = [
      createRow('c', { up: 'b', note: 'deep' }),
      createRow('a'),
      createRow('e', { up: 'e' }),
      createRow('b', { up: 'a' }),
      createRow('d', { up: 'nobody' }),
      createRow('f', { up: 'd' }),
    ];
    for (let turn = 0; turn < writes.length; turn += 1) {
      await database.sql('DELETE FROM folders');
      const turned = [...writes.slice(turn), ...writes.slice(0, turn)];
      const outcomes = await adapter.applyWrites(table, turned);
      const byId = new Map(turned.map(({ key }, i) => [key.id, statuses(outcomes)[i]]));
      expect(Object.fromEntries(byId)).toEqual({
        a: 'written',
        b: 'written',
        c: 'written',
        d: 'rejected RELATED_ROW_MISSING up',
        e: 'written',
        f: 'rejected RELATED_ROW_MISSING up',
      });
    }
    expect(await stored('folders', 'up, note')).toEqual([
      ['a', null, 'none'],
      ['b', 'a', 'none'],
      ['c', 'b', 'deep'],
      ['e', 'e', 'none'],
    ]);
  });

  it.each([
    ['', 'NOT NULL'],
    ['by a trigger', 'NOT NULL'],
    ['', 'NOT NULL DEFERRABLE INITIALLY DEFERRED'],
  ])('is created together with it where each needs the other %s %s', async (trigger, column) => {
    const name = `pairs${trigger === '' ? '' : '_t'}${column.length}`;
    await database.sql(`CREATE TABLE ${name} (id text PRIMARY KEY,
      up text ${column.replace('NOT NULL', `NOT NULL CONSTRAINT ${name}_up REFERENCES ${name}`)},
      note text DEFAULT 'none', n int CHECK (n < 9))`);
    if (trigger !== '') {
      await database.sql(`CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.note := upper(NEW.note); RETURN NEW; END $$`);
      await database.sql(
        `CREATE TRIGGER t BEFORE INSERT ON ${name} FOR EACH ROW EXECUTE FUNCTION ${name}()`,
      );
    }
    const table = await bind(name);
    const outcomes = await adapter.applyWrites(table, [
      createRow('a', { up: 'b' }),
      createRow('x', { up: 'y', n: '9' }),
      createRow('c', { up: 'a', note: 'on the circle' }),
      createRow('q', { up: 'gone' }),
      createRow('b', { up: 'a', note: 'other fields' }),
      createRow('y', { up: 'x', n: '1' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'written',
      'rejected',
      'written',
      'rejected',
      'written',
      'rejected',
    ]);
    expect(outcomes).toMatchObject([
      { externalId: 'a', shown: { up: 'b' } },
      { rule: 'CHECK' },
      { externalId: 'c', shown: { up: 'a' } },
      { rule: 'RELATED_ROW_MISSING', field: 'up' },
      { externalId: 'b', shown: { up: 'a' } },
      { rule: 'RELATED_ROW_MISSING', field: 'up' },
    ]);
    expect((await stored(name)).map(([id]) => id)).toEqual(['a', 'b', 'c']);
  });

  it('may be changed to a row that is created in the same chunk', async () => {
    await tree('moves');
    await database.sql(`INSERT INTO moves VALUES ('a'), ('b'), ('c')`);
    const table = await bind('moves');
    const outcomes = await adapter.applyWrites(table, [
      update('a', { up: [null, 'new'] }),
      update('b', { up: [null, 'missing'], note: ['none', 'lost'] }),
      update('c', { note: ['none', 'kept'] }),
      createRow('new', { up: 'c' }),
    ]);
    expect(statuses(outcomes)).toEqual([
      'written',
      'rejected RELATED_ROW_MISSING up',
      'written',
      'written',
    ]);
    expect(await stored('moves', 'up, note')).toEqual([
      ['a', 'new', 'none'],
      ['b', null, 'none'],
      ['c', null, 'kept'],
      ['new', 'c', 'none'],
    ]);
  });

  it.each(['', 'ON UPDATE CASCADE'])(
    'follows a key that changes in the same chunk %s',
    async (action) => {
      const name = `renamed_${action.length}`;
      await database.sql(
        `CREATE TABLE ${name} (id text PRIMARY KEY, up text REFERENCES ${name} ${action}, v text)`,
      );
      await database.sql(`INSERT INTO ${name} VALUES ('a', NULL, 'v'), ('b', 'a', 'v'), ('c', 'a', 'v'),
      ('d', 'b', 'v')`);
      const table = await bind(name);
      const outcomes = await adapter.applyWrites(table, [
        update('c', { up: ['a', 'x'], v: ['v', 'w'] }),
        rowWrite('update', 'a', { id: 'x' }, { id: ['a', 'x'] }),
        update('b', { up: ['a', 'x'] }),
        update('d', { up: ['b', 'nobody'] }),
      ]);
      expect(statuses(outcomes)).toEqual([
        'written',
        'written',
        'written',
        'rejected RELATED_ROW_MISSING up',
      ]);
      expect(await stored(name, 'up, v')).toEqual([
        ['b', 'x', 'v'],
        ['c', 'x', 'w'],
        ['d', 'b', 'v'],
        ['x', null, 'v'],
      ]);
    },
  );

  it('in another chunk is refused until that is written, and then taken', async () => {
    await tree('chunks');
    const table = await bind('chunks');
    const child = createRow('child', { up: 'parent' });
    expect(statuses(await adapter.applyWrites(table, [child]))).toEqual([
      'rejected RELATED_ROW_MISSING up',
    ]);
    await adapter.applyWrites(table, [createRow('parent')]);
    const again = await adapter.applyWrites(table, [{ ...child, attempted: true }]);
    expect(statuses(again)).toEqual(['written']);
  });

  it('500 rows in the worst order cost few requests, also where each of them is refused', async () => {
    await tree('chain_of_rows');
    const table = await bind('chain_of_rows');
    const writes = Array.from({ length: 500 }, (_, i) =>
      createRow(`r${i}`, i === 499 ? {} : { up: `r${i + 1}` }),
    );
    database.requests.count = 0;
    const outcomes = await adapter.applyWrites(table, writes);
    expect(new Set(statuses(outcomes))).toEqual(new Set(['written']));
    expect(database.requests.count).toBeLessThanOrEqual(3);
  });
});

describe('a row that is referred to', () => {
  it.each(['RESTRICT', 'NO ACTION', 'NO ACTION DEFERRABLE INITIALLY DEFERRED'])(
    'is not deleted while that holds: ON DELETE %s',
    async (action) => {
      const name = `kept_${action.length}`;
      await database.sql(`CREATE TABLE ${name} (id text PRIMARY KEY, v text)`);
      await database.sql(
        `CREATE TABLE ${name}_of (id text REFERENCES ${name} ON DELETE ${action})`,
      );
      await database.sql(`INSERT INTO ${name} VALUES ('a', 'v'), ('b', 'v'), ('c', 'v')`);
      await database.sql(`INSERT INTO ${name}_of VALUES ('b')`);
      const table = await bind(name);
      const outcomes = await adapter.applyWrites(
        table,
        ['a', 'b', 'c'].map((id) => remove(id, { v: ['v', null] })),
      );
      expect(statuses(outcomes)).toEqual(['written', 'rejected STILL_REFERENCED', 'written']);
      expect(JSON.stringify(outcomes[1])).toContain(`${name}_of_id_fkey`);
      const [moved] = await adapter.applyWrites(table, [
        rowWrite('update', 'b', { id: 'z' }, { id: ['b', 'z'] }),
      ]);
      expect(moved).toMatchObject({ status: 'rejected', rule: 'STILL_REFERENCED', field: 'id' });
    },
  );

  it('is deleted with those that refer to it, or once they refer elsewhere', async () => {
    await database.sql(`CREATE TABLE nodes (id text PRIMARY KEY,
      up text REFERENCES nodes ON DELETE RESTRICT, v text)`);
    await database.sql(`INSERT INTO nodes VALUES ('a', NULL, 'v'), ('b', 'a', 'v'), ('c', 'b', NULL),
      ('p', NULL, 'v'), ('q', 'p', 'v'), ('r', NULL, 'v'), ('s', 'r', 'v')`);
    const table = await bind('nodes');
    const outcomes = await adapter.applyWrites(table, [
      remove('a', { up: [null, null], v: ['v', null] }),
      remove('p', { v: ['v', null] }),
      remove('b', { up: ['a', null], v: ['v', null] }),
      update('q', { up: ['p', 's'], v: ['v', 'w'] }),
      remove('c', { up: ['b', null] }),
      remove('r', { v: ['v', null] }),
    ]);
    expect(statuses(outcomes)).toEqual([
      'written',
      'written',
      'written',
      'written',
      'written',
      'rejected STILL_REFERENCED',
    ]);
    expect(await stored('nodes')).toEqual([
      ['q', 's'],
      ['r', null],
      ['s', 'r'],
    ]);
  });

  it('that takes others with it (ON DELETE CASCADE) is deleted, and so are they', async () => {
    await database.sql(`CREATE TABLE cascades (id text PRIMARY KEY,
      up text REFERENCES cascades ON DELETE CASCADE)`);
    await database.sql(`INSERT INTO cascades VALUES ('a', NULL), ('b', 'a'), ('c', NULL)`);
    const table = await bind('cascades');
    const outcomes = await adapter.applyWrites(table, [
      remove('a', { up: [null, null] }),
      remove('b', { up: ['a', null] }),
    ]);
    expect(outcomes.every(({ status }) => status === 'written' || status === 'already')).toBe(true);
    expect(await stored('cascades')).toEqual([['c', null]]);
  });
});
