import { castExpression } from './column-sql.ts';
import { equalColumns, type OpenTable, selectList } from './open-table.ts';
import type { PreparedWrite } from './prepare-write.ts';
import { numbered, recordSet } from './record-set.ts';
import type { SqlStatement, SqlText } from './sql-client.ts';
import { expectedCells, valuesOf } from './write-statements.ts';

/** An update that goes by way of other values, so that rows can exchange what each may hold only once. */
export interface Detour {
  readonly write: PreparedWrite;
  /** The values in between, by column name; equal names for all writes of one statement. */
  readonly parked: ReadonlyMap<string, SqlText>;
}

/**
 * The first of two statements of one transaction: gives the rows the values in between, if their
 * before-images hold. It is an error (22012) unless every row is written.
 */
export function parkStatement(table: OpenTable, detours: readonly Detour[]): SqlStatement {
  const [first] = detours;
  const names = [...(first?.parked.keys() ?? [])];
  const records = recordSet(
    detours.map(({ write, parked }) => ({
      ...valuesOf(write),
      ...numbered('p', [...parked.values()]),
    })),
  );
  const set = names.map((name, i) => assignment(table, name, `v.p${i}`));
  const text = `UPDATE ${table.catalogue.sql} AS t SET ${set.join(', ')} FROM ${records.from}
    WHERE ${equalColumns(table.identity.columns, 't', (i) => `v.k${i}`)}
      AND ${expectedCells(first?.write.cells ?? [])} RETURNING v.i`;
  return { text: exactly(text, detours.length), params: [records.param] };
}

/**
 * The second statement: the real values. The rows are locked since they were parked, so that nothing but
 * their identity is a condition; a row that a trigger keeps parked is an error, and all is rolled back.
 */
export function arriveStatement(table: OpenTable, detours: readonly Detour[]): SqlStatement {
  const records = recordSet(
    detours.map(({ write, parked }) => ({
      ...valuesOf(write),
      ...numbered(
        'k',
        table.identity.columns.map(({ name }, i) => parked.get(name) ?? write.identity[i] ?? null),
      ),
    })),
  );
  const cells = detours[0]?.write.cells ?? [];
  const set = cells.map(({ field }, i) => assignment(table, field.column.name, `v.a${i}`));
  const text = `UPDATE ${table.catalogue.sql} AS t SET ${set.join(', ')} FROM ${records.from}
    WHERE ${equalColumns(table.identity.columns, 't', (i) => `v.k${i}`)}
    RETURNING v.i, ${selectList(table, 't')}`;
  return { text: exactly(text, detours.length), params: [records.param] };
}

function assignment({ catalogue }: OpenTable, name: string, text: string): string {
  return catalogue.columns
    .filter((column) => column.name === name)
    .map((column) => `${column.sql} = ${castExpression(column, text)}`)
    .join();
}

/** Divides by zero unless the statement returns that many rows, also when it returns none. */
function exactly(statement: string, rows: number): string {
  return `WITH done AS (${statement}) SELECT done.* FROM
    (SELECT 1 / ((SELECT count(*) FROM done) = ${rows})::int AS divided) AS guard
    LEFT JOIN done ON true WHERE guard.divided = 1`;
}
