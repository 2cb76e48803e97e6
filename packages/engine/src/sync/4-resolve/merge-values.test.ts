import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, canonicalSet } from '../../model/cell.ts';
import { CELL_TYPES } from '../../model/cell-type.ts';
import { isHonoured, mergeValues, type Side } from './merge-values.ts';

const merge = (base: Cell, ...sides: Side[]) => mergeValues('enum-set', base, sides)?.value;
const side = (from: Cell | undefined, value: Cell, showsBase = true): Side => ({
  from,
  value,
  showsBase,
});

const set = fc.subarray(['w', 'x', 'y', 'z']).map(canonicalSet);
/** Sides that saw the base, that lag behind it, and that meet it for the first time. */
const sideOver = (base: Cell) =>
  fc.record({
    from: fc.oneof(fc.constant(base), set, fc.constant(undefined)),
    value: set,
    showsBase: fc.boolean(),
  });
const question = set.chain((base) =>
  fc.record({ base: fc.constant(base), sides: fc.array(sideOver(base), { maxLength: 4 }) }),
);
const has = (cell: Cell | undefined, option: string) =>
  Array.isArray(cell) && cell.includes(option);

describe('mergeValues of sets', () => {
  it.each<[string, Cell, Side[], Cell]>([
    ['[D12] two additions', null, [side(null, ['x']), side(null, ['y'])], ['x', 'y']],
    ['[D12] a removal and an addition', ['x'], [side(['x'], null), side(['x'], ['x', 'y'])], ['y']],
    ['two removals', ['x', 'y'], [side(['x', 'y'], ['y']), side(['x', 'y'], ['x'])], null],
    [
      'the same addition beside a removal',
      ['x'],
      [side(['x'], ['x', 'y']), side(['x'], ['y'])],
      ['y'],
    ],
    [
      'a removal of what a side that lagged behind added',
      ['x'],
      [side(['x'], null), side(null, ['x'])],
      ['x'],
    ],
    [
      'nothing that a side never had',
      ['x', 'y'],
      [side(['x'], ['x', 'z']), side(['x', 'y'], ['x', 'y'])],
      ['x', 'y', 'z'],
    ],
    ['a side that meets the base', ['x'], [side(undefined, ['y'])], ['x', 'y']],
  ])('takes in %s', (_, base, sides, merged) => {
    expect(merge(base, ...sides)).toEqual(merged);
  });

  it('[RS15] [D12] holds what anyone added, and of the base what no one removed', () => {
    fc.assert(
      fc.property(question, ({ base, sides }) => {
        const merged = merge(base, ...sides);
        for (const option of ['w', 'x', 'y', 'z']) {
          const isAdded = sides.some((s) => has(s.value, option) && !has(s.from, option));
          const isRemoved = sides.some((s) => has(s.from, option) && !has(s.value, option));
          expect(has(merged, option)).toBe(isAdded || (has(base, option) && !isRemoved));
        }
      }),
    );
  });

  it('[RS19] does not depend on the order of the sides', () => {
    fc.assert(
      fc.property(question, fc.nat(3), ({ base, sides }, at) => {
        const turned = [...sides.slice(at), ...sides.slice(0, at)];
        expect(merge(base, ...sides.toReversed())).toEqual(merge(base, ...sides));
        expect(merge(base, ...turned)).toEqual(merge(base, ...sides));
      }),
    );
  });

  it('is not changed by what shows the result already', () => {
    fc.assert(
      fc.property(question, ({ base, sides }) => {
        const merged = merge(base, ...sides) ?? null;
        expect(merge(base, ...sides, side(base, merged)) ?? null).toEqual(merged);
        expect(merge(merged, side(merged, merged)) ?? null).toEqual(merged);
        expect(merge(merged, ...sides.map(() => side(base, merged))) ?? null).toEqual(merged);
      }),
    );
  });
});

describe('mergeValues of another type', () => {
  it.each(CELL_TYPES.filter((type) => !['enum-set', 'relation', 'text'].includes(type)))(
    'refuses %s',
    (type) => {
      expect(mergeValues(type, 'a', [side('a', 'b'), side('a', 'c')])).toBeNull();
    },
  );
});

describe('isHonoured', () => {
  it.each<[Cell, Side, boolean]>([
    [['x', 'y'], side(null, ['x']), true],
    [['x', 'y'], side(null, ['x', 'z']), false],
    [['x', 'y'], side(['x'], null), false],
    [['y'], side(['x'], null), true],
    [null, side(['x'], ['x']), false],
    ['b d', side('a c', 'b c'), true],
    [null, side('a b', 'a'), true],
  ])('%o of %o: %s', (merged, given, isTaken) => {
    expect(isHonoured(merged, given)).toBe(isTaken);
  });
});
