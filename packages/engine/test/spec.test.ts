import { describe, expect, it } from 'vitest';
import { isTestFile, listFiles, readFile } from './tidy/repository.ts';
import { namesOf } from './tidy/test-names.ts';

/** The sections of SPEC.md, in their order. Ids of cases have one letter, so that the two cannot be confused. */
const SECTIONS = ['ID', 'DF', 'VL', 'RS', 'PV', 'AP', 'AU', 'CF', 'AD'];
const ID = /\[((?:ID|DF|VL|RS|PV|AP|AU|CF|AD)\d+)\]/g;
const RULE = /^- \*\*([A-Z]{2})(\d+)\*\* (.*)$/;

const spec = readFile('packages/engine/SPEC.md').text.split('\n');
const rules = spec.flatMap((line) => {
  const [, section = '', number = ''] = RULE.exec(line) ?? [];
  return section === '' ? [] : [{ section, number: Number(number), id: `${section}${number}` }];
});
const files = listFiles().filter((file) => isTestFile(file) && file.endsWith('.ts'));
const tests = files.map(readFile).filter(({ text }) => idsIn(text).length > 0);
const proved = new Set(tests.flatMap(namesOf).flatMap(idsIn));

function idsIn(text: string): string[] {
  return [...text.matchAll(ID)].map(([, id = '']) => id);
}

describe('SPEC.md', () => {
  it('has the rules of each section in order, from 1, without a gap', () => {
    const expected = SECTIONS.flatMap((section) => {
      const count = rules.filter((rule) => rule.section === section).length;
      expect(count, section).toBeGreaterThan(0);
      return Array.from({ length: count }, (_, i) => `${section}${i + 1}`);
    });
    expect(rules.map(({ id }) => id)).toEqual(expected);
  });

  it('states each rule in one sentence', () => {
    const items = spec.join('\n').split(/\n(?=- \*\*|\n)/);
    const sentences = items.filter((item) => RULE.test(item.split('\n')[0] ?? ''));
    expect(sentences).toHaveLength(rules.length);
    expect(sentences.filter((item) => !/[^.]\.$/.test(item.trimEnd()))).toEqual([]);
  });

  it('has no rule without a test', () => {
    expect(rules.map(({ id }) => id).filter((id) => !proved.has(id))).toEqual([]);
  });

  it('has every rule that a test names', () => {
    const known = new Set(rules.map(({ id }) => id));
    const named = tests.flatMap(({ path, text }) => idsIn(text).map((id) => `${path}: ${id}`));
    expect(named.filter((place) => !known.has(place.split(': ')[1] ?? ''))).toEqual([]);
  });

  it('is read from the names of the tests, and from nothing else', () => {
    const text = "it.each([1])('[XX1] [RS2] a', f); it.skip('[RS3]', f); const s = '[RS4]';";
    const found = namesOf({ path: 'packages/engine/test/some.test.ts', text }).flatMap(idsIn);
    expect(found).toEqual(['RS2']);
  });
});
