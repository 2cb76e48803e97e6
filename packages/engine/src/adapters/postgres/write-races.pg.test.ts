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
  database = await startLocalDatabase('real');
  adapter = database.adapter();
});
afterAll(async () => database.close());

const code = (expected: string) => expect.objectContaining({ code: expected });
const statuses = (outcomes: readonly { status: string; rule?: string }[]) =>
  outcomes.map(({ status, rule }) => (rule === undefined ? status : `${status} ${rule}`));

describe('row-level security', () => {
  it('[AD20] [B18] fails where a policy would hide rows', async () => {
    await database.sql('CREATE TABLE secret (id text PRIMARY KEY, owner text)');
    await database.sql(`CREATE ROLE limited LOGIN PASSWORD 's3cret'`);
    await database.sql('GRANT SELECT ON secret TO limited');
    await database.sql('CREATE POLICY own ON secret USING (owner = current_user)');
    const limited = database.adapter(database.wireUrl.replace('//postgres', '//limited'));
    expect((await limited.check()).account).toBe('limited');
    const table = await bindTable(limited, { schema: 'public', name: 'secret' }, ['id']);
    expect((await limited.readPage(table, null)).rows).toEqual([]);
    await database.sql('ALTER TABLE secret ENABLE ROW LEVEL SECURITY');
    await expect(limited.readPage(table, null)).rejects.toThrow(code('CS_ACCESS_DENIED'));
    await expect(limited.lookUp(table, ['1'])).rejects.toThrow(code('CS_ACCESS_DENIED'));
    const write = rowWrite('update', '1', { id: '1' }, { owner: [null, 'x'] });
    await expect(limited.applyWrites(table, [write])).rejects.toThrow(code('CS_ACCESS_DENIED'));
  });
});

describe('rights', () => {
  it('a missing row of a table that may not be read still refuses only those that refer to it', async () => {
    await database.sql('CREATE TABLE hidden_owners (id int PRIMARY KEY)');
    await database.sql('INSERT INTO hidden_owners VALUES (1)');
    await database.sql(
      'CREATE TABLE owned (id int PRIMARY KEY, owner int REFERENCES hidden_owners)',
    );
    await database.sql(`CREATE ROLE writer LOGIN PASSWORD 's3cret'`);
    await database.sql('GRANT SELECT, INSERT, UPDATE, DELETE ON owned TO writer');
    const writer = database.adapter(database.wireUrl.replace('//postgres', '//writer'));
    const table = await bindTable(writer, { schema: 'public', name: 'owned' }, ['id']);
    const writes = ['1', '2', '1'].map((owner, i) =>
      rowWrite('create', null, { id: String(i) }, { id: [null, String(i)], owner: [null, owner] }),
    );
    expect(statuses(await writer.applyWrites(table, writes))).toEqual([
      'written',
      'rejected RELATED_ROW_MISSING',
      'written',
    ]);
  });
});

describe('histories', () => {
  it('[B19] tells which one a table is in, whoever asks: the cluster and timeline, or what Neon says', async () => {
    await database.sql('CREATE TABLE told (id text PRIMARY KEY)');
    await database.sql(`CREATE ROLE guest LOGIN PASSWORD 's3cret'`);
    await database.sql('GRANT SELECT ON told TO guest');
    const guest = database.adapter(database.wireUrl.replace('//postgres', '//guest'));
    const epoch = async () => (await guest.describeTable({ name: 'told' })).epoch;
    expect(await epoch()).toMatch(/^\d+\/1$/);
    await database.sql('REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
    expect(await epoch()).toBeUndefined();
    for (const timeline of ['before', 'after']) {
      await database.sql(`ALTER DATABASE customer SET neon.timeline_id = '${timeline}'`);
      expect(await epoch()).toBe(timeline);
    }
  });
});

describe('races', () => {
  it('[AD8] lets one of two writers with the same before-image win', async () => {
    await database.sql('CREATE TABLE races (id int PRIMARY KEY, v text)');
    await database.sql(`INSERT INTO races SELECT i, 'old' FROM generate_series(1, 50) AS i`);
    const table = await bindTable(adapter, { schema: 'public', name: 'races' }, ['id']);
    const writes = (value: string) =>
      Array.from({ length: 50 }, (_, i) => {
        const id = String(i + 1);
        return rowWrite('update', id, { id }, { v: ['old', value] });
      });
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((value) => database.adapter().applyWrites(table, writes(value))),
    );
    for (let i = 0; i < 50; i += 1) {
      expect(outcomes.map((chunk) => chunk[i]?.status).sort()).toEqual([
        'stale',
        'stale',
        'written',
      ]);
    }
  });

  it('[AD10] creates a key once, whoever asks', async () => {
    await database.sql('CREATE TABLE born (id text PRIMARY KEY, v text)');
    const table = await bindTable(adapter, { schema: 'public', name: 'born' }, ['id']);
    const create = (v: string) =>
      rowWrite('create', null, { id: 'x' }, { id: [null, 'x'], v: [null, v] });
    const outcomes = await Promise.all(
      ['a', 'b', 'c', 'd'].map((v) => database.adapter().applyWrites(table, [create(v)])),
    );
    expect(statuses(outcomes.flat()).sort()).toEqual(['stale', 'stale', 'stale', 'written']);
  });
});

describe('collations', () => {
  let table: BoundTable;
  beforeAll(async () => {
    await database.sql('CREATE EXTENSION IF NOT EXISTS citext');
    await database.sql(
      `CREATE COLLATION anycase
        (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
    );
    await database.sql('CREATE TABLE folded (id citext PRIMARY KEY, v text COLLATE anycase)');
    table = await bindTable(adapter, { schema: 'public', name: 'folded' }, ['id']);
  });

  it('[G15] finds keys as the database compares them, and cells as they are', async () => {
    const create = (id: string) =>
      rowWrite('create', null, { id }, { id: [null, id], v: [null, 'a'] });
    expect(statuses(await adapter.applyWrites(table, [create('Ann')]))).toEqual(['written']);
    expect(statuses(await adapter.applyWrites(table, [create('Ann')]))).toEqual(['stale']);
    expect(statuses(await adapter.applyWrites(table, [create('ANN')]))).toEqual([
      'rejected UNIQUE_CLASH',
    ]);
    const update = (before: string, after: string) =>
      adapter.applyWrites(table, [
        rowWrite('update', 'ann', { id: 'ann' }, { v: [before, after] }),
      ]);
    expect(statuses(await update('A', 'b'))).toEqual(['stale']);
    expect(statuses(await update('a', 'A'))).toEqual(['written']);
    expect((await adapter.readPage(table, null)).rows[0]?.cells).toEqual({ id: 'Ann', v: 'A' });
    expect([...(await adapter.lookUp(table, ['aNN'])).values()]).toEqual(['present']);
  });
});
