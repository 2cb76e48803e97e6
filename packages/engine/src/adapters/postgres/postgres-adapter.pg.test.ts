import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SystemAdapter } from '../adapter.ts';
import {
  bindTable,
  type LocalDatabase,
  rowWrite,
  startLocalDatabase,
} from './local-database.fixture.ts';

let database: LocalDatabase;
beforeAll(async () => {
  database = await startLocalDatabase();
});
afterAll(async () => database.close());

const code = (expected: string) => expect.objectContaining({ code: expected });

describe.each(['wireUrl', 'neonUrl'] as const)('through %s', (door) => {
  let adapter: SystemAdapter;
  const ref = { schema: 'public', name: `goods_${door.toLowerCase()}` };

  beforeAll(async () => {
    adapter = database.adapter(database[door]);
    await database.sql(`CREATE TABLE ${ref.name} (
      code text PRIMARY KEY, name text NOT NULL, price numeric(12,2), stock integer, active boolean,
      made date, seen timestamptz, tags text[])`);
  });

  it('names the account of a good credential', async () => {
    expect(await adapter.check()).toEqual({ ok: true, account: 'postgres', problems: [] });
  });

  it('refuses a wrong password without repeating it', async () => {
    const url = database[door].replace('s3cret', 'hunter2');
    const wrong = database.adapter(url);
    const report = await wrong.check();
    expect(report.ok).toBe(false);
    expect(JSON.stringify(report)).not.toContain('hunter2');
    await expect(wrong.listTables()).rejects.toThrow(code('CS_CREDENTIAL_REFUSED'));
  });

  it('describes a table', async () => {
    const shape = await adapter.describeTable({ name: ref.name });
    expect(shape.table).toEqual(ref);
    expect(shape.keyCandidates).toEqual([['code']]);
    expect(shape.fields.map((f) => [f.name, f.nativeType, f.cellType, f.writable])).toEqual([
      ['code', 'text not null', 'text', true],
      ['name', 'text not null', 'text', true],
      ['price', 'numeric(12,2)', 'decimal', true],
      ['stock', 'integer', 'integer', true],
      ['active', 'boolean', 'boolean', true],
      ['made', 'date', 'date', true],
      ['seen', 'timestamp with time zone', 'datetime', true],
      ['tags', 'text[]', 'enum-set', true],
    ]);
  });

  it('creates, updates, deletes and reads rows back', async () => {
    const table = await bindTable(adapter, ref, ['code']);
    const cells = {
      name: 'Bolt',
      price: '1.5',
      stock: '12',
      active: true,
      made: '2026-01-31',
      seen: '2026-01-31T12:00:00.678901Z',
      tags: ['a"b', 'ä,ö'],
    };
    const pairs = Object.entries({ code: 'b-1', ...cells }).map(
      ([f, c]) => [f, [null, c]] as const,
    );
    const created = await adapter.applyWrites(table, [
      rowWrite('create', null, { code: 'b-1' }, Object.fromEntries(pairs)),
      rowWrite('create', null, { code: 'b-2' }, { code: [null, 'b-2'], name: [null, 'Nut'] }),
    ]);
    expect(created).toEqual([
      expect.objectContaining({
        status: 'written',
        externalId: 'b-1',
        shown: { code: 'b-1', ...cells },
      }),
      expect.objectContaining({ status: 'written', externalId: 'b-2' }),
    ]);
    const updated = await adapter.applyWrites(table, [
      rowWrite('update', 'b-1', { code: 'b-1' }, { stock: ['12', '13'], tags: [cells.tags, null] }),
      rowWrite('update', 'b-2', { code: 'b-2' }, { name: ['Screw', 'Rivet'] }),
      rowWrite('update', 'b-2', { code: 'b-2' }, { name: ['Screw', 'Nut'] }),
      rowWrite('update', 'b-3', { code: 'b-3' }, { name: ['Screw', 'Nut'] }),
    ]);
    expect(updated.map((outcome) => outcome.status)).toEqual([
      'written',
      'stale',
      'already',
      'stale',
    ]);
    const page = await adapter.readPage(table, null);
    expect(page.nextCursor).toBeNull();
    expect(page.rows.map((row) => [row.externalId, row.position, row.problems])).toEqual([
      ['b-1', 0, []],
      ['b-2', 1, []],
    ]);
    expect(page.rows[0]?.cells).toEqual({ code: 'b-1', ...cells, stock: '13', tags: null });
    const deleted = await adapter.applyWrites(table, [
      rowWrite('delete', 'b-2', { code: 'b-2' }, { name: ['Bolt', null] }),
      rowWrite('delete', 'b-1', { code: 'b-1' }, { name: ['Bolt', null], tags: [null, null] }),
      rowWrite('delete', 'b-9', { code: 'b-9' }, { name: ['Bolt', null] }),
    ]);
    expect(deleted.map((o) => o.status)).toEqual(['stale', 'written', 'already']);
    const found = await adapter.lookUp(table, ['b-1', 'b-2']);
    expect([...found]).toEqual([
      ['b-1', 'gone'],
      ['b-2', 'present'],
    ]);
  });

  it('writes a chunk with one request, and reads an unchanged table with two', async () => {
    const table = await bindTable(adapter, ref, ['code']);
    const writes = Array.from({ length: 500 }, (_, i) =>
      rowWrite(
        'create',
        null,
        { code: `c-${i}` },
        {
          code: [null, `c-${i}`],
          name: [null, `n ${i}`],
        },
      ),
    );
    database.requests.count = 0;
    const outcomes = await adapter.applyWrites(table, writes);
    expect(outcomes.every((outcome) => outcome.status === 'written')).toBe(true);
    expect(database.requests.count).toBe(1);
    const page = await adapter.readPage(table, null);
    expect(page.rows.length).toBeGreaterThanOrEqual(500);
    expect(database.requests.count).toBe(3);
  });

  it('names a table that is not there', async () => {
    const absent = adapter.describeTable({ schema: 'public', name: 'absent; drop table x' });
    await expect(absent).rejects.toThrow(code('CS_TABLE_NOT_FOUND'));
  });
});

describe('credentials', () => {
  it.each([
    '',
    'x',
    'http://u:p@h/d',
    'postgres://h/d',
    'postgres://u:p@h/d?sslmode=maybe',
    'postgres://u:%zz@h/d',
  ])('refuses %j', (url) => {
    expect(() => database.adapter(url)).toThrow(code('CS_CREDENTIAL_INVALID'));
  });

  it('reports a server that is not there as retryable', async () => {
    const closed = database.adapter('postgres://u:p@127.0.0.1:1/d');
    await expect(closed.listTables()).rejects.toMatchObject({
      code: 'CS_SYSTEM_UNAVAILABLE',
      retryable: true,
    });
  });

  it('says that a server without TLS cannot do what the URL asks', async () => {
    const secure = database.adapter(`${database.wireUrl}?sslmode=require`);
    await expect(secure.listTables()).rejects.toThrow(code('CS_CREDENTIAL_INVALID'));
  });
});
