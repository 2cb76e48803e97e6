import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BadInputWorld, buildWorld } from './bad-input-world.ts';
import { item, KINDS } from './item.ts';
import { readItems } from './item-tables.ts';
import {
  type Answer,
  type Json,
  listAll,
  type Outsider,
  openOutsider,
  runToEnd,
  waitForEnd,
} from './outsider.ts';
import {
  refusedAddresses,
  refusedBearers,
  refusedCredentials,
  refusedDeclarations,
  refusedNewTables,
  refusedTables,
} from './refused-requests.ts';
import { type RunningStack, startRunningStack } from './running-stack.ts';
import { addToSheet, editSheetCell } from './sheet-items.ts';

let stack: RunningStack;
let outsider: Outsider;
let world: BadInputWorld;

beforeAll(async () => {
  stack = await startRunningStack();
  outsider = await openOutsider(stack.info);
  world = await buildWorld(outsider);
});
afterAll(async () => {
  await outsider?.close();
  expect((await stack?.close()) ?? 0).toBe(0);
});

describe('bad input', () => {
  it.each([
    ['tables and columns', refusedTables],
    ['credentials', refusedCredentials],
    ['registries', refusedDeclarations],
    ['new tables', refusedNewTables],
    ['addresses', refusedAddresses],
    ['bearers', refusedBearers],
  ] as const)('as %s is refused with a code and its place, and nothing is kept', async (_, of) => {
    const cases = of(world);
    const before = await everything();
    const answered: unknown[] = [];
    for (const [what, , , names, [method, path, body], headers] of cases) {
      const sent = { 'x-request-id': 'req-17', ...headers };
      const answer = await outsider.api(method, path, body, sent);
      answered.push([what, ...summary(answer, names)]);
    }
    expect(answered).toEqual(cases.map((each) => each.slice(0, 4)));
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['broken JSON', '{"name":', 400, 'CS_MALFORMED_JSON'],
    ['no body', undefined, 400, 'CS_MALFORMED_JSON'],
    ['an array', '[]', 400, 'CS_INVALID_REQUEST'],
    ['a member called __proto__', '{"__proto__":{"name":"x"}}', 400, 'CS_INVALID_REQUEST'],
    [
      'half a million brackets',
      '['.repeat(500_000) + ']'.repeat(500_000),
      400,
      'CS_INVALID_REQUEST',
    ],
    ['more than 1 MiB', `{"name":"${'x'.repeat(1_048_576)}"}`, 413, 'CS_BODY_TOO_LARGE'],
    ['more than 1 MiB of unknown length', endless(), 413, 'CS_BODY_TOO_LARGE'],
  ] as const)('refuses %s as a body', async (_, sent, status, code) => {
    const before = await everything();
    const response = await fetch(`${stack.info.api}/api/v1/registries`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stack.info.adminToken}`,
        'content-type': 'application/json',
        'x-request-id': 'req-17',
      },
      ...(sent === undefined ? {} : { body: sent, duplex: 'half' }),
    });
    const { headers } = response;
    const body = await response.json();
    expect(summary({ status: response.status, headers, body }, '')).toEqual([status, code, '']);
    expect(await everything()).toEqual(before);
  });

  it('checks a refused credential without failing, and says who refused', async () => {
    for (const id of Object.values(world.wrong)) {
      const { status, body } = await outsider.api('POST', `/connections/${id}/check`);
      expect({ status, body }).toMatchObject({ status: 200, body: { ok: false, account: null } });
      expect(body.problems).toEqual([expect.stringMatching(/./)]);
    }
  });

  it('keeps an option that the schema does not know where it is, and the rest goes on', async () => {
    const { tables, registryId } = world;
    await editSheetCell(outsider, tables.sheets, { code: 'C1', field: 'kind', value: 'gadget' });
    await editSheetCell(outsider, tables.sheets, { code: 'C2', field: 'title', value: 'Renamed' });
    await addToSheet(outsider, tables.sheets, [item('BAD', 'New', { kind: 'Tool' })]);
    const run = await runToEnd(outsider, registryId, { kind: 'sync' });
    expect(run).toMatchObject({ status: 'succeeded', counts: { problems: 2 } });
    const open = await listAll(outsider, `/problems?registryId=${registryId}&status=open`);
    expect(open.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1))).toMatchObject([
      { binding: 'sheets', externalId: 'BAD', field: 'kind', rule: 'OPTION', value: 'Tool' },
      { binding: 'sheets', externalId: 'C1', field: 'kind', rule: 'OPTION', value: 'gadget' },
    ]);
    const { notion, postgres, sheets } = await readItems(outsider, tables);
    for (const rows of [notion, postgres]) {
      expect(rows.C1?.kind).toBe('tool');
      expect(rows.C2?.title).toBe('Renamed');
      expect(rows.BAD).toBeUndefined();
    }
    expect([sheets.C1?.kind, sheets.BAD?.kind]).toEqual(['gadget', 'Tool']);
  });

  it('[B16] approves no plan but the one that waits, and no plan twice', async () => {
    const { registryId } = world;
    await outsider.sql(`DELETE FROM "Odd Items" WHERE code IN ('C5', 'C6', 'C7')`);
    const halted = await runToEnd(outsider, registryId, { kind: 'sync' });
    expect(halted).toMatchObject({ status: 'halted', halts: [{ code: 'BULK_DELETE' }] });
    const approve = (planHash: string) =>
      outsider.api('POST', `/runs/${halted.id}/approve`, { planHash });
    const mismatch = { status: 409, body: { error: { code: 'CS_PLAN_HASH_MISMATCH' } } };
    expect(await approve('0'.repeat(64))).toMatchObject(mismatch);
    const second = { kind: 'sync', fetch: 'full' };
    expect(await outsider.api('POST', `/registries/${registryId}/runs`, second)).toMatchObject({
      status: 409,
      body: { error: { code: 'CS_REGISTRY_BLOCKED', details: { runId: halted.id } } },
    });
    const rejection = await outsider.api('POST', `/runs/${halted.id}/reject`, { reason: 'a slip' });
    expect(rejection).toMatchObject({ status: 202, body: { status: 'rejected' } });
    expect((await approve(halted.planHash)).status).toBe(409);
    const { notion } = await readItems(outsider, world.tables);
    expect([notion.C5, notion.C6, notion.C7].every((row) => row !== undefined)).toBe(true);
  });

  it('[E12] [G12] stops at tables that changed, and goes on only from those that were approved', async () => {
    const { registryId, tables } = world;
    const before = await readItems(outsider, tables);
    const path = `/v1/data_sources/${tables.notion.dataSourceId}`;
    const options = KINDS.filter((name) => name !== 'tool').map((name) => ({ name }));
    await outsider.notion('PATCH', path, { properties: { kind: { select: { options } } } });
    const halted = await runToEnd(outsider, registryId, { kind: 'sync' });
    expect([halted.status, reportOf(halted)]).toEqual([
      'halted',
      [['notion', 'kind', 'option-removed', 'tool', null]],
    ]);
    const { postgres, sheets } = await readItems(outsider, tables);
    expect({ postgres, sheets }).toEqual({ postgres: before.postgres, sheets: before.sheets });
    const { planHash } = halted;
    const approval = await outsider.api('POST', `/runs/${halted.id}/approve`, { planHash });
    expect(approval.status).toBe(202);
    const planned = await waitForEnd(outsider.api, halted.id);
    expect(planned).toMatchObject({ status: 'halted', halts: [{ code: 'ALL_ROWS_CHANGED' }] });
    await outsider.api('POST', `/runs/${halted.id}/reject`, { reason: 'a slip' });
    await outsider.sql('ALTER TABLE "Odd Items" ALTER price TYPE numeric(10, 2)');
    await outsider.sql('ALTER TABLE "Odd Items" DROP COLUMN site');
    const next = await runToEnd(outsider, registryId, { kind: 'sync' });
    expect([next.status, reportOf(next)]).toEqual([
      'halted',
      [
        ['postgres', 'price', 'type-altered', 'numeric(14,4)', 'numeric(10,2)'],
        ['postgres', 'site', 'column-gone', 'text', null],
      ],
    ]);
  });
});

/** The changes of tables that a run stopped at, by column. */
function reportOf({ halts }: Json) {
  const changes: string[][] = halts.flatMap(({ details }: Json) =>
    details.changes.map(({ column, kind, before, after }: Json) => {
      return [details.binding, column, kind, before, after];
    }),
  );
  return changes.sort(([, a = ''], [, b = '']) => (a < b ? -1 : 1));
}

/** A body that is sent in chunks, without its length. */
function endless(): ReadableStream<Uint8Array> {
  let left = 40;
  return new ReadableStream({
    pull(controller) {
      if (left === 0) controller.close();
      else controller.enqueue(new Uint8Array(32_768).fill(0x20));
      left -= 1;
    },
  });
}

/** Status, code and the place, if the answer is an envelope that names it; else what it is instead. */
function summary({ status, headers, body }: Answer, names: string): readonly unknown[] {
  const text = JSON.stringify(body);
  const { code, message, details, requestId } = body?.error ?? {};
  const isEnvelope =
    body?.success === false && /^CS_/.test(code) && message !== '' && requestId === 'req-17';
  const isClean = !/\bat \S+ \(|node_modules|\.ts:\d|wrong@|secret-without-form/.test(text);
  const asks = status !== 401 || headers.get('www-authenticate')?.startsWith('Bearer');
  const place = JSON.stringify(details ?? {}).includes(names) || message?.includes(names);
  if (isEnvelope && isClean && asks && place) return [status, code, names];
  return [status, code, text];
}

/** All that a refused request could have left behind. */
async function everything(): Promise<Json> {
  const list = async (path: string) => (await outsider.api('GET', path)).body.items;
  const ids = async (path: string) => (await list(path)).map(({ id }: Json) => id);
  // Systems list tables by their last edit, which may become visible between two looks: the order tells nothing.
  const tablesOf = async (id: string): Promise<string[]> =>
    (await list(`/connections/${id}/tables`))
      .map(({ table }: Json) => JSON.stringify(table))
      .toSorted();
  return {
    connections: await ids('/connections'),
    registries: await ids('/registries'),
    runs: await ids(`/registries/${world.registryId}/runs`),
    tables: await Promise.all(Object.values(world.good).map(tablesOf)),
  };
}
