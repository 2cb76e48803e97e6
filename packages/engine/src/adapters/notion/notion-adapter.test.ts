import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { NewTable } from '../adapter.ts';
import { createNotionAdapter } from './notion-adapter.ts';
import { notionDefinition } from './notion-definition.ts';
import {
  boundTable,
  rowWrite,
  startWorkspace,
  type TestWorkspace,
} from './notion-workspace.fixture.ts';

const CONTACTS: NewTable = {
  title: 'Contacts',
  key: ['code'],
  fields: [
    { name: 'status', cellType: 'enum', required: false, options: ['Open', 'Done'] },
    { name: 'code', cellType: 'text', required: true },
    { name: 'notes', cellType: 'text', required: false },
    { name: 'age', cellType: 'integer', required: false },
    { name: 'price', cellType: 'decimal', required: false },
    { name: 'active', cellType: 'boolean', required: false },
    { name: 'due', cellType: 'date', required: false },
    { name: 'met', cellType: 'datetime', required: false },
    { name: 'tags', cellType: 'enum-set', required: false, options: ['a', 'b'] },
    { name: 'site', cellType: 'url', required: false },
    { name: 'mail', cellType: 'email', required: false },
  ],
};

let workspace: TestWorkspace;
let table: BoundTable;
let dataSourceId: string;

beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.close());
beforeEach(async () => {
  await workspace.control('DELETE', 'faults');
  const shape = await workspace.adapter.createTable(CONTACTS);
  table = boundTable(shape, CONTACTS);
  dataSourceId = String(shape.table.dataSourceId);
});

/** Creates a row beside the adapter and gives its id. */
async function addRow(code: string, more: Record<string, unknown> = {}): Promise<string> {
  const page = await workspace.api('POST', 'pages', {
    parent: { type: 'data_source_id', data_source_id: dataSourceId },
    properties: { code: { title: [{ text: { content: code } }] }, ...more },
  });
  return String(page.id);
}

describe('the connection', () => {
  it('tells whose token it is', async () => {
    const report = await workspace.adapter.check();
    expect(report).toMatchObject({ ok: true, problems: [] });
    expect(report.account).toBeTruthy();
  });

  it('reports a token that Notion refuses', async () => {
    const wrong = { kind: 'token', token: 'wrong' } as const;
    const adapter = createNotionAdapter(wrong, workspace.environment);
    expect(await adapter.check()).toMatchObject({ ok: false, account: null });
    await expect(adapter.readPage(table, null)).rejects.toMatchObject({
      code: 'CS_CREDENTIAL_REFUSED',
      retryable: false,
    });
  });

  it('refuses a credential that is not a token', () => {
    const open = (credential: Parameters<typeof notionDefinition.open>[0]) => () =>
      notionDefinition.open(credential, workspace.environment);
    const invalid = expect.objectContaining({ code: 'CS_CREDENTIAL_INVALID' });
    expect(open({ kind: 'url', url: 'postgres://x' })).toThrow(invalid);
    expect(open({ kind: 'token', token: 'two\nlines' })).toThrow(invalid);
  });

  it('knows a ref of its own with or without dashes', () => {
    const { parseTableRef } = notionDefinition;
    const dataSource = { dataSourceId: 'AD31590D7F824F47AE0EF5B435227B35' };
    const canonical = { dataSourceId: 'ad31590d-7f82-4f47-ae0e-f5b435227b35' };
    expect(parseTableRef(dataSource)).toEqual(canonical);
    expect(parseTableRef({ dataSourceId: 'x' })).toBeNull();
    expect(parseTableRef({ schema: 'public', name: 'x' })).toBeNull();
    expect(parseTableRef(null)).toBeNull();
  });
});

