import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell } from '../../model/cell.ts';
import type { RowWrite } from '../../model/write.ts';
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
const bind = (name: string, of = adapter) => bindTable(of, { schema: 'public', name }, ['id']);
const update = (id: string, cells: Readonly<Record<string, readonly [Cell, Cell]>>): RowWrite =>
  rowWrite('update', id, { id }, cells);
const stored = (name: string, columns = 'u') =>
  database.sql(`SELECT id::text, ${columns} FROM ${name} ORDER BY id`);

describe.each(['wireUrl', 'neonUrl'] as const)('exchanged values through %s', (door) => {
  it.each([
    ['text', `'x'`, `'y'`],
    ['text NOT NULL', `'x'`, `'y'`],
    ['varchar(3) NOT NULL', `'x'`, `'y'`],
    ['integer NOT NULL', '1', '2'],
    ['smallint', '1', '2'],
    ['date', `'2026-01-01'`, `'2026-01-02'`],
    ['text NOT NULL UNIQUE DEFERRABLE', `'x'`, `'y'`],
  ])('[D9] two rows swap a unique %s', async (type, one, two) => {
    const name = `swap_${type.replaceAll(/\W/g, '').toLowerCase()}_${door.toLowerCase()}`;
    await database.sql(
      `CREATE TABLE ${name} (id int PRIMARY KEY, u ${type.replace('UNIQUE', '')}, n int,
        CONSTRAINT ${name}_once UNIQUE (u))`.replace(/DEFERRABLE(.*)\)$/s, '$1 DEFERRABLE)'),
    );
    await database.sql(
      `INSERT INTO ${name} VALUES (1, ${one}), (2, ${two}), (3, NULL)`.replace(', (3, NULL)', ''),
    );
    const own = database.adapter(database[door]);
    const table = await bind(name, own);
    const [x, y] = [one, two].map((literal) => literal.replaceAll("'", ''));
    const writes = [
      update('1', { u: [x ?? null, y ?? null] }),
      update('2', { u: [y ?? null, x ?? null], n: [null, '7'] }),
    ];
    expect(await own.applyWrites(table, writes)).toMatchObject([
      { status: 'written', externalId: '1', shown: { id: '1', u: y } },
      { status: 'written', externalId: '2', shown: { id: '2', u: x, n: '7' } },
    ]);
    expect(await stored(name, 'u::text, n')).toEqual([
      ['1', y, null],
      ['2', x, 7],
    ]);
    const again = await own.applyWrites(
      table,
      writes.map((write) => ({ ...write, attempted: true })),
    );
    expect(statuses(again)).toEqual(['already', 'already']);
  });
});

