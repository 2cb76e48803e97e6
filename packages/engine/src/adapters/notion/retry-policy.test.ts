import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import type { NewTable } from '../adapter.ts';
import { createNotionAdapter } from './notion-adapter.ts';
import {
  boundTable,
  rowWrite,
  startWorkspace,
  type TestWorkspace,
} from './notion-workspace.fixture.ts';
import { ATTEMPTS_MAX } from './retry-policy.ts';

const TASKS: NewTable = {
  title: 'Tasks',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'notes', cellType: 'text', required: false },
  ],
};

const QUERY = { method: 'POST', path: '/query$' };
const GET_PAGE = { method: 'GET', path: '^/v1/pages/' };
const POST_PAGE = { method: 'POST', path: '^/v1/pages$' };
const PATCH_PAGE = { method: 'PATCH', path: '^/v1/pages/' };

let workspace: TestWorkspace;
let table: BoundTable;

beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.close());
beforeEach(async () => {
  await workspace.control('DELETE', 'faults');
  const shape = await workspace.adapter.createTable(TASKS);
  table = boundTable(shape, TASKS);
  await workspace.requests();
  workspace.waits();
});

function limited(seconds: string | null, reason = 'public_api_request_rate_limit') {
  const additional_data = { rate_limit_reason: reason };
  const body = { object: 'error', status: 429, code: 'rate_limited', message: 'Slow down.' };
  const headers = seconds === null ? {} : { 'retry-after': seconds };
  return { kind: 'status', status: 429, headers, body: { ...body, additional_data } };
}

async function write(made: RowWrite): Promise<WriteOutcome | undefined> {
  const [outcome] = await workspace.adapter.applyWrites(table, [made]);
  return outcome;
}

const create = (code: string, notes = 'n') =>
  rowWrite('create', null, { code }, { code: [null, code], notes: [null, notes] });

async function created(code: string): Promise<string> {
  const outcome = await write(create(code));
  if (outcome?.status !== 'written') throw new Error(JSON.stringify(outcome));
  await workspace.requests();
  workspace.waits();
  return outcome.externalId;
}

