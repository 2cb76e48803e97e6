import { notionDefinition } from '../../src/adapters/notion/notion-definition.ts';
import type { TestWorkspace } from '../../src/adapters/notion/notion-workspace.fixture.ts';
import { notionPeoplesTable } from '../scenarios/runner/notion-peoples-table.ts';
import type { AdapterOnTrial } from './adapter-on-trial.ts';
import { CONTRACT_TABLE, RELATED_KEYS } from './contract-table.ts';

/** Notion gives 100 rows on a page. */
const ROWS_OF_TWO_PAGES = 104;

/** A new data source in a workspace. */
export async function openNotionTrial(workspace: TestWorkspace): Promise<AdapterOnTrial> {
  const { api, credential, environment } = workspace;
  const shape = { ...CONTRACT_TABLE, relatedKeys: RELATED_KEYS };
  const people = await notionPeoplesTable(workspace, 'Contract', shape);
  const change = (id: unknown, properties: Record<string, unknown>) =>
    api('PATCH', `data_sources/${id}`, { properties });
  return {
    definition: notionDefinition,
    credential,
    adapter: notionDefinition.open(credential, environment),
    people,
    rowsOfTwoPages: ROWS_OF_TWO_PAGES,
    unreadable: { field: 'count', cell: '3.5' },
    shows(cellType, cell) {
      if (cellType === 'boolean') return cell ?? false;
      const isTime = cellType === 'datetime' || cellType === 'date-range';
      if (!isTime || typeof cell !== 'string') return cell;
      return cell.replaceAll(/T(\d\d:\d\d)[^Z]*Z/g, 'T$1:00Z');
    },
    hands: {
      async renameColumn(ref, from, to) {
        await change(ref.dataSourceId, { [from]: { name: to } });
      },
      async dropColumn(name) {
        await change(people.ref.dataSourceId, { [name]: null });
      },
      async computeColumn(name, number) {
        await change(people.ref.dataSourceId, { [name]: { formula: { expression: number } } });
      },
      async drop() {
        const { parent } = await api('GET', `data_sources/${people.ref.dataSourceId}`);
        const { database_id: id } = parent as { readonly database_id: string };
        await api('PATCH', `databases/${id}`, { in_trash: true });
      },
    },
  };
}