describe('tables', () => {
  it('creates a table with one property per field', async () => {
    const shape = await workspace.adapter.describeTable(table.ref);
    expect(shape).toMatchObject({ title: 'Contacts', keyCandidates: [['code']] });
    const types = Object.fromEntries(shape.fields.map((field) => [field.name, field.nativeType]));
    expect(types).toEqual({
      code: 'title',
      status: 'select',
      notes: 'rich_text',
      age: 'number',
      price: 'number',
      active: 'checkbox',
      due: 'date',
      met: 'date',
      tags: 'multi_select',
      site: 'url',
      mail: 'email',
    });
    expect(shape.fields.find(({ name }) => name === 'status')?.options).toEqual(['Open', 'Done']);
  });

  it('adds a title where no field can be it', async () => {
    const shape = await workspace.adapter.createTable({
      title: 'Numbers',
      key: ['n'],
      fields: [{ name: 'n', cellType: 'integer', required: true }],
      parent: { pageId: workspace.rootPageId },
    });
    expect(shape.fields.map(({ name }) => name).sort()).toEqual(['Name', 'n']);
  });

  it('[AD15] undoes a table that it cannot describe', async () => {
    const path = '^/v1/data_sources/[^/]+$';
    await workspace.fault({ method: 'GET', path }, { kind: 'status', status: 403, body: {} });
    const title = 'Half made';
    await expect(workspace.adapter.createTable({ ...CONTACTS, title })).rejects.toMatchObject({
      code: 'CS_ACCESS_DENIED',
    });
    const tables = await workspace.adapter.listTables();
    expect(tables.map((shape) => shape.title)).not.toContain(title);
  });

  it('refuses options that Notion does not take', async () => {
    const field = { name: 'x', cellType: 'enum', required: false, options: ['a,b'] } as const;
    await expect(
      workspace.adapter.createTable({ title: 'X', key: [], fields: [field] }),
    ).rejects.toMatchObject({ code: 'CS_TYPE_UNSUPPORTED' });
  });

  it('lists the tables that are shared', async () => {
    const tables = await workspace.adapter.listTables();
    expect(tables.map((shape) => shape.table.dataSourceId)).toContain(dataSourceId);
  });

  it('[AD20] [B3] says that a table is not there', async () => {
    const dataSource = { dataSourceId: '00000000-0000-4000-8000-0000000000aa' };
    const missing = { code: 'CS_TABLE_NOT_FOUND' };
    await expect(workspace.adapter.describeTable(dataSource)).rejects.toMatchObject(missing);
    await expect(
      workspace.adapter.readPage({ ...table, ref: dataSource }, null),
    ).rejects.toMatchObject(missing);
  });
});

