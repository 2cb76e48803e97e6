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

const bind = (name: string) => bindTable(adapter, { schema: 'public', name }, ['id']);

describe('a row of another table', () => {
  it('[G11] that is missing refuses only the rows that refer to it, and names the field', async () => {
    await database.sql('CREATE TABLE owners (id text PRIMARY KEY)');
    await database.sql(`INSERT INTO owners VALUES ('o')`);
    await database.sql(`CREATE TABLE owned (id text PRIMARY KEY, owner text NOT NULL
      REFERENCES owners, name text)`);
    await database.sql(`INSERT INTO owned VALUES ('x', 'o', 'x')`);
    const table = await bind('owned');
    const outcomes = await adapter.applyWrites(table, [
      createRow('a', { owner: 'o' }),
      createRow('b', { owner: 'nobody' }),
      createRow('c', { owner: 'o' }),
      createRow('d', { name: 'without' }),
      rowWrite('update', 'x', { id: 'x' }, { owner: ['o', 'nobody'], name: ['x', 'y'] }),
    ]);
    expect(statuses(outcomes)).toEqual([
      'written',
      'rejected RELATED_ROW_MISSING owner',
      'written',
      'rejected NOT_NULL owner',
      'rejected RELATED_ROW_MISSING owner',
    ]);
    expect(JSON.stringify(outcomes)).not.toContain('nobody');
  });

  it('that is missing is found for 500 rows in few requests', async () => {
    await database.sql('CREATE TABLE towns (a int, b text, PRIMARY KEY (a, b))');
    await database.sql(`INSERT INTO towns SELECT i, 'b' FROM generate_series(0, 9) i`);
    await database.sql(`CREATE TABLE people (id text PRIMARY KEY, a int, b text,
      CONSTRAINT people_town FOREIGN KEY (a, b) REFERENCES towns)`);
    const table = await bind('people');
    const writes = Array.from({ length: 500 }, (_, i) =>
      createRow(`p${i}`, { a: String(i), b: 'b' }),
    );
    database.requests.count = 0;
    const outcomes = await adapter.applyWrites(table, writes);
    expect(statuses(outcomes)).toEqual(
      writes.map((_, i) => (i < 10 ? 'written' : 'rejected RELATED_ROW_MISSING')),
    );
    expect(database.requests.count).toBeLessThanOrEqual(6);
  });

  it('that a trigger misses elsewhere is not taken for one that the row refers to', async () => {
    await database.sql('CREATE TABLE heads (id text PRIMARY KEY)');
    await database.sql('CREATE TABLE logged (id text REFERENCES heads)');
    await database.sql('CREATE TABLE logging (id text PRIMARY KEY, v text)');
    await database.sql(`CREATE FUNCTION log_it() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO logged VALUES (NEW.id); RETURN NEW; END $$`);
    await database.sql(
      'CREATE TRIGGER l AFTER INSERT ON logging FOR EACH ROW EXECUTE FUNCTION log_it()',
    );
    const table = await bind('logging');
    expect(statuses(await adapter.applyWrites(table, [createRow('a')]))).toEqual([
      'rejected CONSTRAINT',
    ]);
  });

  it('that a trigger leaves without a value names no field of the row, though it has one of that name', async () => {
    await database.sql('CREATE TABLE noted (id text, reason text NOT NULL)');
    await database.sql('CREATE TABLE noting (id text PRIMARY KEY, reason text)');
    await database.sql(`CREATE FUNCTION note_it() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO noted (id) VALUES (NEW.id); RETURN NEW; END $$`);
    await database.sql(
      'CREATE TRIGGER n AFTER INSERT ON noting FOR EACH ROW EXECUTE FUNCTION note_it()',
    );
    const table = await bind('noting');
    expect(statuses(await adapter.applyWrites(table, [createRow('a')]))).toEqual([
      'rejected NOT_NULL',
    ]);
  });

  it('that is missing for a row of a partition is named by the field too', async () => {
    await database.sql('CREATE TABLE regions (id text PRIMARY KEY)');
    await database.sql(`CREATE TABLE sales (id text PRIMARY KEY, region text REFERENCES regions)
      PARTITION BY HASH (id)`);
    for (const part of [0, 1]) {
      await database.sql(`CREATE TABLE sales_${part} PARTITION OF sales
        FOR VALUES WITH (MODULUS 2, REMAINDER ${part})`);
    }
    const table = await bind('sales');
    const writes = Array.from({ length: 6 }, (_, i) => createRow(`s${i}`, { region: 'r' }));
    expect(new Set(statuses(await adapter.applyWrites(table, writes)))).toEqual(
      new Set(['rejected RELATED_ROW_MISSING region']),
    );
  });
});

describe('rows that another table refers to', () => {
  it('are found among 500 that are deleted in few requests', async () => {
    await database.sql('CREATE TABLE shops (a int, id text, PRIMARY KEY (a, id))');
    await database.sql(`INSERT INTO shops SELECT 1, 's' || i FROM generate_series(0, 499) i`);
    await database.sql(`CREATE TABLE visits (shop text, b int,
      CONSTRAINT visits_shop FOREIGN KEY (b, shop) REFERENCES shops ON DELETE RESTRICT)`);
    await database.sql(`INSERT INTO visits SELECT 's' || 2 * i, 1 FROM generate_series(0, 249) i`);
    const table = await bind('shops');
    const writes = Array.from({ length: 500 }, (_, i) =>
      rowWrite('delete', `["1","s${i}"]`, { id: `s${i}` }, { id: [`s${i}`, null] }),
    );
    database.requests.count = 0;
    const outcomes = await adapter.applyWrites(table, writes);
    expect(statuses(outcomes)).toEqual(
      writes.map((_, i) => (i % 2 === 0 ? 'rejected STILL_REFERENCED' : 'written')),
    );
    expect(database.requests.count).toBeLessThanOrEqual(6);
  });
});
