import type { TableShape } from '../../model/system.ts';
import { tableShapeOf } from './describe-table.ts';
import type { NotionClient } from './notion-client.ts';
import { answered } from './notion-requester.ts';
import { dataSourceShape, type NotionList } from './wire-shapes.ts';

const TABLES_MAX = 1_000;

/**
 * The data sources that the token can see, at most 1,000. Notion's search lags behind: a table made
 * moments ago may be missing.
 */
export async function listTables(client: NotionClient): Promise<TableShape[]> {
  const tables: TableShape[] = [];
  let cursor: string | null = null;
  do {
    const page: NotionList = answered(
      await client.search('data_source', cursor),
      'the search for data sources',
    );
    for (const result of page.results) {
      // Objects that the token may know of but not read come without their properties.
      const parsed = dataSourceShape.safeParse(result);
      if (parsed.success && parsed.data.in_trash !== true) tables.push(tableShapeOf(parsed.data));
    }
    cursor = page.has_more ? page.next_cursor : null;
  } while (cursor !== null && tables.length < TABLES_MAX);
  return tables.slice(0, TABLES_MAX);
}
