import { must } from '../../errors/assert.ts';
import type { Cells } from '../../model/cell.ts';
import { castExpression } from './column-sql.ts';
import { equalColumns, type OpenTable, selectList, showRow } from './open-table.ts';
import { isClash } from './postgres-errors.ts';
import type { PreparedWrite } from './prepare-write.ts';
import { numbered, recordSet } from './record-set.ts';
import type { WriteResult } from './run-group.ts';
import { readStatement } from './run-statements.ts';
import type { SqlClient } from './sql-client.ts';
import type { UniqueIndex } from './table-catalogue.ts';

/** Which row holds the unique value that a write was refused for, and in which of its fields. */
export interface Clash {
  /** The registry key of the row that has the value; null where it is not to be found. */
  readonly holder: Cells | null;
  readonly field: string | null;
}

interface Refused {
  readonly item: PreparedWrite;
  readonly index: UniqueIndex;
}

/**
 * Finds the rows that stand in the way of refused writes: one statement for each constraint and set of
 * fields. Not those of an expression, a part of the rows or an exclusion, nor where a trigger made the value.
 */
export async function nameClashes(
  client: SqlClient,
  table: OpenTable,
  prepared: readonly PreparedWrite[],
  results: ReadonlyMap<string, WriteResult>,
): Promise<ReadonlyMap<string, Clash>> {
  const refused = prepared.flatMap((item): Refused[] => {
    const result = results.get(item.write.id);
    if (result?.status !== 'refused' || !isClash(result.refusal)) return [];
    const name = result.refusal.constraint ?? '';
    const index = table.catalogue.uniques.find(({ names }) => names.includes(name));
    return index === undefined ? [] : [{ item, index }];
  });
  const clashes = new Map(
    refused.map(({ item, index }): [string, Clash] => [
      item.write.id,
      { holder: null, field: fieldIn(item, index) },
    ]),
  );
  const findable = refused.filter(
    ({ item, index }) =>
      index.isPlain &&
      (item.write.kind === 'update' || index.columns.every((name) => writes(item, name))),
  );
  const groups = Map.groupBy(findable, ({ item, index }) =>
    JSON.stringify([index.name, item.write.kind, ...item.cells.map(({ field }) => field.field)]),
  );
  for (const group of groups.values()) {
    for (const [id, holder] of await findHolders(client, table, group)) {
      clashes.set(id, { holder, field: clashes.get(id)?.field ?? null });
    }
  }
  return clashes;
}

async function findHolders(
  client: SqlClient,
  table: OpenTable,
  group: readonly Refused[],
): Promise<ReadonlyMap<string, Cells>> {
  const [first] = group;
  if (first === undefined) return new Map();
  const { index, item } = first;
  const records = recordSet(
    group.map(({ item: { identity, cells } }) => ({
      ...numbered('k', identity),
      ...numbered(
        'a',
        cells.map(({ after }) => after),
      ),
    })),
  );
  const { columns: identity } = table.identity;
  const isUpdate = item.write.kind === 'update';
  const own = isUpdate
    ? `JOIN ${table.catalogue.sql} AS o ON ${equalColumns(identity, 'o', (i) => `v.k${i}`)}`
    : '';
  // What a row does not write of the constraint's columns stays as its own row has it.
  const same = index.columns.map((name) => {
    const i = item.cells.findIndex(({ field }) => field.column.name === name);
    const column = item.cells[i]?.field.column ?? columnOf(table, name);
    return `t.${column.sql} = ${i < 0 ? `o.${column.sql}` : castExpression(column, `v.a${i}`)}`;
  });
  const other = identity.map((column) => `t.${column.sql} = o.${column.sql}`).join(' AND ');
  const result = await readStatement(client, {
    text: `SELECT v.i, ${selectList(table, 't')} FROM ${records.from} ${own}
      JOIN ${table.catalogue.sql} AS t ON ${same.join(' AND ')} ${isUpdate ? `AND NOT (${other})` : ''}
      ORDER BY v.i`,
    params: [records.param],
  });
  return new Map(
    result.rows.flatMap((row) => {
      const refused = group[Number(row[0])];
      if (refused === undefined) return [];
      const { cells } = showRow(table, row, 1);
      const key = table.key.map(({ field }) => [field, cells[field] ?? null] as const);
      return [[refused.item.write.id, Object.fromEntries(key)] as const];
    }),
  );
}

function columnOf({ catalogue }: OpenTable, name: string) {
  return must(
    catalogue.columns.find((column) => column.name === name),
    'an index is on columns of its table',
  );
}

function fieldIn({ cells }: PreparedWrite, { columns }: UniqueIndex): string | null {
  return cells.find(({ field }) => columns.includes(field.column.name))?.field.field ?? null;
}

function writes({ cells }: PreparedWrite, name: string): boolean {
  return cells.some(({ field }) => field.column.name === name);
}
