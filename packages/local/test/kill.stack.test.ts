import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient } from '../src/demo/api-client.ts';
import { loadCountries } from '../src/demo/countries.ts';
import { type DemoSystems, openDemoSystems } from '../src/demo/demo-systems.ts';
import { editSystems, readSheet } from '../src/demo/edit-systems.ts';
import { type AllContents, findDifferences, readSystems } from '../src/demo/read-systems.ts';
import { type DemoRegistry, setUpRegistry } from '../src/demo/set-up-registry.ts';
import { controlEmulator, type EmulatorControl } from './control-emulator.ts';
import {
  type Json,
  listAll,
  type Outsider,
  openOutsider,
  runToEnd,
  waitForEnd,
} from './outsider.ts';
import { type RunningStack, startRunningStack } from './running-stack.ts';
import { skipAfterFailure } from './skip-after-failure.ts';

/**
 * Every process is killed in the middle of a run and started again on the same home. Nobody asks for anything then:
 * the run has to go on by itself, and what it wrote before must neither be lost nor be written again.
 */
let stack: RunningStack;
let outsider: Outsider;
let systems: DemoSystems;
let registry: DemoRegistry;

beforeAll(async () => {
  stack = await startRunningStack();
  await connect();
  const api = createApiClient(stack.info.api, stack.info.adminToken);
  registry = await setUpRegistry(stack.info, api, systems, loadCountries());
  const first = await runToEnd(outsider, registry.id, { kind: 'sync' });
  expect(first).toMatchObject({ status: 'succeeded', drift: { cells: 0 } });
});
afterAll(async () => {
  await disconnect();
  expect((await stack?.close()) ?? 0).toBe(0);
});

skipAfterFailure();

describe('a run whose processes are killed', () => {
  it('[C18] goes on after kill -9 in the middle of writing pages to Notion', async () => {
    await systems.sql(
      `UPDATE countries SET keywords = 'edited ' || code
       WHERE code IN (SELECT code FROM countries WHERE code NOT IN ('FR', 'TV') ORDER BY code LIMIT 120)`,
    );
    await editSystems(systems, registry);
    const notion = controlEmulator(stack.info.notion.baseUrl);
    await notion.clearRequests();
    const fault = { kind: 'delay', ms: 60 };
    await notion.addFaults({ match: { method: 'PATCH' }, times: 1000, fault });
    const runId = await startSync();
    const before = await waitFor(notion, 'PATCH /v1/pages/{id}', 30);
    await expectRunning(runId, 'apply');
    await killAndStartAgain('every process');

    const run = await waitForEnd(outsider.api, runId);
    expect(run).toMatchObject({ status: 'succeeded', drift: { cells: 0, rows: 0 }, error: null });
    const after = await controlEmulator(stack.info.notion.baseUrl).requests();
    const patches = before + (after.byRoute['PATCH /v1/pages/{id}'] ?? 0);
    // One request at most was in flight when its count was taken, and one when it was cut off.
    expect(patches).toBeGreaterThanOrEqual(run.perBinding.notion.updated);
    expect(patches).toBeLessThanOrEqual(run.perBinding.notion.updated + 6);
    expect(run.perBinding.notion.updated).toBeGreaterThanOrEqual(120);
    const contents = await expectAgreement(248);
    expect(contents.sheets.get('FR')).toMatchObject({
      name: 'France métropolitaine',
      number: '999999',
    });
    expect([contents.notion.has('AX'), contents.notion.has('TV')]).toEqual([true, false]);
    await expectWrittenOnce(run);
  });

  it('goes on after kill -9 of the main process alone, in the middle of fetching', async () => {
    await systems.sql(`UPDATE countries SET keywords = 'again' WHERE code IN ('DE', 'IT')`);
    const notion = controlEmulator(stack.info.notion.baseUrl);
    await notion.clearRequests();
    const fault = { kind: 'delay', ms: 60_000 };
    await notion.addFaults({ match: { method: 'POST', path: '/query$' }, skip: 1, fault });
    const runId = await startSync();
    await waitFor(notion, 'POST /v1/data_sources/{id}/query', 2);
    await expectRunning(runId, 'fetch');
    await killAndStartAgain('the main process');

    const run = await waitForEnd(outsider.api, runId);
    expect(run).toMatchObject({
      status: 'succeeded',
      counts: { created: 0, updated: 2, deleted: 0 },
      perBinding: { notion: { updated: 2 }, postgres: { updated: 0 }, sheets: { updated: 2 } },
    });
    await expectAgreement(248);
    await expectWrittenOnce(run);
  });

  it('[C15] makes no page twice when Notion created one that nobody heard of', async () => {
    await insertIntoPostgres(['XA', 'XB', 'XC', 'XD', 'XE', 'XF', 'XG', 'XH', 'XI', 'XJ']);
    const notion = controlEmulator(stack.info.notion.baseUrl);
    await notion.clearRequests();
    const fault = { kind: 'delay', ms: 60_000, afterCommit: true };
    await notion.addFaults({ match: { method: 'POST', path: '^/v1/pages$' }, skip: 4, fault });
    const runId = await startSync();
    await waitFor(notion, 'POST /v1/pages', 5);
    await sleepUntil(async () => (await countNotion()) >= 253);
    await expectRunning(runId, 'apply');
    const created = (await countNotion()) - 248;
    await killAndStartAgain('every process');

    const run = await waitForEnd(outsider.api, runId);
    expect(run).toMatchObject({ status: 'succeeded', drift: { cells: 0, rows: 0 } });
    const after = await controlEmulator(stack.info.notion.baseUrl).requests();
    expect(created + (after.byRoute['POST /v1/pages'] ?? 0)).toBe(10);
    await expectAgreement(258);
    await expectWrittenOnce(run);
  });

  it('[C16] adds no row twice when Sheets took a chunk that nobody heard of', async () => {
    await insertIntoPostgres(['QB', 'QC', 'QD', 'QE', 'QF', 'QG', 'QH', 'QI', 'QJ', 'QK']);
    const google = controlEmulator(stack.info.google.baseUrl);
    await google.clearRequests();
    const fault = { kind: 'delay', ms: 60_000, afterCommit: true };
    await google.addFaults({ match: { method: 'POST', path: '/[^/:]+:batchUpdate$' }, fault });
    const runId = await startSync();
    await sleepUntil(async () => (await readSheet(systems, registry)).cells.length === 1 + 268);
    await expectRunning(runId, 'apply');
    await killAndStartAgain('every process');

    const run = await waitForEnd(outsider.api, runId);
    expect(run).toMatchObject({ status: 'succeeded', drift: { cells: 0, rows: 0 } });
    const { byRoute } = await controlEmulator(stack.info.google.baseUrl).requests();
    expect(Object.keys(byRoute).filter((route) => route.includes('atchUpdate'))).toEqual([]);
    await expectAgreement(268);
    await expectWrittenOnce(run);
  });

  it('has nothing left to write after all this', async () => {
    const run = await runToEnd(outsider, registry.id, { kind: 'sync' });
    expect(run).toMatchObject({
      status: 'succeeded',
      perBinding: {
        notion: { created: 0, updated: 0, deleted: 0 },
        postgres: { created: 0, updated: 0, deleted: 0 },
        sheets: { created: 0, updated: 0, deleted: 0 },
      },
    });
  });
});

