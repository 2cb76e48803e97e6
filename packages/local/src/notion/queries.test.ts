import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  errorOf,
  type NotionUnderTest,
  type Row,
  startNotion,
  type Table,
  title,
} from './testing/notion-under-test.ts';

let notion: NotionUnderTest;
let table: Table;

beforeEach(async () => {
  notion = await startNotion();
  await notion.control('POST', 'clock', { now: '2026-06-27T12:00:10Z' });
  table = await notion.table('Rows', {
    Name: { title: {} },
    Number: { number: {} },
    Kind: { select: { options: [{ name: 'b' }, { name: 'a' }] } },
    When: { date: {} },
  });
});
afterEach(() => notion.emulator.close());

const minute = (): Promise<unknown> => notion.control('POST', 'clock', { advanceMs: 60_000 });
const query = (options: Row = {}): Promise<Row> =>
  notion.client.dataSources.query({ data_source_id: table.id, ...options });
const names = ({ results }: Row): string[] =>
  results.map((page: Row) => page.properties.Name.title[0]?.plain_text ?? '');

async function insertRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, number, kind] of [
    ['Row 1', 1, 'a'],
    ['Row 2', 2, 'b'],
    ['Row 10', 10, 'a'],
    ['Row 3', null, null],
  ] as const) {
    const Kind = { select: kind === null ? null : { name: kind } };
    rows.push(await notion.insert(table, { Name: title(name), Number: { number }, Kind }));
    await minute();
  }
  return rows;
}

