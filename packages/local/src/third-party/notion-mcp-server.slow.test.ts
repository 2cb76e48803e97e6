import { createRequire } from 'node:module';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type NotionUnderTest,
  type Row,
  startNotion,
  type Table,
  TOKEN,
  title,
} from '../notion/testing/notion-under-test.ts';

const CLI = createRequire(import.meta.url).resolve('@notionhq/notion-mcp-server/bin/cli.mjs');
const UNKNOWN_ID = '00000000-0000-4000-8000-0000000000ff';

let notion: NotionUnderTest;
let server: Client;
let table: Table;

beforeAll(async () => {
  notion = await startNotion();
  server = await startServer(TOKEN);
});
afterAll(async () => {
  await server.close();
  await notion.emulator.close();
});
beforeEach(async () => {
  table = await notion.table('Customers', {
    Name: { title: {} },
    Sum: { number: {} },
    Kind: { select: { options: [{ name: 'new' }, { name: 'old' }] } },
  });
});

/**
 * The server as its users start it: a process that is spoken to over its standard streams. `BASE_URL`
 * takes the place of the address in its OpenAPI description of Notion. It asks as version 2025-09-03;
 * the tests look with 2026-03-11.
 */
async function startServer(token: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [CLI],
      env: { BASE_URL: notion.emulator.url, NOTION_TOKEN: token },
      // Every refusal is reported there, too.
      stderr: 'ignore',
    }),
  );
  return client;
}

/** What Notion answered to the call behind a tool; refusals too. */
async function call(tool: string, input: Row = {}, client = server): Promise<Row> {
  const { content } = await client.callTool({ name: `API-${tool}`, arguments: input });
  const [{ text }] = content as [{ text: string }];
  return JSON.parse(text);
}

const addCustomer = (name: string, properties: Row = {}): Promise<Row> =>
  call('post-page', {
    parent: { type: 'data_source_id', data_source_id: table.id },
    properties: { Name: title(name), ...properties },
  });

/** The page as a plain request finds it. */
const pageOf = async (id: string): Promise<Row> =>
  (await notion.send('GET', `/v1/pages/${id}`)).body;
const nameOf = (page: Row): string => page.properties.Name.title[0].plain_text;

describe('tools', () => {
  it('are listed, those of data sources among them', async () => {
    const { tools } = await server.listTools();
    const names = tools.map(({ name }) => name);
    const needed = ['post-page', 'patch-page', 'retrieve-a-page', 'query-data-source'];
    expect(names).toEqual(expect.arrayContaining(needed.map((name) => `API-${name}`)));
  });

  it('answer as the bot that the token belongs to', async () => {
    const { body } = await notion.send('GET', '/v1/users/me');
    expect(await call('get-self')).toMatchObject({ type: 'bot', id: body.id });
  });
});

describe('data sources', () => {
  it('are found, described, and given a column', async () => {
    const found = await call('post-search', {
      query: 'Customers',
      filter: { property: 'object', value: 'data_source' },
    });
    expect(found.results.map(({ id }: Row) => id)).toContain(table.id);
    await call('update-a-data-source', {
      data_source_id: table.id,
      properties: { City: { rich_text: {} } },
    });
    const described = await call('retrieve-a-data-source', { data_source_id: table.id });
    const database = await call('retrieve-a-database', { database_id: table.databaseId });
    expect(database.data_sources).toEqual([{ id: table.id, name: 'Customers' }]);
    const { body } = await notion.send('GET', `/v1/data_sources/${table.id}`);
    expect(Object.keys(body.properties).sort()).toEqual(['City', 'Kind', 'Name', 'Sum']);
    expect(described.properties).toEqual(body.properties);
  });

  it('are queried with filter and sorts, page by page, and for some columns only', async () => {
    for (const [name, number] of [
      ['Ann', 1],
      ['Bob', 2],
      ['Cy', 3],
    ] as const) {
      await addCustomer(name, { Sum: { number } });
    }
    const question = {
      data_source_id: table.id,
      filter: { property: 'Sum', number: { greater_than: 1 } },
      sorts: [{ property: 'Sum', direction: 'descending' }],
      page_size: 1,
    };
    const first = await call('query-data-source', question);
    const rest = await call('query-data-source', { ...question, start_cursor: first.next_cursor });
    expect([first.has_more, rest.has_more]).toEqual([true, false]);
    expect([...first.results, ...rest.results].map(nameOf)).toEqual(['Cy', 'Bob']);
    const narrow = await call('query-data-source', {
      data_source_id: table.id,
      filter_properties: ['title'],
    });
    const shown = narrow.results.map(({ properties }: Row) => Object.keys(properties));
    expect(shown).toEqual([['Name'], ['Name'], ['Name']]);
  });
});

