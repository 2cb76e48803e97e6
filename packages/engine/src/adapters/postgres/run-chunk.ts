import { linkRows } from './link-rows.ts';
import { linkUpdates } from './link-updates.ts';
import type { OpenTable } from './open-table.ts';
import { fieldsOf, type PreparedWrite } from './prepare-write.ts';
import { runGroup, type WriteResult, type WriteResults } from './run-group.ts';
import { runLinked } from './run-linked.ts';
import { runTogether } from './run-together.ts';
import type { SqlClient } from './sql-client.ts';

/** What the statements of a chunk did. A write that none of them touched has no result. */
export interface ChunkResults {
  readonly results: Map<string, WriteResult>;
  /** Updates that exchanged unique values. */
  readonly linked: ReadonlySet<PreparedWrite>;
}

/**
 * Runs each write of a chunk that may succeed. Deletes first: they may free a unique value or a key for the
 * writes after them. What refers to a new row comes after it, and what others let go of after those.
 */
export async function runChunk(
  client: SqlClient,
  table: OpenTable,
  prepared: readonly PreparedWrite[],
): Promise<ChunkResults> {
  const possible = runnable(prepared);
  const exchanges = linkUpdates(
    table.catalogue.uniques,
    possible.filter(({ write }) => write.kind === 'update'),
  );
  const linked = new Set(exchanges.flatMap(({ writes }) => writes));
  const rows = linkRows(
    table,
    possible.filter((item) => !linked.has(item)),
  );
  const units = [...rows.creates, ...rows.updates, ...rows.deletes];
  const together = new Set(units.flatMap(({ members }) => members));
  const isLate = (item: PreparedWrite) => rows.lateUpdates.has(item) || rows.lateDeletes.has(item);
  const areDeletesLate = rows.deletes.some(({ members }) => members.some(isLate));
  const results = new Map<string, WriteResult>();
  const keep = (more: WriteResults) => more.forEach((result, id) => void results.set(id, result));
  const runLoose = async (kind: string, late: boolean) => {
    const loose = possible.filter(
      (item) =>
        item.write.kind === kind &&
        !linked.has(item) &&
        !together.has(item) &&
        isLate(item) === late,
    );
    for (const group of Map.groupBy(loose, fieldsOf).values()) {
      keep(await runGroup(client, table, group));
    }
  };
  if (!areDeletesLate) keep(await runTogether(client, table, rows.deletes));
  await runLoose('delete', false);
  keep(await runLinked(client, table, exchanges));
  keep(await runTogether(client, table, rows.updates));
  await runLoose('update', false);
  keep(await runTogether(client, table, rows.creates));
  await runLoose('create', false);
  await runLoose('update', true);
  if (areDeletesLate) keep(await runTogether(client, table, rows.deletes));
  await runLoose('delete', true);
  return { results, linked };
}

/** Without those that no statement can do, and with the first of the creates of one key. */
function runnable(prepared: readonly PreparedWrite[]): readonly PreparedWrite[] {
  const keys = new Set<string>();
  return prepared.filter(({ write, cells, hopeless, key }) => {
    if (hopeless || (cells.length === 0 && write.kind !== 'delete')) return false;
    if (write.kind !== 'create') return true;
    const text = JSON.stringify(key);
    const isNew = !keys.has(text);
    keys.add(text);
    return isNew;
  });
}
