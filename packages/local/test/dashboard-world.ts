import { item } from './item.ts';
import { createItemTables, type ItemTables } from './item-tables.ts';
import { credentialsOf, registryOfItems } from './items-registry.ts';
import { addToNotion, notionProperties, readNotionPages } from './notion-items.ts';
import { type Json, type Outsider, runToEnd } from './outsider.ts';
import { editSheetCell } from './sheet-items.ts';

/** A synced registry in which people decide conflicts; one conflict and one problem are open. */
export interface DashboardWorld {
  readonly tables: ItemTables;
  readonly registryId: string;
}

export const ITEMS = 12;
/** The two titles that somebody gave the item `K1` at the same time. */
export const TITLES = { notion: 'Torque wrench', postgres: 'Drehmomentschlüssel' };
export const NO_KIND = 'hammre';

export async function buildDashboardWorld(outsider: Outsider): Promise<DashboardWorld> {
  const tables = await createItemTables(outsider);
  const items = Array.from({ length: ITEMS }, (_, i) =>
    item(`K${i}`, `Item ${i}`, { kind: 'tool', quantity: i }),
  );
  await addToNotion(outsider, tables.notion, items);
  const registryId = await createRegistry(outsider, tables);
  await syncOrFail(outsider, registryId);
  await editTitle(outsider, tables, 'K1', TITLES.notion);
  await outsider.sql(`UPDATE "Odd Items" SET title = $1 WHERE code = 'K1'`, [TITLES.postgres]);
  await editSheetCell(outsider, tables.sheets, { code: 'K2', field: 'kind', value: NO_KIND });
  await syncOrFail(outsider, registryId);
  return { tables, registryId };
}

/** The title of an item as Notion shows it. */
export async function titleInNotion(
  outsider: Outsider,
  tables: ItemTables,
  code: string,
): Promise<string> {
  const { properties } = await pageOf(outsider, tables, code);
  return properties.title.title[0]?.plain_text;
}

async function createRegistry(outsider: Outsider, tables: ItemTables): Promise<string> {
  const connections = { notion: '', postgres: '', sheets: '' };
  for (const [system, credential] of Object.entries(credentialsOf(outsider.stack))) {
    const request = { name: `My ${system}`, system, credential };
    const { body } = await outsider.api('POST', '/connections', request);
    connections[system as keyof ItemTables] = body.id;
  }
  const changes = {
    conflicts: { strategy: ['manual'], fields: {} },
    safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 50 },
  };
  const request = registryOfItems(connections, tables, changes);
  const { body } = await outsider.api('POST', '/registries', request);
  await outsider.api('POST', `/registries/${body.id}/activate`);
  return body.id;
}

async function syncOrFail(outsider: Outsider, registryId: string): Promise<void> {
  const run = await runToEnd(outsider, registryId, { kind: 'sync' });
  if (run.status !== 'succeeded') throw new Error(JSON.stringify(run));
}

async function editTitle(outsider: Outsider, tables: ItemTables, code: string, title: string) {
  const { id } = await pageOf(outsider, tables, code);
  const properties = notionProperties({ title });
  await outsider.notion('PATCH', `/v1/pages/${id}`, { properties });
}

async function pageOf(outsider: Outsider, tables: ItemTables, code: string): Promise<Json> {
  const pages = await readNotionPages(outsider, tables.notion);
  return pages.find(({ properties }) => properties.Code.rich_text[0]?.plain_text === code);
}
