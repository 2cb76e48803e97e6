import type { BoundTable } from '../../model/bound-table.ts';
import type { RowPresence } from '../../model/row-presence.ts';
import type { NotionClient } from './notion-client.ts';
import { answered } from './notion-requester.ts';
import { dataSourceIdOf, parseNotionId } from './table-ref.ts';
import type { NotionPage } from './wire-shapes.ts';

/**
 * Asks for each row by its id. Notion answers 404 alike for a page that is gone and for one that is not
 * shared any more, so such a row is `unreachable`: pages cannot be deleted but to the trash, where they
 * are seen as `trashed` for at least 30 days.
 */
export async function lookUpRows(
  client: NotionClient,
  table: BoundTable,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, RowPresence>> {
  const presences = new Map<string, RowPresence>();
  for (const id of externalIds) {
    const reply = await client.page(id);
    if (!reply.ok && reply.fault.kind === 'not-found') presences.set(id, 'unreachable');
    else presences.set(id, presenceOf(table, answered(reply, `page ${id}`)));
  }
  return presences;
}

/** Where a page is that can be read by its id. An archived page is hidden, not deleted. */
export function presenceOf(table: BoundTable, page: NotionPage): RowPresence {
  if (page.in_trash === true) return 'trashed';
  const home = parseNotionId(page.parent.data_source_id);
  if (home !== dataSourceIdOf(table.ref) || page.is_archived === true) return 'moved';
  return 'present';
}
