import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { changeTableSql } from '../../src/adapters/postgres/change-table.ts';
import {
  type LocalDatabase,
  startLocalDatabase,
} from '../../src/adapters/postgres/local-database.fixture.ts';
import type { FetchMode, Run } from '../../src/model/run.ts';
import type { PostgresTableWorld } from '../world/postgres-table-world.ts';
import { settledTableWorld, written } from '../world/settled-table-world.ts';

// A law takes seconds on a machine that is busy with other things.
vi.setConfig({ testTimeout: 120_000 });

const NO_LIMITS = { maxDeletePercent: 100, deleteFloor: 100, maxInvalidPercent: 100 };
const PROPERTIES = { name: { type: 'string' }, amount: { type: 'number' } };
const ROWS = ['A', 'B', 'C', 'D', 'E'].map((id) => `('${id}', 'Name ${id}', 1)`).join(', ');

let database: LocalDatabase;
beforeAll(async () => {
  database = await startLocalDatabase();
});
afterAll(async () => database.close());

/** Everything is equal, and the table notes its changes; its key is the identity of its rows. */
async function fedWorld(table: string): Promise<PostgresTableWorld> {
  const columns = 'id text PRIMARY KEY, name text, amount numeric';
  const registry = { safety: NO_LIMITS };
  const world = await settledTableWorld(database, table, columns, PROPERTIES, ROWS, { registry });
  await database.sql(
    changeTableSql({ schema: 'public', name: table, identity: ['id'], reader: null }),
  );
  await world.run();
  return world;
}

/** Status, what was written, and the rows that were read of each table. */
function told(run: Run) {
  return { status: run.status, written: written(run), rows: run.steps[0]?.counts };
}

describe('an incremental fetch of a Postgres table', () => {
  it('[DF15] [DF18] begins with the first run that leaves a mark', async () => {
    const columns = 'id text PRIMARY KEY, name text';
    const { name } = PROPERTIES;
    const world = await settledTableWorld(database, 'unfed', columns, { name }, `('A', 'a')`);
    expect(told(await world.run('incremental')).rows).toMatchObject({ postgres: 1 });
    await database.sql(
      changeTableSql({ schema: 'public', name: 'unfed', identity: ['id'], reader: null }),
    );
    expect(told(await world.run('incremental')).rows).toMatchObject({ postgres: 1 });
    expect(told(await world.run('incremental')).rows).toMatchObject({ postgres: 0 });
  });

  it('[DF15] reads no row where nothing changed, finds edits and new rows, and what it wrote', async () => {
    const world = await fedWorld('fed');
    database.requests.count = 0;
    const quiet = told(await world.run('incremental'));
    expect(quiet).toMatchObject({ status: 'succeeded', rows: { postgres: 0 } });
    expect(database.requests.count, 'the columns, and what changed').toBe(2);
    await database.sql(`UPDATE fed SET name = 'edited' WHERE id = 'B'`);
    await database.sql(`INSERT INTO fed VALUES ('F', 'new', 2)`);
    world.edit('sheets', 'A', { name: 'from Sheets' });
    const busy = told(await world.run('incremental'));
    expect(busy).toMatchObject({ written: [1, 2, 0], rows: { postgres: 2 } });
    expect(world.rows('notion')).toEqual(world.rows('sheets'));
    expect(world.rows('notion')).toMatchObject({
      A: { name: 'from Sheets' },
      B: { name: 'edited' },
      F: { name: 'new' },
    });
    expect(told(await world.run('incremental'))).toMatchObject({
      written: [0, 0, 0],
      rows: { postgres: 1 },
    });
    expect(told(await world.run('incremental')).rows).toMatchObject({ postgres: 0 });
  });

  it('[DF15] [AD28] a row that was deleted, or has another key, is seen by the next run', async () => {
    const world = await fedWorld('shrinking');
    await database.sql(`DELETE FROM shrinking WHERE id = 'A'`);
    expect(told(await world.run('incremental'))).toMatchObject({
      written: [0, 0, 1],
      rows: { postgres: 4 },
    });
    await database.sql(`UPDATE shrinking SET id = 'Z' WHERE id = 'B'`);
    await world.run('incremental');
    await world.run('incremental');
    expect(Object.keys(world.rows('sheets')).sort()).toEqual(['C', 'D', 'E', 'Z']);
    expect(world.rows('notion')).toEqual(world.rows('sheets'));
  });

  it('[DF18] reads the table whole after its trigger was away, and finds what was done then', async () => {
    const world = await fedWorld('gapped');
    await database.sql('ALTER TABLE gapped DISABLE TRIGGER chittysync_changes_rows');
    await database.sql(`UPDATE gapped SET name = 'unseen' WHERE id = 'C'`);
    await database.sql('ALTER TABLE gapped ENABLE ALWAYS TRIGGER chittysync_changes_rows');
    expect(told(await world.run('incremental')).rows).toMatchObject({ postgres: 5 });
    expect(world.rows('sheets')).toMatchObject({ C: { name: 'unseen' } });
    expect(told(await world.run('incremental')).rows).toMatchObject({ postgres: 0 });
  });
});

