import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { derivedId } from './derived-id.ts';
import { sha256Hex } from './sha256.ts';

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

describe('canonicalJson', () => {
  it.each([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ '\ufb33': 1, '😀': 2, '€': 3, '\r': 4, '1': 5 }, '{"\\r":4,"1":5,"€":3,"😀":2,"\ufb33":1}'],
    [[9007199254740991, -0, 0.000001, 1e-7], '[9007199254740991,0,0.000001,1e-7]'],
    ['\u007f\u2028"\\', '"\u007f\u2028\\"\\\\"'],
    [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    [JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
  ])('writes %j as RFC 8785 has it', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['a function', { a: () => 1 }],
    ['a symbol', [Symbol('x')]],
    ['a bigint', 1n],
    ['NaN', Number.NaN],
    ['an infinity', [Number.NEGATIVE_INFINITY]],
    ['an unsafe integer', 2 ** 53],
    ['an integer that JSON writes with an exponent', 1e21],
    ['half of a surrogate pair', 'a\ud83d'],
    ['half of a surrogate pair in a name', { '\udc00': 1 }],
    ['a hole', new Array(1)],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a boxed string', Object('x')],
    ['an object with a prototype of its own', Object.create({ a: 1 })],
    ['an object that rewrites itself', { toJSON: () => 1 }],
    ['65 levels', nested(65)],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('writes what the reference implementation of RFC 8785 writes', () => {
    const special = fc.constantFrom(
      -0,
      1e21,
      1e-7,
      0.1,
      '\u2028',
      '"\\',
      '\u0000',
      '\u{1F600}',
      '',
    );
    const value = fc.oneof(fc.jsonValue({ stringUnit: 'grapheme' }), special);
    const object = fc.dictionary(fc.string({ unit: 'grapheme' }), value);
    fc.assert(
      fc.property(object, (input) => {
        const plain: unknown = JSON.parse(JSON.stringify(input));
        let text: string;
        try {
          text = canonicalJson(plain);
        } catch {
          return;
        }
        expect(text).toBe(canonicalize(plain));
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses a ring instead of running for ever', () => {
    const ring: Record<string, unknown> = {};
    ring.ring = ring;
    expect(() => canonicalJson(ring)).toThrow(TypeError);
  });

  it('takes 64 levels', () => {
    expect(canonicalJson(nested(64))).toBe(JSON.stringify(nested(64)));
  });

  it('means what JSON means, and does not depend on the order of names', () => {
    const reverse = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reverse);
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).map(([name, member]) => [name, reverse(member)]);
      return Object.fromEntries(entries.reverse());
    };
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        let text: string;
        try {
          text = canonicalJson(plain);
        } catch (error) {
          // fc.jsonValue knows no unsafe integers as such; doubles may be some.
          expect(String(error)).toContain('safe integers');
          return;
        }
        expect(JSON.parse(text)).toEqual(plain);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reverse(plain))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('sha256Hex', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['é', '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'],
  ])('hashes the UTF-8 of %j', (text, hex) => {
    expect(sha256Hex(text)).toBe(hex);
  });
});

describe('derivedId', () => {
  it('is a UUID of version 8 that depends on each part and on where parts end', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const parts = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(derivedId(...a)).toMatch(uuid);
        expect(derivedId(...a) === derivedId(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});
