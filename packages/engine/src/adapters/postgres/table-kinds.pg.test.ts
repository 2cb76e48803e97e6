import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const code = (expected: string) => expect.objectContaining({ code: expected });
const bind = (name: string, key: readonly string[] = ['id']) =>
  bindTable(adapter, { schema: 'public', name }, key);

describe('what is no ordinary table', () => {
  it('a view, a materialized view and a foreign table are described, but cannot be bound', async () => {
    await database.sql('CREATE TABLE base (id text PRIMARY KEY, v text)');
    await database.sql('CREATE VIEW shown AS SELECT * FROM base');
    await database.sql('CREATE MATERIALIZED VIEW kept AS SELECT * FROM base');
    await database.sql('CREATE UNIQUE INDEX ON kept (id)');
    await database.sql('CREATE FOREIGN DATA WRAPPER nowhere');
    await database.sql('CREATE SERVER far FOREIGN DATA WRAPPER nowhere');
    await database.sql('CREATE FOREIGN TABLE remote (id text NOT NULL, v text) SERVER far');
    for (const name of ['shown', 'kept', 'remote']) {
      const shape = await adapter.describeTable({ name });
      expect([name, shape.fields.map(({ writable }) => writable), shape.keyCandidates]).toEqual([
        name,
        [false, false],
        [],
      ]);
      const table = await bind(name);
      await expect(adapter.readPage(table, null)).rejects.toThrow(code('CS_KEY_MISSING'));
      await expect(adapter.applyWrites(table, [createRow('a')])).rejects.toThrow(
        code('CS_KEY_MISSING'),
      );
    }
  });

  it.each([
    ['no key at all', 'id text, v text'],
    ['a key that may be NULL', 'id text UNIQUE, v text'],
    ['a range in its key', 'id daterange UNIQUE NOT NULL, v text'],
    ['a key of a part of the rows', 'id text NOT NULL, v text'],
  ])('a table with %s cannot be bound', async (what, columns) => {
    const name = `keyless_${what.length}`;
    await database.sql(`CREATE TABLE ${name} (${columns})`);
    await database.sql(`CREATE UNIQUE INDEX ON ${name} (id) WHERE v IS NOT NULL`);
    const table = await bind(name);
    await expect(adapter.readPage(table, null)).rejects.toThrow(code('CS_KEY_MISSING'));
    await expect(adapter.lookUp(table, ['a'])).rejects.toThrow(code('CS_KEY_MISSING'));
  });

  it('a row of a partitioned table moves to another partition, and clashes by its field', async () => {
    await database.sql(`CREATE TABLE parts (id text, region text NOT NULL, mail text,
      PRIMARY KEY (id, region), CONSTRAINT one_mail UNIQUE (mail, region)) PARTITION BY LIST (region)`);
    await database.sql(`CREATE TABLE parts_eu PARTITION OF parts FOR VALUES IN ('de', 'fr')`);
    await database.sql(`CREATE TABLE parts_us PARTITION OF parts FOR VALUES IN ('us')`);
    await database.sql(
      `INSERT INTO parts VALUES ('a', 'de', 'a@x'), ('b', 'de', 'b@x'), ('u', 'us', 'u@x')`,
    );
    const table = await bind('parts');
    const outcomes = await adapter.applyWrites(table, [
      rowWrite('update', '["a","de"]', { id: 'a' }, { region: ['de', 'us'] }),
      rowWrite('update', '["b","de"]', { id: 'b' }, { region: ['de', 'xx'] }),
      createRow('c', { region: 'fr', mail: 'c@x' }),
      createRow('d', { region: 'yy' }),
      createRow('e', { region: 'de', mail: 'b@x' }),
      rowWrite('update', '["u","us"]', { id: 'u' }, { mail: ['u@x', 'a@x'] }),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'written', externalId: '["a","us"]' },
      { status: 'rejected', rule: 'CHECK' },
      { status: 'written', externalId: '["c","fr"]' },
      { status: 'rejected', rule: 'CHECK' },
      { status: 'rejected', rule: 'UNIQUE_CLASH', field: 'region' },
      { status: 'rejected', rule: 'UNIQUE_CLASH', field: 'mail' },
    ]);
    expect(JSON.stringify(outcomes[4])).toContain('{\\"id\\":\\"b\\"}');
  });

  it('[D9] values are swapped within a partition', async () => {
    await database.sql(`CREATE TABLE seats (id int, room int, seat int NOT NULL,
      PRIMARY KEY (id, room), UNIQUE (room, seat)) PARTITION BY LIST (room)`);
    await database.sql('CREATE TABLE seats_1 PARTITION OF seats FOR VALUES IN (1)');
    await database.sql('INSERT INTO seats VALUES (1, 1, 10), (2, 1, 20)');
    const table = await bind('seats');
    const outcomes = await adapter.applyWrites(table, [
      rowWrite('update', '["1","1"]', { id: '1' }, { seat: ['10', '20'] }),
      rowWrite('update', '["2","1"]', { id: '2' }, { seat: ['20', '10'] }),
    ]);
    expect(statuses(outcomes)).toEqual(['written', 'written']);
  });

  it.each([
    ['text[]', `'{b,a}'`],
    ['jsonb', `'{"a": 1}'`],
    ['timetz', `'10:00+02'`],
    ['interval', `'1 mon 30 days'`],
    ['inet', `'10.0.0.1/8'`],
  ])('a row whose key has a part of type %s is found again', async (type, value) => {
    const name = `keyed_by_${type.replaceAll(/\W/g, '')}`;
    await database.sql(
      `CREATE TABLE ${name} (id text, part ${type}, v text, PRIMARY KEY (id, part))`,
    );
    await database.sql(`INSERT INTO ${name} VALUES ('a', ${value}, 'old')`);
    const table = await bind(name);
    const [row] = (await adapter.readPage(table, null)).rows;
    const id = row?.externalId ?? '';
    expect([...(await adapter.lookUp(table, [id])).values()]).toEqual(['present']);
    const write = rowWrite('update', id, { id: 'a' }, { v: ['old', 'new'] });
    expect(statuses(await adapter.applyWrites(table, [write]))).toEqual(['written']);
  });
});

