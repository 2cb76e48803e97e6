import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  errorOf,
  type NotionUnderTest,
  ROOT,
  type Row,
  startNotion,
  title,
} from './testing/notion-under-test.ts';

let notion: NotionUnderTest;
beforeAll(async () => {
  notion = await startNotion();
});
afterAll(() => notion.emulator.close());

const change = (data_source_id: string, properties: Row): Promise<Row> =>
  notion.client.dataSources.update({ data_source_id, properties });

it('gives a database its own form: a container with exact times', async () => {
  const database: Row = await notion.client.databases.create({
    parent: { type: 'page_id', page_id: ROOT },
  });
  expect(database.title[0].plain_text).toBe('New database');
  expect(database.created_time).toMatch(/\.\d{3}\+00:00$/);
  expect(database).not.toHaveProperty('properties');
  const [{ id, name }] = database.data_sources;
  expect(name).toBe('New database');
  const source: Row = await notion.client.dataSources.retrieve({ data_source_id: id });
  expect(source).toMatchObject({
    parent: { type: 'database_id', database_id: database.id },
    database_parent: { type: 'page_id', page_id: ROOT },
    properties: { Name: { id: 'title', type: 'title' } },
  });
  expect(source.created_time).toMatch(/:00\.000Z$/);
});

describe('columns', () => {
  it('are added, renamed and removed; values follow the id', async () => {
    const table = await notion.table('Columns', { Name: { title: {} }, Old: { number: {} } });
    const row: Row = await notion.insert(table, { Old: { number: 5 } });
    await change(table.id, { Old: { name: 'New' }, Extra: { date: {} } });
    const renamed: Row = await notion.client.pages.retrieve({ page_id: row.id });
    expect(renamed.properties.New).toMatchObject({ id: row.properties.Old.id, number: 5 });
    const removed = await change(table.id, { New: null });
    expect(Object.keys(removed.properties).sort()).toEqual(['Extra', 'Name']);
    expect((await errorOf(change(table.id, { Name: null }))).code).toBe('validation_error');
  });

  it('replace their options; names and colours of known ones stay', async () => {
    const options = [{ name: 'x', color: 'red' }, { name: 'y' }];
    const table = await notion.table('Options', {
      Name: { title: {} },
      Kind: { select: { options } },
    });
    const row: Row = await notion.insert(table, { Kind: { select: { name: 'Y' } } });
    const known = row.properties.Kind.select;
    const renamed = [{ id: known.id, name: 'renamed', color: 'blue' }, { name: 'z' }];
    const schema = await change(table.id, { Kind: { select: { options: renamed } } });
    const shown = schema.properties.Kind.select.options;
    expect(shown.map(({ name, color }: Row) => [name, color])).toEqual([
      ['y', 'default'],
      ['z', 'default'],
    ]);
    const twice = [{ name: 'q' }, { name: 'Q' }];
    const clash = change(table.id, { Kind: { select: { options: twice } } });
    expect((await errorOf(clash)).code).toBe('validation_error');
    await change(table.id, { Kind: { select: { options: [{ name: 'z' }] } } });
    const emptied: Row = await notion.client.pages.retrieve({ page_id: row.id });
    expect(emptied.properties.Kind.select).toBeNull();
  });

  it('of status type get options with groups', async () => {
    const table = await notion.table('Status', { Name: { title: {} }, State: { status: {} } });
    const options = [{ name: 'Open' }, { name: 'Shut', group: 'Complete' }];
    const schema = await change(table.id, { State: { status: { options } } });
    const { groups } = schema.properties.State.status;
    expect(groups.map((group: Row) => [group.name, group.option_ids.length])).toEqual([
      ['To-do', 1],
      ['In progress', 0],
      ['Complete', 1],
    ]);
  });

  it('of formula type are written in canonical form and computed', async () => {
    const expression = 'if(prop("Number")>2,"big "+prop("Name"),"small")';
    const table = await notion.table('Formulas', {
      Name: { title: {} },
      Number: { number: {} },
      Size: { formula: { expression } },
    });
    const schema: Row = await notion.client.dataSources.retrieve({ data_source_id: table.id });
    expect(schema.properties.Size.formula.expression).toMatch(
      /^if\(\{\{notion:block_property:[^}]+\}\} > 2, "big " \+ \{\{[^}]+\}\}, "small"\)$/,
    );
    const row = await notion.insert(table, { Name: title('one'), Number: { number: 3 } });
    expect(row.properties.Size.formula).toEqual({ type: 'string', string: 'big one' });
    const filter = { property: 'Size', formula: { string: { equals: 'big one' } } };
    const found = await notion.client.dataSources.query({ data_source_id: table.id, filter });
    expect(found.results).toHaveLength(1);
  });

  it('keep the values that their new type can hold', async () => {
    const table = await notion.table('Types', { Name: { title: {} }, Value: { rich_text: {} } });
    const text = (content: string): Row => ({ Value: { rich_text: [{ text: { content } }] } });
    const [number, word] = [
      await notion.insert(table, text('12.5')),
      await notion.insert(table, text('twelve')),
    ];
    await change(table.id, { Value: { number: {} } });
    const numberIn = async ({ id }: Row): Promise<Row> => {
      const page: Row = await notion.client.pages.retrieve({ page_id: id });
      return page.properties.Value.number;
    };
    expect([await numberIn(number), await numberIn(word)]).toEqual([12.5, null]);
  });

  it('may be called anything', async () => {
    const odd = ['constructor', '__proto__', 'toString'];
    const numbers = JSON.parse(`{${odd.map((name) => `"${name}":{"number":{}}`).join(',')}}`);
    const table = await notion.table('Odd', { Name: { title: {} }, ...numbers });
    const row: Row = await notion.insert(table, { constructor: { number: 3 } });
    expect(row.properties.constructor.number).toBe(3);
    expect(Object.keys(row.properties)).toHaveLength(4);
  });

  it('of relation type know the name of their counterpart', async () => {
    const a = await notion.table('A', { Name: { title: {} } });
    const b = await notion.table('B', {
      Name: { title: {} },
      To: { relation: { data_source_id: a.id, dual_property: {} } },
    });
    await change(a.id, { 'Related to B (To)': { name: 'From' } });
    const source: Row = await notion.client.dataSources.retrieve({ data_source_id: b.id });
    expect(source.properties.To.relation.dual_property.synced_property_name).toBe('From');
    await change(b.id, { To: null });
    const other: Row = await notion.client.dataSources.retrieve({ data_source_id: a.id });
    expect(Object.keys(other.properties)).toEqual(['Name']);
  });
});
