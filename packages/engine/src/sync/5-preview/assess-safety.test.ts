import { describe, expect, it } from 'vitest';
import { ALL_ROWS_CHANGED_MIN, assessSafety, type BindingTotals } from './assess-safety.ts';

const LIMITS = { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 };
const aSide = (side: Partial<BindingTotals> = {}): BindingTotals => ({
  name: 'n',
  linkedBefore: 100,
  observed: 100,
  edited: 0,
  permuted: 0,
  moved: false,
  ...side,
});
const TOTALS = {
  liveBefore: 100,
  observed: 100,
  deletes: 0,
  renamed: 0,
  invalid: 0,
  newValues: {},
  orphaned: { count: 0, relations: [] },
  bindings: [aSide()],
};
const codes = (
  totals: Partial<Parameters<typeof assessSafety>[0]>,
  limits: Partial<typeof LIMITS> = {},
) => assessSafety({ ...TOTALS, ...totals }, { ...LIMITS, ...limits }).map(({ code }) => code);

describe('assessSafety', () => {
  it.each([
    [0, 100, 10, 0, false],
    [10, 100, 10, 0, false],
    [11, 100, 10, 0, true],
    [1, 10, 10, 0, false],
    [1, 9, 10, 0, true],
    [1, 2, 10, 0, true],
    [3, 4, 10, 3, false],
    [4, 4, 10, 3, true],
    [1, 100, 0, 0, true],
    [100, 100, 100, 0, false],
    [57, 10_000, 0.57, 0, false],
    [58, 10_000, 0.57, 0, true],
    [7, 1_000, 0.7, 0, false],
    [1, 0, 10, 0, true],
  ])(
    '[PV13] [B12] %i deletes of %i, limit %d per cent, floor %i: halt %s',
    (deletes, live, max, floor, halts) => {
      const limits = { maxDeletePercent: max, deleteFloor: floor };
      expect(codes({ deletes, liveBefore: live }, limits)).toEqual(halts ? ['BULK_DELETE'] : []);
    },
  );

  it.each([
    [1, 100, 100, false],
    [2, 100, 100, true],
    [1, 99, 99, true],
    [0, 0, 0, false],
    [1, 0, 100, false],
    [2, 0, 100, true],
    [1, 0, 0, true],
    [2, 200, 10, false],
  ])(
    '[PV14] [H1] %i invalid, %i live before, %i observed: halt %s',
    (invalid, live, observed, halts) => {
      expect(codes({ invalid, liveBefore: live, observed })).toEqual(halts ? ['INVALID_ROWS'] : []);
    },
  );

  it('[PV32] [B13] tells deletions and renamed records apart', () => {
    const [halt] = assessSafety({ ...TOTALS, deletes: 12, renamed: 11 }, LIMITS);
    expect(halt).toMatchObject({ code: 'BULK_DELETE', details: { deletes: 12, renamed: 11 } });
    expect(codes({ deletes: 10, renamed: 90 })).toEqual([]);
  });

  it('[PV14] every division that a person can write as a limit keeps its exact boundary', () => {
    for (let hundredths = 0; hundredths <= 1_000; hundredths++) {
      const limit = { maxInvalidPercent: Number((hundredths / 100).toFixed(2)) };
      expect(codes({ invalid: hundredths, liveBefore: 10_000 }, limit)).toEqual([]);
      expect(codes({ invalid: hundredths + 1, liveBefore: 10_000 }, limit)).toHaveLength(1);
    }
  });

  it.each<[string, Partial<BindingTotals>, string[]]>([
    ['[B3] a side that is empty now', { observed: 0 }, ['EMPTY_SIDE']],
    ['a side that was empty and is', { linkedBefore: 0, observed: 0 }, []],
    ['[B21] a side at another place', { moved: true, observed: 0 }, ['PLACE_CHANGED']],
    ['a first run', { linkedBefore: 0, observed: 500, edited: 0 }, []],
    ['[E12] a side whose every row changed', { edited: 100 }, ['ALL_ROWS_CHANGED']],
    ['a side of which one row did not change', { edited: 99 }, []],
    ['[A5] two rows under each other’s keys', { permuted: 2 }, ['PERMUTED_KEYS']],
    ['[A5] one row under the key of another', { permuted: 1 }, []],
    ['keys that were all sorted apart', { permuted: 100, edited: 100 }, ['PERMUTED_KEYS']],
    [
      'a small side whose every row changed',
      { linkedBefore: ALL_ROWS_CHANGED_MIN - 1, edited: ALL_ROWS_CHANGED_MIN - 1 },
      [],
    ],
    [
      'the smallest side that counts',
      { linkedBefore: ALL_ROWS_CHANGED_MIN, edited: ALL_ROWS_CHANGED_MIN },
      ['ALL_ROWS_CHANGED'],
    ],
  ])('[PV15] %s', (_, side, halts) => {
    expect(codes({ bindings: [aSide(side)] })).toEqual(halts);
  });

  it.each<[string, Readonly<Record<string, number>>, Readonly<Record<string, number>> | null]>([
    ['nothing new', {}, null],
    ['new values of other fields', { name: 7 }, null],
    ['a field that nobody names', { toString: 0 }, null],
    ['one new value of one of them', { name: 7, status: 1 }, { status: 1 }],
    ['new values of both', { status: 2, owner: 3 }, { owner: 3, status: 2 }],
  ])('[PV16] asks for approval of %s', (_, newValues, fields) => {
    const halts = assessSafety({ ...TOTALS, newValues }, LIMITS, ['owner', 'status', 'valueOf']);
    const expected = fields === null ? [] : [{ code: 'APPROVAL_REQUIRED', details: { fields } }];
    expect(halts).toMatchObject(expected);
    expect(halts).toHaveLength(expected.length);
  });

  it('[PV36] [E6] stops before a record goes to which others relate, and lists these', () => {
    const relation = { registry: 'people', key: { name: 'Ada' }, field: 'boss', related: 'Ben' };
    const orphaned = { count: 2, relations: [relation, { ...relation, field: 'friend' }] };
    expect(assessSafety({ ...TOTALS, deletes: 1, orphaned }, LIMITS)).toMatchObject([
      { code: 'ORPHAN_REL', details: orphaned },
    ]);
  });

  it('[PV17] names every reason at once', () => {
    const bindings = [aSide({ observed: 0 }), aSide({ name: 'p', edited: 100 })];
    expect(codes({ deletes: 50, invalid: 50, bindings })).toEqual([
      'BULK_DELETE',
      'INVALID_ROWS',
      'EMPTY_SIDE',
      'ALL_ROWS_CHANGED',
    ]);
  });
});
