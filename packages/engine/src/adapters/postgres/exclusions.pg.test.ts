import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell } from '../../model/cell.ts';
import type { SystemAdapter } from '../adapter.ts';
import {
  bindTable,
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

const days = (from: number, to: number) => `2026-01-${from}/2026-01-${to}`;
const booking = (id: string, during: Cell) =>
  rowWrite('create', null, { id }, { id: [null, id], during: [null, during] });
const move = (id: string, before: Cell, after: Cell) =>
  rowWrite('update', id, { id }, { during: [before, after] });

describe.each(['', 'DEFERRABLE', 'DEFERRABLE INITIALLY DEFERRED'])('EXCLUDE %s', (when) => {
  const name = `bookings_${when.length}`;
  const bind = async () => {
    await database.sql(`DROP TABLE IF EXISTS ${name}`);
    await database.sql(`CREATE TABLE ${name} (id text PRIMARY KEY, during daterange,
      CONSTRAINT ${name}_apart EXCLUDE USING gist (during WITH &&) ${when})`);
    await database.sql(`INSERT INTO ${name} VALUES ('a', '[2026-01-10,2026-01-12]'),
      ('b', '[2026-01-20,2026-01-22]')`);
    return bindTable(adapter, { schema: 'public', name }, ['id']);
  };

  it('refuses only the new rows that overlap, and names the field', async () => {
    const outcomes = await adapter.applyWrites(await bind(), [
      booking('c', days(13, 15)),
      booking('d', days(12, 13)),
      booking('e', days(15, 16)),
      booking('f', days(17, 18)),
      booking('g', null),
    ]);
    expect(statuses(outcomes)).toEqual([
      'written',
      'rejected EXCLUSION during',
      'rejected EXCLUSION during',
      'written',
      'written',
    ]);
    expect(JSON.stringify(outcomes[1])).toContain(`${name}_apart`);
  });

  it('lets a row take the place that another gives up, whatever the order', async () => {
    for (const turn of [0, 1]) {
      const table = await bind();
      const writes = [move('a', days(10, 12), days(20, 21)), move('b', days(20, 22), days(25, 26))];
      const turned = [...writes.slice(turn), ...writes.slice(0, turn)];
      expect(statuses(await adapter.applyWrites(table, turned))).toEqual(['written', 'written']);
    }
  });

  it('[D9] lets two rows exchange what excludes each other', async () => {
    const table = await bind();
    const outcomes = await adapter.applyWrites(table, [
      move('a', days(10, 12), days(20, 22)),
      move('b', days(20, 22), days(10, 12)),
    ]);
    expect(statuses(outcomes)).toEqual(['written', 'written']);
  });
});

describe('UNIQUE DEFERRABLE INITIALLY DEFERRED', () => {
  it('[D9] values are exchanged, and a value that is taken is refused at the end', async () => {
    await database.sql(`CREATE TABLE late (id text PRIMARY KEY,
      u text NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED)`);
    await database.sql(`INSERT INTO late VALUES ('a', 'x'), ('b', 'y'), ('c', 'z'), ('d', 'w')`);
    const table = await bindTable(adapter, { schema: 'public', name: 'late' }, ['id']);
    const change = (id: string, before: string, after: string) =>
      rowWrite('update', id, { id }, { u: [before, after] });
    const outcomes = await adapter.applyWrites(table, [
      change('a', 'x', 'y'),
      change('b', 'y', 'x'),
      change('c', 'z', 'w'),
      change('d', 'w', 'v'),
      rowWrite('create', null, { id: 'e' }, { id: [null, 'e'], u: [null, 'x'] }),
    ]);
    expect(statuses(outcomes)).toEqual([
      'written',
      'written',
      'written',
      'written',
      'rejected UNIQUE_CLASH u',
    ]);
  });
});
