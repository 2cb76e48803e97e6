import { describe, expect, it } from 'vitest';
import { unstorableText } from './unstorable-text.ts';

describe('unstorableText', () => {
  it('names every place, also of property names', () => {
    const request = {
      name: 'a\u0000b',
      list: ['fine 👍', { deep: '\udc00' }],
      schema: { 'x\ud800': 1 },
    };
    const places = unstorableText(request).map(({ path }) => path);
    expect(places.sort()).toEqual(['list[1].deep', 'name', 'schema']);
  });

  it('finds nothing in what can be stored', () => {
    expect(unstorableText({ text: 'é😀\u0001\uffff', n: 1, no: null, yes: true })).toEqual([]);
  });

  it('walks any depth', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}"\\u0000"${']'.repeat(100_000)}`);
    expect(unstorableText(deep)).toHaveLength(1);
  });
});
