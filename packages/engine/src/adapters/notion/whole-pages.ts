import type { BoundTable } from '../../model/bound-table.ts';
import type { NotionClient } from './notion-client.ts';
import type { NotionReply } from './notion-requester.ts';
import { isObject } from './property-value.ts';
import type { RelatedPages } from './related-pages.ts';
import type { Relations } from './relations.ts';
import type { NotionPage } from './wire-shapes.ts';

/** Notion gives at most this many people, and as many mentions of a text, and leaves the rest out without a word. */
const REFERENCES_MAX = 25;
/** Answers that the items of one property take at most. */
const ANSWERS_MAX = 1_000;

/** Property types that a page may show in part. */
const CUT_OFF_TYPES = ['relation', 'people', 'title', 'rich_text'];

type Values = Readonly<Record<string, unknown>>;

/**
 * The client as the rows of a table need it: values that a page shows in part are completed item by item, and
 * related pages have the key of their row beside their id. A value that cannot be completed stays cut off, which its
 * codec refuses: its property is read and written as it was, and the others go on.
 */
export function wholePagesClient(
  client: NotionClient,
  table: BoundTable,
  relations: Relations,
): NotionClient {
  const fields = table.fields.filter(({ column }) => CUT_OFF_TYPES.includes(column.nativeType));
  if (fields.length === 0) return client;
  const relatedTo = new Map(
    fields.flatMap(({ field, column }) => {
      const related = relations.get(field);
      return related === undefined ? [] : [[column.id, related] as const];
    }),
  );

  async function wholeValues(pageId: string, properties: Values): Promise<Values> {
    const entries: [string, unknown][] = [];
    for (const [name, value] of Object.entries(properties)) {
      const isMapped = isObject(value) && fields.some(({ column }) => column.id === value.id);
      const whole = isMapped ? await completed(client, pageId, value) : value;
      const related = isObject(whole) ? relatedTo.get(String(whole.id)) : undefined;
      entries.push([name, related === undefined ? whole : await withKeys(whole, related)]);
    }
    return Object.fromEntries(entries);
  }

  async function wholeReply(reply: NotionReply<NotionPage>): Promise<NotionReply<NotionPage>> {
    if (!reply.ok) return reply;
    const { value } = reply;
    for (const related of new Set(relations.values())) await related.note(value);
    const properties = (await wholeValues(value.id, value.properties)) as NotionPage['properties'];
    return { ok: true, value: { ...value, properties } };
  }

  return {
    ...client,
    query: async (id, rowQuery) => {
      const reply = await client.query(id, rowQuery);
      if (!reply.ok) return reply;
      const results = [];
      for (const result of reply.value.results) {
        const { properties } = result;
        const isPage = result.object === 'page' && isObject(properties);
        results.push(
          isPage ? { ...result, properties: await wholeValues(result.id, properties) } : result,
        );
      }
      return { ok: true, value: { ...reply.value, results } };
    },
    page: async (id) => wholeReply(await client.page(id)),
    createPage: async (id, values) => wholeReply(await client.createPage(id, values)),
    updatePage: async (id, change) => wholeReply(await client.updatePage(id, change)),
  };
}

async function withKeys(value: unknown, related: RelatedPages): Promise<unknown> {
  if (!isObject(value) || !Array.isArray(value.relation)) return value;
  const relation: unknown[] = [];
  for (const item of value.relation) {
    const key = isObject(item) ? await related.keyOf(String(item.id)) : null;
    relation.push(isObject(item) ? { ...item, key } : item);
  }
  return { ...value, relation };
}

/** The value with all its items; as it is where Notion shows it whole, or does not give the items. */
async function completed(client: NotionClient, pageId: string, value: Values): Promise<Values> {
  const type = String(value.type);
  if (!isCutOff(type, value)) return value;
  const items: unknown[] = [];
  let cursor: string | null = null;
  for (let answer = 0; answer < ANSWERS_MAX; answer += 1) {
    const reply = await client.propertyItems(pageId, String(value.id), cursor);
    if (!reply.ok) return value;
    items.push(...reply.value.results.map((item) => item[type]));
    cursor = reply.value.has_more ? reply.value.next_cursor : null;
    if (cursor === null) return { ...value, [type]: items, has_more: false, whole: true };
  }
  return value;
}

function isCutOff(type: string, value: Values): boolean {
  const items = value[type];
  if (!Array.isArray(items)) return false;
  switch (type) {
    case 'relation':
      return value.has_more === true;
    case 'people':
      return items.length >= REFERENCES_MAX;
    default:
      return (
        items.filter((item) => isObject(item) && isObject(item.mention)).length >= REFERENCES_MAX
      );
  }
}
