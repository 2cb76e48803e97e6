import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../errors/assert.ts';
import { projectCell, type SystemAdapter } from '../adapter.ts';
import { postgresCodec } from './codec.ts';
import {
  bindTable,
  type LocalDatabase,
  rowWrite,
  startLocalDatabase,
  statuses,
} from './local-database.fixture.ts';

let database: LocalDatabase;
let adapter: SystemAdapter;
beforeAll(async () => {
  database = await startLocalDatabase('real');
  // What is read must not depend on how a database or role likes to see its values.
  for (const setting of ["intervalstyle = 'sql_standard'", "datestyle = 'SQL, DMY'"]) {
    await database.sql(`ALTER DATABASE customer SET ${setting}`);
  }
  adapter = database.adapter();
});
afterAll(async () => database.close());

const bind = (name: string) => bindTable(adapter, { schema: 'public', name }, ['id']);
const update = (id: string, before: string | readonly string[], after: string) =>
  rowWrite('update', id, { id }, { v: [before, after] });

/** A table of one column of the type and the values as rows, as it is read. */
async function read(type: string, values: readonly string[]) {
  const name = `read ${type}`;
  await database.sql(`DROP TABLE IF EXISTS "${name}"`);
  await database.sql(`CREATE TABLE "${name}" (id int PRIMARY KEY, v ${type})`);
  for (const [i, value] of values.entries()) {
    await database.sql(`INSERT INTO "${name}" VALUES (${i}, ${value})`);
  }
  const table = await bind(name);
  const { rows } = await adapter.readPage(table, null);
  const shown = rows.map(({ cells, problems }) => problems[0]?.rule ?? cells.v);
  return { table, name, shown };
}

