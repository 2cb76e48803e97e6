import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { Cell } from '../../model/cell.ts';
import type { WriteOutcome } from '../../model/write.ts';
import type { NewTable } from '../adapter.ts';
import {
  boundTable,
  rowWrite,
  startWorkspace,
  type TestWorkspace,
} from './notion-workspace.fixture.ts';

type Json = Record<string, unknown>;

const NOTES: NewTable = {
  title: 'Notes',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'notes', cellType: 'text', required: false },
    { name: 'size', cellType: 'decimal', required: false },
    { name: 'day', cellType: 'date', required: false },
    { name: 'due', cellType: 'datetime', required: false },
    { name: 'tags', cellType: 'enum-set', required: false, options: ['a', 'b', 'c', 'd'] },
    { name: 'field', cellType: 'enum', required: false, options: ['x'] },
  ],
};

let workspace: TestWorkspace;
let table: BoundTable;
let dataSourceId: string;
let userId: string;

beforeAll(async () => {
  workspace = await startWorkspace();
  const shape = await workspace.adapter.createTable(NOTES);
  table = boundTable(shape, NOTES);
  dataSourceId = String(shape.table.dataSourceId);
  const me = await workspace.api('GET', 'users/me');
  userId = String(me.id);
});
afterAll(() => workspace.close());

/** Creates a row as a person does, and gives its id. */
async function addRow(properties: Json): Promise<string> {
  const page = await workspace.api('POST', 'pages', {
    parent: { type: 'data_source_id', data_source_id: dataSourceId },
    properties: { code: { title: [{ text: { content: 'A' } }] }, ...properties },
  });
  return String(page.id);
}

/** The value of a property as the API gives it. */
async function heldValue(id: string, property: string): Promise<unknown> {
  const { properties } = await workspace.api('GET', `pages/${id}`);
  const value = (properties as Record<string, Json>)[property];
  return value?.[String(value.type)];
}

async function update(
  id: string,
  cells: Record<string, readonly [Cell, Cell]>,
): Promise<WriteOutcome | undefined> {
  const write = rowWrite('update', id, { code: 'A' }, cells);
  const [outcome] = await workspace.adapter.applyWrites(table, [write]);
  return outcome;
}

describe('rich text', () => {
  const bold = { text: { content: 'bold' }, annotations: { bold: true } };
  const link = { text: { content: 'link', link: { url: 'https://x.example/' } } };

  async function richRow(): Promise<string> {
    const mention = { type: 'mention', mention: { type: 'user', user: { id: userId } } };
    const and = { text: { content: ' and ' } };
    return addRow({
      notes: { rich_text: [bold, and, link, { text: { content: ' of ' } }, mention] },
    });
  }

  async function notesOf(id: string): Promise<string> {
    const { rows } = await workspace.adapter.readPage(table, null);
    return String(rows.find((row) => row.externalId === id)?.cells.notes);
  }

  it('[AD21] [E15] is not rewritten by an update of another property', async () => {
    const id = await richRow();
    const before = await heldValue(id, 'notes');
    expect(await update(id, { size: [null, '2'] })).toMatchObject({ status: 'written' });
    expect(await heldValue(id, 'notes')).toEqual(before);
  });

  it('[E15] keeps bold, link and mention where its text does not change', async () => {
    const id = await richRow();
    const before = await notesOf(id);
    const after = before.replace(' and ', ' & also ');
    const outcome = await update(id, { notes: [before, after] });
    expect(outcome).toMatchObject({ status: 'written', shown: { notes: after } });
    expect(await heldValue(id, 'notes')).toMatchObject([
      { plain_text: 'bold', annotations: { bold: true } },
      { plain_text: ' & also ', annotations: { bold: false } },
      { plain_text: 'link', href: 'https://x.example/' },
      { plain_text: ' of ' },
      { type: 'mention', mention: { type: 'user', user: { id: userId } } },
    ]);
  });

  it('[E16] with a mention that cannot be written is left as it is, and the others go on', async () => {
    const id = await addRow({});
    const url = 'https://x.example/1';
    const preview = { type: 'link_preview', link_preview: { url } };
    const item = { type: 'mention', mention: preview, annotations: {}, plain_text: url, href: url };
    const page = await workspace.api('GET', `pages/${id}`);
    const properties = page.properties as Record<string, Json>;
    const notes = { ...properties.notes, rich_text: [item] };
    const objects = [{ ...page, properties: { ...properties, notes } }];
    await workspace.control('PUT', 'objects', { objects });
    const seeded = await heldValue(id, 'notes');
    expect(seeded).toMatchObject([{ mention: preview }]);
    await expect(
      workspace.api('PATCH', `pages/${id}`, { properties: { notes: { rich_text: [item] } } }),
    ).rejects.toThrow();

    const both = await update(id, { notes: [url, 'edited'], size: [null, '3'] });
    expect(both).toMatchObject({ status: 'written', shown: { notes: url, size: '3' } });
    expect(await update(id, { notes: [url, 'edited'] })).toMatchObject({
      status: 'rejected',
      rule: 'FORMAT_KEPT',
      field: 'notes',
    });
    expect(await heldValue(id, 'notes')).toEqual(seeded);
  });

  it('[E3] comes back as it was written when an item ends within an emoji', async () => {
    const text = `${'a'.repeat(1_999)}😀${'b'.repeat(1_998)}👩‍👧‍👦c`;
    const id = await addRow({});
    expect(await update(id, { notes: [null, text] })).toMatchObject({ shown: { notes: text } });
    const longer = `${text.slice(0, 1_990)}x${text.slice(1_990)}`;
    expect(await update(id, { notes: [text, longer] })).toMatchObject({ shown: { notes: longer } });
  });

  it('[E24] may be empty, title and all', async () => {
    const id = await addRow({ code: { title: [] }, notes: { rich_text: [] }, size: { number: 9 } });
    const { rows } = await workspace.adapter.readPage(table, null);
    const row = rows.find(({ externalId }) => externalId === id);
    expect(row).toMatchObject({ cells: { code: null, notes: null, size: '9' }, problems: [] });
    expect(await update(id, { notes: [null, 'n'] })).toMatchObject({ status: 'written' });
    expect(await update(id, { notes: ['n', null] })).toMatchObject({ shown: { notes: null } });
    expect(await heldValue(id, 'notes')).toEqual([]);
  });
});

