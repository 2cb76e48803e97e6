import { describe, expect, it } from 'vitest';
import type { RowShape } from '../../../test/build/a-row.ts';
import { at, BASE, type Given, live, nameOf, resolve } from '../../../test/build/resolve.ts';
import type { Cell } from '../../model/cell.ts';
import type { Resolution } from '../../model/record-view.ts';

const conflicts = { strategy: ['prefer'], prefer: ['p', 's', 'n'] } as const;
const manual = { conflicts: { strategy: ['manual'] } } as const;

describe('resolveChanges of a field', () => {
  it.each<[string, Given['rows'], unknown]>([
    ['one change', { n: at('b'), p: at('a') }, { value: 'b', rule: 'change', waits: false }],
    [
      '[C21] the same change',
      { n: at('b'), p: at('b') },
      { value: 'b', rule: 'agreed', waits: false },
    ],
    [
      'two changes',
      { n: at('b'), p: at('c') },
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
      'a clearing against a change',
      { n: at('b'), p: at(null) },
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
  ])('[RS4] decides %s', (_, rows, verdict) => {
    expect(nameOf({ rows, conflicts })).toEqual(verdict);
  });

  it('[RS23] keeps the losers, a cleared cell among them', () => {
    const { fields } = live({ rows: { n: at(null), p: at('c'), s: at('c') }, conflicts });
    expect(fields[0]?.losers).toEqual([{ binding: 'n', value: null }]);
  });

  it('[RS7] asks the field’s own chain before the registry’s', () => {
    const own = {
      ...conflicts,
      fields: { name: { strategy: ['prefer'], prefer: ['n'] } },
    } as const;
    expect(nameOf({ rows: { n: at('b'), p: at('c') }, conflicts: own }).value).toBe('b');
  });

  it('[RS21] [D7] lets only the field wait that nobody can decide', () => {
    const n = { shown: BASE, now: { ...BASE, name: 'b', size: '1' } };
    const given = { ...manual, rows: { n, p: at('c') } };
    expect(nameOf(given)).toMatchObject({ value: 'a', waits: true });
    expect(live(given).cells.size).toBe('1');
    expect(live(given).conflicts[0]).toMatchObject({ status: 'open', rule: null, base: 'a' });
    expect(live(given).conflicts[0]).not.toHaveProperty('value');
  });
});

describe('a person’s decision', () => {
  const seen = [
    { binding: 'p', value: 'c' },
    { binding: 'n', value: 'b' },
  ];
  it.each<[string, Cell, Cell, Resolution['seen'], unknown]>([
    ['stands', 'b', 'c', seen, { value: 'd', rule: 'manual', waits: false }],
    ['[D6] is void once a candidate moved', 'b', 'e', seen, { value: 'a', waits: true }],
    ['is void with another candidate', 'b', 'c', seen.slice(1), { value: 'a', waits: true }],
    ['is not needed once all agree', 'c', 'c', seen, { value: 'c', rule: 'agreed', waits: false }],
  ])('[RS22] %s', (_, n, p, candidates, verdict) => {
    const resolutions = { name: { value: 'd', seen: candidates } };
    expect(nameOf({ ...manual, rows: { n: at(n), p: at(p) }, resolutions })).toMatchObject(
      verdict as object,
    );
  });
});

describe('the lens rule', () => {
  const exact = '2026-01-31T12:34:56Z';
  const minute = '2026-01-31T12:34:00Z';
  const other = '2026-01-31T12:40:00Z';
  const base = { id: 'k1', due: '2026-01-01T00:00:00Z' };
  const due = (to: string): RowShape => ({ shown: base, now: { id: 'k1', due: to } });
  const decide = (n: string, p: string, lossy = ['due']) => {
    const { cells, conflicts: found } = live({
      base,
      rows: { n: due(n), p: due(p) },
      bindings: { n: { lossy } },
      conflicts,
    });
    return [cells.due, found.length];
  };

  it('[RS25] takes the richer form where one value is only the other as its binding shows it', () => {
    expect(decide(minute, exact)).toEqual([exact, 0]);
  });

  it('[RS26] sees a conflict where the poorer binding shows another value', () => {
    expect(decide(other, exact)).toEqual([exact, 1]);
  });

  it('[RS26] sees a conflict where the binding could have shown the richer form', () => {
    expect(decide(minute, exact, [])).toEqual([exact, 1]);
  });

  it('takes an unchecked box for a cleared cell where the box has no third state', () => {
    const checked = { id: 'k1', done: true };
    const { cells, conflicts: found } = live({
      base: checked,
      rows: {
        n: { shown: checked, now: { id: 'k1', done: false } },
        p: { shown: checked, now: { id: 'k1', done: null } },
      },
      bindings: { n: { lossy: ['done'] } },
    });
    expect([cells.done, found]).toEqual([null, []]);
  });
});

describe('mirrors', () => {
  const bindings = { n: { writes: false }, p: { reads: false } };

  it('[RS34] lose what they changed, and the history keeps it', () => {
    const { fields, cells } = live({ rows: { n: at('b'), p: at('c') }, bindings });
    expect(cells.name).toBe('b');
    expect(fields).toEqual([
      { field: 'name', value: 'b', rule: 'change', losers: [{ binding: 'p', value: 'c' }] },
    ]);
  });

  it('lose nothing by showing what was decided', () => {
    expect(live({ rows: { n: at('b'), p: at('b') }, bindings }).fields[0]?.losers).toEqual([]);
    expect(live({ rows: { n: at('a'), p: at('c') }, bindings }).fields).toEqual([
      { field: 'name', value: 'a', rule: 'one-way', losers: [{ binding: 'p', value: 'c' }] },
    ]);
  });
});

it('brings nothing into being that no row was accepted for', () => {
  expect(resolve({ base: null, rows: { n: { now: { id: 'k1', size: '-1' } } } })).toBeNull();
});
