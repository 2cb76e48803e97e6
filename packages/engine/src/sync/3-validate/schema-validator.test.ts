import { describe, expect, it } from 'vitest';
import { SCHEMA, specsOf } from '../../../test/build/field-specs.ts';
import type { Cells } from '../../model/cell.ts';
import { createSchemaValidator, toInstance } from './schema-validator.ts';

const violations = (cells: Cells, schema: Readonly<Record<string, unknown>> = SCHEMA) =>
  createSchemaValidator(schema, specsOf(schema))
    .violations(cells)
    .map(({ field, keyword }) => [field, keyword]);

describe('createSchemaValidator', () => {
  it.each<[Cells, unknown[]]>([
    [{ id: 'k1', size: '0', tags: ['x'], due: '2026-01-31T12:00:00Z', done: false }, []],
    [{}, []],
    [{ size: '-1' }, [['size', 'minimum']]],
    [
      { size: '-1', name: 'n'.repeat(41) },
      [
        ['name', 'maxLength'],
        ['size', 'minimum'],
      ],
    ],
  ])('finds in %o: %o', (cells, found) => {
    expect(violations(cells)).toEqual(found);
  });

  it('names fields whatever characters they have', () => {
    const field = 'a/b~c %41ö';
    const schema = { properties: { [field]: { type: 'string', maxLength: 1 } } };
    expect(violations({ [field]: 'xx' }, schema)).toEqual([[field, 'maxLength']]);
  });

  it('holds JSON against what the schema says of its inside', () => {
    const schema = { properties: { a: { type: 'object', required: ['n'] } } };
    expect(violations({ a: '{"n":1}' }, schema)).toEqual([]);
    expect(violations({ a: '{"m":1}' }, schema)).toEqual([['a', 'required']]);
  });

  it('reports rules over the whole record under no field', () => {
    const schema = { properties: { a: { type: 'string' } }, minProperties: 1 };
    expect(violations({ a: null }, schema)).toEqual([[null, 'minProperties']]);
  });
});

describe('toInstance', () => {
  it('leaves EMPTY fields out and makes numbers of numbers', () => {
    const specs = specsOf({
      properties: { a: { type: 'integer' }, b: { type: 'number' }, c: { type: 'string' } },
    });
    expect(toInstance(specs, { a: '12', b: '1.5', c: null })).toEqual({ a: 12, b: 1.5 });
    expect(toInstance(specs, { c: '12' })).toEqual({ c: '12' });
  });
});