describe('linked values', () => {
  it('[D9] circles and chains come out right in any order of the writes', async () => {
    await database.sql('CREATE TABLE round (id int PRIMARY KEY, u text UNIQUE, n int UNIQUE)');
    const table = await bind('round');
    // 1 → 2 → 3 → 1 is a circle in u, 4 and 5 hang on it, 6 and 7 swap n.
    const writes = [
      update('1', { u: ['a', 'b'] }),
      update('2', { u: ['b', 'c'], n: ['2', '20'] }),
      update('3', { u: ['c', 'a'] }),
      update('4', { u: ['d', 'new'] }),
      update('5', { u: ['e', 'd'], n: ['5', '2'] }),
      update('6', { n: ['6', '7'] }),
      update('7', { u: ['g', null], n: ['7', '6'] }),
    ];
    for (let turn = 0; turn < writes.length; turn += 1) {
      await database.sql('DELETE FROM round');
      await database.sql(`INSERT INTO round SELECT i, chr(96 + i), i FROM generate_series(1, 7) i`);
      const turned = [...writes.slice(turn), ...writes.slice(0, turn)];
      const outcomes = await adapter.applyWrites(table, turned);
      expect(statuses(outcomes)).toEqual(writes.map(() => 'written'));
      expect(await stored('round', 'u, n')).toEqual([
        ['1', 'b', 1],
        ['2', 'c', 20],
        ['3', 'a', 3],
        ['4', 'new', 4],
        ['5', 'd', 2],
        ['6', 'f', 7],
        ['7', null, 6],
      ]);
    }
  });

  it('[D9] values unique with others, without case, or by an expression are swapped too', async () => {
    await database.sql(`CREATE TABLE places (id int PRIMARY KEY, list text, u int NOT NULL,
      mail text, UNIQUE (list, u))`);
    await database.sql('CREATE UNIQUE INDEX ON places (lower(mail)) WHERE list IS NOT NULL');
    await database.sql(`INSERT INTO places VALUES (1, 'l', 1, 'Ann@x'), (2, 'l', 2, 'bob@x'),
      (3, 'm', 1, NULL)`);
    const table = await bind('places');
    const outcomes = await adapter.applyWrites(table, [
      update('1', { u: ['1', '2'], mail: ['Ann@x', 'BOB@x'] }),
      update('2', { u: ['2', '1'], mail: ['bob@x', 'ann@x'] }),
    ]);
    expect(statuses(outcomes)).toEqual(['written', 'written']);
    expect(await stored('places', 'u, mail')).toEqual([
      ['1', 2, 'BOB@x'],
      ['2', 1, 'ann@x'],
      ['3', 1, null],
    ]);
  });

  it('[D9] rows exchange the key that identifies them', async () => {
    await database.sql('CREATE TABLE codes (id text PRIMARY KEY, n int)');
    await database.sql(`INSERT INTO codes VALUES ('a', 1), ('b', 2)`);
    const table = await bind('codes');
    const outcomes = await adapter.applyWrites(table, [
      rowWrite('update', 'a', { id: 'b' }, { id: ['a', 'b'] }),
      rowWrite('update', 'b', { id: 'a' }, { id: ['b', 'a'] }),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'written', externalId: 'b', shown: { id: 'b', n: '1' } },
      { status: 'written', externalId: 'a', shown: { id: 'a', n: '2' } },
    ]);
  });

  it('[D9] nothing of a circle is written when one of its rows changed meanwhile', async () => {
    await database.sql('CREATE TABLE moving (id int PRIMARY KEY, u text UNIQUE, n int)');
    await database.sql(
      `INSERT INTO moving VALUES (1, 'x', 0), (2, 'y', 5), (3, 'p', 0), (4, 'q', 0)`,
    );
    const table = await bind('moving');
    const outcomes = await adapter.applyWrites(table, [
      update('1', { u: ['x', 'y'] }),
      update('2', { u: ['y', 'x'], n: ['0', '1'] }),
      update('3', { u: ['p', 'q'] }),
      update('4', { u: ['q', 'p'] }),
    ]);
    expect(statuses(outcomes)).toEqual(['rejected UNIQUE_CLASH', 'stale', 'written', 'written']);
    expect(await stored('moving')).toEqual([
      ['1', 'x'],
      ['2', 'y'],
      ['3', 'q'],
      ['4', 'p'],
    ]);
  });

  it('[D9] a row that a person emptied meanwhile is not filled on the way', async () => {
    await database.sql('CREATE TABLE emptied (id int PRIMARY KEY, u text UNIQUE)');
    await database.sql(`INSERT INTO emptied VALUES (1, NULL), (2, 'y')`);
    const table = await bind('emptied');
    const outcomes = await adapter.applyWrites(table, [
      update('1', { u: ['x', 'y'] }),
      update('2', { u: ['y', 'x'] }),
    ]);
    expect(statuses(outcomes)).toEqual(['stale', 'written']);
    expect(await stored('emptied')).toEqual([
      ['1', null],
      ['2', 'x'],
    ]);
  });

  it('[D9] a circle that has no detour is refused and names the row in the way', async () => {
    await database.sql(`CREATE TABLE strict (id int PRIMARY KEY, u int NOT NULL CHECK (u > 0),
      v date NOT NULL, w text, UNIQUE (u), UNIQUE (v), UNIQUE (w))`);
    await database.sql('CREATE TABLE child (w text REFERENCES strict (w) ON UPDATE CASCADE)');
    await database.sql(
      `INSERT INTO strict VALUES (1, 1, '2026-01-01', 'x'), (2, 2, '2026-01-02', 'y')`,
    );
    await database.sql(`INSERT INTO child VALUES ('x'), ('y')`);
    const before = await stored('strict', 'u, v::text, w');
    const table = await bind('strict');
    const swap = (field: string, one: string, two: string) =>
      adapter.applyWrites(table, [
        update('1', { [field]: [one, two] }),
        update('2', { [field]: [two, one] }),
      ]);
    for (const outcomes of [
      await swap('u', '1', '2'),
      await swap('v', '2026-01-01', '2026-01-02'),
      await swap('w', 'x', 'y'),
    ]) {
      expect(statuses(outcomes)).toEqual(['rejected UNIQUE_CLASH', 'rejected UNIQUE_CLASH']);
      expect(JSON.stringify(outcomes[0])).toContain(JSON.stringify('{"id":"2"}').slice(1, -1));
    }
    expect(await stored('strict', 'u, v::text, w')).toEqual(before);
    expect(await database.sql('SELECT w FROM child ORDER BY w')).toEqual([['x'], ['y']]);
  });

  it('[D9] a trigger that keeps a row at its detour undoes all of it', async () => {
    await database.sql('CREATE TABLE sticky (id int PRIMARY KEY, u text UNIQUE)');
    await database.sql(`INSERT INTO sticky VALUES (1, 'x'), (2, 'y')`);
    await database.sql(`CREATE FUNCTION stick() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF OLD.u IS NULL THEN RETURN NULL; END IF; RETURN NEW; END $$`);
    await database.sql(
      'CREATE TRIGGER stick BEFORE UPDATE ON sticky FOR EACH ROW EXECUTE FUNCTION stick()',
    );
    const table = await bind('sticky');
    const outcomes = await adapter.applyWrites(table, [
      update('1', { u: ['x', 'y'] }),
      update('2', { u: ['y', 'x'] }),
    ]);
    expect(statuses(outcomes)).toEqual(['rejected UNIQUE_CLASH', 'rejected UNIQUE_CLASH']);
    expect(await stored('sticky')).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ]);
  });

  it('[D9] moves 500 places by one in few requests, and stops at the row that cannot', async () => {
    await database.sql('CREATE TABLE ranks (id int PRIMARY KEY, u int NOT NULL UNIQUE, t text)');
    await database.sql(`INSERT INTO ranks SELECT i, i FROM generate_series(0, 499) i`);
    const table = await bind('ranks');
    const shift = (by: number) =>
      Array.from({ length: 500 }, (_, i) => {
        const at = i + (by < 0 ? -by : 0);
        return update(String(i), { u: [String(at), String(at + by)] });
      });
    database.requests.count = 0;
    const up = await adapter.applyWrites(table, shift(1));
    expect(up.filter(({ status }) => status !== 'written')).toEqual([]);
    expect(database.requests.count).toBeLessThanOrEqual(2);
    await database.sql('ALTER TABLE ranks ADD CHECK (id <> 3 OR u > 3)');
    const down = await adapter.applyWrites(table, shift(-1));
    expect(statuses(down.slice(0, 5))).toEqual([
      'written',
      'written',
      'written',
      'rejected CHECK',
      'rejected UNIQUE_CLASH',
    ]);
    expect(await database.sql('SELECT count(DISTINCT u)::int, min(u), max(u) FROM ranks')).toEqual([
      [500, 0, 500],
    ]);
  });
});