const anyId = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G');
const anyStatement = fc.oneof(
  fc.tuple(anyId, fc.nat(3)).map(([id, n]) => `UPDATE $ SET name = 'Name ${n}' WHERE id = '${id}'`),
  fc.tuple(anyId, fc.nat(3)).map(([id, n]) => {
    return `INSERT INTO $ VALUES ('${id}', 'New', ${n}) ON CONFLICT (id) DO UPDATE SET amount = ${n}`;
  }),
  anyId.map((id) => `DELETE FROM $ WHERE id = '${id}'`),
  fc.tuple(anyId, anyId).map(([from, to]) => {
    return `UPDATE $ SET id = '${to}' WHERE id = '${from}'
      AND NOT EXISTS (SELECT 1 FROM $ AS o WHERE o.id = '${to}')`;
  }),
);
const anyRound = fc.record({
  statements: fc.array(anyStatement, { maxLength: 3 }),
  sheets: fc.option(fc.record({ at: fc.nat(6), amount: fc.nat(3) })),
  fetch: fc.constantFrom<FetchMode>('incremental', 'incremental', 'full'),
});

async function live(
  world: PostgresTableWorld,
  table: string,
  {
    statements,
    sheets,
  }: { statements: readonly string[]; sheets: { at: number; amount: number } | null },
): Promise<void> {
  for (const statement of statements) await database.sql(statement.replaceAll('$', table));
  const present = Object.keys(world.rows('sheets')).sort();
  const id = present[(sheets?.at ?? 0) % Math.max(1, present.length)];
  if (sheets !== null && id !== undefined) {
    world.edit('sheets', id, { amount: String(sheets.amount) });
  }
}

describe('runs that read what changed in Postgres, mixed with runs that read everything', () => {
  it('[DF15] [AD28] come to the same, run by run, as runs that read everything', async () => {
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyRound, { minLength: 1, maxLength: 4 }), async (rounds) => {
        tried += 1;
        const [mixedTable, fullTable] = [`mixed_${tried}`, `full_${tried}`];
        const [mixed, full] = [await fedWorld(mixedTable), await fedWorld(fullTable)];
        for (const round of rounds) {
          await live(mixed, mixedTable, round);
          await live(full, fullTable, round);
          const run = await mixed.run(round.fetch);
          const expected = await full.run('full');
          expect([run.status, run.counts]).toEqual([expected.status, expected.counts]);
          for (const system of ['notion', 'sheets'] as const) {
            expect(mixed.rows(system)).toEqual(full.rows(system));
          }
          const rowsOf = (table: string) => database.sql(`SELECT * FROM ${table} ORDER BY id`);
          expect(await rowsOf(mixedTable)).toEqual(await rowsOf(fullTable));
          expect(await mixed.problems()).toEqual(await full.problems());
        }
      }),
      { numRuns: 20 },
    );
  });
});
