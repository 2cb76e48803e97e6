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

type Json = Record<string, unknown>;

const TASKS: NewTable = {
  title: 'Tasks',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'notes', cellType: 'text', required: false },
    { name: 'size', cellType: 'decimal', required: false },
    { name: 'done', cellType: 'boolean', required: false },
    { name: 'day', cellType: 'date', required: false },
  ],
};

const PATCH_PAGE = { method: 'PATCH', path: '^/v1/pages/' };
const ARCHIVED = "Can't edit block that is archived. You must unarchive the block before editing.";
const ANCESTOR =
  "Can't edit page on block with an archived ancestor. You must unarchive the ancestor.";

let workspace: TestWorkspace;
let table: BoundTable;
let dataSourceId: string;
/** A row A whose notes are `n`. */
let id: string;

beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.close());
beforeEach(async () => {
  await workspace.control('DELETE', 'faults');
  const shape = await workspace.adapter.createTable(TASKS);
  table = boundTable(shape, TASKS);
  dataSourceId = String(shape.table.dataSourceId);
  const create = rowWrite('create', null, { code: 'A' }, { code: [null, 'A'], notes: [null, 'n'] });
  const outcome = await write(create);
  id = outcome?.status === 'written' ? outcome.externalId : '';
  await workspace.requests();
});

async function write(made: RowWrite): Promise<WriteOutcome | undefined> {
  const [outcome] = await workspace.adapter.applyWrites(table, [made]);
  return outcome;
}

const trash = (inTrash = true) => workspace.api('PATCH', `pages/${id}`, { in_trash: inTrash });

const restore = (cells: Record<string, readonly [Cell, Cell]>, attempted = false) =>
  rowWrite('restore', id, { code: 'A' }, cells, attempted);

/** Requests that change a page, since the last call. */
async function patches(): Promise<number> {
  return (await workspace.requests())['PATCH /v1/pages/{id}'] ?? 0;
}