describe('columns that the table fills in', () => {
  it('[G8] a row whose key the table counts itself is not created', async () => {
    await database.sql(
      'CREATE TABLE counted (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)',
    );
    await database.sql(`INSERT INTO counted (v) VALUES ('old')`);
    const table = await bind('counted');
    const outcomes = await adapter.applyWrites(table, [
      createRow('7', { v: 'x' }),
      rowWrite('create', null, { id: '8' }, { v: [null, 'x'] }),
      rowWrite('update', '1', { id: '1' }, { v: ['old', 'new'] }),
      rowWrite('update', '1', { id: '9' }, { id: ['1', '9'] }),
    ]);
    expect(statuses(outcomes)).toEqual([
      'rejected READ_ONLY_COLUMN id',
      'rejected READ_ONLY_COLUMN id',
      'written',
      'rejected READ_ONLY_COLUMN id',
    ]);
    expect(await database.sql('SELECT id, v FROM counted')).toEqual([[1, 'new']]);
  });

  it('[G8] a row whose key the table computes is created with what it is computed from', async () => {
    await database.sql(`CREATE TABLE joined (a text, b text,
      id text GENERATED ALWAYS AS (a || '-' || b) STORED PRIMARY KEY)`);
    const table = await bind('joined');
    const write = rowWrite('create', null, { id: 'x-y' }, { a: [null, 'x'], b: [null, 'y'] });
    expect(await adapter.applyWrites(table, [write])).toMatchObject([
      { status: 'written', externalId: 'x-y' },
    ]);
  });

  it('a default fills what is EMPTY on a create, and an identity by default takes what is given', async () => {
    await database.sql(`CREATE TABLE filled (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
      v text DEFAULT 'none', w text NOT NULL DEFAULT 'must', x text NOT NULL)`);
    const table = await bind('filled');
    const outcomes = await adapter.applyWrites(table, [
      createRow('5', { x: 'x' }),
      createRow('6', { x: 'x', v: null, w: null }),
      createRow('7'),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'written', shown: { id: '5', v: 'none', w: 'must' } },
      { status: 'written', shown: { id: '6', v: null, w: 'must' } },
      { status: 'rejected', rule: 'NOT_NULL', field: 'x' },
    ]);
  });

  it('a new row that a trigger leaves out is refused, and the others are written', async () => {
    await database.sql('CREATE TABLE picky (id text PRIMARY KEY, v text)');
    await database.sql(`CREATE FUNCTION skip_it() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.v = 'skip' THEN RETURN NULL; END IF; RETURN NEW; END $$`);
    await database.sql(
      'CREATE TRIGGER s BEFORE INSERT ON picky FOR EACH ROW EXECUTE FUNCTION skip_it()',
    );
    const table = await bind('picky');
    const outcomes = await adapter.applyWrites(table, [
      createRow('a', { v: 'a' }),
      createRow('b', { v: 'skip' }),
      createRow('c', { v: 'c' }),
    ]);
    expect(statuses(outcomes)).toEqual(['written', 'rejected READ_BACK id', 'written']);
  });

  it('a rule that writes elsewhere refuses each new row, and one that writes too none', async () => {
    await database.sql('CREATE TABLE copied (id text, v text)');
    for (const [name, rule] of [
      ['ruled', 'INSTEAD NOTHING'],
      ['doubled', 'ALSO INSERT INTO copied VALUES (NEW.id, NEW.v)'],
    ] as const) {
      await database.sql(`CREATE TABLE ${name} (id text PRIMARY KEY, v text)`);
      await database.sql(`CREATE RULE r AS ON INSERT TO ${name} DO ${rule}`);
    }
    const writes = [createRow('a'), createRow('b')];
    database.requests.count = 0;
    expect(statuses(await adapter.applyWrites(await bind('ruled'), writes))).toEqual([
      'rejected UNSUPPORTED',
      'rejected UNSUPPORTED',
    ]);
    expect(statuses(await adapter.applyWrites(await bind('doubled'), writes))).toEqual([
      'written',
      'written',
    ]);
  });
});
