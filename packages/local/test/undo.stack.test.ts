import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { item } from './item.ts';
import { createItemTables, type ItemTables, readItems } from './item-tables.ts';
import { credentialsOf, registryOfItems } from './items-registry.ts';
import { addToNotion, notionProperties, readNotionPages } from './notion-items.ts';
import { type Json, type Outsider, openOutsider, runToEnd, waitForEnd } from './outsider.ts';
import { type RunningStack, startRunningStack } from './running-stack.ts';
import { editSheetCell } from './sheet-items.ts';
import { skipAfterFailure } from './skip-after-failure.ts';

/** A bad day of a registry, and its way back, with the real adapters. Each part goes on where the last ended. */
const CODES = Array.from({ length: 12 }, (_, i) => `U-${i + 1}`);

let stack: RunningStack;
let outsider: Outsider;
let tables: ItemTables;
let registryId: string;
let pages: ReadonlyMap<string, string>;
let deletion: Json;
let before: string;

beforeAll(async () => {
  stack = await startRunningStack();
  outsider = await openOutsider(stack.info);
  tables = await createItemTables(outsider);
  await addToNotion(
    outsider,
    tables.notion,
    CODES.map((code) => item(code, `Title of ${code}`)),
  );
  const credentials = credentialsOf(stack.info);
  const connections: Record<string, string> = {};
  for (const system of ['notion', 'postgres', 'sheets'] as const) {
    const body = { name: system, system, credential: credentials[system] };
    connections[system] = (await outsider.api('POST', '/connections', body)).body.id;
  }
  const wanted = registryOfItems(connections as Record<keyof ItemTables, string>, tables);
  registryId = (await outsider.api('POST', '/registries', wanted)).body.id;
  expect(await runToEnd(outsider, registryId, { kind: 'sync' })).toMatchObject({
    status: 'succeeded',
  });
  pages = await pageIds();
  before = new Date().toISOString();
});
afterAll(async () => {
  await outsider?.close();
  expect((await stack?.close()) ?? 0).toBe(0);
});

skipAfterFailure();

describe('a bad day of a registry', () => {
  it('[H10] a deletion is undone: the same Notion page, and rows in the other systems', async () => {
    await outsider.sql(`DELETE FROM "Odd Items" WHERE code = 'U-3'`);
    deletion = await runToEnd(outsider, registryId, { kind: 'sync' });
    expect(deletion).toMatchObject({ status: 'succeeded', perBinding: { notion: { deleted: 1 } } });
    expect(await codes('sheets')).not.toContain('U-3');
    const undo = await planned(await outsider.api('POST', `/runs/${deletion.id}/undo`));
    expect(undo).toMatchObject({ status: 'previewed', trigger: 'undo', drift: { rows: 3 } });
    const plan = (await outsider.api('GET', `/runs/${undo.id}/plan`)).body.items;
    expect(plan.map((each: Json) => `${each.kind} ${each.binding}`).sort()).toEqual([
      'create postgres',
      'create sheets',
      'restore notion',
    ]);
    expect((await approve(undo)).status).toBe('succeeded');
    expect((await pageIds()).get('U-3')).toBe(pages.get('U-3'));
    for (const system of ['notion', 'postgres', 'sheets'] as const) {
      expect(await codes(system)).toContain('U-3');
    }
  });

  it('[H10] what was edited since is kept, the rest goes back', async () => {
    await editTitle('U-1', 'Mistake');
    await editTitle('U-2', 'Mistake');
    const mistake = await runToEnd(outsider, registryId, { kind: 'sync' });
    await outsider.sql(`UPDATE "Odd Items" SET title = 'Corrected by hand' WHERE code = 'U-1'`);
    await runToEnd(outsider, registryId, { kind: 'sync' });
    const undo = await planned(await outsider.api('POST', `/runs/${mistake.id}/undo`));
    expect(undo.counts.conflicts).toBe(1);
    expect((await approve(undo)).status).toBe('succeeded');
    expect(await titles('notion')).toMatchObject({
      'U-1': 'Corrected by hand',
      'U-2': 'Title of U-2',
    });
    expect(await titles('sheets')).toEqual(await titles('notion'));
  });

  it('[B6] a page that a person takes out of the trash is the same record', async () => {
    const id = pages.get('U-4');
    await outsider.notion('PATCH', `/v1/pages/${id}`, { in_trash: true });
    await runToEnd(outsider, registryId, { kind: 'sync' });
    expect(await codes('postgres')).not.toContain('U-4');
    await outsider.notion('PATCH', `/v1/pages/${id}`, { in_trash: false });
    const run = await runToEnd(outsider, registryId, { kind: 'sync' });
    expect(run).toMatchObject({
      status: 'succeeded',
      perBinding: { notion: { created: 0 }, postgres: { created: 1 }, sheets: { created: 1 } },
    });
    const history = await outsider.api('GET', `/registries/${registryId}/records?key=U-4`);
    expect(history.body.items).toHaveLength(1);
  });

  it('the registry as it was in the morning comes back in all three systems', async () => {
    await editSheetCell(outsider, tables.sheets, {
      code: 'U-5',
      field: 'title',
      value: 'Another mistake',
    });
    await runToEnd(outsider, registryId, { kind: 'sync' });
    const restore = await planned(
      await outsider.api('POST', `/registries/${registryId}/restore`, { at: before }),
    );
    expect(restore).toMatchObject({ status: 'previewed', trigger: 'restore' });
    expect((await approve(restore)).status).toBe('succeeded');
    for (const system of ['notion', 'postgres', 'sheets'] as const) {
      expect(await titles(system)).toEqual(
        Object.fromEntries(CODES.map((code) => [code, `Title of ${code}`])),
      );
    }
    expect(await pageIds()).toEqual(pages);
    const quiet = await runToEnd(outsider, registryId, { kind: 'sync' });
    expect(quiet).toMatchObject({ status: 'succeeded', counts: { created: 0, updated: 0 } });
  });
});

async function planned({ status, body }: Json): Promise<Json> {
  expect(status).toBe(202);
  return waitForEnd(outsider.api, body.id);
}

async function approve({ id, planHash }: Json): Promise<Json> {
  const { status } = await outsider.api('POST', `/runs/${id}/approve`, { planHash });
  expect(status).toBe(202);
  return waitForEnd(outsider.api, id);
}

async function editTitle(code: string, title: string): Promise<void> {
  const properties = notionProperties({ title });
  await outsider.notion('PATCH', `/v1/pages/${(await pageIds()).get(code)}`, { properties });
}

/** The Notion page of each code. */
async function pageIds(): Promise<ReadonlyMap<string, string>> {
  const found = await readNotionPages(outsider, tables.notion);
  return new Map(
    found
      .map(({ id, properties }): [string, string] => [properties.Code.rich_text[0].plain_text, id])
      .sort(),
  );
}

async function codes(system: keyof ItemTables): Promise<readonly string[]> {
  return Object.keys(await titles(system));
}

async function titles(system: keyof ItemTables): Promise<Readonly<Record<string, string>>> {
  const items = (await readItems(outsider, tables))[system];
  return Object.fromEntries(Object.values(items).map(({ code, title }) => [code, title]));
}
