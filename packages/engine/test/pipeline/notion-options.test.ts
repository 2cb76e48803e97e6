import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  startWorkspace,
  type TestWorkspace,
} from '../../src/adapters/notion/notion-workspace.fixture.ts';
import { NotionWorld } from '../world/notion-world.ts';

type Json = Record<string, unknown>;

let workspace: TestWorkspace;
let world: NotionWorld;

beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.close());
beforeEach(async () => {
  world = await NotionWorld.settle(workspace);
});
afterEach(() => workspace.control('DELETE', 'faults'));

describe('an option', () => {
  const select = (name: string): Json => ({ properties: { status: { select: { name } } } });

  async function optionsInNotion(): Promise<string[]> {
    const { properties } = await workspace.api('GET', `data_sources/${world.dataSourceId}`);
    const { select: config } = (
      properties as Record<string, { select: { options: { name: string }[] } }>
    ).status ?? { select: { options: [] } };
    return config.options.map(({ name }) => name);
  }

  it.each([
    ['E9', 'Dnoe'],
    ['E10', 'Done'],
    ['E7', 'open, done'],
  ])(
    '[%s] %s of a sheet that the schema does not list is refused and not created',
    async (_, option) => {
      world.edit('sheets', 'A', { status: option });
      world.edit('sheets', 'B', { status: 'done' });
      await world.run();
      expect(await optionsInNotion()).toEqual(['open', 'done']);
      expect(await world.page('A')).toMatchObject({ status: null });
      expect(await world.page('B')).toMatchObject({ status: 'done' });
      expect(await world.problems()).toMatchObject([
        { binding: 'sheets', field: 'status', rule: 'OPTION', status: 'open' },
      ]);
    },
  );

  it('[E9] that the schema lists and Notion lacks is created by the write', async () => {
    await workspace.api('PATCH', `data_sources/${world.dataSourceId}`, {
      properties: { status: { select: { options: [{ name: 'open' }] } } },
    });
    world.edit('sheets', 'A', { status: 'done' });
    const halted = await world.run();
    expect(halted.halts).toMatchObject([{ code: 'SCHEMA_CHANGED' }]);
    expect(await world.approve(halted)).toMatchObject({ status: 'succeeded' });
    expect(await world.page('A')).toMatchObject({ status: 'done' });
    expect(await optionsInNotion()).toEqual(['open', 'done']);
  });

  it('[E10] that Notion has in another case is not created beside it', async () => {
    for (const names of [['open'], ['open', 'DONE']]) {
      const options = names.map((name) => ({ name }));
      await workspace.api('PATCH', `data_sources/${world.dataSourceId}`, {
        properties: { status: { select: { options } } },
      });
    }
    world.edit('sheets', 'A', { status: 'done' });
    world.edit('sheets', 'A', { name: 'Edited' });
    await world.approve(await world.run());
    expect(await optionsInNotion()).toEqual(['open', 'DONE']);
    expect(await world.page('A')).toMatchObject({ status: null, name: 'Edited' });
    expect(await world.problems()).toMatchObject([{ field: 'status', rule: 'UNKNOWN_OPTION' }]);
  });

  it('[E9] that a person adds in Notion does not reach the others before the schema lists it', async () => {
    await world.editPage('A', select('Dnoe'));
    await world.run();
    expect(world.rows('postgres').A?.status).toBeNull();
    expect(await world.problems()).toMatchObject([
      { binding: 'notion', field: 'status', rule: 'OPTION', status: 'open' },
    ]);
  });
});