describe('values that are read', () => {
  it.each([
    ['interval', [`'1 mon'`, `'30 days'`, `'720 hours'`], ['P1M', 'P30D', 'PT720H']],
    ['interval(3)', [`'-1 year +3 days -04:05:06.789'`], ['P-1Y3DT-4H-5M-6.789S']],
    ['interval day', [`'1 mon 2 days 3 h'`, `'infinity'`], ['P1M2D', 'OUT_OF_RANGE']],
    ['timetz', [`'09:30+05:45'`, `'24:00-12'`], ['09:30:00+05:45', '24:00:00-12']],
    ['inet', [`'10.0.0.1'`, `'::ffff:1.2.3.4/96'`], ['10.0.0.1', '::ffff:1.2.3.4/96']],
    ['cidr', [`'10.0.0.0/8'`], ['10.0.0.0/8']],
    ['macaddr8', [`'08:00:2b:01:02:03:04:05'`], ['08:00:2b:01:02:03:04:05']],
    ['bit(3)', [`'101'`], ['101']],
    ['xml', [`'<a b="c"/>'`], ['<a b="c"/>']],
    ['tsvector', [`'fat:2 cat:1,3A'`, `''`], [`'cat':1,3A 'fat':2`, null]],
    [
      'int[]',
      [`'{3,1}'`, `'{}'`, `'{1,1}'`, `'{1,NULL}'`, `'{{1}}'`],
      [['1', '3'], null, 'DUPLICATE_ELEMENT', 'NULL_ELEMENT', 'NESTED_ARRAY'],
    ],
    ['bigint[]', [`'{9223372036854775807}'`], [['9223372036854775807']]],
    [
      'numeric[]',
      [`'{1.50,2}'`, `'{1.5,1.50}'`, `'{NaN}'`],
      [['1.5', '2'], 'DUPLICATE_ELEMENT', 'NOT_FINITE'],
    ],
    ['date[]', [`'{2026-01-31}'`, `'{infinity}'`], [['2026-01-31'], 'OUT_OF_RANGE']],
    ['timestamptz[]', [`'{2026-01-31 12:00+02}'`], [['2026-01-31T10:00:00Z']]],
    ['bool[]', [`'{t,f}'`, `'{t}'`], [['false', 'true'], ['true']]],
    [
      'text[]',
      [`'{b,a}'`, `'{a,""}'`, `'{a,NULL}'`, `'[2:3]={x,y}'`],
      [['a', 'b'], 'EMPTY_ELEMENT', 'NULL_ELEMENT', ['x', 'y']],
    ],
  ] as const)('%s', async (type, values, expected) => {
    expect((await read(type, values)).shown).toEqual(expected);
  });

  it('an hstore is shown wherever its extension is, and is not written', async () => {
    await database.sql('CREATE SCHEMA extensions');
    await database.sql('CREATE EXTENSION hstore SCHEMA extensions');
    const { table, shown } = await read('extensions.hstore', [`'b=>2, a=>NULL'`]);
    expect(shown).toEqual(['"a"=>NULL, "b"=>"2"']);
    expect(table.fields[1]?.column.writable).toBe(false);
    const writes = [
      update('0', '"a"=>NULL, "b"=>"2"', '"c"=>"3"'),
      rowWrite('delete', '0', { id: '0' }, { v: ['"a"=>NULL, "b"=>"3"', null] }),
      rowWrite('delete', '0', { id: '0' }, { v: ['"a"=>NULL, "b"=>"2"', null] }),
    ];
    const outcomes = [];
    for (const write of writes) outcomes.push(...(await adapter.applyWrites(table, [write])));
    expect(statuses(outcomes)).toEqual(['rejected READ_ONLY_COLUMN v', 'stale', 'written']);
  });

  it.each(['bytea', 'money', 'point', 'int4range', 'tsquery', 'jsonb[]', 'bytea[]', 'oid'])(
    'a column of type %s is named, and cannot be mapped',
    async (type) => {
      await database.sql(`CREATE TABLE "of ${type}" (id int PRIMARY KEY, v ${type})`);
      const shape = await adapter.describeTable({ name: `of ${type}` });
      expect(shape.fields[1]).toMatchObject({ cellType: null, writable: false });
    },
  );

  it('a domain is what lies below it, however deep, with all that its domains demand', async () => {
    await database.sql('CREATE DOMAIN word AS varchar(5)');
    await database.sql(`CREATE DOMAIN token AS word NOT NULL CHECK (VALUE <> 'bad')`);
    await database.sql(`CREATE DOMAIN named AS token DEFAULT 'none'`);
    await database.sql(`CREATE TYPE mood AS ENUM ('sad', 'ok')`);
    await database.sql('CREATE DOMAIN feeling AS mood');
    await database.sql('CREATE DOMAIN span AS interval(3)');
    await database.sql('CREATE DOMAIN ids AS int[]');
    await database.sql('CREATE DOMAIN period AS tstzrange');
    await database.sql(`CREATE TABLE domains (id int PRIMARY KEY, w word, t token, n named,
      f feeling, s span, i ids, p period)`);
    const { fields } = await adapter.describeTable({ name: 'domains' });
    expect(fields.map(({ nativeType, cellType }) => [nativeType, cellType])).toEqual([
      ['integer not null', 'integer'],
      ['character varying(5)', 'text'],
      ['character varying(5) not null', 'text'],
      ['character varying(5) not null default', 'text'],
      ['public.mood', 'enum'],
      ['interval(3)', 'text'],
      ['integer[]', 'enum-set'],
      ['tstzrange', 'date-range'],
    ]);
    const table = await bind('domains');
    const cells = {
      w: 'ab',
      t: 'cd',
      f: 'ok',
      s: 'P1D',
      i: ['1', '2'],
      p: '2026-01-01T00:00:00Z/2026-01-02T00:00:00Z',
    };
    const create = (id: string, more: Readonly<Record<string, string>> = {}) =>
      rowWrite(
        'create',
        null,
        { id },
        Object.fromEntries(
          Object.entries({ id, ...cells, ...more }).map(([f, cell]) => [f, [null, cell] as const]),
        ),
      );
    const outcomes = await adapter.applyWrites(table, [
      create('1'),
      create('2', { t: 'bad' }),
      create('3', { t: 'longer' }),
      rowWrite('create', null, { id: '4' }, { id: [null, '4'] }),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'written', shown: { ...cells, n: 'none' } },
      { status: 'rejected', rule: 'CHECK' },
      { status: 'rejected', rule: 'TOO_LONG', field: 't' },
      { status: 'rejected', rule: 'NOT_NULL' },
    ]);
    const changes = await adapter.applyWrites(table, [
      rowWrite(
        'update',
        '1',
        { id: '1' },
        { i: [cells.i, ['3']], s: ['P1D', 'P1M'], p: [cells.p, null] },
      ),
    ]);
    expect(statuses(changes)).toEqual(['written']);
  });
});

