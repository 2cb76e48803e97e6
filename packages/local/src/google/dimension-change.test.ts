import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DimensionChange, followIndex, followList, followSpan } from './dimension-change.ts';

const SIZE = 12;
const span = fc.tuple(fc.nat(SIZE - 1), fc.integer({ min: 1, max: 5 })).map(([start, length]) => ({
  start,
  end: Math.min(SIZE, start + length),
}));

const change: fc.Arbitrary<DimensionChange> = fc.oneof(
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(SIZE),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  span.map((range) => ({ kind: 'delete' as const, ...range })),
  fc
    .tuple(span, fc.nat(SIZE))
    .filter(([range, to]) => to <= range.start || to >= range.end)
    .map(([range, to]) => ({ kind: 'move' as const, ...range, to })),
  fc
    .tuple(fc.nat(SIZE - 4), fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }))
    .map(([start, order]) => ({ kind: 'permute' as const, start, order })),
);

describe('changes of rows and columns', () => {
  it('move an item to where its index follows', () => {
    fc.assert(
      fc.property(change, (given) => {
        const items = Array.from({ length: SIZE }, (_, index) => index);
        const moved = followList(given, items, -1);
        for (const item of items) {
          const place = followIndex(given, item);
          if (place === undefined) expect(moved).not.toContain(item);
          else expect(moved[place]).toBe(item);
        }
      }),
    );
  });

  it('keep a span around the items that are left of it', () => {
    fc.assert(
      fc.property(change, span, (given, { start, end }) => {
        if (given.kind === 'move' || given.kind === 'permute') return;
        const followed = followSpan(given, start, end);
        const places = Array.from({ length: end - start }, (_, i) => followIndex(given, start + i));
        const left = places.filter((place) => place !== undefined);
        if (!followed) expect(left).toEqual([]);
        else expect([followed.start, followed.end]).toEqual([left[0], (left.at(-1) ?? 0) + 1]);
      }),
    );
  });
});
