import { describe, expect, it } from 'vitest';
import { anObservedRow, type RowShape } from '../../../test/build/a-row.ts';
import { at, BASE, type Given, live, nameOf } from '../../../test/build/resolve.ts';
import type { Cell } from '../../model/cell.ts';

const conflicts = { strategy: ['prefer'], prefer: ['p', 's', 'n'] } as const;
const manual = { conflicts: { strategy: ['manual'] } } as const;

describe('first contact', () => {
  it('[DF6] [A1] of a new record lets EMPTY give way and reports what differs', () => {
    const rows = {
      n: { now: { id: 'k1', name: 'b', size: null } },
      p: { now: { id: 'k1', name: 'c', size: '1' } },
      s: { now: { id: 'k1', name: null, size: null } },
    };
    expect(nameOf({ base: null, rows, conflicts })).toMatchObject({ value: 'c', rule: 'prefer' });
    expect(live({ base: null, rows, conflicts }).cells).toMatchObject({ size: '1', due: null });
  });

  it('leaves a field of a new record that waits out of the base', () => {
    const rows = { n: { now: { id: 'k1', name: 'b' } }, p: { now: { id: 'k1', name: 'c' } } };
    expect(live({ ...manual, base: null, rows }).cells).not.toHaveProperty('name');
  });

  it.each<[string, Given['rows'], unknown]>([
    ['agrees with the base', { n: at('a'), s: { now: BASE } }, { value: 'a', waits: false }],
    [
      'gives way where it is EMPTY',
      { n: at('a'), s: { now: { id: 'k1', name: null } } },
      { value: 'a', waits: false },
    ],
    [
      'meets those that hold the base',
      { n: at('a'), p: at('a'), s: { now: { id: 'k1', name: 'd' } } },
      {
        value: 'a',
        rule: 'prefer',
        waits: false,
        candidates: [
          ['n', 'a'],
          ['p', 'a'],
          ['s', 'd'],
        ],
      },
    ],
    [
      'meets the change of one who held the base, not the base',
      { n: at('b'), p: at('a'), s: { now: { id: 'k1', name: 'd' } } },
      {
        value: 'd',
        rule: 'prefer',
        waits: false,
        candidates: [
          ['n', 'b'],
          ['s', 'd'],
        ],
      },
    ],
    [
      'is not answered by a row that was given up',
      { n: at('a', { detached: true }), s: { now: { id: 'k1', name: 'd' } } },
      { value: 'd', rule: 'change', waits: false },
    ],
    [
      'is not answered by rows that cannot be told apart',
      { n: at('a', { duplicates: [anObservedRow(BASE)] }), s: { now: { id: 'k1', name: 'd' } } },
      { value: 'd', rule: 'change', waits: false },
    ],
  ])('[RS27] with a known record %s', (_, rows, verdict) => {
    expect(nameOf({ rows, conflicts })).toEqual(verdict);
  });

  it('[DF6] with a known record wins where the base is EMPTY', () => {
    const base = { id: 'k1', name: null };
    const rows = { n: { shown: base }, s: { now: { id: 'k1', name: 'd' } } };
    expect(nameOf({ base, rows, conflicts })).toMatchObject({ value: 'd', rule: 'change' });
  });

  it('[RS27] is answered by a row that was not seen now but showed the base', () => {
    const n = { shown: BASE, now: null, presence: 'unreachable' } as const;
    const rows = { n, s: { now: { id: 'k1', name: 'd' } } };
    expect(nameOf({ rows, conflicts }).candidates).toEqual([
      ['n', 'a'],
      ['s', 'd'],
    ]);
  });

  it('of a leader is not answered by its mirrors', () => {
    const rows = { n: { now: { id: 'k1', name: 'd' } }, p: at('a') };
    const bindings = { n: { writes: false }, p: { reads: false } };
    expect(nameOf({ rows, bindings, conflicts })).toEqual({
      value: 'd',
      rule: 'change',
      waits: false,
    });
  });

  it('is not answered by a binding that may not change the field', () => {
    const rows = { n: { now: { id: 'k1', name: 'd' } }, p: at('a') };
    const bindings = { p: { access: { name: 'write' } } } as const;
    expect(nameOf({ rows, bindings, conflicts }).rule).toBe('change');
  });

  it('is later than a base that was there when its binding was last read', () => {
    const edited = { from: '2026-01-31T11:30:00.000Z', to: '2026-01-31T11:31:00.000Z' };
    const rows = {
      n: at('a', { edited: { from: '2026-01-31T11:50:00.000Z', to: '2026-01-31T11:51:00.000Z' } }),
      s: { now: { id: 'k1', name: 'd' }, edited },
    };
    const bindings = { n: { unseenSince: '2026-01-31T11:00:00.000Z' } };
    const lww = { strategy: ['last-write-wins'] } as const;
    expect(nameOf({ rows, bindings, conflicts: lww })).toMatchObject({ value: 'd', waits: false });
  });
});

describe('a row that lags behind the base', () => {
  const base = { ...BASE, name: 'b' };
  const lagging = (name: Cell): RowShape => ({ shown: BASE, now: { ...BASE, name } });
  const holds: RowShape = { shown: base };

  it.each<[string, Given['rows'], unknown]>([
    [
      'meets the base when it is edited',
      { n: holds, p: lagging('c') },
      {
        value: 'c',
        rule: 'prefer',
        waits: false,
        candidates: [
          ['n', 'b'],
          ['p', 'c'],
        ],
      },
    ],
    [
      'meets the base also when it is cleared',
      { n: holds, p: lagging(null) },
      {
        value: null,
        rule: 'prefer',
        waits: false,
        candidates: [
          ['n', 'b'],
          ['p', null],
        ],
      },
    ],
    [
      'says nothing by showing the base at last',
      { n: holds, p: lagging('b') },
      { value: 'b', waits: false },
    ],
    [
      'does not stand against the one who takes the base back',
      { n: { shown: base, now: BASE }, p: lagging('b') },
      { value: 'a', rule: 'change', waits: false },
    ],
  ])('[RS28] %s', (_, rows, verdict) => {
    expect(nameOf({ base, rows, conflicts })).toEqual(verdict);
  });

  it('meets an EMPTY base', () => {
    const empty = { ...BASE, name: null };
    const rows = { n: { shown: empty }, p: lagging('c') };
    expect(nameOf({ base: empty, rows, conflicts }).candidates).toEqual([
      ['n', null],
      ['p', 'c'],
    ]);
  });
});
