import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const code = (expected: string) => expect.objectContaining({ code: expected });
const fieldOf = async (table: string, column: string) => {
  const shape = await adapter.describeTable({ name: table });
  return shape.fields.find((field) => field.name === column);
};

describe('names', () => {
  const name = `Order Items"; drop table x; --`;

  it('[G17] quotes tables and columns of any name', async () => {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    await database.sql(
      `CREATE TABLE ${quoted} ("a""b" text PRIMARY KEY, "v" text, "t" text, "i" int, "select" int)`,
    );
    const table = await bindTable(adapter, { schema: 'public', name }, ['a"b']);
    const cells = {
      v: [null, 'v1'],
      t: [null, 't1'],
      i: [null, '1'],
      select: [null, '2'],
    } as const;
    const key = { 'a"b': `k'1\\` };
    const [created] = await adapter.applyWrites(table, [
      rowWrite('create', null, key, { 'a"b': [null, key['a"b']], ...cells }),
    ]);
    expect(created).toMatchObject({ status: 'written', externalId: key['a"b'] });
    const [updated] = await adapter.applyWrites(table, [
      rowWrite('update', key['a"b'], key, { v: ['v1', 'v2'], i: ['1', '3'] }),
    ]);
    expect(updated).toMatchObject({
      status: 'written',
      shown: { ...key, v: 'v2', t: 't1', i: '3', select: '2' },
    });
    const [deleted] = await adapter.applyWrites(table, [
      rowWrite('delete', key['a"b'], key, { v: ['v2', null], t: ['t1', null] }),
    ]);
    expect(deleted?.status).toBe('written');
  });

  it('creates a table of such a name, and refuses names that Postgres would cut', async () => {
    const field = (fieldName: string) =>
      ({ name: fieldName, cellType: 'text', required: true }) as const;
    const shape = await adapter.createTable({
      title: `a"b; drop table x`,
      fields: [field(`it's`), field('"; --')],
      key: ['"; --'],
    });
    expect(shape.table).toEqual({ schema: 'public', name: `a"b; drop table x` });
    expect(shape.keyCandidates).toEqual([['"; --']]);
    for (const title of ['x'.repeat(64), 'ü'.repeat(32), '', 'a\u0000']) {
      const refused = adapter.createTable({ title, fields: [field('k')], key: ['k'] });
      await expect(refused).rejects.toThrow(code('CS_INVALID_REQUEST'));
    }
  });
});

describe('createTable', () => {
  const fields = [
    { name: 'code', cellType: 'text', required: true },
    { name: 'year', cellType: 'integer', required: true },
    { name: 'price', cellType: 'decimal', required: true },
    { name: 'seen', cellType: 'datetime', required: false },
    { name: 'state', cellType: 'enum', required: false, options: ['new', `it's\\`] },
    { name: 'tags', cellType: 'enum-set', required: false, options: ['a'] },
  ] as const;

  it('makes the column of each type and the primary key', async () => {
    const shape = await adapter.createTable({ title: 'made', fields, key: ['code', 'year'] });
    expect(shape.fields.map((field) => [field.nativeType, field.cellType])).toEqual([
      ['text not null', 'text'],
      ['bigint not null', 'integer'],
      ['numeric not null', 'decimal'],
      ['timestamp with time zone', 'datetime'],
      ['text', 'text'],
      ['text[]', 'enum-set'],
    ]);
    expect(shape.keyCandidates).toEqual([['code', 'year']]);
    const table = await bindTable(adapter, shape.table, ['code', 'year'], { state: 'enum' });
    const create = (codeCell: string, state: string) =>
      rowWrite(
        'create',
        null,
        { code: codeCell, year: '1' },
        {
          code: [null, codeCell],
          year: [null, '1'],
          price: [null, '1'],
          state: [null, state],
        },
      );
    const outcomes = await adapter.applyWrites(table, [create('a', 'old'), create('b', `it's\\`)]);
    expect(outcomes).toMatchObject([
      { status: 'rejected', rule: 'CHECK' },
      { status: 'written', externalId: '["b","1"]' },
    ]);
  });

  it('does not touch a table that is there', async () => {
    const again = adapter.createTable({ title: 'made', fields, key: ['code'] });
    await expect(again).rejects.toThrow(code('CS_STATE_CONFLICT'));
    const elsewhere = adapter.createTable({
      title: 'made',
      fields,
      key: ['code'],
      parent: { schema: 'absent' },
    });
    await expect(elsewhere).rejects.toThrow(code('CS_TABLE_NOT_FOUND'));
  });
});

