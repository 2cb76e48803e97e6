import type { BoundTable } from '../../model/bound-table.ts';
import type { RowPresence } from '../../model/row-presence.ts';
import { bindSheet } from './bound-sheet.ts';
import { readPresentSheet } from './present-sheet.ts';
import type { SheetPlaces } from './sheet-places.ts';
import type { SheetsClient } from './sheets-client.ts';

/**
 * Whether rows are there now, by their keys. A sheet has no trash: a row that is not there is gone.
 * A row whose key someone changed is gone under its old key. While the key of some row cannot be
 * read (an error cell, one that is loading, one under a merged cell), no other row is called gone: it could be that one.
 */
export async function lookUpRows(
  client: SheetsClient,
  places: SheetPlaces,
  table: BoundTable,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, RowPresence>> {
  const sheet = bindSheet(table);
  const place = await places.now(sheet.ref);
  const present = await readPresentSheet(client, place, sheet, new Set());
  const keys = new Set(present.rows.map(({ key }) => key));
  const hasUnreadableKey = present.rows.some(({ cells }) =>
    sheet.key.some((field) => cells[field] === undefined),
  );
  const absent = hasUnreadableKey ? 'unreachable' : 'gone';
  return new Map(externalIds.map((id) => [id, keys.has(id) ? 'present' : absent]));
}
