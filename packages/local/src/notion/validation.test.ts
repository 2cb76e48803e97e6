import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type NotionUnderTest,
  ROOT,
  type Row,
  startNotion,
  type Table,
} from './testing/notion-under-test.ts';

let notion: NotionUnderTest;
let table: Table;

beforeAll(async () => {
  notion = await startNotion();
  table = await notion.table('Validated', { Name: { title: {} }, Number: { number: {} } });
});
afterAll(() => notion.emulator.close());

const refusal = async (method: string, path: string, body?: unknown): Promise<string> => {
  const answer = await notion.send(method, path, { body });
  expect(answer.status).toBe(400);
  expect(answer.body.code).toBe('validation_error');
  return answer.body.message;
};
const query = (body: unknown): Promise<string> =>
  refusal('POST', `/v1/data_sources/${table.id}/query`, body);
const newPage = (body: Row): Promise<string> => refusal('POST', '/v1/pages', body);

describe('paging', () => {
  it.each([
    [{ page_size: '10' }, 'body.page_size should be a number or `undefined`, instead was `"10"`.'],
    [{ page_size: 101 }, 'body.page_size should be ≤ `100` or `undefined`, instead was `101`.'],
    [
      { start_cursor: {} },
      'body.start_cursor should be a string or `undefined`, instead was `{}`.',
    ],
    [{ sorts: {} }, 'body.sorts should be an array or `undefined`, instead was `{}`.'],
    [{ filter: [] }, 'body.filter should be an object or `undefined`, instead was `[]`.'],
  ])('of a query refuses %j', async (body, message) => {
    expect(await query(body)).toBe(`body failed validation: ${message}`);
  });

  it('of lists by id refuses cursors that are none', async () => {
    const rule = 'start_cursor should be a valid uuid or `undefined`, instead was `"x"`.';
    expect(await refusal('GET', '/v1/users?start_cursor=x')).toContain(`query.${rule}`);
    expect(await refusal('GET', `/v1/blocks/${ROOT}/children?start_cursor=x`)).toContain(rule);
    expect(await refusal('POST', '/v1/search', { start_cursor: 'x' })).toContain(`body.${rule}`);
    expect(await refusal('GET', `/v1/users?start_cursor=${ROOT}`)).toContain(
      'The start_cursor provided is invalid',
    );
  });
});

describe('a parent', () => {
  it('has to be one of the objects it may be', async () => {
    expect(await newPage({})).toBe(
      'body failed validation: body.parent should be defined, instead was `undefined`.',
    );
    const id = 'f5820afe77ee4c589e91903f956bdda1?v=9a3e53af8585464db3e3a6a1bcf3bb9d';
    expect(await newPage({ parent: { database_id: id } })).toBe(
      'body failed validation. Fix one:\n' +
        `body.parent.database_id should be a valid uuid, instead was \`"${id.slice(0, 54)}...\`.\n` +
        'body.parent.data_source_id should be defined, instead was `undefined`.\n' +
        'body.parent.page_id should be defined, instead was `undefined`.',
    );
    expect(await refusal('POST', '/v1/databases', { parent: {} })).toContain('body.parent.page_id');
    expect(await refusal('POST', '/v1/data_sources', {})).toContain(
      'body.parent should be defined',
    );
  });
});

