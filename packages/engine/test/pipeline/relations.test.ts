import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  startWorkspace,
  type TestWorkspace,
} from '../../src/adapters/notion/notion-workspace.fixture.ts';
import { must } from '../../src/errors/assert.ts';
import {
  NOTION_CODES,
  NotionWorld,
  RELATED_SHAPE,
  UNCHECKED_SHAPE,
} from '../world/notion-world.ts';

type Json = Record<string, unknown>;

let workspace: TestWorkspace;
let world: NotionWorld;

beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.close());
beforeEach(async () => {
  world = await NotionWorld.settle(workspace, {}, RELATED_SHAPE);
});

const NOTHING = { created: 0, updated: 0, deleted: 0 };

function row(code: string, boss: readonly string[] = []) {
  return { code, name: `Name ${code}`, status: 'open', amount: '1', boss };
}

/** By code: the codes of the pages that a page relates to, as Notion shows them; of 25 at most. */
async function bossesInNotion(): Promise<Record<string, readonly string[]>> {
  const pages: { readonly id: string; readonly properties: Record<string, Json> }[] = [];
  let cursor: unknown;
  do {
    const from = cursor === undefined ? {} : { start_cursor: cursor };
    const path = `data_sources/${world.dataSourceId}/query`;
    const answer = await workspace.api('POST', path, from);
    pages.push(...(answer.results as typeof pages));
    cursor = answer.next_cursor ?? undefined;
  } while (cursor !== undefined);
  const codes = new Map(
    pages.map(({ id, properties }) => {
      const title = properties.code?.title as { plain_text: string }[];
      return [id, title.map((part) => part.plain_text).join('')];
    }),
  );
  return Object.fromEntries(
    pages.map(({ id, properties }) => {
      const relation = properties.boss?.relation as { id: string }[];
      const bosses = relation.map((page) => codes.get(page.id) ?? page.id);
      return [must(codes.get(id), 'a page has a title'), bosses.sort()];
    }),
  );
}

async function openProblems() {
  const problems = await world.problems();
  return problems.flatMap(({ binding, field, rule, status }) =>
    status === 'open' ? [[binding, field, rule]] : [],
  );
}

