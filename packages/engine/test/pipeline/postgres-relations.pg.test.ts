import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type LocalDatabase,
  startLocalDatabase,
} from '../../src/adapters/postgres/local-database.fixture.ts';
import { settledTableWorld, written } from '../world/settled-table-world.ts';

let database: LocalDatabase;
beforeAll(async () => {
  database = await startLocalDatabase();
});
afterAll(async () => database.close());

/** The property of a relation to the registry of a table, whose name it has. */
const relationTo = (table: string) => ({
  type: 'array',
  items: { type: 'string' },
  'x-chitty-type': 'relation',
  'x-chitty-relation': table,
});

describe('a relation that is a foreign key', () => {
  it('[AP15] [E4] to rows that are created in the same run, in a circle and in a later chunk', async () => {
    const world = await settledTableWorld(
      database,
      'chained',
      'id text PRIMARY KEY, boss text REFERENCES chained (id)',
      { boss: relationTo('chained') },
      null,
    );
    const count = 620;
    for (let i = 0; i < count; i++)
      world.add('notion', { id: `r${i}`, boss: [`r${count - 1 - i}`] });
    expect(await world.run()).toMatchObject({ status: 'succeeded', drift: { cells: 0, rows: 0 } });
    expect(await database.sql(`SELECT id FROM chained WHERE boss = 'r0'`)).toEqual([['r619']]);
    expect(await database.sql('SELECT count(*)::int FROM chained')).toEqual([[count]]);
    expect(written(await world.run())).toEqual([0, 0, 0]);
  });

  it('[E6] to a record that is to be deleted stops the run before Postgres has to', async () => {
    const world = await settledTableWorld(
      database,
      'bossed',
      'id text PRIMARY KEY, boss text REFERENCES bossed (id)',
      { boss: relationTo('bossed') },
      `('1', NULL), ('2', '1'), ('3', '1')`,
    );
    expect(world.rows('notion')).toMatchObject({ 2: { boss: ['1'] }, 3: { boss: ['1'] } });
    world.remove('sheets', '1');
    const halted = await world.run();
    expect(halted).toMatchObject({ status: 'halted', halts: [{ code: 'ORPHAN_REL' }] });
    expect(halted.halts[0]?.details).toMatchObject({ count: 2 });
    expect(await database.sql('SELECT count(*)::int FROM bossed')).toEqual([[3]]);
  });

  it('to several records is refused there, and goes to the others', async () => {
    const world = await settledTableWorld(
      database,
      'single',
      'id text PRIMARY KEY, boss text REFERENCES single (id)',
      { boss: relationTo('single') },
      `('1', NULL), ('2', NULL), ('3', NULL)`,
    );
    world.edit('notion', '3', { boss: ['1', '2'] });
    expect((await world.run()).status).toBe('succeeded');
    expect(await world.problems()).toEqual(['postgres ONE_KEY boss']);
    expect(world.rows('sheets')[3]).toMatchObject({ boss: ['1', '2'] });
    expect(await database.sql(`SELECT boss FROM single WHERE id = '3'`)).toEqual([[null]]);
  });
});