describe('a page in the trash', () => {
  it('[B6] is told apart from one that is gone, and no write but a restore changes it', async () => {
    await trash();
    await workspace.requests();
    expect(Object.fromEntries(await workspace.adapter.lookUp(table, [id]))).toEqual({
      [id]: 'trashed',
    });
    const update = rowWrite('update', id, { code: 'A' }, { notes: ['n', 'm'] });
    expect(await write(update)).toMatchObject({ status: 'stale' });
    const remove = rowWrite('delete', id, { code: 'A' }, { notes: ['n', null] });
    expect(await write(remove)).toMatchObject({ status: 'already', externalId: id });
    expect(await patches()).toBe(0);
    const again = rowWrite('create', null, { code: 'A' }, { code: [null, 'A'] });
    const outcome = await write(again);
    expect(outcome).toMatchObject({ status: 'written' });
    expect(outcome).not.toMatchObject({ externalId: id });
  });

  it.each([
    [400, 'validation_error', ARCHIVED],
    [400, 'validation_error', ANCESTOR],
    [404, 'object_not_found', 'Could not find page with ID: x.'],
  ])(
    '[B7] that got there between read and write is a stale row: %d %s',
    async (status, code, message) => {
      const body = { object: 'error', status, code, message };
      await workspace.fault(PATCH_PAGE, { kind: 'status', status, body }, 2);
      const update = rowWrite('update', id, { code: 'A' }, { notes: ['n', 'm'] });
      expect(await write(update)).toMatchObject({ status: 'stale' });
      const remove = rowWrite('delete', id, { code: 'A' }, { notes: ['n', null] });
      expect(await write(remove)).toMatchObject({ status: 'stale' });
      expect(await patches()).toBe(2);
    },
  );

  it('[B7] holds up no other row', async () => {
    const other = await write(rowWrite('create', null, { code: 'B' }, { code: [null, 'B'] }));
    const otherId = other?.status === 'written' ? other.externalId : '';
    await trash();
    const outcomes = await workspace.adapter.applyWrites(table, [
      rowWrite('update', id, { code: 'A' }, { notes: ['n', 'm'] }),
      rowWrite('update', otherId, { code: 'B' }, { notes: [null, 'm'] }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['stale', 'written']);
  });
});

describe('a restore', () => {
  it('[AD22] [B6] takes the same page back, with the cells and all that is not mapped', async () => {
    await workspace.api('PATCH', `data_sources/${dataSourceId}`, {
      properties: { Link: { url: {} } },
    });
    await workspace.api('PATCH', `pages/${id}`, {
      properties: { Link: { url: 'https://x.example/' } },
    });
    await trash();
    const outcome = await write(
      restore({ code: [null, 'A'], notes: [null, 'm'], size: [null, '2'] }),
    );
    expect(outcome).toMatchObject({
      status: 'written',
      externalId: id,
      shown: { code: 'A', notes: 'm', size: '2' },
    });
    const page = await workspace.api('GET', `pages/${id}`);
    expect(page).toMatchObject({ in_trash: false });
    expect((page.properties as Json).Link).toMatchObject({ url: 'https://x.example/' });
  });

  it('[AD22] [B6] leaves in the trash what was edited since', async () => {
    await trash();
    expect(await write(restore({ notes: ['another', 'm'] }))).toMatchObject({ status: 'stale' });
    expect(await workspace.api('GET', `pages/${id}`)).toMatchObject({ in_trash: true });
  });

  it('[AD24] [B6] leaves in the trash what another page has the key of', async () => {
    await trash();
    await workspace.api('POST', 'pages', {
      parent: { type: 'data_source_id', data_source_id: dataSourceId },
      properties: { code: { title: [{ text: { content: 'A' } }] } },
    });
    const outcome = await write(restore({ code: [null, 'A'], notes: [null, 'm'] }));
    expect(outcome).toMatchObject({ status: 'stale' });
    expect(await workspace.api('GET', `pages/${id}`)).toMatchObject({ in_trash: true });
  });

  it('[B6] goes on where an attempt was cut off after the page was out of the trash', async () => {
    await trash();
    await workspace.fault(PATCH_PAGE, { kind: 'delay', ms: 0 });
    await workspace.fault(PATCH_PAGE, {
      kind: 'status',
      status: 401,
      body: { code: 'unauthorized' },
    });
    const cells = { code: [null, 'A'], notes: ['n', 'm'] } as const;
    await expect(write(restore(cells))).rejects.toMatchObject({ code: 'CS_CREDENTIAL_REFUSED' });
    await workspace.control('DELETE', 'faults');
    expect(await workspace.api('GET', `pages/${id}`)).toMatchObject({ in_trash: false });
    expect(await write(restore(cells, true))).toMatchObject({ shown: { notes: 'm' } });
    await workspace.requests();
    expect(await write(restore(cells, true))).toMatchObject({ status: 'already', externalId: id });
    expect(await patches()).toBe(0);
  });

  it.each([true, false])(
    '[B6] [E21] is not doubted after a 503 (took effect: %s)',
    async (afterCommit) => {
      await trash();
      await workspace.fault(PATCH_PAGE, { kind: 'status', status: 503, afterCommit }, 1);
      const outcome = await write(restore({ code: [null, 'A'], notes: ['n', 'm'] }));
      expect(outcome).toMatchObject({ status: 'written', externalId: id, shown: { notes: 'm' } });
    },
  );

  it('[B6] of a page that a person took back already writes the cells only', async () => {
    await trash();
    await trash(false);
    await workspace.requests();
    const outcome = await write(restore({ code: [null, 'A'], notes: ['n', 'm'] }));
    expect(outcome).toMatchObject({ status: 'written', shown: { notes: 'm' } });
    expect(await patches()).toBe(1);
  });

  it('[B6] [E19] brings the page back though one cell cannot be written', async () => {
    const day = { date: { start: '2026-07-25', end: '2026-07-27' } };
    await workspace.api('PATCH', `pages/${id}`, { properties: { day } });
    await trash();
    const cells = { notes: ['n', 'm'], day: [null, '2026-08-01'] } as const;
    const outcome = await write(restore(cells));
    expect(outcome).toMatchObject({ status: 'written', shown: { notes: 'm' } });
    const { properties } = await workspace.api('GET', `pages/${id}`);
    expect((properties as Json).day).toMatchObject(day);
  });

  it('[B6] is stale for a page that is gone, and within a database that is in the trash', async () => {
    const missing = rowWrite('restore', '00000000-0000-4000-8000-0000000000aa', { code: 'X' }, {});
    expect(await write(missing)).toMatchObject({ status: 'stale' });
    const source = await workspace.api('GET', `data_sources/${dataSourceId}`);
    const { database_id: databaseId } = source.parent as { database_id: string };
    await workspace.api('PATCH', `databases/${databaseId}`, { in_trash: true });
    expect(await write(restore({ notes: ['n', 'm'] }))).toMatchObject({ status: 'stale' });
  });
});

describe('a checkbox', () => {
  it('[E22] that nobody set, or that is cleared, is false and never absent', async () => {
    const { rows } = await workspace.adapter.readPage(table, null);
    expect(rows[0]?.cells.done).toBe(false);
    const update = rowWrite('update', id, { code: 'A' }, { done: [false, true] });
    expect(await write(update)).toMatchObject({ status: 'written', shown: { done: true } });
    const clear = rowWrite('update', id, { code: 'A' }, { done: [true, null] });
    expect(await write(clear)).toMatchObject({ status: 'written', shown: { done: false } });
    expect(await write(clear)).toMatchObject({ status: 'already' });
  });
});
