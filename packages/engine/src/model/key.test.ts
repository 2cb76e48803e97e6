import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyCells, keyHash } from './key.ts';

describe('keyHash', () => {
  it.each([
    [['id'], { id: 'é' }, { id: 'e\u0301' }],
    [['id'], { id: 'a' }, { id: ' a\n' }],
    [['a', 'b'], { a: 'x', b: '1', c: 'y' }, { a: 'x', b: '1 ', c: 'z' }],
  ])('[ID1] matches %o: %o with %o', (key, one, other) => {
    expect(keyHash(key, one)).toBe(keyHash(key, other));
  });

  it.each([
    [['id'], { id: 'a' }, { id: 'A' }],
    [['a', 'b'], { a: 'x', b: 'y' }, { a: 'y', b: 'x' }],
    [['a', 'b'], { a: 'xy', b: 'z' }, { a: 'x', b: 'yz' }],
    [['id'], { id: 'true' }, { id: true }],
    [['id'], { id: ['a'] }, { id: '["a"]' }],
  ])('[ID2] tells apart %o: %o and %o', (key, one, other) => {
    expect(keyHash(key, one)).not.toBe(keyHash(key, other));
  });

  it.each([[{}], [{ a: 'x' }], [{ a: 'x', b: null }], [{ a: 'x', b: ' \t' }]])(
    '[ID3] [A10] is null where a key cell is EMPTY, blank or unknown: %o',
    (cells) => {
      expect(keyHash(['a', 'b'], cells)).toBeNull();
    },
  );

  it('[ID1] never changes the cells', () => {
    const cells = Object.freeze({ id: ' e\u0301 ', x: 'y' });
    keyHash(['id'], cells);
    expect(keyCells(['id', 'missing'], cells)).toEqual({ id: ' e\u0301 ', missing: null });
  });

  it('is one function of the normalised key', () => {
    const word = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(word, word, (a, b) => {
        const same = a.normalize('NFC').trim() === b.normalize('NFC').trim();
        const [one, other] = [keyHash(['k'], { k: a }), keyHash(['k'], { k: b })];
        if (one !== null && other !== null) expect(one === other).toBe(same);
      }),
    );
  });
});
