import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  errorOf,
  type NotionUnderTest,
  ROOT,
  type Row,
  startNotion,
  type Table,
  title,
} from './testing/notion-under-test.ts';

let notion: NotionUnderTest;
let table: Table;

beforeAll(async () => {
  notion = await startNotion();
  table = await notion.table('Everything', {
    Name: { title: {} },
    Text: { rich_text: {} },
    Number: { number: { format: 'dollar' } },
    Done: { checkbox: {} },
    Kind: { select: { options: [{ name: 'One', color: 'red' }] } },
    Tags: { multi_select: { options: [] } },
    State: { status: {} },
    When: { date: {} },
    Link: { url: {} },
    Mail: { email: {} },
    Who: { people: {} },
    Files: { files: {} },
    No: { unique_id: { prefix: 'T' } },
    Made: { created_time: {} },
    'Made by': { created_by: {} },
    Double: { formula: { expression: 'prop("Number") * 2' } },
  });
});
afterAll(() => notion.emulator.close());

describe('a row', () => {
  it('shows every value in wire form', async () => {
    const me = await notion.client.users.me({});
    const { properties }: Row = await notion.insert(table, {
      Name: title('First'),
      Text: { rich_text: [{ text: { content: 'a' } }, { text: { content: 'b' } }] },
      Number: { number: 21 },
      Done: { checkbox: true },
      Kind: { select: { name: 'One' } },
      Tags: { multi_select: [{ name: 'new' }, { name: 'newer' }] },
      When: { date: { start: '2026-07-25T16:57:28.513237Z', time_zone: 'UTC' } },
      Link: { url: 'https://example.com' },
      Who: { people: [{ id: me.id }] },
      Files: { files: [{ name: 'x', external: { url: 'https://example.com/x' } }] },
    });
    expect(properties.Text.rich_text.map((item: Row) => item.plain_text)).toEqual(['ab']);
    expect(properties.Number).toEqual({ id: expect.any(String), type: 'number', number: 21 });
    expect(properties.Done.checkbox).toBe(true);
    expect(properties.Kind.select).toEqual({ id: expect.any(String), name: 'One', color: 'red' });
    expect(properties.Tags.multi_select.map((option: Row) => option.name)).toEqual([
      'new',
      'newer',
    ]);
    expect(properties.State.status.name).toBe('Not started');
    expect(properties.When.date).toEqual({
      start: '2026-07-25T16:57:00.000+00:00',
      end: null,
      time_zone: null,
    });
    expect(properties.Mail.email).toBeNull();
    expect(properties.Who.people[0]).toMatchObject({ id: me.id, type: 'bot', bot: {} });
    expect(properties.Files.files[0]).toMatchObject({ name: 'x', type: 'external' });
    expect(properties.No.unique_id).toEqual({ prefix: 'T', number: 1 });
    expect(properties.Made.created_time).toMatch(/:00\.000Z$/);
    expect(properties['Made by'].created_by).toMatchObject({ id: me.id, name: 'ChittySync' });
    expect(properties.Double.formula).toEqual({ type: 'number', number: 42 });
    const schema: Row = await notion.client.dataSources.retrieve({ data_source_id: table.id });
    expect(schema.properties.Tags.multi_select.options).toHaveLength(2);
  });

  it('folds a time zone into the offset and keeps whole days', async () => {
    const zoned = { start: '2026-06-27T17:57:32.424991', time_zone: 'Europe/London' };
    const summer: Row = await notion.insert(table, { When: { date: zoned } });
    expect(summer.properties.When.date.start).toBe('2026-06-27T17:57:00.000+01:00');
    const days = { start: '2026-06-27', end: '2026-06-28' };
    const range: Row = await notion.insert(table, { When: { date: days } });
    expect(range.properties.When.date).toEqual({ ...days, time_zone: null });
  });

  it.each([
    ['an unknown property', { Nope: { number: 1 } }, 'Nope is not a property that exists.'],
    ['a value of another type', { State: { number: 1 } }, 'State is expected to be status.'],
    ['a comma in an option', { Kind: { select: { name: 'a, b' } } }, 'commas not allowed'],
    ['an unknown status', { State: { status: { name: 'Lost' } } }, 'does not exist'],
    ['a computed value', { Double: { formula: {} } }, 'cannot be updated'],
    ['an empty url', { Link: { url: '' } }, 'body.properties.Link.url.length'],
    ['a text too long', { Text: { rich_text: [{ text: { content: 'x'.repeat(2001) } }] } }, '2000'],
    ['no date', { When: { date: { start: 'soon' } } }, 'ISO 8601'],
  ])('refuses %s', async (_, properties, message) => {
    const error = await errorOf(notion.insert(table, properties));
    expect(error.code).toBe('validation_error');
    expect(error.message).toContain(message);
  });

  it('takes property ids as names, and null for empty', async () => {
    const row: Row = await notion.insert(table, { title: title('by id'), Number: { number: 1 } });
    const update: Row = await notion.client.pages.update({
      page_id: row.id,
      properties: { [row.properties.Number.id]: { number: null } } as Row,
    });
    expect(update.properties.Name.title[0].plain_text).toBe('by id');
    expect(update.properties.Number.number).toBeNull();
    expect(update.url).toMatch(/\/by-id-[0-9a-f]{32}$/);
  });

  it('shows chosen properties only', async () => {
    const row: Row = await notion.insert(table, { Name: title('x') });
    const filtered: Row = await notion.client.pages.retrieve({
      page_id: row.id,
      filter_properties: ['title', row.properties.When.id],
    });
    expect(Object.keys(filtered.properties).sort()).toEqual(['Name', 'When']);
  });
});

