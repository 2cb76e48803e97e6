import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient } from '../src/demo/api-client.ts';
import { loadCountries } from '../src/demo/countries.ts';
import { type DemoSystems, openDemoSystems } from '../src/demo/demo-systems.ts';
import { editSystems } from '../src/demo/edit-systems.ts';
import { type DemoRegistry, setUpRegistry } from '../src/demo/set-up-registry.ts';
import { controlEmulator } from './control-emulator.ts';
import { type Json, type Outsider, openOutsider, runToEnd } from './outsider.ts';
import { type RunningStack, startRunningStack } from './running-stack.ts';
import { skipAfterFailure } from './skip-after-failure.ts';

/** How many requests a sync of 248 rows costs, counted by the systems that received them. */
let stack: RunningStack;
let outsider: Outsider;
let systems: DemoSystems;
let registry: DemoRegistry;

interface Cost {
  readonly run: Json;
  readonly notion: Readonly<Record<string, number>>;
  readonly google: Readonly<Record<string, number>>;
}

beforeAll(async () => {
  stack = await startRunningStack();
  outsider = await openOutsider(stack.info);
  systems = await openDemoSystems(stack.info);
  const api = createApiClient(stack.info.api, stack.info.adminToken);
  registry = await setUpRegistry(stack.info, api, systems, loadCountries());
});
afterAll(async () => {
  await systems?.close();
  await outsider?.close();
  expect((await stack?.close()) ?? 0).toBe(0);
});

skipAfterFailure();

/** Notion: the data source before and after its rows, and these by the hundred. */
const READ_NOTION = 2 + Math.ceil(248 / 100);
/** Sheets: the tab's header and formats, where it is, its values, what is merged; and a token at most. */
const READ_SHEETS = 5;
const READ_POSTGRES = 3;

describe('the requests of a sync of 248 rows', () => {
  it('first sync: Notion is read, the other two are filled by the chunk', async () => {
    const cost = await costOfSync('first');
    expect(cost.run.perBinding.sheets.created).toBe(248);
    expect(sum(cost.notion)).toBeLessThanOrEqual(READ_NOTION);
    expect(sum(cost.google)).toBeLessThanOrEqual(READ_SHEETS + 5);
    expect(cost.run.requests.postgres).toBeLessThanOrEqual(READ_POSTGRES + 3);
  });

  it('no change: every table is read once, and nothing else', async () => {
    const cost = await costOfSync('no change');
    expect(writesOf(cost.run)).toBe(0);
    expect(sum(cost.notion)).toBeLessThanOrEqual(READ_NOTION);
    expect(sum(cost.google)).toBeLessThanOrEqual(READ_SHEETS);
    expect(cost.run.requests.postgres).toBeLessThanOrEqual(READ_POSTGRES);
  });

  it('eight edits in all three: one request per page written, one chunk elsewhere', async () => {
    await editSystems(systems, registry);
    const cost = await costOfSync('edited');
    const { created, updated, deleted } = cost.run.perBinding.notion;
    // One look at the rows to write, and at each row that is not seen any more.
    expect(sum(cost.notion)).toBeLessThanOrEqual(READ_NOTION + created + updated + deleted + 3);
    expect(sum(cost.google)).toBeLessThanOrEqual(READ_SHEETS + 5);
    expect(cost.run.requests.postgres).toBeLessThanOrEqual(READ_POSTGRES + 5);
  });

  it('120 edits in Postgres: one look per hundred pages, one chunk in Sheets', async () => {
    await systems.sql(
      `UPDATE countries SET keywords = 'edited ' || code
       WHERE code IN (SELECT code FROM countries ORDER BY code LIMIT 120)`,
    );
    const cost = await costOfSync('120 edits');
    expect(cost.run.perBinding).toMatchObject({
      notion: { updated: 120 },
      sheets: { updated: 120 },
    });
    expect(sum(cost.notion)).toBeLessThanOrEqual(READ_NOTION + 120 + 120 / 10);
    expect(sum(cost.google)).toBeLessThanOrEqual(READ_SHEETS + 5);
    expect(cost.run.requests.postgres).toBeLessThanOrEqual(READ_POSTGRES);
  });
});

/** Runs a sync and prints what each system was asked, in one line that can be quoted. */
async function costOfSync(name: string): Promise<Cost> {
  const notion = controlEmulator(stack.info.notion.baseUrl);
  const google = controlEmulator(stack.info.google.baseUrl);
  for (const emulator of [notion, google]) await emulator.clearRequests();
  const run = await runToEnd(outsider, registry.id, { kind: 'sync' });
  expect(run).toMatchObject({ status: 'succeeded', drift: { cells: 0 } });
  const cost = {
    run,
    notion: (await notion.requests()).byRoute,
    google: (await google.requests()).byRoute,
  };
  const seconds = (Date.parse(run.finishedAt) - Date.parse(run.createdAt)) / 1000;
  console.info(
    `requests of "${name}", ${writesOf(run)} writes, ${seconds.toFixed(1)} s:`,
    `Notion ${sum(cost.notion)} ${JSON.stringify(cost.notion)},`,
    `Google ${sum(cost.google)} ${JSON.stringify(cost.google)},`,
    `Postgres ${run.requests.postgres} round trips`,
  );
  // What a run reports of itself is what the systems counted, but for Google's tokens.
  expect(run.requests.notion).toBe(sum(cost.notion));
  return cost;
}

function sum(byRoute: Readonly<Record<string, number>>): number {
  return Object.values(byRoute).reduce((total, count) => total + count, 0);
}

function writesOf(run: Json): number {
  const counts = Object.values<Json>(run.perBinding);
  return counts.reduce((total, each) => total + each.created + each.updated + each.deleted, 0);
}