async function connect(): Promise<void> {
  outsider = await openOutsider(stack.info);
  systems = await openDemoSystems(stack.info);
}

async function disconnect(): Promise<void> {
  await systems?.close();
  await outsider?.close();
}

async function killAndStartAgain(which: 'every process' | 'the main process'): Promise<void> {
  await disconnect();
  await (which === 'every process' ? stack.killAll() : stack.killMain());
  await stack.restart();
  await connect();
}

async function startSync(): Promise<string> {
  const { body } = await outsider.api('POST', `/registries/${registry.id}/runs`, {
    kind: 'sync',
    fetch: 'full',
  });
  return body.id;
}

/** Waits until the emulator received that many requests of the route; resolves to how many by now. */
async function waitFor(emulator: EmulatorControl, route: string, count: number): Promise<number> {
  let seen = 0;
  await sleepUntil(async () => {
    seen = (await emulator.requests()).byRoute[route] ?? 0;
    return seen >= count;
  });
  return seen;
}

async function sleepUntil(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('waited for a minute');
    await sleep(20);
  }
}

async function expectRunning(runId: string, step: string): Promise<void> {
  const { body } = await outsider.api('GET', `/runs/${runId}`);
  expect(body.status).toBe('running');
  expect(body.steps.find(({ name }: Json) => name === step).status).toBe('running');
}

async function insertIntoPostgres(codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    await systems.sql(
      `INSERT INTO countries (code, name, continent, link, number, keywords)
       VALUES ($1, $2, 'Asia', 'https://example.org/', 7, '')`,
      [code, `Country ${code}`],
    );
  }
}

async function countNotion(): Promise<number> {
  const pages = systems.notion.dataSources;
  let count = 0;
  let cursor: string | undefined;
  do {
    const { results, next_cursor } = await pages.query({
      data_source_id: registry.dataSourceId,
      ...(cursor === undefined ? {} : { start_cursor: cursor }),
    });
    count += results.length;
    cursor = next_cursor ?? undefined;
  } while (cursor !== undefined);
  return count;
}

/** That many rows in each system, none twice, and the same in all but for the edit that is invalid. */
async function expectAgreement(rows: number): Promise<AllContents> {
  const contents = await readSystems(systems, registry);
  const [{ count }] = (await systems.sql('SELECT count(*)::int AS count FROM countries')) as [Json];
  const { cells } = await readSheet(systems, registry);
  expect([await countNotion(), count, cells.length - 1]).toEqual([rows, rows, rows]);
  expect([contents.notion.size, contents.postgres.size, contents.sheets.size]).toEqual([
    rows,
    rows,
    rows,
  ]);
  expect(findDifferences(contents, ['PE continent'])).toEqual([]);
  return contents;
}

/** The log has one intent, and one outcome of every write of the plan; each write took effect. */
async function expectWrittenOnce(run: Json): Promise<void> {
  const plan = await listAll(outsider, `/runs/${run.id}/plan`);
  const took = plan.filter(({ outcome }) => outcome === 'written' || outcome === 'already');
  expect(took).toHaveLength(plan.length);
  const entries = await listAll(outsider, `/audit/entries?runId=${run.id}`);
  const of = (wanted: string) => entries.filter(({ type }) => type === wanted);
  expect(of('run.intent')).toHaveLength(1);
  expect(of('run.finished')).toHaveLength(1);
  const written = of('write.outcome').map(({ record, binding, op }) =>
    [record, binding, op].join(),
  );
  expect(written).toHaveLength(plan.length);
  expect(new Set(written).size).toBe(plan.length);
  const counted = Object.values<Json>(run.perBinding).reduce(
    (total, { created, updated, deleted }) => total + created + updated + deleted,
    0,
  );
  expect(plan).toHaveLength(counted);
}
