import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { Cell } from '../../model/cell.ts';
import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import type { NewTable } from '../adapter.ts';
import {
  boundTable,
  rowWrite,
  startWorkspace,
  type TestWorkspace,
} from './notion-workspace.fixture.ts';

const TASKS: NewTable = {
  title: 'Tasks',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'notes', cellType: 'text', required: false },
    { name: 'size', cellType: 'decimal', required: false },
    { name: 'done', cellType: 'boolean', required: false },
    { name: 'due', cellType: 'datetime', required: false },
    { name: 'status', cellType: 'enum', required: false, options: ['Open', 'Done'] },
    { name: 'tags', cellType: 'enum-set', required: false, options: ['a', 'b'] },
    { name: 'site', cellType: 'url', required: false },
  ],
};

const PATCH_PAGE = { method: 'PATCH', path: '^/v1/pages/' };
const POST_PAGE = { method: 'POST', path: '^/v1/pages$' };

let workspace: TestWorkspace;
let table: BoundTable;
let _dataSourceId: string;

beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.close());
beforeEach(async () => {
  await workspace.control('DELETE', 'faults');
  const shape = await workspace.adapter.createTable(TASKS);
  table = boundTable(shape, TASKS);
  _dataSourceId = String(shape.table.dataSourceId);
  await workspace.requests();
});

function apply(...writes: RowWrite[]): Promise<readonly WriteOutcome[]> {
  return workspace.adapter.applyWrites(table, writes);
}

function create(code: string, cells: Record<string, Cell> = {}, attempted = false): RowWrite {
  const filled = Object.entries({ code, ...cells }).map(
    ([field, after]) => [field, [null, after]] as const,
  );
  return rowWrite('create', null, { code }, Object.fromEntries(filled), attempted);
}

async function created(code: string, cells: Record<string, Cell> = {}): Promise<string> {
  const [outcome] = await apply(create(code, cells));
  if (outcome?.status !== 'written') throw new Error(JSON.stringify(outcome));
  await workspace.requests();
  return outcome.externalId;
}

async function rowCount(): Promise<number> {
  return (await workspace.adapter.readPage(table, null)).rows.length;
}

describe('a create', () => {
  it('answers with what Notion shows', async () => {
    const cells = { notes: 'n', size: '1.5', due: '2026-07-25T16:57:28.5Z', tags: ['a', 'b'] };
    const [outcome] = await apply(create('A', cells));
    expect(outcome).toMatchObject({
      status: 'written',
      shown: { code: 'A', notes: 'n', size: '1.5', due: '2026-07-25T16:57:00Z', done: false },
    });
    expect(await workspace.requests()).toEqual({
      'POST /v1/data_sources/{id}/query': 1,
      'POST /v1/pages': 1,
    });
  });

  it('[AD10] does not make a second row with a key', async () => {
    await created('A', { notes: 'theirs' });
    expect((await apply(create('A', { notes: 'ours' })))[0]).toMatchObject({ status: 'stale' });
    expect((await apply(create('a'), create('a')))[1]).toMatchObject({ status: 'stale' });
    expect(await rowCount()).toBe(2);
  });

  it('[C19] finds the row of an earlier attempt', async () => {
    const id = await created('A', { notes: 'ours' });
    const [same, other] = await apply(
      create('A', { notes: 'ours' }, true),
      create('A', { notes: 'other' }, true),
    );
    expect(same).toMatchObject({ status: 'already', externalId: id });
    expect(other).toMatchObject({ status: 'stale' });
  });

  it('[AD11] [C15] makes one page though the answer never came', async () => {
    await workspace.fault(POST_PAGE, { kind: 'hang', afterCommit: true });
    expect((await apply(create('A', { notes: 'n' })))[0]).toMatchObject({ status: 'written' });
    expect(await rowCount()).toBe(1);
  });

  it('takes a 503 after the commit for what it is', async () => {
    await workspace.fault(POST_PAGE, { kind: 'status', status: 503, afterCommit: true });
    expect((await apply(create('A', { notes: 'n' })))[0]).toMatchObject({ status: 'written' });
    expect(await rowCount()).toBe(1);
    expect((await workspace.requests())['POST /v1/pages']).toBe(1);
  });

  it('does not guess where it cannot look for the row', async () => {
    const byDate = { ...table, key: ['due'] };
    const write = rowWrite('create', null, { due: '2026-01-01T00:00:00Z' }, { code: [null, 'A'] });
    await workspace.fault(POST_PAGE, { kind: 'status', status: 502, body: '<html/>' });
    const [outcome] = await workspace.adapter.applyWrites(byDate, [write]);
    expect(outcome).toMatchObject({ status: 'failed', rule: 'RESULT_UNKNOWN' });
  });

  it('finds a row by a key of several fields', async () => {
    const byTwo = { ...table, key: ['code', 'size'] };
    const key = { code: 'A', size: '1.5' };
    const cells = { code: [null, 'A'], size: [null, '1.5'] } as const;
    const make = () => rowWrite('create', null, key, cells);
    const other = { ...make(), key: { ...key, size: null } };
    const outcomes = await workspace.adapter.applyWrites(byTwo, [make(), make(), other]);
    expect(outcomes).toMatchObject([
      { status: 'written' },
      { status: 'stale' },
      { status: 'rejected', rule: 'KEY_REQUIRED', field: 'size' },
    ]);
  });

  it('is repeated when it did not take effect', async () => {
    await workspace.fault(POST_PAGE, { kind: 'status', status: 502, body: '<html/>' });
    expect((await apply(create('A')))[0]).toMatchObject({ status: 'written' });
    expect(await rowCount()).toBe(1);
  });
});

