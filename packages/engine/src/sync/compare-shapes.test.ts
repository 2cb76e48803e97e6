import { describe, expect, it } from 'vitest';
import { notionDefinition } from '../adapters/notion/notion-definition.ts';
import { postgresDefinition } from '../adapters/postgres/postgres-definition.ts';
import { sheetsDefinition } from '../adapters/sheets/sheets-definition.ts';
import type { CellType } from '../model/cell-type.ts';
import type { FieldMap } from '../model/registry.ts';
import type { FieldSpec } from '../model/registry-schema.ts';
import type { KnownColumn } from '../model/shape-change.ts';
import type { TableField } from '../model/system.ts';
import { compareShapes, followColumns } from './compare-shapes.ts';

const COLUMN: TableField = {
  id: 'c1',
  name: 'Status',
  nativeType: 'select',
  cellType: 'enum',
  writable: true,
  options: ['a', 'b', 'other'],
};
const KNOWN: KnownColumn = { ...COLUMN, field: 'status', mappedAs: 'Status' };
const MAP: FieldMap = { column: 'Status', access: 'both' };
const spec = (cellType: CellType, options?: readonly string[]): FieldSpec => {
  return {
    field: 'status',
    cellType,
    required: false,
    ...(options === undefined ? {} : { options }),
  };
};
const ENUM = spec('enum', ['a', 'b', 'c']);

interface Given {
  readonly known?: Partial<KnownColumn>;
  /** The columns of now; each is `COLUMN` with these changes. */
  readonly now?: readonly Partial<TableField>[];
  readonly map?: Partial<FieldMap>;
  readonly spec?: FieldSpec;
  readonly system?: Pick<typeof notionDefinition, 'traits'>;
}

function compare({ known, now = [{}], map, spec: field = ENUM, system = notionDefinition }: Given) {
  const fields = now.map((changes) => ({ ...COLUMN, ...changes }));
  const shape = { table: {}, title: '', fields, keyCandidates: [] };
  const maps = { status: { ...MAP, ...map } };
  const columns = [{ ...KNOWN, ...known }];
  const changes = compareShapes(columns, shape, maps, [field], system);
  const { status } = followColumns(columns, shape, maps);
  return {
    told: changes.map(({ kind, before, after }) => [kind, before, after]),
    column: status?.column,
  };
}

const told = (given: Given) => compare(given).told;
const postgres = (was: string, is: string) =>
  told({
    known: { nativeType: was },
    now: [{ nativeType: is }],
    system: postgresDefinition,
  });
const sheets = (cellType: CellType, was: string, is: string) =>
  told({
    known: { nativeType: was },
    now: [{ nativeType: is }],
    spec: spec(cellType),
    system: sheetsDefinition,
  });

describe('what is no change', () => {
  it('[PV24] is a table that is as it was, and columns that nobody mapped', () => {
    expect(told({})).toEqual([]);
    expect(told({ now: [{}, { id: 'c2', name: 'New' }] })).toEqual([]);
  });

  it('[PV24] [F13] is a new name of a column that its id finds, however it was mapped', () => {
    const now = [{ name: 'State' }];
    for (const column of ['Status', 'c1', 'State']) {
      expect(compare({ now, map: { column } })).toEqual({
        told: [],
        column: column === 'Status' ? 'c1' : column,
      });
    }
  });

  it('[PV24] is a column that the registry maps no more, or otherwise than then', () => {
    expect(told({ now: [{ id: 'c2', name: 'Phase' }], map: { column: 'Phase' } })).toEqual([]);
    expect(told({ now: [], map: { access: 'none' } })).toEqual([]);
    expect(told({ now: [], spec: { ...ENUM, field: 'another' } })).toEqual([]);
  });

  it('[PV24] is an option that came, that the schema does not permit, or a list that ended', () => {
    expect(told({ now: [{ options: ['a', 'b', 'other', 'c'] }] })).toEqual([]);
    expect(told({ now: [{ options: ['a', 'b'] }] })).toEqual([]);
    const { options: _, ...unlisted } = COLUMN;
    const shape = { table: {}, title: '', fields: [unlisted], keyCandidates: [] };
    expect(compareShapes([KNOWN], shape, { status: MAP }, [ENUM], notionDefinition)).toEqual([]);
  });

  it('[PV24] is a column that cannot be written where it is only read', () => {
    expect(told({ now: [{ writable: false }], map: { access: 'read' } })).toEqual([]);
  });

  it('[PV24] is a default in Postgres, or that a column takes NULL again', () => {
    expect(postgres('text not null', 'text not null default')).toEqual([]);
    expect(postgres('text not null', 'text')).toEqual([]);
  });

  it('[PV24] is what cells and their formats make of a column in Sheets', () => {
    expect(sheets('decimal', 'AUTOMATIC@Europe/Berlin', 'NUMBER@Europe/Berlin')).toEqual([]);
    expect(sheets('text', 'TEXT@Europe/Berlin', 'TEXT@America/New_York')).toEqual([]);
    expect(sheets('datetime', 'AUTOMATIC@Etc/GMT', 'DATE_TIME@Etc/GMT')).toEqual([]);
  });
});