describe('pages', () => {
  it('are created, updated and read back', async () => {
    const created = await addCustomer('Ann', {
      Sum: { number: 5 },
      Kind: { select: { name: 'new' } },
    });
    await call('patch-page', {
      page_id: created.id,
      properties: { Name: title('Anna'), Sum: { number: 6.5 }, Kind: { select: null } },
      icon: { emoji: '🚀' },
    });
    const page = await pageOf(created.id);
    expect(page).toMatchObject({
      parent: { type: 'data_source_id', data_source_id: table.id },
      icon: { type: 'emoji', emoji: '🚀' },
      properties: { Sum: { number: 6.5 }, Kind: { select: null } },
    });
    expect(nameOf(page)).toBe('Anna');
    const read = await call('retrieve-a-page', { page_id: created.id });
    expect(read.properties).toEqual(page.properties);
    // Notion gives ids of properties percent-encoded, and the server encodes what it is given.
    const item = { page_id: created.id, property_id: decodeURIComponent(page.properties.Sum.id) };
    expect(await call('retrieve-a-page-property', item)).toMatchObject({ number: 6.5 });
  });

  it('get content, which is changed and taken away again', async () => {
    const { id } = await addCustomer('Ann');
    const text = (content: string) => ({ rich_text: [{ type: 'text', text: { content } }] });
    const children = [{ type: 'paragraph', paragraph: text('first') }];
    await call('patch-block-children', { block_id: id, children });
    const [block] = (await call('get-block-children', { block_id: id })).results;
    await call('update-a-block', { block_id: block.id, paragraph: text('second') });
    const blocks = async () => (await notion.send('GET', `/v1/blocks/${id}/children`)).body.results;
    expect((await blocks()).map((each: Row) => each.paragraph.rich_text[0].plain_text)).toEqual([
      'second',
    ]);
    await call('delete-a-block', { block_id: block.id });
    expect(await blocks()).toEqual([]);
  });

  it('are moved out of the table, and into the trash', async () => {
    const [kept, moved, trashed] = [
      await addCustomer('Ann'),
      await addCustomer('Bob'),
      await addCustomer('Cy'),
    ];
    await call('move-page', { page_id: moved.id, parent: { page_id: kept.id } });
    await call('patch-page', { page_id: trashed.id, in_trash: true });
    expect((await pageOf(moved.id)).parent).toEqual({ type: 'page_id', page_id: kept.id });
    expect((await pageOf(trashed.id)).in_trash).toBe(true);
    const { results } = await call('query-data-source', { data_source_id: table.id });
    expect(results.map(nameOf)).toEqual(['Ann']);
  });
});

describe('refusals', () => {
  it('reach the caller with their codes', async () => {
    const missing = await call('retrieve-a-page', { page_id: UNKNOWN_ID });
    expect(missing).toMatchObject({ status: 404, code: 'object_not_found' });
    const invalid = await addCustomer('Ann', { Nope: { number: 1 } });
    expect(invalid).toMatchObject({ status: 400, code: 'validation_error' });
    const stranger = await startServer('ntn_unknown');
    const refused = await call('get-self', {}, stranger);
    expect(refused).toMatchObject({ status: 401, code: 'unauthorized' });
    await stranger.close();
  });
});