describe('an update', () => {
  it('[AD21] writes the changed cells and no others', async () => {
    const id = await created('A', { notes: 'n', size: '1' });
    await workspace.api('PATCH', `pages/${id}`, { properties: { size: { number: 7 } } });
    const [outcome] = await apply(rowWrite('update', id, { code: 'A' }, { notes: ['n', 'm'] }));
    expect(outcome).toMatchObject({ status: 'written', externalId: id });
    expect(outcome).toMatchObject({ shown: { notes: 'm', size: '7' } });
  });

  it('[AD8] is stale when the cell was edited', async () => {
    const id = await created('A', { notes: 'edited' });
    const [outcome] = await apply(rowWrite('update', id, { code: 'A' }, { notes: ['n', 'm'] }));
    expect(outcome).toMatchObject({ status: 'stale' });
    expect((await workspace.requests())['PATCH /v1/pages/{id}']).toBeUndefined();
  });

  it('[AD9] [C21] does not write what is there already', async () => {
    const due = '2026-07-25T16:57:00Z';
    const id = await created('A', { due });
    const write = rowWrite('update', id, { code: 'A' }, { due: [null, '2026-07-25T16:57:31Z'] });
    expect((await apply(write))[0]).toMatchObject({ status: 'already', shown: { due } });
    expect((await workspace.requests())['PATCH /v1/pages/{id}']).toBeUndefined();
  });

  it('[AD13] [B7] is stale when the page is in the trash or gone', async () => {
    const id = await created('A');
    await workspace.api('PATCH', `pages/${id}`, { in_trash: true });
    const cells = { notes: [null, 'm'] as const };
    const outcomes = await apply(
      rowWrite('update', id, { code: 'A' }, cells),
      rowWrite('update', '00000000-0000-4000-8000-0000000000aa', { code: 'B' }, cells),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['stale', 'stale']);
  });

  it('checks many rows with one query', async () => {
    const codes = Array.from({ length: 25 }, (_, n) => `row ${n}`);
    const rows = await apply(...codes.map((code) => create(code, { notes: 'n' })));
    const ids = rows.map((row) => (row.status === 'written' ? row.externalId : ''));
    await workspace.api('PATCH', `pages/${ids[3]}`, {
      properties: { notes: { rich_text: [{ text: { content: 'by hand' } }] } },
    });
    await workspace.api('PATCH', `pages/${ids[4]}`, { in_trash: true });
    await workspace.requests();
    const outcomes = await apply(
      ...codes.map((code, n) => rowWrite('update', ids[n] ?? '', { code }, { notes: ['n', 'm'] })),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(
      codes.map((_, n) => (n === 3 || n === 4 ? 'stale' : 'written')),
    );
    expect(await workspace.requests()).toEqual({
      'POST /v1/data_sources/{id}/query': 1,
      'GET /v1/pages/{id}': 1,
      'PATCH /v1/pages/{id}': 23,
    });
  });

  it('[AD12] [E9] rejects a bad row and goes on with its neighbours', async () => {
    const [a, b, c] = [await created('A'), await created('B'), await created('C')];
    const path = `^/v1/pages/${c}$`;
    const message = 'body failed validation: body.properties.notes.rich_text should be defined';
    const body = { object: 'error', status: 400, code: 'validation_error', message };
    await workspace.fault({ method: 'PATCH', path }, { kind: 'status', status: 400, body });
    const outcomes = await apply(
      rowWrite('update', a, { code: 'A' }, { status: [null, 'Dnoe'] }),
      rowWrite('update', c, { code: 'C' }, { notes: [null, 'm'] }),
      rowWrite('update', b, { code: 'B' }, { status: [null, 'Done'] }),
    );
    expect(outcomes).toMatchObject([
      { status: 'rejected', rule: 'UNKNOWN_OPTION', field: 'status' },
      { status: 'rejected', rule: 'REFUSED', field: 'notes' },
      { status: 'written', shown: { status: 'Done' } },
    ]);
  });

  it('reports a value that Notion ignored', async () => {
    const id = await created('A');
    const page = await workspace.api('GET', `pages/${id}`);
    await workspace.fault(PATCH_PAGE, { kind: 'status', status: 200, body: page });
    const [outcome] = await apply(rowWrite('update', id, { code: 'A' }, { notes: [null, 'm'] }));
    expect(outcome).toMatchObject({ status: 'rejected', rule: 'READ_BACK', field: 'notes' });
  });

  it('[E21] is repeated after a conflict and after a lost answer', async () => {
    const id = await created('A');
    const body = { object: 'error', status: 409, code: 'conflict_error', message: 'Conflict.' };
    await workspace.fault(PATCH_PAGE, { kind: 'status', status: 409, body }, 2);
    const first = rowWrite('update', id, { code: 'A' }, { notes: [null, 'm'] });
    expect((await apply(first))[0]).toMatchObject({ status: 'written', shown: { notes: 'm' } });
    await workspace.fault(PATCH_PAGE, { kind: 'reset', afterCommit: true });
    const second = rowWrite('update', id, { code: 'A' }, { notes: ['m', 'k'] });
    expect((await apply(second))[0]).toMatchObject({ status: 'written', shown: { notes: 'k' } });
    expect((await workspace.requests())['PATCH /v1/pages/{id}']).toBe(4);
  });

  it('fails one row for lasting conflicts, and all for an outage', async () => {
    const id = await created('A');
    const body = { object: 'error', status: 409, code: 'conflict_error', message: 'Conflict.' };
    await workspace.fault(PATCH_PAGE, { kind: 'status', status: 409, body }, 20);
    const write = rowWrite('update', id, { code: 'A' }, { notes: [null, 'm'] });
    expect((await apply(write))[0]).toMatchObject({ status: 'failed', rule: 'CONFLICT' });
    await workspace.control('DELETE', 'faults');
    await workspace.fault(PATCH_PAGE, { kind: 'reset' }, 20);
    await expect(apply(write)).rejects.toMatchObject({
      code: 'CS_SYSTEM_UNAVAILABLE',
      retryable: true,
    });
  });
});

describe('what ends all writes', () => {
  it.each([
    [401, 'unauthorized', 'CS_CREDENTIAL_REFUSED'],
    [403, 'restricted_resource', 'CS_ACCESS_DENIED'],
  ])('is a %d', async (status, code, expected) => {
    const body = { object: 'error', status, code, message: 'No.' };
    await workspace.fault(POST_PAGE, { kind: 'status', status, body });
    await expect(apply(create('A'))).rejects.toMatchObject({ code: expected, retryable: false });
  });

  it('is not the block limit of a workspace', async () => {
    const additional_data = { block_limit: '1000' };
    const body = { object: 'error', status: 403, code: 'restricted_resource', message: 'Full.' };
    const answer = { kind: 'status', status: 403, body: { ...body, additional_data } };
    await workspace.fault(POST_PAGE, answer);
    expect((await apply(create('A')))[0]).toMatchObject({ rule: 'BLOCK_LIMIT' });
  });
});

describe('a delete and a restore', () => {
  it('move the page to the trash and back', async () => {
    const id = await created('A', { notes: 'n' });
    const cells = { code: ['A', null], notes: ['n', null] } as const;
    const remove = rowWrite('delete', id, { code: 'A' }, cells);
    expect((await apply(remove))[0]).toMatchObject({ status: 'written', shown: null });
    expect((await apply(remove))[0]).toMatchObject({ status: 'already', shown: null });
    expect(await rowCount()).toBe(0);
    const back = { code: [null, 'A'], notes: [null, 'm'] } as const;
    const restore = rowWrite('restore', id, { code: 'A' }, back);
    const [outcome] = await apply(restore);
    expect(outcome).toMatchObject({ status: 'written', shown: { code: 'A', notes: 'm' } });
    expect((await apply(restore))[0]).toMatchObject({ status: 'already' });
  });

  it('leave a page in the trash that was edited before', async () => {
    const id = await created('A', { notes: 'edited' });
    await workspace.api('PATCH', `pages/${id}`, { in_trash: true });
    const restore = rowWrite('restore', id, { code: 'A' }, { notes: ['n', 'm'] });
    expect((await apply(restore))[0]).toMatchObject({ status: 'stale' });
    expect(await rowCount()).toBe(0);
  });

  it('[AD14] [B9] spare a row that was edited', async () => {
    const id = await created('A', { notes: 'edited' });
    const remove = rowWrite('delete', id, { code: 'A' }, { notes: ['n', null] });
    expect((await apply(remove))[0]).toMatchObject({ status: 'stale' });
    expect(await rowCount()).toBe(1);
  });
});
