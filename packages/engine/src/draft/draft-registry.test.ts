import { describe, expect, it } from 'vitest';
import { memoryDefinition } from '../adapters/memory/memory-definition.ts';
import { notionDefinition } from '../adapters/notion/notion-definition.ts';
import { sheetsDefinition } from '../adapters/sheets/sheets-definition.ts';
import type { Cell } from '../model/cell.ts';
import type { CellType } from '../model/cell-type.ts';
import { parseRegistrySchema } from '../model/registry-schema.ts';
import type { TableField } from '../model/system.ts';
import { draftRegistry } from './draft-registry.ts';
import type { SampledTable } from './sampled-table.ts';

const memory = memoryDefinition('postgres', []);

type Column = CellType | Partial<TableField>;

/** A table with a column for each name; `rows` are the cells in the order of the columns. */
function aTable(
  name: string,
  columns: Readonly<Record<string, Column>>,
  rows: readonly (readonly Cell[])[],
  shape: Partial<SampledTable['shape']> = {},
  definition: SampledTable['definition'] = memory,
): SampledTable {
  const fields = Object.entries(columns).map(([column, given], i): TableField => {
    const traits = typeof given === 'string' ? { cellType: given } : given;
    const cellType = traits.cellType ?? null;
    const id = `${name}-${i}`;
    return { id, name: column, nativeType: cellType ?? 'odd', cellType, writable: true, ...traits };
  });
  const cells = rows.map((row) =>
    Object.fromEntries(row.map((cell, i) => [fields[i]?.id ?? '', cell])),
  );
  const ref = { name };
  const table = { table: ref, title: name, fields, keyCandidates: [], ...shape };
  return { name, connectionId: `connection ${name}`, ref, shape: table, definition, rows: cells };
}

const specsOf = (tables: readonly SampledTable[]) => {
  const parsed = parseRegistrySchema(draftRegistry(tables).schema);
  return parsed.ok ? parsed.fields : parsed.issues;
};

const ROWS = [
  ['A', 'Ada'],
  ['B', 'Bob'],
];

describe('draftRegistry', () => {
  it('matches columns by their names, whatever their case, blanks and marks', () => {
    const left = aTable('left', { Code: 'text', 'Full name': 'text' }, ROWS);
    const right = aTable('right', { full_name: 'text', code: 'text' }, [['Ada', 'A']]);
    const { schema, key, bindings, notes } = draftRegistry([left, right]);
    expect(Object.keys(schema.properties as object)).toEqual(['Code', 'Full name']);
    expect(key).toEqual(['Code']);
    expect(bindings).toEqual([
      {
        name: 'left',
        connectionId: 'connection left',
        table: { name: 'left' },
        fields: {
          Code: { column: 'Code', access: 'both' },
          'Full name': { column: 'Full name', access: 'both' },
        },
      },
      expect.objectContaining({
        name: 'right',
        fields: {
          Code: { column: 'code', access: 'both' },
          'Full name': { column: 'full_name', access: 'both' },
        },
      }),
    ]);
    expect(notes).toEqual([]);
  });

  it('matches columns of other names by the values that they show', () => {
    const rows = ['ada@x.org', 'bob@x.org', 'cyd@x.org'].map((mail, i) => [`K${i}`, mail]);
    const left = aTable('left', { code: 'text', Contact: 'text' }, rows, {}, sheetsDefinition);
    const right = aTable('right', { code: 'text', mail: 'email' }, rows, {}, sheetsDefinition);
    expect(draftRegistry([left, right]).bindings[1]?.fields).toEqual({
      code: { column: 'code', access: 'both' },
      Contact: { column: 'mail', access: 'both' },
    });
  });

  it('matches nothing by a few values that are alike by chance', () => {
    const rows = [
      ['A', 'yes'],
      ['B', 'no'],
    ];
    const left = aTable('left', { code: 'text', paid: 'text' }, rows);
    const right = aTable('right', { code: 'text', member: 'text' }, rows);
    const { schema, notes } = draftRegistry([left, right]);
    expect(Object.keys(schema.properties as object)).toEqual(['code']);
    expect(notes.map(({ code, column }) => [code, column])).toEqual([
      ['ONE_TABLE', 'paid'],
      ['ONE_TABLE', 'member'],
    ]);
  });

  it.each<[string, CellType, Cell, CellType, Cell, CellType]>([
    ['the narrower of two', 'integer', '1', 'text', '2', 'integer'],
    ['the wider where a sample needs it', 'integer', '1', 'text', 'two', 'text'],
    ['that of both', 'date', '2026-01-31', 'date', null, 'date'],
  ])('gives a field the type of %s', (_, a, left, b, right, expected) => {
    const definition = sheetsDefinition;
    const tables = [
      aTable('left', { code: 'text', x: a }, [['A', left]], {}, definition),
      aTable('right', { code: 'text', x: b }, [['A', right]], {}, definition),
    ];
    expect(specsOf(tables)).toContainEqual({ field: 'x', cellType: expected, required: false });
  });

  it('leaves out what no type holds in both, with a note', () => {
    const left = aTable('left', { code: 'text', x: 'boolean' }, [['A', true]]);
    const right = aTable('right', { code: 'text', x: 'date' }, [['A', '2026-01-31']]);
    const { notes } = draftRegistry([left, right]);
    expect(notes.map(({ code, binding }) => [code, binding])).toEqual([
      ['NO_TYPE', 'left'],
      ['NO_TYPE', 'right'],
    ]);
  });

  it('permits the options that a column lists and those that are used elsewhere', () => {
    const options = { cellType: 'enum', options: ['open', 'done'] } as const;
    const left = aTable('left', { code: 'text', status: options }, [['A', 'open']]);
    const right = aTable('right', { code: 'text', status: 'enum' }, [['A', 'waiting']]);
    expect(specsOf([left, right])).toContainEqual(
      expect.objectContaining({ field: 'status', options: ['open', 'done', 'waiting'] }),
    );
  });

  it('only reads a column that cannot be written, and wants one that can', () => {
    const computed = { cellType: 'text', writable: false } as const;
    const left = aTable('left', { code: 'text', total: computed, made: computed }, [['A']]);
    const right = aTable('right', { code: 'text', total: 'text', made: computed }, [['A']]);
    const { bindings, notes } = draftRegistry([left, right]);
    expect(bindings[0]?.fields.total).toEqual({ column: 'total', access: 'read' });
    expect(notes.map(({ code, column }) => [code, column])).toEqual([
      ['NOT_WRITABLE', 'made'],
      ['NOT_WRITABLE', 'made'],
    ]);
  });

  it('tells of columns that are not read', () => {
    const left = aTable('left', { code: 'text', odd: {} }, [['A']]);
    const { notes } = draftRegistry([left, aTable('right', { code: 'text' }, [['A']])]);
    expect(notes).toEqual([
      { code: 'NOT_READ', binding: 'left', column: 'odd', message: 'odd is not read' },
    ]);
  });

  it('names a column by its id where its table has two of that name', () => {
    const twice = aTable('right', { code: 'text' }, [['A']]);
    const fields = [...twice.shape.fields, { ...twice.shape.fields[0], id: 'second' }];
    const right = { ...twice, shape: { ...twice.shape, fields } } as SampledTable;
    const { bindings } = draftRegistry([aTable('left', { code: 'text' }, [['A']]), right]);
    expect(bindings[1]?.fields.code?.column).toBe('right-0');
  });
});

