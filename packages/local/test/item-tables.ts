import { ITEM_FIELDS, type Item } from './item.ts';
import {
  createNotionItems,
  itemOfPage,
  type NotionItems,
  notionColumn,
  readNotionPages,
} from './notion-items.ts';
import type { Outsider } from './outsider.ts';
import { createPostgresItems, type PostgresItems, readPostgresItems } from './postgres-items.ts';
import {
  createSheetItems,
  itemOfRow,
  readSheetCells,
  SHEET_COLUMNS,
  type SheetItems,
} from './sheet-items.ts';

/** Where the three tables of items are. */
export interface ItemTables {
  readonly notion: NotionItems;
  readonly postgres: PostgresItems;
  readonly sheets: SheetItems;
}

/** The field maps of the three bindings. */
export const ITEM_FIELD_MAPS = {
  notion: toMap(notionColumn),
  postgres: toMap((field) => field),
  sheets: toMap((field) => SHEET_COLUMNS[field]),
};

function toMap(columnOf: (field: keyof Item) => string) {
  return Object.fromEntries(ITEM_FIELDS.map((field) => [field, { column: columnOf(field) }]));
}

/** Makes an empty table in each system, through that system's own API. */
export async function createItemTables(outsider: Outsider): Promise<ItemTables> {
  return {
    notion: await createNotionItems(outsider),
    postgres: await createPostgresItems(outsider),
    sheets: await createSheetItems(outsider),
  };
}

/** What each system holds, by code; a code that stands twice is an error. */
export async function readItems(
  outsider: Outsider,
  tables: ItemTables,
): Promise<Readonly<Record<'notion' | 'postgres' | 'sheets', Readonly<Record<string, Item>>>>> {
  const pages = await readNotionPages(outsider, tables.notion);
  const [, ...rows] = await readSheetCells(outsider, tables.sheets);
  return {
    notion: byCode(pages.map(itemOfPage)),
    postgres: byCode(await readPostgresItems(outsider)),
    sheets: byCode(rows.map(itemOfRow)),
  };
}

function byCode(items: readonly Item[]): Record<string, Item> {
  const found = Object.fromEntries(items.map((each) => [each.code, each]));
  if (Object.keys(found).length < items.length) {
    throw new Error(`a code stands twice: ${items.map(({ code }) => code).join(', ')}`);
  }
  return found;
}