describe('a date', () => {
  it('[E19] with an end is a problem and stays as it is, through edits of its start and of others', async () => {
    const range = { start: '2026-07-25', end: '2026-07-27' };
    const id = await addRow({ day: { date: range } });
    const { rows } = await workspace.adapter.readPage(table, null);
    const row = rows.find(({ externalId }) => externalId === id);
    expect(row?.problems).toMatchObject([{ field: 'day', rule: 'RANGE' }]);
    expect(row?.cells).not.toHaveProperty('day');
    expect(await update(id, { day: ['2026-07-25', '2026-07-26'] })).toMatchObject({
      status: 'rejected',
      rule: 'RANGE',
      field: 'day',
    });
    expect(await update(id, { size: [null, '4'] })).toMatchObject({ status: 'written' });
    expect(await heldValue(id, 'day')).toEqual({ ...range, time_zone: null });
  });

  it('[E19] keeps the offset in which people see it, and never sends a zone beside it', async () => {
    const wall = { start: '2026-07-25T16:57:00', time_zone: 'Europe/Berlin' };
    const id = await addRow({ due: { date: wall } });
    const outcome = await update(id, { due: ['2026-07-25T14:57:00Z', '2026-07-26T23:30:59Z'] });
    expect(outcome).toMatchObject({ status: 'written', shown: { due: '2026-07-26T23:30:00Z' } });
    expect(await heldValue(id, 'due')).toEqual({
      start: '2026-07-27T01:30:00.000+02:00',
      end: null,
      time_zone: null,
    });
  });
});

describe('options', () => {
  it('keep the order in which a person put them', async () => {
    const id = await addRow({ tags: { multi_select: ['d', 'b', 'a'].map((name) => ({ name })) } });
    const outcome = await update(id, {
      tags: [
        ['a', 'b', 'd'],
        ['a', 'c', 'd'],
      ],
    });
    expect(outcome).toMatchObject({ status: 'written', shown: { tags: ['a', 'c', 'd'] } });
    const held = (await heldValue(id, 'tags')) as { name: string }[];
    expect(held.map(({ name }) => name)).toEqual(['d', 'a', 'c']);
  });

  it('[E7] with a comma are refused in their own field, and never become two', async () => {
    const id = await addRow({});
    const permits = {
      ...table,
      fields: table.fields.map((field) =>
        field.cellType.startsWith('enum') ? { ...field, options: ['Stats, Prob'] } : field,
      ),
    };
    const apply = async (cells: Record<string, readonly [Cell, Cell]>) => {
      const write = rowWrite('update', id, { code: 'A' }, cells);
      return (await workspace.adapter.applyWrites(permits, [write]))[0];
    };
    for (const [field, cell] of [
      ['field', 'Stats, Prob'],
      ['tags', ['Stats, Prob']],
    ] as const) {
      expect(await apply({ [field]: [null, cell] })).toMatchObject({
        status: 'rejected',
        rule: 'OPTION_COMMA',
        field,
      });
    }
    const beside = await apply({ field: [null, 'Stats, Prob'], size: [null, '5'] });
    expect(beside).toMatchObject({ status: 'written', shown: { field: null, size: '5' } });
    const { fields } = await workspace.adapter.describeTable(table.ref);
    const options = (name: string) => fields.find((field) => field.name === name)?.options;
    expect(options('field')).toEqual(['x']);
    expect(options('tags')).toEqual(['a', 'b', 'c', 'd']);
  });
});
