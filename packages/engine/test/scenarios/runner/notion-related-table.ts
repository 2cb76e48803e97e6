import type { TestWorkspace } from '../../../src/adapters/notion/notion-workspace.fixture.ts';
import { must } from '../../../src/errors/assert.ts';
import type { TableRef } from '../../../src/model/system.ts';

/** The table that relations are to, whose rows people know by their titles and Notion by their pages. */
export interface RelatedTable {
  readonly ref: TableRef;
  idOf(key: string): string;
  keyOf(pageId: string): string;
}

/** A new data source with a row for each key. */
export async function notionRelatedTable(
  { adapter, api, rootPageId }: TestWorkspace,
  title: string,
  keys: readonly string[],
): Promise<RelatedTable> {
  const { table } = await adapter.createTable({
    title,
    key: ['code'],
    fields: [{ name: 'code', cellType: 'text', required: true }],
    parent: { pageId: rootPageId },
  });
  const parent = { type: 'data_source_id', data_source_id: table.dataSourceId };
  const ids = new Map<string, string>();
  for (const key of keys) {
    const properties = { code: { title: [{ text: { content: key } }] } };
    ids.set(key, String((await api('POST', 'pages', { parent, properties })).id));
  }
  const keysById = new Map([...ids].map(([key, id]) => [id, key]));
  return {
    ref: table,
    idOf: (key) => must(ids.get(key), `there is a related row ${key}`),
    keyOf: (pageId) => must(keysById.get(pageId), `the page ${pageId} is a related row`),
  };
}