describe('a change', () => {
  it('[PV23] is a column that is gone, by its name and by its id', () => {
    expect(told({ now: [] })).toEqual([['column-gone', 'select', null]]);
    expect(told({ now: [{ id: 'c2', name: 'State' }] })).toEqual([['column-gone', 'select', null]]);
  });

  it('[PV23] is another column of that name, even where the old one is still there', () => {
    const replaced = [['column-replaced', 'select', 'another column, select']];
    expect(told({ now: [{ id: 'c2' }] })).toEqual(replaced);
    const both = compare({ now: [{ name: 'Status old' }, { id: 'c2' }] });
    expect(both).toEqual({ told: replaced, column: 'Status' });
  });

  it('[PV23] [E13] is another type', () => {
    expect(told({ now: [{ nativeType: 'rich_text' }] })).toEqual([
      ['type-altered', 'select', 'rich_text'],
    ]);
  });

  it('[PV23] [G12] is another type, modifier or NOT NULL in Postgres', () => {
    expect(postgres('numeric(12,2)', 'numeric(6,2)')).toEqual([
      ['type-altered', 'numeric(12,2)', 'numeric(6,2)'],
    ]);
    for (const is of ['text not null', 'text not null default']) {
      expect(postgres('text', is)).toEqual([['required', 'text', is]]);
    }
    expect(postgres('text', 'integer not null')).toEqual([
      ['type-altered', 'text', 'integer not null'],
    ]);
  });

  it('[PV23] is another zone of a spreadsheet, where the column holds instants', () => {
    const [was, is] = ['DATE_TIME@Europe/Berlin', 'DATE_TIME@America/New_York'];
    expect(sheets('datetime', was, is)).toEqual([['type-altered', was, is]]);
  });

  it('[PV23] is a column that can be written no more', () => {
    for (const access of ['both', 'write'] as const) {
      expect(told({ now: [{ writable: false }], map: { access } })).toEqual([
        ['not-writable', 'writable', 'read only'],
      ]);
    }
    expect(told({ known: { writable: false }, now: [{ writable: false }] })).toEqual([]);
  });

  it('[PV23] [E12] is every option that the schema permits and the column lost', () => {
    expect(told({ now: [{ options: [] }] })).toEqual([
      ['option-removed', 'a', null],
      ['option-removed', 'b', null],
    ]);
    expect(told({ now: [{ options: [] }], spec: spec('enum') })).toHaveLength(3);
  });

  it('[PV23] [E12] is an option under another name, but not one that a write made meanwhile', () => {
    expect(told({ now: [{ options: ['a', 'B', 'other'] }] })).toEqual([
      ['option-renamed', 'b', 'B'],
    ]);
    expect(told({ now: [{ options: ['a', 'c', 'other'] }] })).toEqual([
      ['option-removed', 'b', null],
    ]);
    expect(told({ now: [{ options: ['A', 'B', 'other'] }] })).toEqual([
      ['option-removed', 'a', null],
      ['option-removed', 'b', null],
    ]);
  });
});
