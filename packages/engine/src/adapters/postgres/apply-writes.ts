import { must } from '../../errors/assert.ts';
import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import { outcomeOfExisting, readBackFailed } from './classify-write.ts';
import { findRows } from './look-up-rows.ts';
import type { OpenTable } from './open-table.ts';
import { isClash } from './postgres-errors.ts';
import { type PreparedWrite, prepareWrite } from './prepare-write.ts';
import { retryRespelt } from './retry-respelt.ts';
import { runChunk } from './run-chunk.ts';
import { insertAlone, runGroup } from './run-group.ts';
import { type Outcomes, type Results, settleDone, settleUntouched } from './settle-writes.ts';
import type { SqlClient } from './sql-client.ts';

/** What is still refused after so many turns is left to the next run. */
const CLASH_PASSES_MAX = 3;

/**
 * Writes a chunk: one conditional statement per kind and set of fields, one transaction for the updates
 * that exchange unique values, then one look at the rows that no statement touched. One outcome per write, in the order of the writes.
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
  const { results, linked } = await runChunk(client, table, prepared);
  await insertUnexplained(client, table, prepared, results, outcomes);
  await retryClashes(client, table, prepared, linked, results);
  await retryRespelt(client, table, prepared, results, outcomes);
  await settleUntouched(client, table, prepared, results, outcomes);
  await settleDone(client, table, prepared, results, outcomes);
  return writes.map(({ id }) => must(outcomes.get(id), 'each write has an outcome'));
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
      outcomes.set(id, outcomeOfExisting(table, item, row));
      continue;
    }
    const alone = await insertAlone(client, table, item);
    const result = alone.get(id);
    if (result !== undefined) results.set(id, result);
    else outcomes.set(id, readBackFailed(item, 'the table (a trigger or a rule) took no new row'));
  }
}

/**
 * A value that another write of this chunk gave up is free by now, also where only the database can tell
 * that it is the same value. Linked updates had their turn in order already.
 */
async function retryClashes(
  client: SqlClient,
  table: OpenTable,
  prepared: readonly PreparedWrite[],
  linked: ReadonlySet<PreparedWrite>,
  results: Results,
): Promise<void> {
  const clashes = () =>
    prepared.filter((item) => {
      const result = results.get(item.write.id);
      return result?.status === 'refused' && isClash(result.refusal) && !linked.has(item);
    });
  let progress = [...results.values()].some(({ status }) => status === 'done');
  for (let pass = 0; progress && pass < CLASH_PASSES_MAX; pass += 1) {
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
