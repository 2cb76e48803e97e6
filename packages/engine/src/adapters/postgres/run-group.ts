import { must } from '../../errors/assert.ts';
import { cellsEqual } from '../../model/cell.ts';
import { findAlike } from './find-alike.ts';
import { type OpenTable, type ShownRow, showRow } from './open-table.ts';
import { orHalves } from './or-halves.ts';
import type { StatementRefused } from './postgres-errors.ts';
import type { PreparedWrite } from './prepare-write.ts';
import { writeStatements } from './run-statements.ts';
import type { SqlClient } from './sql-client.ts';
import { deleteStatement, insertStatement, updateStatement } from './write-statements.ts';

/** What a statement did with one write. A write it did not touch has no result. */
export type WriteResult =
  | { readonly status: 'done'; readonly row: ShownRow | null }
  | { readonly status: 'lost' }
  | { readonly status: 'refused'; readonly refusal: StatementRefused };

/** Results by the id of the write. */
export type WriteResults = ReadonlyMap<string, WriteResult>;

/**
 * Runs writes of one kind with the same fields in one statement. When the data of a row fails it,
 * the halves are run on their own, until only the rows that are refused are left out.
 */
export async function runGroup(
  client: SqlClient,
  table: OpenTable,
  writes: readonly PreparedWrite[],
): Promise<WriteResults> {
  return orHalves(writes, {
    run: (part) => runOnce(client, table, part),
    refused: refusedAlone,
    alike: (part, refusal) => findAlike(client, table, part, refusal),
  });
}

/** Inserts one row so that a unique clash is an error that names its constraint. */
export async function insertAlone(
  client: SqlClient,
  table: OpenTable,
  write: PreparedWrite,
): Promise<WriteResults> {
  const run = async (): Promise<WriteResults> => {
    const [result] = await writeStatements(client, [insertStatement(table, [write], false)]);
    const row = result?.rows[0];
    return new Map(row === undefined ? [] : [[write.write.id, done(showRow(table, row, 0))]]);
  };
  return orHalves([write], { run, refused: refusedAlone });
}

/** The result of a write that no other can be blamed for. */
async function refusedAlone(
  { write }: PreparedWrite,
  refusal: StatementRefused,
): Promise<WriteResults> {
  return new Map([[write.id, { status: 'refused', refusal }]]);
}

async function runOnce(
  client: SqlClient,
  table: OpenTable,
  writes: readonly PreparedWrite[],
): Promise<WriteResults> {
  const kind = must(writes[0], 'a group has a write').write.kind;
  if (kind === 'create') return runInsert(client, table, writes);
  const isUpdate = kind === 'update';
  const statement = (isUpdate ? updateStatement : deleteStatement)(table, writes);
  const [result] = await writeStatements(client, [statement]);
  return new Map(
    (result?.rows ?? []).map((row) => {
      const { id } = must(writes[Number(row[0])], 'a returned index is one that was sent').write;
      return [id, done(isUpdate ? showRow(table, row, 1) : null)];
    }),
  );
}

/**
 * Triggers can change a key on its way in, so that only a statement per row tells what became of
 * it.
 */
async function runInsert(
  client: SqlClient,
  table: OpenTable,
  writes: readonly PreparedWrite[],
): Promise<WriteResults> {
  if (!table.catalogue.insertTriggers) {
    const { canSkipClashes } = table.catalogue;
    const statement = insertStatement(table, writes, canSkipClashes);
    const [result] = await writeStatements(client, [statement]);
    return matchByKey(
      table,
      writes,
      (result?.rows ?? []).map((row) => showRow(table, row, 0)),
    );
  }
  const statements = writes.map((write) =>
    insertStatement(table, [write], table.catalogue.canSkipClashes),
  );
  const results = await writeStatements(client, statements);
  return new Map(
    writes.flatMap(({ write }, i) => {
      const row = results[i]?.rows[0];
      return row === undefined ? [] : [[write.id, done(showRow(table, row, 0))] as const];
    }),
  );
}

/** Rows come back in the order they were sent, without those that were left out. */
export function matchByKey(
  table: OpenTable,
  writes: readonly PreparedWrite[],
  rows: readonly ShownRow[],
): WriteResults {
  const results = new Map<string, WriteResult>();
  const open = new Set(rows);
  for (const prepared of writes) {
    for (const row of open) {
      if (!showsKey(table, prepared, row)) continue;
      results.set(prepared.write.id, done(row));
      open.delete(row);
      break;
    }
  }
  if (open.size === 0) return results;
  // A row was inserted that shows none of the keys: to try again would insert it twice.
  for (const { write } of writes) if (!results.has(write.id)) results.set(write.id, LOST);
  return results;
}

const LOST: WriteResult = { status: 'lost' };

/** Whether a row has the key that a create writes, as its columns show it. */
export function showsKey(table: OpenTable, { key }: PreparedWrite, row: ShownRow): boolean {
  return table.key.every(({ field, codec }, i) => {
    const decoded = codec.decode(key[i] ?? null);
    const cell = row.cells[field];
    return decoded.ok && cell !== undefined && cellsEqual(decoded.cell, cell);
  });
}

export function done(row: ShownRow | null): WriteResult {
  return { status: 'done', row };
}
