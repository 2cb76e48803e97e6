import { must } from '../../errors/assert.ts';
import type { RowWrite, WriteKind, WriteOutcome } from '../../model/write.ts';
import { outcomeOfExisting, readBackFailed } from './classify-write.ts';
import { findRows } from './look-up-rows.ts';
import type { OpenTable } from './open-table.ts';
import { type PreparedWrite, prepareWrite } from './prepare-write.ts';
import { insertAlone, runGroup } from './run-group.ts';
import { type Outcomes, type Results, settleDone, settleUntouched } from './settle-writes.ts';
import type { SqlClient } from './sql-client.ts';

/** Deletes first: they may free a unique value or a key for the writes after them. */
const ORDER: readonly WriteKind[] = ['delete', 'update', 'create'];

/**
 * Writes a chunk: one conditional statement per kind and set of fields, then one look at the rows
 * that no statement touched. One outcome per write, in the order of the writes.
 */
export async function applyWrites(
  client: SqlClient,
  table: OpenTable,
  writes: readonly RowWrite[],
): Promise<readonly WriteOutcome[]> {
  const outcomes = new Map<string, WriteOutcome>();
  const prepared: PreparedWrite[] = [];
  for (const write of writes) {
    const result = prepareWrite(table, write);
    if (result.ok) prepared.push(result.prepared);
    else outcomes.set(write.id, result.outcome);
  }
  const results = await runGroups(client, table, prepared);
  await insertUnexplained(client, table, prepared, results, outcomes);
  await retryClashes(client, table, prepared, results);
  await settleUntouched(client, table, prepared, results, outcomes);
  await settleDone(client, table, prepared, results, outcomes);
  return writes.map(({ id }) => must(outcomes.get(id), 'each write has an outcome'));
}

async function runGroups(
  client: SqlClient,
  table: OpenTable,
  prepared: readonly PreparedWrite[],
): Promise<Results> {
  const results: Results = new Map();
  for (const group of groupsOf(prepared)) {
    for (const [id, result] of await runGroup(client, table, group)) results.set(id, result);
  }
  return results;
}

/**
 * Groups of one kind and one list of fields, in the order of ORDER; a repeated new key runs once.
 */
function groupsOf(prepared: readonly PreparedWrite[]): readonly (readonly PreparedWrite[])[] {
  const groups = new Map<string, PreparedWrite[]>();
  const keys = new Set<string>();
  for (const kind of ORDER) {
    for (const item of prepared) {
      if (item.write.kind !== kind || item.hopeless) continue;
      if (item.cells.length === 0 && kind !== 'delete') continue;
      if (kind === 'create') {
        const key = JSON.stringify(item.key);
        if (keys.has(key)) continue;
        keys.add(key);
      }
      const name = JSON.stringify([kind, ...item.cells.map(({ field }) => field.field)]);
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [item]);
      else group.push(item);
    }
  }
  return [...groups.values()];
}

/**
 * A create that was left out without a row of its key clashes elsewhere: alone, Postgres says
 * where.
 * A create whose key is taken gets its outcome here.
 */
async function insertUnexplained(
  client: SqlClient,
  table: OpenTable,
  prepared: readonly PreparedWrite[],
  results: Results,
  outcomes: Outcomes,
): Promise<void> {
  const open = prepared.filter(({ write }) => write.kind === 'create' && !results.has(write.id));
  const columns = table.key.map(({ column }) => column);
  const existing = await findRows(
    client,
    table,
    columns,
    open.map(({ key }) => key),
  );
  for (const [i, item] of open.entries()) {
    const { id } = item.write;
    const row = existing.get(i);
    if (row !== undefined) {
      outcomes.set(id, outcomeOfExisting(item, row));
      continue;
    }
    const alone = await insertAlone(client, table, item);
    const result = alone.get(id);
    if (result !== undefined) results.set(id, result);
    else outcomes.set(id, readBackFailed(item, 'the table (a trigger or a rule) took no new row'));
  }
}

/**
 * A value that another update of this chunk gave up is free by now. A cycle of them is not
 * resolved.
 */
async function retryClashes(
  client: SqlClient,
  table: OpenTable,
  prepared: readonly PreparedWrite[],
  results: Results,
): Promise<void> {
  const clashes = () =>
    prepared.filter(({ write }) => {
      const result = results.get(write.id);
      return result?.status === 'refused' && result.refusal.rule === 'UNIQUE_CLASH';
    });
  let progress = [...results.values()].some(({ status }) => status === 'done');
  while (progress) {
    const before = clashes();
    for (const item of before) {
      const run = item.write.kind === 'create' ? insertAlone : runAlone;
      const again = await run(client, table, item);
      results.delete(item.write.id);
      for (const [id, result] of again) results.set(id, result);
    }
    progress = before.length > 0 && clashes().length < before.length;
  }
}

function runAlone(client: SqlClient, table: OpenTable, item: PreparedWrite) {
  return runGroup(client, table, [item]);
}
