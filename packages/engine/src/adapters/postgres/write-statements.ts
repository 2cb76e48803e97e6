import { castExpression, sameCell } from './column-sql.ts';
import { equalColumns, type OpenTable, selectList } from './open-table.ts';
import type { PreparedCell, PreparedWrite } from './prepare-write.ts';
import { numbered, recordSet } from './record-set.ts';
import type { SqlStatement, SqlText } from './sql-client.ts';

/**
 * Each statement takes writes of one kind with the same fields in the same order, and answers with
 * the index of each row that it wrote. Identities and before-images are conditions of the
 * statement,
 * so that nothing comes between the check and the write.
 */

/** A cell may also show its after-image already; a row in which all do is left alone. */
export function updateStatement(
  table: OpenTable,
  writes: readonly PreparedWrite[],
  place = 1,
): SqlStatement {
  const cells = cellsOf(writes);
  const records = recordSet(writes.map(valuesOf), place);
  const set = cells.map(
    ({ field: { column } }, i) => `${column.sql} = ${castExpression(column, `v.a${i}`)}`,
  );
  return {
    text: `UPDATE ${table.catalogue.sql} AS t SET ${set.join(', ')} FROM ${records.from}
      WHERE ${equalColumns(table.identity.columns, 't', (i) => `v.k${i}`)}
        AND ${expectedCells(cells)}
      RETURNING v.i, ${selectList(table, 't')}`,
    params: [records.param],
  };
}

/** The texts of an update: `k0 …` its row, `b0 …` the before-images, `a0 …` the cells to write. */
export function valuesOf({ identity, cells }: PreparedWrite): Readonly<Record<string, SqlText>> {
  return {
    ...numbered('k', identity),
    ...numbered(
      'b',
      cells.map((cell) => cell.before),
    ),
    ...numbered(
      'a',
      cells.map((cell) => cell.after),
    ),
  };
}

/** Each cell shows its before-image or its after-image already, and not all of them the latter. */
export function expectedCells(cells: readonly PreparedCell[]): string {
  const isBefore = cells.map((cell, i) => shows(cell, `v.b${i}`));
  const isAfter = cells.map((cell, i) => shows(cell, `v.a${i}`));
  const expected = isBefore.map((before, i) => `(${before} OR ${isAfter[i]})`);
  return `${expected.join(' AND ')} AND NOT (${isAfter.join(' AND ')})`;
}

export function deleteStatement(
  table: OpenTable,
  writes: readonly PreparedWrite[],
  place = 1,
): SqlStatement {
  const records = recordSet(
    writes.map(({ identity, cells }) => ({
      ...numbered('k', identity),
      ...numbered(
        'b',
        cells.map((cell) => cell.before),
      ),
    })),
    place,
  );
  const conditions = [
    equalColumns(table.identity.columns, 't', (i) => `v.k${i}`),
    ...cellsOf(writes).map((cell, i) => shows(cell, `v.b${i}`)),
  ];
  return {
    text: `DELETE FROM ${table.catalogue.sql} AS t USING ${records.from}
      WHERE ${conditions.join(' AND ')} RETURNING v.i`,
    params: [records.param],
  };
}

/**
 * Inserts the rows whose registry key no row has. `skipClashes` leaves out rows that any unique
 * constraint refuses, so that they do not fail their neighbours. INSERT cannot return `v.i`.
 */
export function insertStatement(
  table: OpenTable,
  writes: readonly PreparedWrite[],
  skipClashes: boolean,
  place = 1,
): SqlStatement {
  const cells = cellsOf(writes);
  const records = recordSet(
    writes.map(({ key, cells: row }) => ({
      ...numbered('k', key),
      ...numbered(
        'a',
        row.map((cell) => cell.after),
      ),
    })),
    place,
  );
  const columns = cells.map(({ field }) => field.column.sql);
  const values = cells.map(({ field }, i) => castExpression(field.column, `v.a${i}`));
  const key = equalColumns(
    table.key.map((field) => field.column),
    'e',
    (i) => `v.k${i}`,
  );
  return {
    text: `INSERT INTO ${table.catalogue.sql} AS t (${columns.join(', ')})
      SELECT ${values.join(', ')} FROM ${records.from}
      WHERE NOT EXISTS (SELECT 1 FROM ${table.catalogue.sql} AS e WHERE ${key})
      ORDER BY v.i ${skipClashes ? 'ON CONFLICT DO NOTHING' : ''}
      RETURNING ${selectList(table, 't')}`,
    params: [records.param],
  };
}

function shows({ field: { column } }: PreparedCell, text: string): string {
  return sameCell(column, `t.${column.sql}`, text);
}

function cellsOf(writes: readonly PreparedWrite[]): readonly PreparedCell[] {
  return writes[0]?.cells ?? [];
}