describe('the trash', () => {
  it('takes a page out of queries, keeps it readable, and lets it be restored', async () => {
    const row: Row = await notion.insert(table, { Name: title('trashed') });
    const page_id = row.id;
    await notion.client.pages.update({ page_id, in_trash: true });
    const found = await notion.client.dataSources.query({ data_source_id: table.id });
    expect(found.results.map((page) => page.id)).not.toContain(page_id);
    expect(await notion.client.pages.retrieve({ page_id })).toMatchObject({ in_trash: true });
    const edit = notion.client.pages.update({ page_id, properties: { Name: title('y') } as Row });
    expect((await errorOf(edit)).message).toContain("Can't edit block that is archived.");
    const restored = await notion.client.pages.update({ page_id, in_trash: false });
    expect(restored).toMatchObject({ in_trash: false });
    await notion.client.blocks.delete({ block_id: page_id });
    expect(await notion.client.pages.retrieve({ page_id })).toMatchObject({ in_trash: true });
  });

  it('keeps what is in it from being edited', async () => {
    const other = await notion.table('Trashed', { Name: { title: {} } });
    const row: Row = await notion.insert(other, {});
    await notion.client.databases.update({ database_id: other.databaseId, in_trash: true });
    const properties: Row = { Name: title('y') };
    const edit = notion.client.pages.update({ page_id: row.id, properties });
    expect((await errorOf(edit)).message).toContain('archived ancestor');
    expect((await errorOf(notion.insert(other, {}))).code).toBe('validation_error');
  });

  it('leaves nothing behind of a page that is refused', async () => {
    const properties = { Tags: { multi_select: [{ name: 'lost' }] }, Nope: {} };
    expect((await errorOf(notion.insert(table, properties))).code).toBe('validation_error');
    const schema: Row = await notion.client.dataSources.retrieve({ data_source_id: table.id });
    const names = schema.properties.Tags.multi_select.options.map(({ name }: Row) => name);
    expect(names).not.toContain('lost');
  });
});

describe('pages that are not rows', () => {
  it('can be created, found among the children, and moved', async () => {
    const make = (name: string): Promise<Row> =>
      notion.client.pages.create({ parent: { page_id: ROOT }, properties: { title: title(name) } });
    const [first, second] = [await make('First'), await make('Second')];
    const { client } = notion;
    await client.pages.move({ page_id: second.id, parent: { page_id: first.id, type: 'page_id' } });
    const inFirst: Row = await client.blocks.children.list({ block_id: first.id });
    expect(inFirst.results[0]).toMatchObject({
      id: second.id,
      type: 'child_page',
      child_page: { title: 'Second' },
    });
    const inRoot = await client.blocks.children.list({ block_id: ROOT });
    expect(inRoot.results.map(({ id }) => id)).not.toContain(second.id);
  });

  it('hold blocks', async () => {
    const text = (content: string): Row => ({ paragraph: { rich_text: [{ text: { content } }] } });
    const page: Row = await notion.client.pages.create({
      parent: { page_id: ROOT },
      properties: { title: title('Blocks') },
      children: [text('a'), text('b')],
    });
    const block_id = page.id;
    await notion.client.blocks.children.append({ block_id, children: [text('c')] });
    const first: Row = await notion.client.blocks.children.list({ block_id, page_size: 2 });
    expect(first.has_more).toBe(true);
    const rest: Row = await notion.client.blocks.children.list({
      block_id,
      start_cursor: first.next_cursor,
    });
    const texts = [...first.results, ...rest.results].map(
      (block: Row) => block.paragraph.rich_text[0].plain_text,
    );
    expect(texts).toEqual(['a', 'b', 'c']);
  });
});
