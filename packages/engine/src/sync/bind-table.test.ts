import { describe, expect, it } from 'vitest';
import { memoryDefinition } from '../adapters/memory/memory-definition.ts';
import type { FieldAccess } from '../model/bound-table.ts';
import type { FieldSpec } from '../model/registry-schema.ts';
import type { TableField, TableShape } from '../model/system.ts';
import { bindTable } from './bind-table.ts';

const SPECS: readonly FieldSpec[] = [
  { field: 'id', cellType: 'text', required: true },
  { field: 'kind', cellType: 'enum', required: false, options: ['a', 'b'] },
  { field: 'size', cellType: 'integer', required: false },
];
const column = (id: string, name: string, cellType: TableField['cellType'], writable = true) => ({
  id,
  name,
  nativeType: String(cellType),
  cellType,
  writable,
});
const SHAPE: TableShape = {
  table: { name: 't' },
  title: 'T',
  fields: [
    column('c1', 'Key', 'text'),
    column('c2', 'Kind', 'enum'),
    column('c3', 'Size', 'integer', false),
    column('Kind', 'trap', 'enum'),
  ],
  keyCandidates: [],
};
const definition = memoryDefinition('postgres', []);

type Map = Readonly<Record<string, readonly [string, FieldAccess]>>;
const bind = (map: Map, key = ['id']) => {
  const fields = Object.fromEntries(
    Object.entries(map).map(([field, [name, access]]) => [field, { column: name, access }]),
  );
  return bindTable({ name: 'b', fields }, SPECS, key, SHAPE, definition);
};
const faultsOf = (map: Map, key?: string[]) => {
  const bound = bind(map, key);
  return bound.ok ? [] : bound.faults.map(({ code, field, column: name }) => [code, field, name]);
};
const fieldsOf = (map: Map) => {
  const bound = bind(map);
  return bound.ok ? bound.table.fields : [];
};

const ID = { id: ['c1', 'both'] } as const;

describe('bindTable', () => {
  it('keeps the order of the schema, whatever the order of the map', () => {
    const fields = fieldsOf({ size: ['c3', 'read'], kind: ['c2', 'both'], ...ID });
    expect(fields.map(({ field }) => field)).toEqual(['id', 'kind', 'size']);
  });

  it('[AD16] finds a column by id before by name', () => {
    expect(fieldsOf({ ...ID, kind: ['Kind', 'both'] })[1]?.column.id).toBe('Kind');
    expect(fieldsOf({ id: ['Key', 'both'] })[0]?.column.id).toBe('c1');
  });

  it('carries the options of the schema', () => {
    expect(fieldsOf({ ...ID, kind: ['c2', 'both'] })[1]?.options).toEqual(['a', 'b']);
    expect(fieldsOf(ID)[0]).not.toHaveProperty('options');
  });

  it.each([
    ['c3', 'both', 'read'],
    ['c3', 'read', 'read'],
  ] as const)(
    '[VL17] binds the read-only column %s with access %s as %s',
    (name, access, bound) => {
      expect(fieldsOf({ ...ID, size: [name, access] })[1]?.access).toBe(bound);
    },
  );

  it('[VL17] leaves out fields with access none and fields that are not mapped', () => {
    expect(fieldsOf({ ...ID, kind: ['c2', 'none'] })).toHaveLength(1);
  });

  it.each<[string, Map, string[], unknown[]]>([
    ['a key that is not mapped', {}, ['id'], ['CS_KEY_MISSING', 'id', undefined]],
    ['a key with access none', { id: ['c1', 'none'] }, ['id'], ['CS_KEY_MISSING', 'id', undefined]],
    [
      'a field that the schema lacks',
      { ...ID, x: ['c2', 'both'] },
      ['id'],
      ['CS_INVALID_REQUEST', 'x', undefined],
    ],
    [
      'a column that the table lacks',
      { ...ID, kind: ['c9', 'both'] },
      ['id'],
      ['CS_COLUMN_MISSING', 'kind', 'c9'],
    ],
    [
      'a read-only column that is to be written only',
      { ...ID, size: ['c3', 'write'] },
      ['id'],
      ['CS_TYPE_UNSUPPORTED', 'size', 'c3'],
    ],
    [
      'a column of another type',
      { ...ID, kind: ['c1', 'both'] },
      ['id'],
      ['CS_TYPE_UNSUPPORTED', 'kind', 'c1'],
    ],
  ])('[AD16] refuses %s', (_, map, key, fault) => {
    expect(faultsOf(map, key)).toEqual([fault]);
  });

  it('takes nothing back where nothing can be written', () => {
    const bound = bindTable(
      {
        name: 'b',
        fields: {
          id: { column: 'c1', access: 'both', onForbidden: 'revert' },
          size: { column: 'c3', access: 'both', onForbidden: 'revert' },
        },
      },
      SPECS,
      ['id'],
      SHAPE,
      definition,
    );
    expect(bound.ok ? [] : bound.faults).toMatchObject([
      { code: 'CS_TYPE_UNSUPPORTED', field: 'size', column: 'c3' },
    ]);
  });

  it('carries what becomes of forbidden changes', () => {
    const fields = { id: { column: 'c1', access: 'both', onForbidden: 'revert' } } as const;
    const bound = bindTable({ name: 'b', fields }, SPECS, ['id'], SHAPE, definition);
    expect(bound.ok ? bound.table.fields : []).toMatchObject([{ onForbidden: 'revert' }]);
  });

  it('names all faults at once', () => {
    expect(faultsOf({ x: ['c1', 'both'], kind: ['c9', 'both'] })).toHaveLength(3);
  });
});
