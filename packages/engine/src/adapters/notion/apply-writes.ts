import { unreachable } from '../../errors/assert.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import type { AdapterEnvironment } from '../adapter.ts';
import { createRow } from './create-row.ts';
import { deleteRow } from './delete-row.ts';
import type { NotionClient } from './notion-client.ts';
import { presentRows } from './present-rows.ts';
import { prepareRelations, type Relations } from './relations.ts';
import { restoreRow } from './restore-row.ts';
import { codecsOf } from './table-codecs.ts';
import { updateRow } from './update-row.ts';
import type { WriteContext } from './write-context.ts';

/**
 * Writes one row after the other: Notion refuses concurrent writes to one data source (409), and writes
 * one page per request.
 */
export async function applyWrites(
  client: NotionClient,
  environment: AdapterEnvironment,
  table: BoundTable,
  relations: Relations,
  writes: readonly RowWrite[],
): Promise<WriteOutcome[]> {
  const codecs = codecsOf(table, relations);
  await prepareRelations(relations, writes);
  const rows = await presentRows(client, codecs, writes, environment.now);
  const context: WriteContext = { client, codecs, rows, wait: environment.wait };
  const outcomes: WriteOutcome[] = [];
  for (const write of writes) outcomes.push(await applyWrite(context, write));
  return outcomes;
}

function applyWrite(context: WriteContext, write: RowWrite): Promise<WriteOutcome> {
  switch (write.kind) {
    case 'create':
      return createRow(context, write);
    case 'update':
      return updateRow(context, write);
    case 'delete':
      return deleteRow(context, write);
    case 'restore':
      return restoreRow(context, write);
    default:
      return unreachable(write.kind);
  }
}