describe('the key of a draft', () => {
  it('is one that a table tells of, where it identifies the rows of all', () => {
    const candidates = { keyCandidates: [['name'], ['code']] };
    const rows = [
      ['A', 'Ada'],
      ['B', 'Ada'],
    ];
    const left = aTable('left', { code: 'text', name: 'text' }, rows, candidates);
    const right = aTable('right', { code: 'text', name: 'text' }, ROWS);
    expect(draftRegistry([left, right]).key).toEqual(['code']);
  });

  it('may be of several columns', () => {
    const rows = [
      ['A', '1'],
      ['A', '2'],
    ];
    const columns = { country: 'text', zip: 'text' } as const;
    const left = aTable('left', columns, rows, { keyCandidates: [['country', 'zip']] });
    expect(draftRegistry([left, aTable('right', columns, rows)]).key).toEqual(['country', 'zip']);
  });

  it.each<[string, readonly (readonly Cell[])[]]>([
    ['is not there twice', [['A'], ['A']]],
    ['is nowhere EMPTY', [['A'], [null]]],
  ])('%s in any table, else there is none', (_, rows) => {
    const left = aTable('left', { code: 'text' }, [['A'], ['B']]);
    const { key, notes } = draftRegistry([left, aTable('right', { code: 'text' }, rows)]);
    expect(key).toEqual([]);
    expect(notes.map(({ code }) => code)).toEqual(['NO_KEY']);
  });
});

describe('the fidelity of a draft', () => {
  it('tells what a value comes to in each other table', () => {
    const columns = { code: 'text', due: 'datetime' } as const;
    const rows = [['A', '2026-01-31T12:00:30Z']];
    const date = { cellType: 'datetime', nativeType: 'date' } as const;
    const title = { cellType: 'text', nativeType: 'title' } as const;
    const left = aTable('left', columns, rows);
    const right = aTable('right', { code: title, due: date }, [], {}, notionDefinition);
    expect(draftRegistry([left, right]).fidelity).toContainEqual({
      field: 'due',
      from: 'left',
      to: 'right',
      outcome: 'lossy',
      tried: 1,
      lossy: [{ value: '2026-01-31T12:00:30Z', shown: '2026-01-31T12:00:00Z' }],
      refused: [],
    });
  });

  it('says nothing of values where no row shows one', () => {
    const left = aTable('left', { code: 'text', note: 'text' }, [['A', 'x']]);
    const right = aTable('right', { code: 'text', note: 'text' }, [['A', null]]);
    const outcomes = draftRegistry([left, right]).fidelity.map(({ field, from, outcome }) => {
      return [field, from, outcome];
    });
    expect(outcomes).toEqual([
      ['code', 'left', 'lossless'],
      ['code', 'right', 'lossless'],
      ['note', 'left', 'lossless'],
      ['note', 'right', 'untried'],
    ]);
  });
});
