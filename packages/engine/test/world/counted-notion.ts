import type { NewTable } from '../../src/adapters/adapter.ts';
import { notionDefinition } from '../../src/adapters/notion/notion-definition.ts';
import { startWorkspace } from '../../src/adapters/notion/notion-workspace.fixture.ts';
import type { CountedTable } from './counted-table.ts';

const TABLE: NewTable = {
  title: 'Rows',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'name', cellType: 'text', required: true },
    { name: 'status', cellType: 'enum', required: false, options: ['open', 'done'] },
    { name: 'amount', cellType: 'decimal', required: false },
  ],
};

/** A data source in the Notion emulator, which counts. Its clock stands still while a run goes on. */
/** Rows that one query gives. */
const PAGE = 100;

export async function countedNotion(): Promise<CountedTable> {
  const workspace = await startWorkspace();
  const { table } = await workspace.adapter.createTable(TABLE);
  return {
    definition: {
      ...notionDefinition,
      placeOf: (ref) => notionDefinition.placeOf(ref, workspace.credential),
      open: (_, { now }) =>
        notionDefinition.open(workspace.credential, { ...workspace.environment, now }),
    },
    table,
    async setTime(now) {
      await workspace.control('POST', 'clock', { now: now.toISOString() });
    },
    takeRequests: () => workspace.requests(),
    async removeRows(count) {
      const path = `data_sources/${table.dataSourceId}/query`;
      for (let left = count; left > 0; left -= PAGE) {
        const answer = await workspace.api('POST', path, { page_size: Math.min(left, PAGE) });
        for (const { id } of answer.results as { id: string }[]) {
          await workspace.api('PATCH', `pages/${id}`, { in_trash: true });
        }
      }
    },
    close: () => workspace.close(),
  };
}