describe('order and paging', () => {
  it('gives the newest first, in an envelope with a request id', async () => {
    await insertRows();
    const answer = await query();
    expect(names(answer)).toEqual(['Row 3', 'Row 10', 'Row 2', 'Row 1']);
    expect(answer).toMatchObject({
      object: 'list',
      type: 'page_or_data_source',
      page_or_data_source: {},
      has_more: false,
      next_cursor: null,
      request_id: expect.any(String),
    });
    expect(answer).not.toHaveProperty('request_status');
  });

  it('pages with a cursor that is good for this question only', async () => {
    await insertRows();
    const first = await query({ page_size: 3 });
    expect(first.next_cursor).toMatch(/^s:/);
    const rest = await query({ page_size: 3, start_cursor: first.next_cursor });
    expect([...names(first), ...names(rest)]).toHaveLength(4);
    const filter = { property: 'Number', number: { is_empty: true } };
    for (const stale of [
      query({ start_cursor: first.next_cursor, filter }),
      query({ start_cursor: 's:1:2' }),
    ]) {
      const error = await errorOf(stale);
      expect(error.code).toBe('validation_error');
      expect(error.message).toContain('start_cursor provided is invalid');
    }
    expect((await errorOf(query({ page_size: 101 }))).code).toBe('validation_error');
  });

  it('ends at 10,000 rows and says so on every page', async () => {
    const schema: Row = await notion.client.dataSources.retrieve({ data_source_id: table.id });
    const parent = { type: 'data_source_id', data_source_id: table.id };
    const objects = Array.from({ length: 10_001 }, (_, i) => ({
      object: 'page',
      id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      created_time: '2026-06-01T00:00:00.000Z',
      last_edited_time: '2026-06-01T00:00:00.000Z',
      parent: { ...parent, database_id: schema.parent.database_id },
      properties: { Number: { id: schema.properties.Number.id, type: 'number', number: i } },
    }));
    await notion.control('PUT', 'objects', { objects });
    let count = 0;
    let cursor: string | undefined;
    do {
      const page = await query(cursor ? { start_cursor: cursor } : {});
      expect(page.request_status).toEqual({
        type: 'incomplete',
        incomplete_reason: 'query_result_limit_reached',
      });
      count += page.results.length;
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(count).toBe(10_000);
    const all = await query({ filter: { property: 'Number', number: { less_than: 10 } } });
    expect(all.results).toHaveLength(10);
    expect(all).not.toHaveProperty('request_status');
  });

  it('sorts, empty values last, options in their order, numbers in texts by size', async () => {
    await insertRows();
    const by = (property: string, direction: string): Promise<Row> =>
      query({ sorts: [{ property, direction }] });
    const byName = ['Row 1', 'Row 2', 'Row 3', 'Row 10'];
    expect(names(await by('Name', 'ascending'))).toEqual(byName);
    expect(names(await by('Number', 'descending'))).toEqual(['Row 10', 'Row 2', 'Row 1', 'Row 3']);
    expect(names(await by('Kind', 'ascending'))).toEqual(['Row 2', 'Row 10', 'Row 1', 'Row 3']);
    const sorts = [{ timestamp: 'created_time', direction: 'ascending' }];
    expect(names(await query({ sorts }))[0]).toBe('Row 1');
    expect((await errorOf(by('Nope', 'ascending'))).message).toContain(
      'Could not find sort property with name or id: Nope',
    );
  });
});

describe('filters', () => {
  it('combine in groups', async () => {
    await insertRows();
    const a = { property: 'Kind', select: { equals: 'a' } };
    const big = { property: 'Number', number: { greater_than: 1 } };
    const empty = { property: 'Number', number: { is_empty: true } };
    expect(names(await query({ filter: { and: [a, big] } }))).toEqual(['Row 10']);
    const nested = { or: [empty, { and: [a, big] }] };
    expect(names(await query({ filter: nested }))).toEqual(['Row 3', 'Row 10']);
    const tooDeep = { or: [{ and: [{ or: [a] }] }] };
    expect((await errorOf(query({ filter: tooDeep }))).code).toBe('validation_error');
  });

  it('find what was edited since a minute', async () => {
    const [first] = await insertRows();
    const since = '2026-06-27T12:04:00.000Z';
    const edited = { timestamp: 'last_edited_time', last_edited_time: { on_or_after: since } };
    expect(names(await query({ filter: edited }))).toEqual([]);
    await notion.client.pages.update({ page_id: first.id, icon: { emoji: '🚀' } });
    expect(names(await query({ filter: edited }))).toEqual(['Row 1']);
    const both = { and: [edited, { property: 'Name', title: { starts_with: 'row' } }] };
    expect(names(await query({ filter: both }))).toEqual(['Row 1']);
  });

  it('compare dates by the day or by the minute', async () => {
    const day = async (start: string): Promise<Row> =>
      notion.insert(table, { Name: title(start), When: { date: { start } } });
    for (const start of ['2026-06-20', '2026-06-27T10:30:00Z', '2026-07-04']) await day(start);
    const by = async (date: Row): Promise<string[]> =>
      names(await query({ filter: { property: 'When', date } })).sort();
    expect(await by({ equals: '2026-06-27' })).toEqual(['2026-06-27T10:30:00Z']);
    expect(await by({ equals: '2026-06-27T12:30:59+02:00' })).toEqual(['2026-06-27T10:30:00Z']);
    expect(await by({ past_week: {} })).toEqual(['2026-06-20', '2026-06-27T10:30:00Z']);
    expect(await by({ next_week: {} })).toEqual(['2026-06-27T10:30:00Z', '2026-07-04']);
    expect(await by({ before: 'today' })).toEqual(['2026-06-20']);
  });

  it('refuse unknown columns and filters of another type', async () => {
    const unknown = query({ filter: { property: 'Nope', number: { equals: 1 } } });
    expect((await errorOf(unknown)).message).toContain(
      'Could not find property with name or id: Nope',
    );
    const mismatch = query({ filter: { property: 'Number', rich_text: { equals: '1' } } });
    expect((await errorOf(mismatch)).message).toContain(
      'database property number does not match filter rich_text',
    );
  });

  it('leave out archived rows unless asked for them, and know no in_trash', async () => {
    const [first] = await insertRows();
    await notion.send('PATCH', `/v1/pages/${first.id}`, { body: { is_archived: true } });
    expect(names(await query())).not.toContain('Row 1');
    const ask = (body: Row): Promise<Row> =>
      notion.send('POST', `/v1/data_sources/${table.id}/query`, { body });
    expect(names((await ask({ is_archived: true })).body)).toEqual(['Row 1']);
    expect((await ask({ in_trash: true })).status).toBe(400);
  });
});
