import { describe, expect, it } from 'vitest';
import type { Cells } from './cell.ts';
import { contentHash } from './content-hash.ts';

const hash = (cells: Cells) => contentHash(['id'], cells);

describe('contentHash', () => {
  it.each<[string, Cells]>([
    ['the key', { id: 'k2', name: 'a', done: false }],
    ['the order of the cells', { done: false, name: 'a', id: 'k1' }],
    ['EMPTY cells', { id: 'k1', name: 'a', done: false, tags: null }],
  ])('does not depend on %s', (_, cells) => {
    expect(hash(cells)).toBe(hash({ id: 'k1', name: 'a', done: false }));
  });

  it.each<[string, Cells]>([
    ['another value', { id: 'k1', name: 'b' }],
    ['one value more', { id: 'k1', name: 'a', done: false }],
    ['the value in another field', { id: 'k1', note: 'a' }],
  ])('differs for %s', (_, cells) => {
    expect(hash(cells)).not.toBe(hash({ id: 'k1', name: 'a' }));
  });

  it('is null where nothing but the key is shown, or a cell could not be read', () => {
    expect(hash({ id: 'k1', name: null })).toBeNull();
    const problems = [{ field: 'done', rule: 'TYPE', message: '', value: '#N/A' }];
    expect(contentHash(['id'], { id: 'k1', name: 'a' }, problems)).toBeNull();
  });
});
