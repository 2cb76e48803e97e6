import type { WriteOutcome } from '../../model/write.ts';
import {
  outcomeOfLost,
  outcomeOfRefused,
  outcomeOfUntouched,
  outcomeOfWritten,
} from './classify-write.ts';
import { findByExternalId, findRows } from './look-up-rows.ts';
import { nameClashes } from './name-clashes.ts';
import type { OpenTable, ShownRow } from './open-table.ts';
import type { PreparedWrite } from './prepare-write.ts';
import type { WriteResult } from './run-group.ts';
import type { SqlClient } from './sql-client.ts';

/** What the statements of a chunk did, by the id of the write. */
export type Results = Map<string, WriteResult>;
/** What became of the writes of a chunk, by their id. */
export type Outcomes = Map<string, WriteOutcome>;

/** Updates and deletes that no statement touched: already done, stale, or gone. */
export async function settleUntouched(
  client: SqlClient,
  table: OpenTable,
  prepared: readonly PreparedWrite[],
  results: Results,
  outcomes: Outcomes,
): Promise<void> {
  const open = prepared.filter(({ write }) => !results.has(write.id) && !outcomes.has(write.id));
  const ids = open.map(({ write }) => write.externalId ?? '');
  const rows = await findByExternalId(client, table, ids);
  const moved = await findMoved(client, table, open, rows);
  for (const item of open) {
    const row = rows.get(item.write.externalId ?? '') ?? moved.get(item.write.id);
    outcomes.set(item.write.id, outcomeOfUntouched(item, row));
  }
}

/** An earlier attempt may have changed the identity itself: then the row is found by its key. */
async function findMoved(
  client: SqlClient,
  table: OpenTable,
  open: readonly PreparedWrite[],
  rows: ReadonlyMap<string, ShownRow>,
): Promise<ReadonlyMap<string, ShownRow>> {
  const identity = new Set(table.identity.columns.map(({ id }) => id));
  const lost = open.filter(
    ({ write, cells }) =>
      write.kind === 'update' &&
      write.attempted &&
      !rows.has(write.externalId ?? '') &&
      cells.some(({ field }) => identity.has(field.column.id)),
  );
  const keys = lost.map(({ write }) =>
    table.key.map(({ field, codec }) => {
      const encoded = codec.encode(write.key[field] ?? null);
      return encoded.ok && encoded.native !== null ? String(encoded.native) : null;
    }),
  );
  const columns = table.key.map(({ column }) => column);
  const found = await findRows(client, table, columns, keys);
  return new Map(
    [...found].flatMap(([i, row]) => {
      const item = lost[i];
      return item === undefined ? [] : [[item.write.id, row] as const];
    }),
  );
}

/** Written, refused and lost rows. AFTER triggers show only when the row is read again. */
export async function settleDone(
  client: SqlClient,
  table: OpenTable,
  prepared: readonly PreparedWrite[],
  results: Results,
  outcomes: Outcomes,
): Promise<void> {
  const written = [...results.values()].flatMap((result) =>
    result.status === 'done' && result.row !== null ? [result.row.externalId] : [],
  );
  const again = table.catalogue.afterTriggers
    ? await findByExternalId(client, table, written)
    : null;
  const clashes = await nameClashes(client, table, prepared, results);
  for (const item of prepared) {
    const { id } = item.write;
    const result = results.get(id);
    if (result === undefined) continue;
    const outcome =
      result.status === 'refused'
        ? outcomeOfRefused(table, item, result.refusal, clashes.get(id))
        : outcomeOfResult(item, result, again);
    outcomes.set(id, outcome);
  }
}

function outcomeOfResult(
  item: PreparedWrite,
  result: Exclude<WriteResult, { readonly status: 'refused' }>,
  again: ReadonlyMap<string, ShownRow> | null,
): WriteOutcome {
  if (result.status === 'lost') return outcomeOfLost(item);
  const { row } = result;
  const shown = row === null || again === null ? row : (again.get(row.externalId) ?? null);
  return outcomeOfWritten(item, shown);
}