describe('taken values', () => {
  it('[D10] only the row is refused that takes what another has, whose key it names', async () => {
    await database.sql(`CREATE TABLE clients (no serial PRIMARY KEY, id text UNIQUE, secret text,
      shop text, u text CONSTRAINT one_mail UNIQUE, UNIQUE (shop, secret))`);
    await database.sql(`INSERT INTO clients (id, secret, shop, u) VALUES ('k1', 's1', 'a', 'ann@x'),
      ('k2', 's2', 'a', 'bob@x')`);
    const table = await bind('clients');
    const create = (id: string, u: string) =>
      rowWrite('create', null, { id }, { id: [null, id], u: [null, u] });
    const outcomes = await adapter.applyWrites(table, [
      create('n1', 'new@x'),
      create('n2', 'ann@x'),
      rowWrite('update', '2', { id: 'k2' }, { secret: ['s2', 's1'] }),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'written' },
      { status: 'rejected', rule: 'UNIQUE_CLASH', field: 'u' },
      { status: 'rejected', rule: 'UNIQUE_CLASH', field: 'secret' },
    ]);
    for (const outcome of outcomes.slice(1)) {
      const message = 'message' in outcome ? outcome.message : '';
      expect(message).toContain('{"id":"k1"}');
      for (const cell of ['ann@x', 's1', 'bob@x']) expect(message).not.toContain(cell);
    }
  });

  it('[D10] new rows go into a table whose constraint is deferrable', async () => {
    for (const when of ['IMMEDIATE', 'DEFERRED']) {
      const name = `late_${when.toLowerCase()}`;
      await database.sql(
        `CREATE TABLE ${name} (id text PRIMARY KEY, u text UNIQUE DEFERRABLE INITIALLY ${when})`,
      );
      const table = await bind(name);
      const create = (id: string, u: string) =>
        rowWrite('create', null, { id }, { id: [null, id], u: [null, u] });
      const outcomes = await adapter.applyWrites(table, [
        create('a', 'x'),
        create('b', 'y'),
        create('c', 'x'),
        create('d', 'z'),
      ]);
      expect(statuses(outcomes)).toEqual([
        'written',
        'written',
        'rejected UNIQUE_CLASH',
        'written',
      ]);
      expect(statuses(await adapter.applyWrites(table, [create('a', 'q')]))).toEqual(['stale']);
    }
  });
});
