import fc from 'fast-check';
import { diffPatch } from 'node-diff3';
import { describe, expect, it } from 'vitest';
import { at, live, nameOf } from '../../../test/build/resolve.ts';
import { MERGED_TOKENS_MAX, mergeTexts, tokensOf } from './merge-texts.ts';
import { mergeValues } from './merge-values.ts';

/** Few words, so that texts have parts in common; some are of several code points or stand without blanks. */
const WORDS = [
  'a',
  'b',
  'an',
  '👩‍👩‍👧',
  '🇩🇪',
  'e\u0301',
  '東京',
  'สวัสดี',
  ',',
  '.',
  ' ',
  '  ',
  '\r\n',
];
const word = fc.constantFrom(...WORDS);
const words = fc.array(word, { maxLength: 14 });
const text = fc.oneof(
  words.map((list) => list.join(' ')),
  words.map((list) => list.join('')),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
/** The text with some of its words put in, taken out or replaced. */
const editOf = (base: string) =>
  fc
    .array(fc.record({ at: fc.nat(12), drop: fc.nat(2), put: fc.array(word, { maxLength: 2 }) }), {
      maxLength: 2,
    })
    .map((edits) => {
      const tokens = tokensOf(base);
      for (const { at, drop, put } of edits) tokens.splice(at, drop, ...put);
      return tokens.join('');
    });
const question = text.chain((base) =>
  fc.record({ base: fc.constant(base), texts: fc.array(editOf(base), { maxLength: 4 }) }),
);
const countOf = (list: readonly string[], token: string) =>
  list.filter((each) => each === token).length;

describe('mergeTexts', () => {
  it.each<[string, string, string[], string | null]>([
    [
      'a change each',
      'The red fox runs',
      ['The blue fox runs', 'The red fox sits'],
      'The blue fox sits',
    ],
    ['three changes', 'one two three', ['1 two three', 'one 2 three', 'one two 3'], '1 2 3'],
    ['an addition at each end', 'b', ['a b', 'b c'], 'a b c'],
    ['a removal beside a change', 'a b c d', ['a b c', 'A b c d'], 'A b c'],
    ['what both did once', 'a b c', ['A b c', 'A b C'], 'A b C'],
    [
      'lines',
      'one\ntwo\nthree\n',
      ['one\nTWO\nthree\n', 'one\ntwo\nthree\nfour\n'],
      'one\nTWO\nthree\nfour\n',
    ],
    ['emoji of several code points', '👩‍👩‍👧 🇩🇪 x', ['👨‍👩‍👧 🇩🇪 x', '👩‍👩‍👧 🇩🇪 y'], '👨‍👩‍👧 🇩🇪 y'],
    ['no two changes of a word', 'colour', ['color', 'colours'], null],
    ['no changes side by side', 'a,b', ['x,b', 'a;b'], null],
    ['no two additions at one place', 'a', ['a b', 'a c'], null],
    ['no edit of what was cleared', 'a b c', ['', 'a b C'], null],
    ['no change of what was removed', 'a b c d', ['a d', 'a b x d'], null],
    ['no two first texts', '', ['a', 'b'], null],
  ])('[RS18] takes in %s', (_, base, texts, merged) => {
    expect(mergeTexts(base, texts)).toBe(merged);
    expect(mergeTexts(base, texts.toReversed())).toBe(merged);
  });

  it('is the base where nothing changed, and the one text that did', () => {
    fc.assert(
      fc.property(text, text, fc.nat(3), (base, changed, others) => {
        const unchanged = Array.from({ length: others }, () => base);
        expect(mergeTexts(base, unchanged)).toBe(base);
        expect(mergeTexts(base, [...unchanged, changed, changed])).toBe(changed);
      }),
    );
  });

  it('[RS19] does not depend on the order of the texts', () => {
    fc.assert(
      fc.property(question, fc.nat(3), ({ base, texts }, at) => {
        const merged = mergeTexts(base, texts);
        expect(mergeTexts(base, texts.toReversed())).toBe(merged);
        expect(mergeTexts(base, [...texts.slice(at), ...texts.slice(0, at)])).toBe(merged);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[RS17] leaves a word where one text moved it, though another took it out', () => {
    expect(mergeTexts('a, b, c.', ['a b, c.', 'a b, c,.'])).toBe('a b, c,.');
  });

  it('[RS17] holds every word that a text put in, and of the base what no text took out', () => {
    let clean = 0;
    fc.assert(
      fc.property(question, ({ base, texts }) => {
        const merged = mergeTexts(base, texts);
        if (merged === null) return;
        if (new Set([...texts, base]).size > 2) clean += 1;
        const [was, is, lists] = [tokensOf(base), tokensOf(merged), texts.map(tokensOf)];
        for (const token of new Set([...was, ...lists.flat()])) {
          // Who takes a word away here and puts it in there has moved it: what is counted does not tell.
          if (lists.some((list) => isMoved(was, list, token))) continue;
          const changes = lists.map((list) => countOf(list, token) - countOf(was, token));
          const [least, most] = [Math.min(0, ...changes), Math.max(0, ...changes)];
          const change = countOf(is, token) - countOf(was, token);
          if (least === 0) expect(change).toBeGreaterThanOrEqual(most);
          if (most === 0) expect(change).toBeLessThanOrEqual(least);
        }
        for (const token of is) expect([was, ...lists].flat()).toContain(token);
      }),
      { numRuns: 3_000 },
    );
    expect(clean).toBeGreaterThan(100);
  });

  it('is not changed by what shows the result already', () => {
    fc.assert(
      fc.property(question, ({ base, texts }) => {
        const merged = mergeTexts(base, texts);
        if (merged === null) return;
        expect(mergeTexts(merged, [merged, ...texts.map(() => merged)])).toBe(merged);
        expect(mergeTexts(base, [merged, merged])).toBe(merged);
        expect([merged, null]).toContain(mergeTexts(base, [...texts, merged]));
      }),
      { numRuns: 1_000 },
    );
  });

  it('[RS19] cuts no character in two', () => {
    const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
    const of = (whole: string) => Array.from(graphemes.segment(whole), ({ segment }) => segment);
    fc.assert(
      fc.property(text, (whole) => {
        expect(tokensOf(whole).flatMap(of)).toEqual(of(whole));
      }),
    );
  });

  it('compares no more than its limit between the first change and the last', () => {
    const long = (count: number) => `x ${'y '.repeat(count / 2)}z`;
    const ends = (base: string) => [base.replace('x', 'X'), base.replace('z', 'Z')];
    const [fits, exceeds] = [long(MERGED_TOKENS_MAX - 4), long(MERGED_TOKENS_MAX)];
    expect(mergeTexts(fits, ends(fits))).toMatch(/^X.*Z$/);
    expect(mergeTexts(exceeds, ends(exceeds))).toBeNull();
    const near = (word: string) => `${exceeds} ${word} end`;
    expect(mergeTexts(near('a b'), [near('A b'), near('a B')])).toBe(near('A B'));
  });
});

describe('mergeValues of texts', () => {
  const side = (from: string | null | undefined, value: string | null, showsBase = true) => ({
    from,
    value,
    showsBase,
  });

  it('[RS18] merges what was made of the base only', () => {
    const sides = [side('a b c', 'A b c'), side('a b c', 'a b C')];
    expect(mergeValues('text', 'a b c', sides)).toEqual({ value: 'A b C' });
    const behind = side('a b', 'a b C', false);
    expect(mergeValues('text', 'a b c', [...sides, behind])).toBeNull();
    const met = side(undefined, 'A b c', false);
    expect(mergeValues('text', 'a b c', [...sides, met])).toBeNull();
  });

  it('leaves what a side could not show of the base as it is', () => {
    const sides = [side('a b', 'A b'), side('a b  ', 'a B  ')];
    expect(mergeValues('text', 'a b  ', sides)).toEqual({ value: 'A B  ' });
  });

  it('is EMPTY where nothing is left', () => {
    expect(mergeValues('text', 'a', [side('a', null), side('a', null)])).toEqual({ value: null });
  });
});

describe('a field of text', () => {
  const base = { id: 'k1', name: 'red fox' };
  const now = (name: string) => at(name, { shown: base });
  const conflicts = { strategy: ['merge', 'prefer'], prefer: ['p'] } as const;
  const both = { n: now('blue fox'), p: now('red dog') };

  it('[RS17] gets the changes of all bindings, and nobody loses', () => {
    const { cells, fields, conflicts: found } = live({ base, rows: both, conflicts });
    expect(cells.name).toBe('blue dog');
    expect(fields).toMatchObject([{ value: 'blue dog', rule: 'merge', losers: [] }]);
    expect(found).toMatchObject([{ status: 'resolved', rule: 'merge', value: 'blue dog' }]);
  });

  it.each([
    ['the changes touch', { ...both, n: now('red cat') }],
    ['a row lags behind', { ...both, n: at('blue', { shown: { id: 'k1', name: 'red' } }) }],
    ['a row is met', { ...both, n: { now: { id: 'k1', name: 'blue fox' } } }],
  ])('[RS18] goes to the next of the chain where %s', (_, rows) => {
    expect(nameOf({ base, rows, conflicts })).toMatchObject({ value: 'red dog', rule: 'prefer' });
  });

  it('[RS20] is not merged to what the schema refuses, nor to a key that nobody wrote', () => {
    const long = `${'n'.repeat(30)} b`;
    const rows = {
      n: at(`${long} ccccc`, { shown: { id: 'k1', name: long } }),
      p: at(`aaaaa ${long}`, { shown: { id: 'k1', name: long } }),
    };
    expect(nameOf({ base: { id: 'k1', name: long }, rows, conflicts }).rule).toBe('prefer');
    expect(nameOf({ base, rows: both, conflicts, key: ['name'] }).rule).toBe('prefer');
  });
});

/** The text took the token out at one place and put it in at another. */
function isMoved(was: readonly string[], is: readonly string[], token: string): boolean {
  const hunks = diffPatch([...was], [...is]);
  const has = (side: 'buffer1' | 'buffer2') =>
    hunks.some((hunk) => hunk[side].chunk.includes(token));
  return has('buffer1') && has('buffer2');
}
