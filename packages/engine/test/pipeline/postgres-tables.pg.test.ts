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

const text = { type: 'string' };

describe('unique values', () => {
  it('[D9] a swap that a person makes elsewhere is a swap in the table', async () => {
    const world = await settledTableWorld(
      database,
      'swapped',
      'id text PRIMARY KEY, mail text NOT NULL UNIQUE',
      { mail: text },
      `('1', 'x'), ('2', 'y'), ('3', 'z')`,
    );
    world.edit('notion', '1', { mail: 'y' });
    world.edit('notion', '2', { mail: 'x' });
    const run = await world.run();
    expect([run.status, run.counts.problems]).toEqual(['succeeded', 0]);
    expect(await database.sql('SELECT id, mail FROM swapped ORDER BY id')).toEqual([
      ['1', 'y'],
      ['2', 'x'],
      ['3', 'z'],
    ]);
    expect(world.rows('notion')).toEqual(world.rows('sheets'));
    expect(written(await world.run())).toEqual([0, 0, 0]);
  });

  it('[D10] only the row that takes a value of another is kept back, until it is mended', async () => {
    const world = await settledTableWorld(
      database,
      'mailed',
      'id text PRIMARY KEY, mail text UNIQUE',
      { mail: text },
      `('1', 'x'), ('2', 'y')`,
    );
    world.add('sheets', { id: '3', mail: 'x' });
    world.add('sheets', { id: '4', mail: 'w' });
    world.edit('sheets', '2', { mail: 'v' });
    const run = await world.run();
    expect(run.status).toBe('partial');
    const undone = await world.undone();
    expect(Object.keys(undone)).toEqual(['postgres rejected UNIQUE_CLASH mail']);
    expect(Object.values(undone)[0]).toContain('{"id":"1"}');
    expect(await world.problems()).toEqual(['postgres UNIQUE_CLASH mail']);
    expect(await database.sql('SELECT id, mail FROM mailed ORDER BY id')).toEqual([
      ['1', 'x'],
      ['2', 'v'],
      ['4', 'w'],
    ]);
    world.edit('sheets', '3', { mail: 'u' });
    expect((await world.run()).status).toBe('succeeded');
    expect(await database.sql(`SELECT mail FROM mailed WHERE id = '3'`)).toEqual([['u']]);
    expect(await world.problems()).toEqual([]);
  });
});

describe('rows that the table refuses', () => {
  it('[G11] are left out alone, and go on once the table takes them', async () => {
    const world = await settledTableWorld(
      database,
      'checked',
      'id text PRIMARY KEY, n numeric CHECK (n < 100)',
      { n: { type: 'number' } },
      null,
    );
    for (let i = 0; i < 500; i++) world.add('notion', { id: `r${i}`, n: i === 250 ? 100 : 1 });
    const run = await world.run();
    expect(run.status).toBe('partial');
    expect(Object.keys(await world.undone())).toEqual(['postgres rejected CHECK *']);
    expect(await world.problems()).toEqual(['postgres CHECK *']);
    expect(await database.sql('SELECT count(*)::int FROM checked')).toEqual([[499]]);
    await database.sql('ALTER TABLE checked DROP CONSTRAINT checked_n_check');
    expect((await world.run()).status).toBe('succeeded');
    expect(await database.sql('SELECT count(*)::int FROM checked')).toEqual([[500]]);
  });

  it('[A10] a row without the key is no row of the table, and no drift', async () => {
    const world = await settledTableWorld(
      database,
      'keyed',
      'id text PRIMARY KEY, v text',
      { v: text },
      `('1', 'v')`,
    );
    world.add('sheets', { v: 'no key yet' });
    for (let i = 0; i < 2; i++) {
      const run = await world.run();
      expect([run.status, run.counts.created]).toEqual(['succeeded', 0]);
      expect(await world.problems()).toEqual(['sheets KEY_REQUIRED id']);
      expect(await database.sql('SELECT id, v FROM keyed')).toEqual([['1', 'v']]);
    }
  });

  it('[G5] broken text stays where it is, until it is mended', async () => {
    const world = await settledTableWorld(
      database,
      'broken',
      'id text PRIMARY KEY, v text',
      { v: text },
      `('1', 'v')`,
    );
    world.edit('sheets', '1', { v: 'half \uD83D' });
    for (let i = 0; i < 2; i++) {
      const run = await world.run();
      expect([run.counts.problems, written(run)]).toEqual([1, [0, 0, 0]]);
      expect(await database.sql('SELECT v FROM broken')).toEqual([['v']]);
    }
    world.edit('sheets', '1', { v: 'whole \u{1F600}' });
    expect((await world.run()).status).toBe('succeeded');
    expect(await database.sql('SELECT v FROM broken')).toEqual([['whole \u{1F600}']]);
    expect(await world.problems()).toEqual([]);
  });
});

describe('deletions', () => {
  it('[B10] a row that is gone everywhere is retired without a write', async () => {
    const world = await settledTableWorld(
      database,
      'retired',
      'id text PRIMARY KEY, v text',
      { v: text },
      `('1', 'v'), ('2', 'v')`,
    );
    await database.sql(`DELETE FROM retired WHERE id = '1'`);
    for (const system of ['notion', 'sheets'] as const) world.remove(system, '1');
    const run = await world.run();
    expect(run).toMatchObject({ status: 'succeeded', counts: { deleted: 1, unchanged: 1 } });
    expect(Object.values(run.perBinding).map(({ deleted }) => deleted)).toEqual([0, 0, 0]);
    expect(written(await world.run())).toEqual([0, 0, 0]);
  });
});

describe('histories', () => {
  it('[B19] a restored database is met anew, and nothing that it lost is taken for an edit', async () => {
    const world = await settledTableWorld(
      database,
      'restored',
      'id text PRIMARY KEY, v text',
      { v: text },
      Array.from({ length: 20 }, (_, i) => `('${i}', 'old')`).join(', '),
    );
    world.edit('sheets', '1', { v: 'new' });
    world.edit('sheets', '2', { v: 'new' });
    await world.run();
    await database.sql(`SET neon.timeline_id = 'after-the-restore'`);
    await database.sql(`UPDATE restored SET v = 'old' WHERE id IN ('1', '2')`);
    await database.sql(`DELETE FROM restored WHERE id = '3'`);
    const run = await world.run();
    expect([run.status, run.halts.map(({ code }) => code)]).toEqual(['halted', ['PLACE_CHANGED']]);
    expect(world.rows('notion')['1']).toEqual({ id: '1', v: 'new' });
    expect(world.rows('sheets')).toHaveProperty('3');
    await database.sql(`RESET neon.timeline_id`);
  });
});
