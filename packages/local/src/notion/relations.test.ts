import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  errorOf,
  type NotionUnderTest,
  type Row,
  startNotion,
  type Table,
  title,
} from './testing/notion-under-test.ts';

let notion: NotionUnderTest;
let items: Table;
let orders: Table;

beforeAll(async () => {
  notion = await startNotion();
  items = await notion.table('Items', { Name: { title: {} }, Price: { number: {} } });
  orders = await notion.table('Orders', {
    Name: { title: {} },
    Lines: { relation: { data_source_id: items.id, dual_property: {} } },
    Sum: {
      rollup: {
        relation_property_name: 'Lines',
        rollup_property_name: 'Price',
        function: 'sum',
      },
    },
  });
});
afterAll(() => notion.emulator.close());

const ids = (value: Row): string[] => value.relation.map(({ id }: Row) => id);
const linesOf = (rows: readonly Row[]): Row => ({
  Lines: { relation: rows.map(({ id }) => ({ id })) },
});

it('replaces the whole list, mirrors it, and rolls it up', async () => {
  const [a, b] = [
    await notion.insert(items, { Name: title('a'), Price: { number: 3 } }),
    await notion.insert(items, { Name: title('b'), Price: { number: 4 } }),
  ];
  const order = await notion.insert(orders, linesOf([a, b]));
  expect(order.properties.Sum.rollup).toEqual({ type: 'number', number: 7, function: 'sum' });
  const back = 'Related to Orders (Lines)';
  const shownA: Row = await notion.client.pages.retrieve({ page_id: a.id });
  expect(ids(shownA.properties[back])).toEqual([order.id]);
  const changed: Row = await notion.client.pages.update({
    page_id: order.id,
    properties: linesOf([b]),
  });
  expect(ids(changed.properties.Lines)).toEqual([b.id]);
  const freed: Row = await notion.client.pages.retrieve({ page_id: a.id });
  expect(ids(freed.properties[back])).toEqual([]);
});

it('shows 25 targets at most; property items show all', async () => {
  const rows: Row[] = [];
  for (let i = 0; i < 30; i += 1) rows.push(await notion.insert(items, { Name: title(`${i}`) }));
  const order = await notion.insert(orders, linesOf(rows));
  const { Lines } = order.properties;
  expect(Lines.relation).toHaveLength(25);
  expect(Lines.has_more).toBe(true);
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page: Row = await notion.client.pages.properties.retrieve({
      page_id: order.id,
      property_id: Lines.id,
      page_size: 20,
      ...(cursor ? { start_cursor: cursor } : {}),
    });
    found.push(...page.results.map((item: Row) => item.relation.id));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  expect(found).toEqual(rows.map(({ id }) => id));
});

it('refuses targets that are not there', async () => {
  const missing = { id: '00000000-0000-4000-8000-0000000000ff' };
  const error = await errorOf(notion.insert(orders, linesOf([missing])));
  expect(error.code).toBe('object_not_found');
});

const BACK = 'Related to Orders (Lines)';
const pageOf = (row: Row): Promise<Row> => notion.client.pages.retrieve({ page_id: row.id });
const setTrash = (row: Row, inTrash: boolean): Promise<Row> =>
  notion.client.pages.update({ page_id: row.id, in_trash: inTrash });
const namesOfOrders = async (relation: Row): Promise<string[]> => {
  const filter = { property: 'Lines', relation } as Row;
  const found: Row = await notion.client.dataSources.query({ data_source_id: orders.id, filter });
  return found.results.map((row: Row) => row.properties.Name.title[0]?.plain_text).sort();
};

async function newItems(count: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (let n = 0; n < count; n += 1) {
    rows.push(await notion.insert(items, { Name: title(`n${n}`), Price: { number: 1 } }));
  }
  return rows;
}

it.each([
  [25, false],
  [26, true],
  [100, true],
])('with %i targets has more: %s', async (count, hasMore) => {
  const order = await notion.insert(orders, linesOf(await newItems(count)));
  expect(order.properties.Lines.relation).toHaveLength(25);
  expect(order.properties.Lines.has_more).toBe(hasMore);
  expect(order.properties.Sum.rollup.number).toBe(count);
});

