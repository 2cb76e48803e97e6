import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../errors/assert.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { Cell } from '../../model/cell.ts';
import { projectCell, type SystemAdapter } from '../adapter.ts';
import { arbitraryCell, COLUMN_CASES, MOODS } from './arbitrary-cells.fixture.ts';
import { postgresCodec } from './codec.ts';
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
  const labels = MOODS.map((label) => `'${label.replaceAll("'", "''")}'`);
  // What is read and written must not depend on the display settings that a database or role has.
  for (const setting of ["datestyle = 'SQL, DMY'", "timezone = 'Asia/Kathmandu'"]) {
    await database.sql(`ALTER DATABASE customer SET ${setting}`);
  }
  await database.sql(`CREATE TYPE mood AS ENUM (${labels.join(', ')})`);
  adapter = database.adapter();
});
afterAll(async () => database.close());

describe.each(COLUMN_CASES)('$nativeType as $cellType', ({ nativeType, cellType }) => {
  let table: BoundTable;
  const name = `stored ${nativeType} ${cellType}`;
  const cells = new Map<string, Cell>();

  beforeAll(async () => {
    const type = nativeType.replace(/ default$/, " default ''");
    await database.sql(`CREATE TABLE "${name}" (id integer PRIMARY KEY, c ${type})`);
    table = await bindTable(adapter, { schema: 'public', name }, ['id'], { c: cellType });
    const codec = must(
      postgresCodec(must(table.fields[1], 'the column is bound')),
      'the column can hold the cell type',
    );
    fc.sample(arbitraryCell(cellType), { numRuns: 400, seed: 7 }).forEach((cell, i) => {
      if (codec.encode(cell).ok) cells.set(String(i), cell);
    });
  });

  const shownOf = (cell: Cell): Cell => {
    const codec = must(postgresCodec(must(table.fields[1], 'bound')), 'codec');
    const shown = projectCell(codec, cell);
    return shown.ok ? shown.cell : null;
  };

  it('[AD4] shows what the codec promised, on the write and on the read', async () => {
    const writes = [...cells].map(([id, cell]) =>
      rowWrite('create', null, { id }, { id: [null, id], c: [null, cell] }),
    );
    const outcomes = await adapter.applyWrites(table, writes);
    const shown = outcomes.map((o) => (o.status === 'written' ? o.shown?.c : o));
    expect(shown).toEqual([...cells.values()].map(shownOf));
    const page = await adapter.readPage(table, null);
    expect(page.rows.flatMap((row) => row.problems)).toEqual([]);
    const read = new Map(page.rows.map((row) => [row.externalId, row.cells.c]));
    for (const [id, cell] of cells) expect(read.get(id)).toEqual(shownOf(cell));
  });

  it('[AD9] finds each before-image again, and knows a write that is done already', async () => {
    const present = [...cells].map(([id, cell]) => [id, shownOf(cell)] as const);
    const other = must(
      present.find(([, cell]) => cell !== null),
      'a cell that is not EMPTY',
    )[1];
    const writes = present
      .filter(([, cell]) => JSON.stringify(cell) !== JSON.stringify(other))
      .map(([id, cell]) => rowWrite('update', id, { id }, { c: [cell, other] }));
    const first = await adapter.applyWrites(table, writes);
    expect(first.map((o) => o.status)).toEqual(writes.map(() => 'written'));
    const second = await adapter.applyWrites(table, writes);
    expect(second.map((o) => o.status)).toEqual(writes.map(() => 'already'));
    const gone = present.map(([id]) => rowWrite('delete', id, { id }, { c: [other, null] }));
    const deleted = await adapter.applyWrites(table, gone);
    expect(deleted.map((o) => o.status)).toEqual(gone.map(() => 'written'));
  });
});