describe('a request that is over the limit', () => {
  it.each([
    ['a read', QUERY],
    ['a write', POST_PAGE],
  ])(
    '[E21] as %s waits as long as Notion asks, and is repeated once for each refusal',
    async (_, at) => {
      await workspace.fault(at, limited('17'));
      await workspace.fault(at, limited('3'));
      expect(await write(create('A'))).toMatchObject({ status: 'written' });
      expect(workspace.waits()).toEqual([17_000, 3_000]);
      const requests = Object.values(await workspace.requests()).reduce((sum, n) => sum + n, 0);
      expect(requests).toBe(4);
    },
  );

  it('[E21] waits until the date that Notion names', async () => {
    const date = new Date(Date.now() + 30_000).toUTCString();
    await workspace.fault(QUERY, limited(date));
    await workspace.adapter.readPage(table, null);
    const [wait = 0, ...others] = workspace.waits();
    expect(others).toEqual([]);
    expect(wait).toBeGreaterThan(20_000);
    expect(wait).toBeLessThanOrEqual(30_000);
  });

  it('[E21] backs off with jitter where Notion names no time, within a budget of requests', async () => {
    await workspace.fault(QUERY, limited(null), 20);
    await expect(workspace.adapter.readPage(table, null)).rejects.toMatchObject({
      code: 'CS_RATE_LIMITED',
      retryable: true,
    });
    const waits = workspace.waits();
    expect(waits).toHaveLength(ATTEMPTS_MAX - 1);
    for (const [n, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(250 * 2 ** n);
      expect(wait).toBeLessThanOrEqual(750 * 2 ** n);
      expect(Number.isInteger(wait)).toBe(false);
    }
    expect(await workspace.requests()).toEqual({
      'POST /v1/data_sources/{id}/query': ATTEMPTS_MAX,
    });
  });

  it('[E21] leaves a longer wait to the caller, and sends nothing before its end', async () => {
    let time = Date.parse('2026-11-21T12:00:00Z');
    const waits: number[] = [];
    const adapter = createNotionAdapter(workspace.credential, {
      ...workspace.environment,
      now: () => new Date(time),
      wait: async (ms) => {
        waits.push(ms);
        time += ms;
      },
    });
    const read = () => adapter.readPage(table, null);
    await workspace.fault(QUERY, limited('900'));
    await expect(read()).rejects.toMatchObject({ retryAfterMs: 900_000 });
    expect(waits).toEqual([]);
    await workspace.requests();
    time += 600_000;
    await expect(read()).rejects.toMatchObject({ code: 'CS_RATE_LIMITED', retryAfterMs: 300_000 });
    expect(await workspace.requests()).toEqual({});
    time += 270_000;
    expect((await read()).rows).toEqual([]);
    expect(waits).toEqual([30_000]);
    await read();
    expect(waits).toEqual([30_000]);
  });

  it('[E21] is not repeated when the token is blocked', async () => {
    await workspace.fault(QUERY, limited('1', 'public_api_request_blocked'), 20);
    await expect(workspace.adapter.readPage(table, null)).rejects.toMatchObject({
      code: 'CS_ACCESS_DENIED',
      retryable: false,
    });
    expect(workspace.waits()).toEqual([]);
  });
});

describe('a read', () => {
  it.each([
    [409, 100],
    [500, 100],
    [502, 100],
    [503, 50],
    [504, 50],
    [529, 100],
  ])('[E21] is repeated after a %d, and then asks for %d rows', async (status, asked) => {
    for (let n = 0; n < 60; n += 1) await write(create(`row ${n}`));
    await workspace.fault(QUERY, { kind: 'status', status });
    const page = await workspace.adapter.readPage(table, null);
    expect(page.rows).toHaveLength(Math.min(60, asked));
    const rest =
      page.nextCursor === null
        ? []
        : (await workspace.adapter.readPage(table, page.nextCursor)).rows;
    const codes = [...page.rows, ...rest].map((row) => row.cells.code);
    expect(new Set(codes).size).toBe(60);
  });

  it('[E21] halves the page with every 504, and begins the next page with a whole one', async () => {
    for (let n = 0; n < 60; n += 1) await write(create(`row ${n}`));
    await workspace.fault(QUERY, { kind: 'status', status: 504 }, 3);
    const first = await workspace.adapter.readPage(table, null);
    expect(first.rows).toHaveLength(13);
    expect((await workspace.adapter.readPage(table, first.nextCursor)).rows).toHaveLength(47);
  });

  it('[E21] of one page is repeated like that of many', async () => {
    const id = await created('A');
    await workspace.fault(GET_PAGE, { kind: 'status', status: 503 });
    await workspace.fault(GET_PAGE, { kind: 'status', status: 409 });
    await workspace.fault(GET_PAGE, { kind: 'reset' });
    const found = await workspace.adapter.lookUp(table, [id]);
    expect(found.get(id)).toBe('present');
    expect(await workspace.requests()).toEqual({ 'GET /v1/pages/{id}': 4 });
  });
});

describe('a write', () => {
  it('[E21] that a 503 leaves in doubt is not repeated when it took effect', async () => {
    const id = await created('A');
    await workspace.fault(PATCH_PAGE, { kind: 'status', status: 503, afterCommit: true });
    const edit = rowWrite('update', id, { code: 'A' }, { notes: ['n', 'm'] });
    expect(await write(edit)).toMatchObject({ status: 'written', shown: { notes: 'm' } });
    expect((await workspace.requests())['PATCH /v1/pages/{id}']).toBe(1);
  });

  it('[E21] that a 503 leaves in doubt does not overwrite what a person wrote since', async () => {
    const id = await created('A');
    await workspace.fault(PATCH_PAGE, { kind: 'status', status: 503, afterCommit: true });
    const person = { rich_text: [{ text: { content: 'a person' } }] };
    // The person is quicker than the second attempt.
    const { environment } = workspace;
    const { wait } = environment;
    let edited = false;
    Object.assign(environment, {
      wait: async (ms: number) => {
        if (!edited) await workspace.api('PATCH', `pages/${id}`, { properties: { notes: person } });
        edited = true;
        await wait(ms);
      },
    });
    const edit = rowWrite('update', id, { code: 'A' }, { notes: ['n', 'm'] });
    const outcome = await write(edit);
    Object.assign(environment, { wait });
    expect(outcome).toMatchObject({ status: 'stale' });
    const { rows } = await workspace.adapter.readPage(table, null);
    expect(rows[0]?.cells.notes).toBe('a person');
  });

  it.each([500, 502, 503, 504])(
    '[E21] [C15] of a new row makes one page through a %d',
    async (status) => {
      await workspace.fault(POST_PAGE, { kind: 'status', status, afterCommit: true });
      expect(await write(create('A'))).toMatchObject({ status: 'written' });
      await workspace.fault(POST_PAGE, { kind: 'status', status });
      expect(await write(create('B'))).toMatchObject({ status: 'written' });
      const { rows } = await workspace.adapter.readPage(table, null);
      expect(rows.map((row) => row.cells.code).sort()).toEqual(['A', 'B']);
    },
  );

  it('[E21] has a budget of requests too', async () => {
    const id = await created('A');
    await workspace.fault(PATCH_PAGE, { kind: 'status', status: 409 }, 50);
    const edit = rowWrite('update', id, { code: 'A' }, { notes: ['n', 'm'] });
    expect(await write(edit)).toMatchObject({ status: 'failed', rule: 'CONFLICT' });
    expect((await workspace.requests())['PATCH /v1/pages/{id}']).toBe(ATTEMPTS_MAX);
    expect(workspace.waits()).toHaveLength(ATTEMPTS_MAX - 1);
  });
});
