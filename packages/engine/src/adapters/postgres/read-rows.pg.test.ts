import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObservedPage, SystemAdapter } from '../adapter.ts';
import { bindTable, type LocalDatabase, startLocalDatabase } from './local-database.fixture.ts';

let database: LocalDatabase;
let adapter: SystemAdapter;
beforeAll(async () => {
  database = await startLocalDatabase();
  adapter = database.adapter();
});
afterAll(async () => database.close());

describe('reading', () => {
  it('[AD6] pages by a composite key of mixed types without losing or repeating a row', async () => {
    await database.sql(
      'CREATE TABLE pages (at timestamptz, k text, n numeric, PRIMARY KEY (at, k))',
    );
    await database.sql(`INSERT INTO pages SELECT
      timestamptz '2026-01-01Z' + (i / 7) * interval '1 microsecond',
      'k' || i % 7 || repeat('ä', i % 3),
      i
      FROM generate_series(0, 2499) AS i`);
    const table = await bindTable(adapter, { schema: 'public', name: 'pages' }, ['at', 'k']);
    const seen = new Set<string | null>();
    const positions: number[] = [];
    let cursor: string | null = null;
    do {
      const page: ObservedPage = await adapter.readPage(table, cursor);
      for (const row of page.rows) {
        seen.add(row.externalId);
        positions.push(row.position);
      }
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.size).toBe(2500);
    expect(positions).toEqual(Array.from({ length: 2500 }, (_, i) => i));
    const ids = [...seen].filter((id) => id !== null).slice(0, 5);
    expect([
      ...(await adapter.lookUp(table, [...ids, '["infinity","x"]', 'malformed'])).values(),
    ]).toEqual([...ids.map(() => 'present'), 'gone', 'gone']);
  });

  it('[G2] [G3] [G6] shows exact values, and values without a cell as problems', async () => {
    await database.sql(
      `CREATE TABLE odd_values (id int PRIMARY KEY, n numeric, t timestamptz, d date, c char(5))`,
    );
    await database.sql(`INSERT INTO odd_values VALUES
      (1, 12345678901234567890123456789012345.678, '2026-01-31 12:00:00.678901+02',
        '2026-01-31', 'ab'),
      (2, 'NaN', 'infinity', '0044-03-15 BC', '')`);
    const table = await bindTable(adapter, { schema: 'public', name: 'odd_values' }, ['id']);
    const [good, bad] = (await adapter.readPage(table, null)).rows;
    expect(good?.cells).toEqual({
      id: '1',
      n: '12345678901234567890123456789012345.678',
      t: '2026-01-31T10:00:00.678901Z',
      d: '2026-01-31',
      c: 'ab',
    });
    expect(bad?.cells).toEqual({ id: '2', c: null });
    expect(bad?.problems).toMatchObject([
      { field: 'n', rule: 'NOT_FINITE', value: 'NaN' },
      { field: 't', rule: 'OUT_OF_RANGE', value: 'infinity' },
      { field: 'd', rule: 'OUT_OF_RANGE', value: '0044-03-15 BC' },
    ]);
  });
});