describe('values that are written', () => {
  it('an address comes back as the codec says, wherever its zeros are', async () => {
    const words = (mask: number) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((i) => ((mask >> i) & 1 ? 'Ffff' : '0'));
    const cells = Array.from({ length: 256 }, (_, mask) => words(mask).join(':'));
    const { table } = await read('inet', []);
    const writes = cells.map((cell, i) =>
      rowWrite('create', null, { id: String(i) }, { id: [null, String(i)], v: [null, cell] }),
    );
    const outcomes = await adapter.applyWrites(table, writes);
    const codec = must(postgresCodec(must(table.fields[1], 'bound')), 'an inet is text');
    expect(outcomes.map((o) => (o.status === 'written' ? o.shown?.v : o.status))).toEqual(
      cells.map((cell) => {
        const shown = projectCell(codec, cell);
        return shown.ok ? shown.cell : shown.rule;
      }),
    );
  });

  it('an interval of 30 days is not the month that somebody made of it meanwhile', async () => {
    const { table, name } = await read('interval hour to second', [`'1 mon'`, `'720 h'`]);
    expect(statuses(await adapter.applyWrites(table, [update('0', 'P30D', 'PT1H')]))).toEqual([
      'stale',
    ]);
    expect(statuses(await adapter.applyWrites(table, [update('0', 'P1M', 'P30D')]))).toEqual([
      'written',
    ]);
    expect(statuses(await adapter.applyWrites(table, [update('1', 'PT720H', 'P30D')]))).toEqual([
      'written',
    ]);
    expect(await database.sql(`SELECT extract(day FROM v)::int FROM "${name}"`)).toEqual([
      [30],
      [30],
    ]);
  });

  it('an array to which somebody added NULL, a copy or a dimension is not overwritten', async () => {
    for (const [type, more] of [
      ['text[]', ['{a,NULL}', '{a,a}', '{{a}}', '{a,""}']],
      ['int[]', ['{1,NULL}', '{1,1}', '{{1}}']],
    ] as const) {
      const cell = [type === 'text[]' ? 'a' : '1'];
      const name = `grown ${type}`;
      await database.sql(`CREATE TABLE "${name}" (id int PRIMARY KEY, v ${type})`);
      for (const [i, value] of more.entries()) {
        await database.sql(`INSERT INTO "${name}" VALUES (${i}, '${value}')`);
      }
      const table = await bind(name);
      const writes = more.map((_, i) =>
        rowWrite('update', String(i), { id: String(i) }, { v: [cell, ['2']] }),
      );
      const outcomes = await adapter.applyWrites(table, writes);
      expect(new Set(statuses(outcomes))).toEqual(new Set(['stale']));
    }
  });

  it('json that no other system holds is a problem of its row, which fails no other', async () => {
    const values = [
      `'{"a": "\\u0000"}'`,
      `'"\\ud83d"'`,
      `'1e999999'`,
      `'{"b":  "\\ud83d\\ude00 \\\\u0000 1e99999"}'`,
      `'null'`,
      `'{"c": 1, "c": 2}'`,
    ];
    const { table, shown, name } = await read('json', values);
    const smile = '{"b":"😀 \\\\u0000 1e99999"}';
    expect(shown).toEqual(['TYPE', 'TYPE', 'TYPE', smile, null, '{"c":2}']);
    const writes = [
      update('0', '{"a":"x"}', '1'),
      update('1', '"x"', '1'),
      update('2', '3', '1'),
      update('3', smile, '{"d":1}'),
      rowWrite('update', '4', { id: '4' }, { v: [null, '4'] }),
      rowWrite('delete', '5', { id: '5' }, { v: ['{"c":2}', null] }),
    ];
    expect(statuses(await adapter.applyWrites(table, writes))).toEqual([
      'stale',
      'stale',
      'stale',
      'written',
      'written',
      'written',
    ]);
    expect(
      await database.sql(`SELECT v::text FROM "${name}" WHERE id IN (3, 4) ORDER BY id`),
    ).toEqual([['{"d":1}'], ['4']]);
  });

  it.each([
    ['json', '{"a": [1, 2]}', '{"a":[1,2]}', '{"a":[1,2,3]}'],
    ['date-range', '2026-01-31', '2026-01-31/2026-01-31', '2026-02-01/2026-02-02'],
  ] as const)(
    'a text that says a %s in another way is found again',
    async (cellType, raw, cell, after) => {
      const name = `spelt ${cellType}`;
      await database.sql(`CREATE TABLE "${name}" (id text PRIMARY KEY, v text)`);
      await database.sql(`INSERT INTO "${name}" VALUES ('a', $1), ('b', $1), ('c', 'other')`, [
        raw,
      ]);
      const table = await bindTable(adapter, { schema: 'public', name }, ['id'], { v: cellType });
      expect((await adapter.readPage(table, null)).rows[0]?.cells.v).toBe(cell);
      const outcomes = await adapter.applyWrites(table, [
        update('a', cell, after),
        rowWrite('delete', 'b', { id: 'b' }, { v: [cell, null] }),
        update('c', cell, after),
      ]);
      expect(statuses(outcomes)).toEqual(['written', 'written', 'stale']);
    },
  );
});