describe('rich text', () => {
  const titled = (title: unknown): Promise<string> =>
    newPage({ parent: { data_source_id: table.id }, properties: { Name: { title } } });
  const PLACE = 'body.properties.Name.title';

  it.each([
    ['a string', 'text', `${PLACE} should be an array, instead was \`"text"\`.`],
    ['an empty item', [{}], `${PLACE}[0].text should be defined, instead was \`undefined\`.`],
    [
      'a link beside its text',
      [{ text: { content: 'x' }, link: { url: 'https://a.b' } }],
      `${PLACE}[0].link should be not present, instead was \`{"url":"https://a.b"}\`.`,
    ],
    ['no content', [{ text: {} }], `${PLACE}[0].text.content should be defined`],
    [
      'a long equation',
      [{ equation: { expression: 'x'.repeat(1001) } }],
      `${PLACE}[0].equation.expression.length should be ≤ \`1000\`, instead was \`1001\`.`,
    ],
    [
      'a flag that is none',
      [{ text: { content: 'x' }, annotations: { bold: 'yes' } }],
      `${PLACE}[0].annotations.bold should be a boolean or \`undefined\`, instead was \`"yes"\`.`,
    ],
    [
      'an unknown colour',
      [{ text: { content: 'x' }, annotations: { color: 'mauve' } }],
      `${PLACE}[0].annotations.color should be`,
    ],
    [
      'a link that is none',
      [{ text: { content: 'x', link: { url: 'url' } } }],
      'Content creation Failed. Fix the following: \nInvalid URL for link.',
    ],
    [
      'more than 100 items',
      Array.from({ length: 101 }, () => ({ text: { content: 'x' } })),
      `${PLACE}.length should be ≤ \`100\`, instead was \`101\`.`,
    ],
  ])('refuses %s', async (_, value, message) => {
    expect(await titled(value)).toContain(message);
  });

  it('takes the items of an answer as they are', async () => {
    const parent = { data_source_id: table.id };
    const text = { content: 'again', link: { url: '/anchor' } };
    const title = [{ text, annotations: { bold: true, color: 'red_background' } }];
    const send = (items: unknown): Promise<Row> =>
      notion.send('POST', '/v1/pages', {
        body: { parent, properties: { Name: { title: items } } },
      });
    const first = (await send(title)).body.properties.Name.title;
    expect((await send(first)).body.properties.Name.title).toEqual(first);
  });
});

describe('filters, sorts and searches', () => {
  const filtered = (filter: unknown): Promise<string> => query({ filter });

  it.each([
    [
      { property: 'Number', number: { contains: 1 } },
      'body.filter.number.contains should be not present, instead was `1`.',
    ],
    [
      { property: 'Number', number: { is_empty: false } },
      'body.filter.number.is_empty should be `true`, instead was `false`.',
    ],
    [
      { timestamp: 'created_time', created_time: { this_month: {} } },
      'body.filter.created_time.this_month should be not present, instead was `{}`.',
    ],
    [
      { property: 'Number', number: { equals: '1' } },
      'body.filter.number.equals should be a number, instead was `"1"`.',
    ],
  ])('are refused with %j', async (filter, message) => {
    expect(await filtered(filter)).toBe(`body failed validation: ${message}`);
  });

  it.each([
    [{ query: 5 }, 'body.query should be a string'],
    [{ foo: 1 }, 'body.foo should be not present'],
    [{ sort: { direction: 'up', timestamp: 'last_edited_time' } }, 'body.sort.direction should be'],
    [{ sort: { direction: 'ascending' } }, 'body.sort.timestamp should be `"last_edited_time"`'],
    [{ filter: { value: 'page' } }, 'body.filter.property should be `"object"`'],
    [
      { filter: { value: 'database', property: 'object' } },
      'body.filter.value should be `"page"` or `"data_source"`, instead was `"database"`.',
    ],
  ])('searches are refused with %j', async (body, message) => {
    expect(await refusal('POST', '/v1/search', body)).toContain(message);
  });
});

describe('columns', () => {
  const change = (properties: Row): Promise<string> =>
    refusal('PATCH', `/v1/data_sources/${table.id}`, { properties });

  it.each([
    [{ Number: { number: { format: 'doubloon' } } }, '`"zloty"`, instead was `"doubloon"`.'],
    [
      { Kind: { select: { options: 'a' } } },
      'body.properties.Kind.select.options should be an array',
    ],
    [
      { Kind: { select: { options: [{ name: 'a', color: 'mauve' }] } } },
      'options[0].color should be `"default"`, `"gray"`',
    ],
    [
      { Other: { relation: { data_source_id: 'x', single_property: {} } } },
      'relation.data_source_id should be a valid uuid, instead was `"x"`.',
    ],
  ])('are refused with %j', async (properties, message) => {
    expect(await change(properties)).toContain(message);
  });

  it('roll up by functions that there are', async () => {
    const relation = { data_source_id: table.id, single_property: {} };
    const rollup = {
      relation_property_name: 'Up',
      rollup_property_name: 'Number',
      function: 'guess',
    };
    const message = await change({ Up: { relation }, Sum: { rollup } });
    expect(message).toContain('rollup.function should be `"count"`');
  });

  it('of relations have a direction', async () => {
    const relation = { data_source_id: table.id };
    expect(await change({ Other: { relation } })).toBe(
      'body failed validation. Fix one:\n' +
        'body.properties.Other.relation.single_property should be defined, instead was `undefined`.\n' +
        'body.properties.Other.relation.dual_property should be defined, instead was `undefined`.',
    );
  });

  it('and pages have flags that are booleans, and files short names', async () => {
    const made = await notion.insert(table, {});
    const path = `/v1/pages/${made.id}`;
    expect(await refusal('PATCH', path, { in_trash: 'yes' })).toBe(
      'body failed validation: body.in_trash should be a boolean or `undefined`, instead was `"yes"`.',
    );
    const files = await notion.table('Files', { Name: { title: {} }, Files: { files: {} } });
    const file = { name: 'x'.repeat(101), external: { url: 'https://example.com' } };
    const properties = { Files: { files: [file] } };
    expect(await newPage({ parent: { data_source_id: files.id }, properties })).toContain(
      'files[0].name.length should be ≤ `100`, instead was `101`.',
    );
  });
});

