import { describe, expect, it } from 'vitest';
import type { Cells } from './cell.ts';
import { resemblesShown } from './resembles-shown.ts';

const SHOWN = { id: 'k1', name: 'a', size: '2', note: 'x', done: false, due: null };

describe('resemblesShown', () => {
  it.each<[string, boolean, Cells, Cells]>([
    ['all of it', true, SHOWN, { ...SHOWN, id: null }],
    ['more than half of it', true, SHOWN, { name: 'a', size: '2', note: 'y' }],
    ['less than half of it', false, SHOWN, { name: 'a', size: '3', note: 'y' }],
    ['half of it', true, { name: 'a', size: '2' }, { name: 'a', size: '3' }],
    ['its only cell', true, { id: 'k1', name: 'a' }, { id: null, name: 'a' }],
    ['a list of options', true, { tags: ['p', 'q'] }, { tags: ['p', 'q'] }],
    ['its key alone', false, SHOWN, { id: 'k1', name: 'b' }],
    ['an unticked box and EMPTY alone', false, SHOWN, { done: false, due: null }],
    ['nothing of a row that showed nothing', false, { id: 'k1', due: null }, { due: null }],
  ])('[VL23] [A5] goes by what is still there: %s → %s', (_, resembles, shown, cells) => {
    expect(resemblesShown(shown, cells, ['id'])).toBe(resembles);
  });
});