describe('a relation', () => {
  it.each([26, 101])(
    '[AD27] [E1] to %i rows reaches the others whole, and no write shortens it',
    async (count) => {
      const codes = Array.from({ length: count }, (_, i) => `T-${String(i).padStart(3, '0')}`);
      const ids: string[] = [];
      for (const code of codes) ids.push(await world.addPage(code));
      await world.editPage('A', { properties: { boss: { relation: related(ids.slice(0, 100)) } } });
      if (count > 100) await fill(world.pages.A ?? '', ids);
      expect(await world.run()).toMatchObject({ status: 'succeeded' });
      expect(world.rows('postgres').A?.boss).toEqual(codes);
      expect(world.rows('sheets').A?.boss).toEqual(codes);

      world.edit('sheets', 'A', { name: 'Edited' });
      expect(await world.run()).toMatchObject({ status: 'succeeded' });
      expect(await world.page('A')).toMatchObject({ name: 'Edited' });
      expect(await world.run()).toMatchObject({ status: 'succeeded', counts: NOTHING });
      expect(world.rows('postgres').A?.boss).toEqual(codes);
    },
  );

  it('[AP15] [E4] to rows that are created in the same run, and in a circle, is made in that run', async () => {
    world.add('sheets', row('E', ['F']));
    world.add('sheets', row('F', ['E', 'A']));
    world.add('sheets', row('G', ['G']));
    expect(await world.run()).toMatchObject({ status: 'succeeded', drift: { cells: 0, rows: 0 } });
    expect(await bossesInNotion()).toMatchObject({ E: ['F'], F: ['A', 'E'], G: ['G'] });
    expect(world.rows('postgres')).toMatchObject({ E: { boss: ['F'] }, F: { boss: ['A', 'E'] } });
    expect(await openProblems()).toEqual([]);
    expect(await world.run()).toMatchObject({ status: 'succeeded', counts: NOTHING });
  });

  it('[AP15] [E4] to a row that is created in a later chunk is made in the same run', async () => {
    const code = (i: number) => `R-${String(i).padStart(2, '0')}`;
    for (let i = 0; i < 60; i += 1) world.add('postgres', row(code(i), [code(59 - i)]));
    expect(await world.run()).toMatchObject({ status: 'succeeded', drift: { cells: 0, rows: 0 } });
    const bosses = await bossesInNotion();
    for (let i = 0; i < 60; i += 1) expect(bosses[code(i)]).toEqual([code(59 - i)]);
    expect(await world.run()).toMatchObject({ status: 'succeeded', counts: NOTHING });
  });

  it('[VL27] to a key that no record has stays where it was typed, until there is such a record', async () => {
    world.edit('sheets', 'A', { boss: ['Z'], name: 'Edited' });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(await openProblems()).toEqual([['sheets', 'boss', 'ORPHAN_REL']]);
    expect(world.rows('postgres').A).toMatchObject({ name: 'Edited', boss: null });
    expect(world.rows('sheets').A).toMatchObject({ boss: ['Z'] });

    world.add('postgres', row('Z'));
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(await openProblems()).toEqual([]);
    expect(world.rows('postgres').A?.boss).toEqual(['Z']);
    expect(await bossesInNotion()).toMatchObject({ A: ['Z'] });
    expect(await world.run()).toMatchObject({ status: 'succeeded', counts: NOTHING });
  });

  it('to a page that Notion does not have, of a registry without records, is a problem of that run', async () => {
    world = await NotionWorld.settle(workspace, {}, UNCHECKED_SHAPE);
    world.add('sheets', row('E', ['nobody']));
    expect(await world.run()).toMatchObject({ status: 'partial', counts: { problems: 1 } });
    expect(await openProblems()).toEqual([['notion', 'boss', 'RELATED_ROW_MISSING']]);
    expect(world.rows('postgres').E?.boss).toEqual(['nobody']);
    expect(await bossesInNotion()).toMatchObject({ E: [] });
    expect(await world.run()).toMatchObject({ status: 'partial', counts: { problems: 1 } });

    await world.addPage('nobody');
    expect(await world.run()).toMatchObject({ status: 'succeeded', counts: { problems: 0 } });
    expect(await bossesInNotion()).toMatchObject({ E: ['nobody'] });
  });

  it('[PV36] [E6] to a record that is to be deleted stops the run, which lists who relates to it', async () => {
    await world.editPage('A', { properties: { boss: { relation: related([world.pages.D]) } } });
    await world.run();
    world.remove('sheets', 'D');
    const halted = await world.run();
    expect(halted).toMatchObject({ status: 'halted' });
    const relation = {
      registry: 'world registry',
      key: { code: 'A' },
      field: 'boss',
      related: 'D',
    };
    expect(halted.halts).toMatchObject([
      { code: 'ORPHAN_REL', details: { count: 1, relations: [relation] } },
    ]);
    expect(world.codes('postgres')).toEqual(NOTION_CODES);

    expect(await world.approve(halted)).toMatchObject({ status: 'succeeded' });
    expect(world.codes('postgres')).toEqual(['A', 'B', 'C']);
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(await world.run()).toMatchObject({ status: 'succeeded', counts: NOTHING });
  });

  it('[E6] that goes together with the record that it was to stops nothing', async () => {
    world.edit('sheets', 'A', { boss: ['D'] });
    await world.run();
    world.edit('sheets', 'A', { boss: ['C'] });
    world.remove('sheets', 'D');
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(world.rows('postgres').A?.boss).toEqual(['C']);
    expect(await bossesInNotion()).toMatchObject({ A: ['C'] });
  });

  it('[E6] between records that go together stops nothing, and nothing of them stays', async () => {
    world.edit('sheets', 'A', { boss: ['D'] });
    world.edit('sheets', 'D', { boss: ['A'] });
    await world.run();
    world.remove('sheets', 'A');
    world.remove('sheets', 'D');
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(world.codes('postgres')).toEqual(['B', 'C']);
    expect(Object.keys(await bossesInNotion()).sort()).toEqual(['B', 'C']);
  });

  it('follows its record to another key, as Notion does', async () => {
    world.edit('sheets', 'A', { boss: ['D'] });
    await world.run();
    world.edit('postgres', 'D', { code: 'Z' });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(world.rows('postgres')).toMatchObject({ A: { boss: ['Z'] }, Z: { name: 'Name D' } });
    expect(world.rows('sheets')).toMatchObject({ A: { boss: ['Z'] }, Z: { name: 'Name D' } });
    expect(await bossesInNotion()).toMatchObject({ A: ['Z'] });
    expect(await openProblems()).toEqual([]);
    expect(await world.run()).toMatchObject({ status: 'succeeded', counts: NOTHING });
  });

  it('[D12] that two sides add to is merged where the field says so', async () => {
    world = await NotionWorld.settle(
      workspace,
      { conflicts: { strategy: ['merge', 'manual'], fields: {} } },
      RELATED_SHAPE,
    );
    world.edit('sheets', 'A', { boss: ['B'] });
    world.edit('postgres', 'A', { boss: ['C'] });
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(await bossesInNotion()).toMatchObject({ A: ['B', 'C'] });
    expect(world.rows('sheets').A?.boss).toEqual(['B', 'C']);
  });
});

function related(ids: readonly unknown[]): Json[] {
  return ids.map((id) => ({ id }));
}

/** A relation longer than a request writes, as it grows in Notion by hand. */
async function fill(pageId: string, ids: readonly string[]): Promise<void> {
  const page = await workspace.api('GET', `pages/${pageId}`);
  const properties = page.properties as Record<string, Json>;
  const boss = { ...properties.boss, relation: related(ids), has_more: false };
  const objects = [{ ...page, properties: { ...properties, boss } }];
  await workspace.control('PUT', 'objects', { objects });
}
