import { type Item, KINDS, TAGS } from './item.ts';
import type { Json, Outsider } from './outsider.ts';

/** The items' data source in Notion. */
export interface NotionItems {
  readonly dataSourceId: string;
}

/** Makes a database with one data source below the root page. */
export async function createNotionItems({ notion, stack }: Outsider): Promise<NotionItems> {
  const options = (names: readonly string[]) => ({ options: names.map((name) => ({ name })) });
  const properties = {
    title: { title: {} },
    Code: { rich_text: {} },
    quantity: { number: {} },
    price: { number: { format: 'euro' } },
    active: { checkbox: {} },
    since: { date: {} },
    checked: { date: {} },
    kind: { select: options(KINDS) },
    tags: { multi_select: options(TAGS) },
    site: { url: {} },
    mail: { email: {} },
  };
  const body = {
    parent: { type: 'page_id', page_id: stack.notion.rootPageId },
    title: [{ type: 'text', text: { content: 'Items' } }],
    initial_data_source: { properties },
  };
  const database = await notion('POST', '/v1/databases', body, '2025-09-03');
  return { dataSourceId: database.data_sources[0].id };
}

/** The name of the property that holds a field. */
export const notionColumn = (field: string) => (field === 'code' ? 'Code' : field);

export async function addToNotion(
  { notion }: Outsider,
  table: NotionItems,
  items: readonly Item[],
): Promise<void> {
  for (const each of items) {
    const parent = { type: 'data_source_id', data_source_id: table.dataSourceId };
    await notion('POST', '/v1/pages', { parent, properties: notionProperties(each) });
  }
}

/** The properties of a page; texts go in parts of 2,000 characters, as Notion wants them. */
export function notionProperties(each: Partial<Item>): Record<string, unknown> {
  const text = (content: string) =>
    (content.match(/.{1,2000}/gsu) ?? []).map((part) => ({ text: { content: part } }));
  const named = (name: string) => ({ name });
  const make: { readonly [field in keyof Item]: (value: Item[field]) => unknown } = {
    code: (value) => ({ rich_text: text(value) }),
    title: (value) => ({ title: text(value) }),
    quantity: (number) => ({ number }),
    price: (number) => ({ number }),
    active: (checkbox) => ({ checkbox }),
    since: (start) => ({ date: start && { start } }),
    checked: (start) => ({ date: start && { start } }),
    kind: (value) => ({ select: value && named(value) }),
    tags: (value) => ({ multi_select: value.map(named) }),
    site: (url) => ({ url }),
    mail: (email) => ({ email }),
  };
  return Object.fromEntries(
    Object.entries(each).map(([field, value]) => [
      notionColumn(field),
      (make[field as keyof Item] as (value: unknown) => unknown)(value),
    ]),
  );
}

/** All pages of the data source that are not in the trash. */
export async function readNotionPages({ notion }: Outsider, table: NotionItems): Promise<Json[]> {
  const path = `/v1/data_sources/${table.dataSourceId}/query`;
  const { results, has_more: more } = await notion('POST', path, { page_size: 100 });
  if (more) throw new Error('more items than one page holds');
  return results;
}

/** The item that the properties of a page show. */
export function itemOfPage({ properties }: Json): Item {
  const text = (parts: Json[]) => parts.map((part) => part.plain_text).join('');
  const { since, checked } = properties;
  return {
    code: text(properties.Code.rich_text),
    title: text(properties.title.title),
    quantity: properties.quantity.number,
    price: properties.price.number,
    active: properties.active.checkbox,
    since: since.date?.start ?? null,
    checked: checked.date === null ? null : new Date(checked.date.start).toISOString(),
    kind: properties.kind.select?.name ?? null,
    tags: properties.tags.multi_select.map(({ name }: Json) => name).sort(),
    site: properties.site.url,
    mail: properties.mail.email,
  };
}
