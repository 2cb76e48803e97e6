import { describe, expect, it } from 'vitest';
import { groupMoves } from './group-moves.ts';

describe('groupMoves', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['an exchange', ['a>b', 'b>a'], ['ab']],
    ['a chain, whatever its order', ['c>d', 'a>b', 'b>c'], ['abcd']],
    ['several that want one key', ['a>c', 'b>c'], ['abc']],
    ['what is not connected', ['a>b', 'c>d'], ['ab', 'cd']],
  ])('tells %s', (_, moves, expected) => {
    const groups = groupMoves(
      moves.map((move) => {
        const [recordId = '', holderId = ''] = move.split('>');
        return { recordId, holderId };
      }),
    );
    expect(groups.map((group) => group.toSorted().join('')).sort()).toEqual(expected);
  });
});
