import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../errors/assert.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { NewTable } from '../adapter.ts';
import { boundTable, startWorkspace, type TestWorkspace } from './notion-workspace.fixture.ts';

const ROWS: NewTable = {
  title: 'Rows',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'amount', cellType: 'decimal', required: false },
  ],
};
/** A query of the emulator shows no more rows than these. */
const CAP = 250;

let workspace: TestWorkspace;
let table: BoundTable;
let dataSourceId: string;

beforeAll(async () => {
  workspace = await startWorkspace({ maxResults: CAP });
});
afterAll(() => workspace.close());
afterEach(() => workspace.control('DELETE', 'faults'));
beforeEach(async () => {
  const shape = await workspace.adapter.createTable(ROWS);
  table = boundTable(shape, ROWS);
  dataSourceId = String(shape.table.dataSourceId);
});

async function addRows(at: string, ...codes: readonly string[]): Promise<void> {
  await workspace.control('POST', 'clock', { now: at });
  for (const code of codes) {
    await workspace.api('POST', 'pages', {
      parent: { type: 'data_source_id', data_source_id: dataSourceId },
      properties: { code: { title: [{ text: { content: code } }] } },
    });
  }
}

function codes(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `row ${n}`);
}

function changes(since: string, cursor: string | null = null) {
  const { readChanges } = must(workspace.adapter.changes, 'Notion tells what changed');
  return readChanges(table, { from: since, mark: null }, cursor);
}

describe('the rows that were edited since a time', () => {
  it('[C3] [AD25] begin some minutes before it, at a whole one', async () => {
    await addRows('2026-05-01T11:54:30.000Z', 'too old');
    await addRows('2026-05-01T11:55:00.000Z', 'first');
    await addRows('2026-05-01T12:00:40.000Z', 'same minute');
    const page = await changes('2026-05-01T12:00:59.000Z');
    expect(page?.rows.map(({ cells }) => cells.code)).toEqual(['first', 'same minute']);
  });

  it('[C4] [AD25] are all of one minute, each once, over several pages', async () => {
    await addRows('2026-05-01T12:00:30.000Z', ...codes(150));
    const first = await changes('2026-05-01T12:00:00.000Z');
    const rest = await changes('2026-05-01T12:00:00.000Z', first?.nextCursor);
    const rows = [...(first?.rows ?? []), ...(rest?.rows ?? [])];
    expect(rest?.nextCursor).toBeNull();
    expect(new Set(rows.map(({ externalId }) => externalId)).size).toBe(150);
    expect(rows.map(({ position }) => position)).toEqual(codes(150).map((_, i) => i));
  });

  it('[AD25] are not told where Notion would end the query before its end', async () => {
    await addRows('2026-05-01T12:00:00.000Z', ...codes(CAP + 1));
    expect(await changes('2026-05-01T12:00:00.000Z')).toBeNull();
  });

  it('[AD5] are an error where Notion ends the query between two pages, and where the cursor is stale', async () => {
    await addRows('2026-05-01T12:00:00.000Z', ...codes(101));
    const first = await changes('2026-05-01T12:00:00.000Z');
    const { nextCursor } = must(first, 'there are changes');
    const list = { object: 'list', results: [], next_cursor: null, has_more: false };
    const incomplete = { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' };
    const message = 'The start_cursor provided is invalid: s:x:y';
    for (const [status, body] of [
      [200, { ...list, request_status: incomplete }],
      [400, { object: 'error', status: 400, code: 'validation_error', message }],
    ] as const) {
      await workspace.fault({ path: '/query$' }, { kind: 'status', status, body });
      await expect(changes('2026-05-01T12:00:00.000Z', nextCursor)).rejects.toMatchObject({
        code: 'CS_FETCH_INCOMPLETE',
      });
    }
  });

  it('[AD25] are not told of a table with a computed column, which changes without an edit', async () => {
    await workspace.api('PATCH', `data_sources/${dataSourceId}`, {
      properties: { amount: { formula: { expression: '1' } } },
    });
    table = boundTable(await workspace.adapter.describeTable(table.ref), ROWS);
    await workspace.requests();
    expect(await changes('2026-05-01T12:00:00.000Z')).toBeNull();
    expect(await workspace.requests()).toEqual({});
  });
});

describe('rows that are asked for by their ids', () => {
  it('[AD26] are left out where they are in another table', async () => {
    await addRows('2026-05-01T12:00:00.000Z', 'here', 'elsewhere');
    const page = must(await changes('2026-05-01T12:00:00.000Z'), 'there are changes');
    const ids = page.rows.map(({ externalId }) => String(externalId));
    const gone = page.rows.find(({ cells }) => cells.code === 'elsewhere')?.externalId;
    const other = await workspace.adapter.createTable(ROWS);
    await workspace.api('POST', `pages/${gone}/move`, {
      parent: { type: 'data_source_id', data_source_id: other.table.dataSourceId },
    });
    const { readRows } = must(workspace.adapter.changes, 'Notion tells what changed');
    const found = await readRows(table, ids);
    expect(found.map(({ cells }) => cells.code)).toEqual(['here']);
  });
});