describe('what a table is', () => {
  it('[AD17] [G8] never writes generated columns', async () => {
    await database.sql(`CREATE TABLE computed (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sku text UNIQUE NOT NULL,
      label text GENERATED ALWAYS AS (upper(sku)) STORED,
      made timestamptz NOT NULL DEFAULT now(), note text NOT NULL)`);
    expect(await fieldOf('computed', 'id')).toMatchObject({ writable: false, cellType: 'integer' });
    expect(await fieldOf('computed', 'label')).toMatchObject({ writable: false });
    expect(await fieldOf('computed', 'made')).toMatchObject({
      writable: true,
      nativeType: 'timestamp with time zone not null default',
    });
    const table = await bindTable(adapter, { schema: 'public', name: 'computed' }, ['sku']);
    const outcomes = await adapter.applyWrites(table, [
      rowWrite(
        'create',
        null,
        { sku: 'a' },
        { sku: [null, 'a'], note: [null, 'n'], made: [null, null] },
      ),
      rowWrite('create', null, { sku: 'b' }, { sku: [null, 'b'], label: [null, 'B'] }),
      rowWrite('create', null, { sku: 'c' }, { sku: [null, 'c'], note: [null, null] }),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'written', externalId: '1', shown: { id: '1', sku: 'a', label: 'A' } },
      { status: 'rejected', rule: 'READ_ONLY_COLUMN', field: 'label' },
      { status: 'rejected', rule: 'NOT_NULL', field: 'note' },
    ]);
  });

  it('calls nothing in a view writable, and does not read a table without a key', async () => {
    await database.sql('CREATE VIEW seen AS SELECT sku, label FROM computed');
    await database.sql('CREATE TABLE keyless (a text)');
    const view = await adapter.describeTable({ name: 'seen' });
    expect(view.fields.map((field) => field.writable)).toEqual([false, false]);
    expect(view.keyCandidates).toEqual([]);
    const keyless = await bindTable(adapter, { schema: 'public', name: 'keyless' }, ['a']);
    await expect(adapter.readPage(keyless, null)).rejects.toThrow(code('CS_KEY_MISSING'));
  });

  it('lists tables and views, but neither partitions nor its own namespace', async () => {
    await database.sql('CREATE SCHEMA chittysync');
    await database.sql('CREATE TABLE chittysync.runs (id text PRIMARY KEY)');
    await database.sql('CREATE SCHEMA other');
    await database.sql(
      'CREATE TABLE other.parts (id int, k text, PRIMARY KEY (id, k)) PARTITION BY LIST (k)',
    );
    await database.sql(`CREATE TABLE other.part_a PARTITION OF other.parts FOR VALUES IN ('a')`);
    const titles = (await adapter.listTables()).map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['computed', 'seen', 'other.parts']));
    expect(titles).not.toEqual(expect.arrayContaining(['other.part_a']));
    expect(titles.some((title) => title.startsWith('chittysync'))).toBe(false);
  });

  it('knows which columns it cannot read, and the base type of a domain', async () => {
    await database.sql(`CREATE DOMAIN score AS numeric(5,2) CHECK (VALUE < 100)`);
    await database.sql(
      `CREATE TABLE odd (id uuid PRIMARY KEY, j jsonb, b bytea, i interval, s score, d text[][])`,
    );
    const shape = await adapter.describeTable({ name: 'odd' });
    expect(shape.fields.map((f) => [f.nativeType, f.cellType, f.writable])).toEqual([
      ['uuid not null', 'text', true],
      ['jsonb', 'json', true],
      ['bytea', null, false],
      ['interval', 'text', true],
      ['numeric(5,2)', 'decimal', true],
      ['text[]', 'enum-set', true],
    ]);
    const table = await bindTable(adapter, shape.table, ['id']);
    const id = '6f9619ff-8b86-d011-b42d-00c04fc964ff';
    const [refused, kept] = await adapter.applyWrites(table, [
      rowWrite(
        'create',
        null,
        { id: id.replace('6', '7') },
        { id: [null, id.replace('6', '7')], s: [null, '100'] },
      ),
      rowWrite('create', null, { id }, { id: [null, id.toUpperCase()], s: [null, '99.5'] }),
    ]);
    expect(refused).toMatchObject({ status: 'rejected', rule: 'CHECK' });
    expect(kept).toMatchObject({ status: 'written', externalId: id, shown: { s: '99.5' } });
  });

  it('[AD16] follows a renamed column by id, and misses a dropped one', async () => {
    await database.sql('CREATE TABLE renamed (id text PRIMARY KEY, old text, gone text)');
    const table = await bindTable(adapter, { schema: 'public', name: 'renamed' }, ['id']);
    await database.sql('ALTER TABLE renamed RENAME old TO new');
    await database.sql(`INSERT INTO renamed VALUES ('1', 'x', 'y')`);
    const page = await adapter.readPage(table, null);
    expect(page.rows[0]?.cells).toEqual({ id: '1', old: 'x', gone: 'y' });
    await database.sql('ALTER TABLE renamed DROP gone');
    await expect(adapter.readPage(table, null)).rejects.toMatchObject({
      code: 'CS_COLUMN_MISSING',
      details: { column: 'gone' },
    });
  });

  it('[G12] tells what became of a column: its type, whether it may be empty, and that it is gone', async () => {
    await database.sql(`CREATE DOMAIN named AS text NOT NULL`);
    await database.sql('CREATE TABLE altered (id int PRIMARY KEY, n int, v text, w text, d text)');
    const shape = async () => {
      const { fields } = await adapter.describeTable({ name: 'altered' });
      return Object.fromEntries(
        fields.map(({ name, id, nativeType, cellType }) => [name, [id, nativeType, cellType]]),
      );
    };
    const before = await shape();
    const idOf = (name: string) => before[name]?.[0];
    expect(Object.values(before).map(([, nativeType]) => nativeType)).toEqual([
      'integer not null',
      'integer',
      'text',
      'text',
      'text',
    ]);
    await database.sql(`ALTER TABLE altered ALTER n TYPE numeric(8,2), ALTER v SET NOT NULL,
      ALTER v SET DEFAULT 'x', DROP w, ALTER d TYPE named`);
    await database.sql('ALTER TABLE altered ADD w text');
    const after = await shape();
    expect(after).toEqual({
      id: before.id,
      n: [idOf('n'), 'numeric(8,2)', 'decimal'],
      v: [idOf('v'), 'text not null default', 'text'],
      d: [idOf('d'), 'text not null', 'text'],
      w: [expect.any(String), 'text', 'text'],
    });
    expect(after.w?.[0]).not.toBe(idOf('w'));
  });

  it('says which column cannot hold the cell type', async () => {
    const table = await bindTable(adapter, { schema: 'public', name: 'odd' }, ['id']);
    await database.sql('ALTER TABLE odd ALTER s TYPE text');
    await expect(adapter.readPage(table, null)).rejects.toThrow(code('CS_TYPE_UNSUPPORTED'));
  });
});
