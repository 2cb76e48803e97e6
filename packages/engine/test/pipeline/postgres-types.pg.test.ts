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
const set = { type: 'array', items: { type: 'string' } };

describe('types of Postgres', () => {
  it('are written in any spelling, shown in theirs, and what they refuse is refused for its cell', async () => {
    const world = await settledTableWorld(
      database,
      'typed',
      'id text PRIMARY KEY, name text, span interval, at timetz, ip inet, ids int[]',
      { name: text, span: text, at: text, ip: text, ids: set },
      `('1', 'one', '1 mon 30 days 90 min', '09:30+02', '10.0.0.1', '{2,1}'), ('2', 'two', NULL, NULL, NULL, '{}')`,
    );
    expect(world.rows('notion')['1']).toEqual({
      id: '1',
      name: 'one',
      span: 'P1M30DT1H30M',
      at: '09:30:00+02',
      ip: '10.0.0.1',
      ids: ['1', '2'],
    });
    world.edit('sheets', '2', { span: 'PT90M', at: '9:30', ip: '2001:DB8::1', ids: ['7', '3'] });
    world.edit('notion', '1', { span: 'soon', name: 'uno' });
    for (let i = 0; i < 3; i++) {
      const run = await world.run();
      expect(await world.problems()).toEqual(['postgres TYPE at', 'postgres TYPE span']);
      if (i > 0) expect(written(run)).toEqual([0, 0, 0]);
    }
    expect(
      await database.sql('SELECT id, name, span::text, at::text, ip, ids FROM typed ORDER BY id'),
    ).toEqual([
      ['1', 'uno', '1 mon 30 days 01:30:00', '09:30:00+02', '10.0.0.1', [2, 1]],
      ['2', 'two', '01:30:00', null, '2001:db8::1', [3, 7]],
    ]);
    world.edit('notion', '1', { span: 'P1D' });
    world.edit('sheets', '2', { at: '09:30Z' });
    expect((await world.run()).status).toBe('succeeded');
    expect(await database.sql('SELECT span::text, at::text FROM typed ORDER BY id')).toEqual([
      ['1 day', '09:30:00+02'],
      ['01:30:00', '09:30:00+00'],
    ]);
    expect(written(await world.run())).toEqual([0, 0, 0]);
  });

  it('[G3] an array that is no set is a problem of its cell, and stays', async () => {
    const world = await settledTableWorld(
      database,
      'sets',
      'id text PRIMARY KEY, ids int[], name text',
      { ids: set, name: text },
      `('1', '{1,2}', 'one')`,
    );
    await database.sql(`UPDATE sets SET ids = '{1,NULL,1}', name = 'uno'`);
    world.edit('sheets', '1', { ids: ['9'] });
    for (let i = 0; i < 2; i++) {
      await world.run();
      expect(await world.problems()).toEqual(['postgres NULL_ELEMENT ids']);
      expect(world.rows('notion')['1']?.name).toBe('uno');
      expect(await database.sql('SELECT ids FROM sets')).toEqual([[[1, null, 1]]]);
    }
    await database.sql(`UPDATE sets SET ids = '{1,2}'`);
    expect((await world.run()).status).toBe('succeeded');
    expect(await database.sql('SELECT ids FROM sets')).toEqual([[[9]]]);
  });

  it('that are only shown go to the others, take nothing back and hold no deletion up', async () => {
    const world = await settledTableWorld(
      database,
      'shown',
      `id text PRIMARY KEY, name text, doc xml,
        words tsvector GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED`,
      { name: text, doc: text, words: text },
      `('1', 'fat cat', '<a/>'), ('2', 'rat', NULL), ('3', 'bat', '<b/>')`,
    );
    expect(world.rows('sheets')['1']).toMatchObject({ doc: '<a/>', words: `'cat':2 'fat':1` });
    world.add('notion', { id: '4', name: 'a dog' });
    world.edit('sheets', '2', { name: 'a rat', doc: '<c/>' });
    await world.run();
    await world.run();
    expect(await database.sql('SELECT id, name, doc FROM shown ORDER BY id')).toEqual([
      ['1', 'fat cat', '<a/>'],
      ['2', 'a rat', null],
      ['3', 'bat', '<b/>'],
      ['4', 'a dog', null],
    ]);
    expect(world.rows('notion')['4']?.words).toBe(`'a':1 'dog':2`);
    world.remove('sheets', '3');
    await world.run();
    expect((await database.sql('SELECT id FROM shown ORDER BY id')).flat()).toEqual([
      '1',
      '2',
      '4',
    ]);
  });
});

describe('rows that refer to each other', () => {
  it('[G11] are created in one run in any order, and wait for a row that is missing', async () => {
    const world = await settledTableWorld(
      database,
      'staff',
      'id text PRIMARY KEY, boss text REFERENCES staff, name text',
      { boss: text, name: text },
      `('1', NULL, 'one')`,
    );
    world.add('notion', { id: '4', boss: '3' });
    world.add('sheets', { id: '3', boss: '2', name: 'three' });
    world.add('notion', { id: '2', boss: '1', name: 'two' });
    world.edit('sheets', '1', { boss: '4' });
    expect((await world.run()).status).toBe('succeeded');
    expect(await database.sql('SELECT id, boss FROM staff ORDER BY id')).toEqual([
      ['1', '4'],
      ['2', '1'],
      ['3', '2'],
      ['4', '3'],
    ]);
    world.add('sheets', { id: '5', boss: 'x', name: 'five' });
    await world.run();
    expect(await world.problems()).toEqual(['postgres RELATED_ROW_MISSING boss']);
    world.add('sheets', { id: 'x', name: 'the missing one' });
    await world.run();
    expect((await world.run()).status).toBe('succeeded');
    expect(await database.sql(`SELECT boss FROM staff WHERE id = '5'`)).toEqual([['x']]);
  });

  it('[G11] are not deleted while another refers to them, and the run says so', async () => {
    const world = await settledTableWorld(
      database,
      'parents',
      'id text PRIMARY KEY, name text',
      { name: text },
      `('1', 'one'), ('2', 'two')`,
    );
    await database.sql('CREATE TABLE children (parent text REFERENCES parents ON DELETE RESTRICT)');
    await database.sql(`INSERT INTO children VALUES ('1')`);
    world.remove('sheets', '1');
    expect((await world.run()).status).toBe('partial');
    expect(Object.keys(await world.undone())).toEqual(['postgres rejected STILL_REFERENCED *']);
    expect(await database.sql('SELECT id FROM parents ORDER BY id')).toEqual([['1'], ['2']]);
    await database.sql('DELETE FROM children');
    await world.run();
    expect(await database.sql('SELECT id FROM parents')).toEqual([['2']]);
  });
});
