import { describe, expect, it } from 'vitest';
import { FIELDS_MAX, parseRegistrySchema } from './registry-schema.ts';

const parseOne = (property: unknown) => {
  const parsed = parseRegistrySchema({ properties: { f: property } });
  return parsed.ok ? parsed.fields[0] : parsed.issues.map(({ path }) => path);
};

const pathsOf = (schema: unknown) => {
  const parsed = parseRegistrySchema(schema);
  return parsed.ok ? [] : parsed.issues.map(({ path }) => path);
};

const TEXT = { type: 'string' };

describe('parseRegistrySchema', () => {
  it.each([
    [{ type: 'string' }, 'text'],
    [{ type: ['string', 'null'] }, 'text'],
    [{ type: ['null', 'integer'] }, 'integer'],
    [{ type: 'string', format: 'date' }, 'date'],
    [{ type: 'string', format: 'date-time' }, 'datetime'],
    [{ type: 'string', format: 'uri' }, 'url'],
    [{ type: 'string', format: 'url' }, 'url'],
    [{ type: 'string', format: 'email' }, 'email'],
    [{ type: 'string', format: 'hostname' }, 'text'],
    [{ type: 'integer' }, 'integer'],
    [{ type: 'integer', enum: [1, 2] }, 'integer'],
    [{ type: 'number' }, 'decimal'],
    [{ type: 'boolean' }, 'boolean'],
    [{ type: 'string', 'x-chitty-type': 'decimal' }, 'decimal'],
    [{ 'x-chitty-type': 'enum-set' }, 'enum-set'],
    [{ type: 'string', enum: ['a'], 'x-chitty-type': 'text' }, 'text'],
  ])('reads %j as %s without options', (property, cellType) => {
    expect(parseOne(property)).toEqual({ field: 'f', cellType, required: false });
  });

  it.each([
    [{ enum: ['a', 'b'] }, 'enum', ['a', 'b']],
    [{ type: 'string', enum: ['b', 'a', null, ''] }, 'enum', ['b', 'a']],
    [{ type: 'array', items: { type: 'string', enum: ['x'] } }, 'enum-set', ['x']],
    [{ type: 'array', items: { enum: ['x'] }, 'x-chitty-type': 'enum-set' }, 'enum-set', ['x']],
  ])('reads %j as %s with options %j', (property, cellType, options) => {
    expect(parseOne(property)).toEqual({ field: 'f', cellType, required: false, options });
  });

  it.each([
    [{ type: 'object' }, 'json'],
    [{ 'x-chitty-type': 'json' }, 'json'],
    [{ type: 'string', 'x-chitty-type': 'phone' }, 'phone'],
    [{ type: 'string', 'x-chitty-type': 'date-range' }, 'date-range'],
  ])('reads %j as %s', (property, cellType) => {
    expect(parseOne(property)).toEqual({ field: 'f', cellType, required: false });
  });

  it('reads an array of any strings as an enum-set without options', () => {
    const property = { type: 'array', items: { type: 'string' } };
    expect(parseOne(property)).toEqual({ field: 'f', cellType: 'enum-set', required: false });
  });

  it.each([
    [true],
    [null],
    [{}],
    [{ type: 'null' }],
    [{ type: ['string', 'integer'] }],
    [{ type: 'array' }],
    [{ type: 'array', items: { type: 'integer' } }],
    [{ type: 'string', 'x-chitty-type': 'relation' }],
    [{ type: 'string', 'x-chitty-type': 5 }],
    [{ type: 'string', enum: ['a', 'a'] }],
  ])('refuses the property %j', (property) => {
    expect(parseOne(property)).toEqual(['/properties/f']);
  });

  it.each([[null], ['x'], [[]], [{}], [{ properties: [] }], [{ properties: {} }]])(
    'refuses %j as a schema',
    (schema) => {
      expect(pathsOf(schema)).toHaveLength(1);
    },
  );

  it('keeps the order of the properties and marks the required ones', () => {
    const parsed = parseRegistrySchema({ properties: { b: TEXT, a: TEXT }, required: ['a'] });
    expect(parsed.ok && parsed.fields.map(({ field, required }) => [field, required])).toEqual([
      ['b', false],
      ['a', true],
    ]);
  });

  it('refuses a required field that is not among the properties', () => {
    expect(pathsOf({ properties: { a: TEXT }, required: ['a', 'b'] })).toEqual(['/required']);
  });

  it('[VL20] [H12] refuses references wherever they stand', () => {
    const schema = {
      properties: { a: { type: 'string', allOf: [{ $ref: '#/$defs/x' }] } },
      $defs: { x: { $dynamicRef: '#y' } },
    };
    expect(pathsOf(schema)).toEqual(['/properties/a/allOf/0/$ref', '/$defs/x/$dynamicRef']);
  });

  it('takes a field that is named like a reference', () => {
    expect(pathsOf({ properties: { $ref: TEXT } })).toEqual([]);
  });

  it('[VL20] [H12] refuses a schema that nests deeper than any record could need', () => {
    let deep: unknown = {};
    for (let i = 0; i < 40; i++) deep = { not: deep };
    expect(pathsOf({ properties: { a: TEXT }, not: deep })).toHaveLength(1);
  });

  it('[VL20] [H12] refuses a pattern that is no regular expression', () => {
    const schema = { properties: { a: { type: 'string', pattern: '(' } } };
    expect(pathsOf(schema)).toEqual(['/properties/a/pattern']);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'refuses the field name %s, which every object has already',
    (name) => {
      const properties = JSON.parse(`{"${name}":{"type":"string"}}`);
      expect(pathsOf({ properties })).toEqual([`/properties/${name}`]);
    },
  );

  it(`takes ${FIELDS_MAX} fields and no more`, () => {
    const fields = (n: number) =>
      Object.fromEntries(Array.from({ length: n }, (_, i) => [`f${i}`, TEXT]));
    expect(pathsOf({ properties: fields(FIELDS_MAX) })).toEqual([]);
    expect(pathsOf({ properties: fields(FIELDS_MAX + 1) })).toEqual(['/properties']);
  });

  it('names places as JSON pointers', () => {
    expect(pathsOf({ properties: { 'a/b~c': {} } })).toEqual(['/properties/a~1b~0c']);
  });
});