describe('reading', () => {
  it('gives every mapped field a cell or a problem', async () => {
    const id = await addRow('A-1', {
      notes: { rich_text: [{ text: { content: 'bold' }, annotations: { bold: true } }] },
      age: { number: 3.5 },
      price: { number: 0.1 },
      active: { checkbox: true },
      due: { date: { start: '2026-01-01', end: '2026-01-03' } },
      met: { date: { start: '2026-07-25T16:57:28.513+02:00' } },
      tags: { multi_select: [{ name: 'b' }, { name: 'a' }] },
      site: { url: 'not a url' },
    });
    const { rows, nextCursor } = await workspace.adapter.readPage(table, null);
    expect(nextCursor).toBeNull();
    const [row] = rows;
    expect(row).toMatchObject({ externalId: id, position: 0 });
    expect(row?.cells).toEqual({
      code: 'A-1',
      status: null,
      notes: 'bold',
      price: '0.1',
      active: true,
      met: '2026-07-25T14:57:00Z',
      tags: ['a', 'b'],
      mail: null,
    });
    expect(row?.problems.map(({ field, rule }) => [field, rule])).toEqual([
      ['age', 'TYPE'],
      ['due', 'RANGE'],
      ['site', 'TYPE'],
    ]);
    const { from = '', to = '' } = row?.edited ?? {};
    expect(Date.parse(to) - Date.parse(from)).toBe(60_000);
  });

  it('[AD6] numbers the rows over all pages, oldest first, without blank ones', async () => {
    await workspace.control('POST', 'clock', { now: '2026-01-01T12:00:00Z' });
    await addRow('');
    await workspace.control('POST', 'clock', { real: true });
    for (let n = 0; n < 120; n += 1) await addRow(`row ${n}`);
    const first = await workspace.adapter.readPage(table, null);
    const second = await workspace.adapter.readPage(table, first.nextCursor);
    expect(second.nextCursor).toBeNull();
    const rows = [...first.rows, ...second.rows];
    expect(rows.map((row) => row.position)).toEqual(Array.from({ length: 120 }, (_, n) => n + 1));
    expect(new Set(rows.map((row) => row.cells.code)).size).toBe(120);
  });

  it('[E21] repeats a read after a 502 and asks for less after a 504', async () => {
    for (let n = 0; n < 60; n += 1) await addRow(`row ${n}`);
    const match = { method: 'POST', path: '/query$' };
    const html = { kind: 'status', headers: {}, body: '<html>Bad gateway</html>' };
    await workspace.fault(match, { ...html, status: 502 });
    await workspace.fault(match, { ...html, status: 504 });
    const page = await workspace.adapter.readPage(table, null);
    expect(page.rows).toHaveLength(50);
    expect((await workspace.adapter.readPage(table, page.nextCursor)).rows).toHaveLength(10);
  });

  it('[AD5] [B1] fails when a page cannot be read', async () => {
    const match = { method: 'POST', path: '/query$' };
    await workspace.fault(match, { kind: 'reset' }, 20);
    await expect(workspace.adapter.readPage(table, null)).rejects.toMatchObject({
      code: 'CS_SYSTEM_UNAVAILABLE',
      retryable: true,
    });
  });

  it('[AD5] fails when Notion does not show the whole table', async () => {
    const body = {
      object: 'list',
      results: [],
      next_cursor: null,
      has_more: false,
      request_status: { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' },
    };
    await workspace.fault({ path: '/query$' }, { kind: 'status', status: 200, body });
    await expect(workspace.adapter.readPage(table, null)).rejects.toMatchObject({
      code: 'CS_FETCH_INCOMPLETE',
    });
    await expect(workspace.adapter.readPage(table, '100 stale')).rejects.toMatchObject({
      code: 'CS_FETCH_INCOMPLETE',
    });
  });

  it('fails with the quota after the waits that Notion asks for', async () => {
    const body = { object: 'error', status: 429, code: 'rate_limited', message: 'Slow down.' };
    const headers = { 'retry-after': '0' };
    const fault = { kind: 'status', status: 429, headers, body };
    await workspace.fault({ path: '/query$' }, fault, 20);
    await expect(workspace.adapter.readPage(table, null)).rejects.toMatchObject({
      code: 'CS_RATE_LIMITED',
      retryable: true,
      retryAfterMs: 0,
    });
  });

  it('[AD16] fails when a mapped property is gone', async () => {
    await addRow('A-1');
    await workspace.api('PATCH', `data_sources/${dataSourceId}`, { properties: { age: null } });
    await expect(workspace.adapter.readPage(table, null)).rejects.toMatchObject({
      code: 'CS_COLUMN_MISSING',
    });
  });

  it('[AD16] follows a renamed property, also when it writes', async () => {
    const id = await addRow('A-1', { age: { number: 3 } });
    const properties = { age: { name: 'Years' } };
    await workspace.api('PATCH', `data_sources/${dataSourceId}`, { properties });
    const { rows } = await workspace.adapter.readPage(table, null);
    expect(rows[0]?.cells.age).toBe('3');
    const write = rowWrite('update', id, { code: 'A-1' }, { age: ['3', '4'] });
    const [outcome] = await workspace.adapter.applyWrites(table, [write]);
    expect(outcome).toMatchObject({ status: 'written', shown: { age: '4' } });
  });

  it('[AD7] [B6] tells where an absent row is', async () => {
    const present = await addRow('present');
    const trashed = await addRow('trashed');
    await workspace.api('PATCH', `pages/${trashed}`, { in_trash: true });
    const moved = await addRow('moved');
    const parent = { type: 'page_id', page_id: workspace.rootPageId };
    await workspace.api('POST', `pages/${moved}/move`, { parent });
    const missing = '00000000-0000-4000-8000-0000000000aa';
    const found = await workspace.adapter.lookUp(table, [present, trashed, moved, missing]);
    expect(Object.fromEntries(found)).toEqual({
      [present]: 'present',
      [trashed]: 'trashed',
      [moved]: 'moved',
      [missing]: 'unreachable',
    });
  });
});
