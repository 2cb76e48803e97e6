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