describe('blocks', () => {
  const append = (children: unknown, more: Row = {}): Promise<string> =>
    refusal('PATCH', `/v1/blocks/${ROOT}/children`, { children, ...more });
  const item = (children: unknown[] = []): Row => ({
    bulleted_list_item: { rich_text: [], ...(children.length > 0 ? { children } : {}) },
  });

  it.each([
    ['a paragraph without text', [{ paragraph: {} }], 'paragraph.rich_text should be defined'],
    [
      'an unknown member',
      [{ paragraph: { rich_text: [], text: [] } }],
      'body.children[0].paragraph.text should be not present, instead was `[]`.',
    ],
    [
      'a fourth level',
      [item([item([item([item()])])])],
      'body.children[0].bulleted_list_item.children[0].bulleted_list_item.children[0].bulleted_list_item.children ' +
        'should be not present, instead was `[{"bulleted_list_item":{"rich_text":[]}}]`.',
    ],
    [
      'an unknown language',
      [{ code: { rich_text: [], language: 'brainfuck' } }],
      'or `"java/c/c++/c#"`, instead was `"brainfuck"`.',
    ],
    [
      'a check that is none',
      [{ to_do: { rich_text: [], checked: 1 } }],
      'to_do.checked should be a boolean or `undefined`, instead was `1`.',
    ],
    [
      'more than 100 at once',
      Array.from({ length: 101 }, () => item()),
      'body.children.length should be ≤ `100`, instead was `101`.',
    ],
    ['what is no list', 'text', 'body.children should be an array'],
    ['no children', undefined, 'body.children should be defined'],
  ])('refuse %s', async (_, children, message) => {
    expect(await append(children)).toContain(message);
  });

  it('have their place by `after` until 2026-03-11 and by `position` since', async () => {
    expect(await append([item()], { after: ROOT })).toContain('body.after should be not present');
    const path = `/v1/blocks/${ROOT}/children`;
    const made = await notion.send('PATCH', path, { body: { children: [item(), item()] } });
    const [first, second] = made.body.results.map(({ id }: Row) => id);
    const position = { type: 'after_block', after_block: { id: first } };
    const answer = await notion.send('PATCH', path, { body: { children: [item()], position } });
    const list = await notion.send('GET', path);
    const ids: string[] = list.body.results.map(({ id }: Row) => id);
    expect(ids.slice(ids.indexOf(first))).toEqual([first, answer.body.results[0].id, second]);
    const old = { children: [item()], after: first };
    const headers = { authorization: 'Bearer ntn_test', 'notion-version': '2025-09-03' };
    expect((await notion.send('PATCH', path, { body: old, headers })).status).toBe(200);
  });

  it('cannot be deleted twice, and some hold no others', async () => {
    const path = `/v1/blocks/${ROOT}/children`;
    const children = [{ heading_1: { rich_text: [] } }, { divider: {} }];
    const made = await notion.send('PATCH', path, { body: { children } });
    const [heading, divider] = made.body.results.map(({ id }: Row) => id);
    for (const id of [heading, divider]) {
      expect(await refusal('PATCH', `/v1/blocks/${id}/children`, { children: [item()] })).toBe(
        'Block does not support children.',
      );
    }
    expect((await notion.send('DELETE', `/v1/blocks/${divider}`)).body.in_trash).toBe(true);
    expect(await refusal('DELETE', `/v1/blocks/${divider}`)).toContain('archived');
  });
});
