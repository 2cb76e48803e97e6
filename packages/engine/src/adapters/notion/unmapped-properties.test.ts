import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { Cell } from '../../model/cell.ts';
import type { WriteOutcome } from '../../model/write.ts';
import type { NewTable } from '../adapter.ts';
import { notionCodec } from './codec.ts';
import {
  boundTable,
  rowWrite,
  startWorkspace,
  type TestWorkspace,
} from './notion-workspace.fixture.ts';

type Json = Record<string, unknown>;

const NOTES: NewTable = {
  title: 'Linked',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'notes', cellType: 'text', required: false },
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

describe('a property that no cell type fits', () => {
  /** Links row A to as many rows of another table as asked, in a property beside the mapped ones. */
  async function related(count: number): Promise<{ id: string; propertyId: string }> {
    const parent = { type: 'page_id', page_id: workspace.rootPageId };
    const database = await workspace.api('POST', 'databases', {
      parent,
      initial_data_source: { properties: { Name: { title: {} } } },
    });
    const [source] = database.data_sources as { id: string }[];
    const relation = { data_source_id: source?.id, type: 'single_property', single_property: {} };
    const schema = await workspace.api('PATCH', `data_sources/${dataSourceId}`, {
      properties: { Parts: { type: 'relation', relation } },
    });
    const propertyId = (schema.properties as Record<string, Json>).Parts?.id;
    const targets: { id: string }[] = [];
    for (let n = 0; n < count; n += 1) {
      const page = await workspace.api('POST', 'pages', {
        parent: { type: 'data_source_id', data_source_id: source?.id },
        properties: { Name: { title: [{ text: { content: `part ${n}` } }] } },
      });
      targets.push({ id: String(page.id) });
    }
    const id = await addRow({ Parts: { relation: targets } });
    return { id, propertyId: String(propertyId) };
  }

  async function targetsOf(id: string, propertyId: string): Promise<string[]> {
    const found: string[] = [];
    let cursor = '';
    do {
      const list = await workspace.api('GET', `pages/${id}/properties/${propertyId}${cursor}`);
      for (const item of list.results as { relation: { id: string } }[])
        found.push(item.relation.id);
      cursor = list.next_cursor === null ? '' : `?start_cursor=${String(list.next_cursor)}`;
    } while (cursor !== '');
    return found;
  }

  it.each([26, 100])('keeps its %d relations through an update of another', async (count) => {
    const { id, propertyId } = await related(count);
    const before = await targetsOf(id, propertyId);
    expect(before).toHaveLength(count);
    expect(await heldValue(id, 'Parts')).toHaveLength(25);
    expect(await update(id, { notes: [null, 'edited'] })).toMatchObject({ status: 'written' });
    expect(await targetsOf(id, propertyId)).toEqual(before);
  });

  it('does not care for a relation whose target is deleted', async () => {
    const { id, propertyId } = await related(3);
    const [gone = '', ...others] = await targetsOf(id, propertyId);
    await workspace.api('PATCH', `pages/${gone}`, { in_trash: true });
    expect(await update(id, { notes: [null, 'edited'] })).toMatchObject({ status: 'written' });
    await workspace.api('PATCH', `pages/${gone}`, { in_trash: false });
    expect(await targetsOf(id, propertyId)).toEqual([gone, ...others]);
  });

  it('[E18] keeps people whom the token cannot see', async () => {
    await workspace.api('PATCH', `data_sources/${dataSourceId}`, {
      properties: { Who: { people: {} } },
    });
    const guest = '00000000-0000-4000-8000-0000000000aa';
    const id = await addRow({ Who: { people: [{ id: guest }, { id: userId }] } });
    const before = await heldValue(id, 'Who');
    expect(before).toHaveLength(2);
    expect(await update(id, { notes: [null, 'edited'] })).toMatchObject({ status: 'written' });
    expect(await heldValue(id, 'Who')).toEqual(before);
  });

  it.each(['relation', 'place', 'verification', 'button'])(
    'of type %s cannot be mapped to any field',
    (nativeType) => {
      const column = { id: 'x', name: 'C', nativeType, cellType: null, writable: false };
      const types = ['text', 'enum', 'enum-set', 'decimal', 'url'] as const;
      for (const cellType of types) {
        expect(notionCodec({ field: 'f', cellType, access: 'both', column })).toBeNull();
      }
    },
  );
});