it('takes 100 targets of a request, and holds more that come from the other side', async () => {
  const rows = await newItems(101);
  const error = await errorOf(notion.insert(orders, linesOf(rows)));
  expect(error.message).toContain('body.properties.Lines.relation.length should be ≤ `100`');
  const order = await notion.insert(orders, linesOf(rows.slice(0, 100)));
  const last = rows[100];
  const properties = { [BACK]: { relation: [{ id: order.id }] } } as Row;
  await notion.client.pages.update({ page_id: last.id, properties });
  const request = { page_id: order.id, property_id: order.properties.Lines.id };
  const first: Row = await notion.client.pages.properties.retrieve(request);
  expect(first.results).toHaveLength(100);
  expect(first).toMatchObject({ has_more: true, property_item: { type: 'relation' } });
  const cursor = { ...request, start_cursor: first.next_cursor };
  const rest: Row = await notion.client.pages.properties.retrieve(cursor);
  expect(rest.results.map((item: Row) => item.relation.id)).toEqual([last.id]);
  expect(rest).toMatchObject({ has_more: false, next_cursor: null });
});

it('is written from either side', async () => {
  const [first, second] = [
    await notion.insert(orders, { Name: title('from back 1') }),
    await notion.insert(orders, { Name: title('from back 2') }),
  ];
  const back = (rows: readonly Row[]): Row => ({
    [BACK]: { relation: rows.map(({ id }) => ({ id })) },
  });
  const row = await notion.insert(items, { Price: { number: 5 }, ...back([first]) });
  expect((await pageOf(first)).properties.Sum.rollup.number).toBe(5);
  await notion.client.pages.update({ page_id: row.id, properties: back([second]) });
  expect(ids((await pageOf(first)).properties.Lines)).toEqual([]);
  expect(ids((await pageOf(second)).properties.Lines)).toEqual([row.id]);
});

it('shows no target that is in the trash, on either side, and each again after that', async () => {
  const [a, b] = await newItems(2);
  const order = await notion.insert(orders, { Name: title('trashing'), ...linesOf([a, b]) });
  await setTrash(a, true);
  const without = (await pageOf(order)).properties;
  expect(ids(without.Lines)).toEqual([b.id]);
  expect(without.Sum.rollup.number).toBe(1);
  expect(await namesOfOrders({ contains: a.id })).not.toContain('trashing');
  await setTrash(b, true);
  expect(await namesOfOrders({ is_empty: true })).toContain('trashing');
  await setTrash(a, false);
  await setTrash(b, false);
  expect(ids((await pageOf(order)).properties.Lines)).toEqual([a.id, b.id]);
  await setTrash(order, true);
  expect(ids((await pageOf(a)).properties[BACK])).toEqual([]);
  await setTrash(order, false);
  expect(ids((await pageOf(a)).properties[BACK])).toEqual([order.id]);
  expect(await namesOfOrders({ contains: a.id })).toContain('trashing');
});

it('loses a target in the trash when the list is replaced', async () => {
  const [a, b] = await newItems(2);
  const order = await notion.insert(orders, linesOf([a, b]));
  await setTrash(a, true);
  await notion.client.pages.update({ page_id: order.id, properties: linesOf([b]) });
  await setTrash(a, false);
  expect(ids((await pageOf(order)).properties.Lines)).toEqual([b.id]);
  expect(ids((await pageOf(a)).properties[BACK])).toEqual([]);
});

it('shows 25 people at most; property items show all', async () => {
  const people = Array.from({ length: 26 }, (_, n) => ({
    object: 'user',
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    name: `Person ${n}`,
    avatar_url: null,
    type: 'person',
    person: { email: `person${n}@example.com` },
  }));
  await notion.control('PUT', 'objects', { objects: people });
  const table = await notion.table('Teams', { Name: { title: {} }, Who: { people: {} } });
  const who = { Who: { people: people.map(({ id }) => ({ id })) } };
  const row = await notion.insert(table, who);
  expect(row.properties.Who.people).toHaveLength(25);
  const list: Row = await notion.client.pages.properties.retrieve({
    page_id: row.id,
    property_id: row.properties.Who.id,
  });
  expect(list.results.map((item: Row) => item.people.name)).toEqual(people.map((p) => p.name));
});
