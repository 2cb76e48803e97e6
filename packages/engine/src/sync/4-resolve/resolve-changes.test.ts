import { describe, expect, it } from 'vitest';
import { aBinding, type BindingShape } from '../../../test/build/a-binding.ts';
import { aRecordView } from '../../../test/build/a-record-view.ts';
import { anObservedRow, aRow, type RowShape } from '../../../test/build/a-row.ts';
import { decisionRules, type RulesShape } from '../../../test/build/decision-rules.ts';
import { must } from '../../errors/assert.ts';
import type { Cell, Cells } from '../../model/cell.ts';
import type { Resolution } from '../../model/record-view.ts';
import { diffRecord } from '../2-diff/diff-record.ts';
import { validateChanges } from '../3-validate/validate-changes.ts';
import { resolveChanges } from './resolve-changes.ts';

const BASE = { id: 'k1', name: 'a' };

interface Given extends RulesShape {
  readonly base?: Cells | null;
  readonly rows: Readonly<Record<string, RowShape>>;
  readonly bindings?: Readonly<Record<string, BindingShape>>;
  readonly resolutions?: Readonly<Record<string, Resolution>>;
}

function resolve({ base = BASE, rows, bindings = {}, resolutions = {}, ...shape }: Given) {
  const names = Object.keys(rows);
  const rules = decisionRules(
    names.map((name) => aBinding(name, bindings[name])),
    shape,
  );
  const view = aRecordView(
    base,
    names.map((name) => aRow(name, rows[name])),
    resolutions,
  );
  const { key, conflicts, deletes } = rules.registry;
  const validation = validateChanges(view, diffRecord(view, rules.bindings), { ...rules, key });
  return resolveChanges(view, validation, {
    key,
    conflicts,
    deletes: deletes.policy,
    fields: rules.specs.map(({ field }) => field),
    bindings: rules.bindings,
  });
}

const live = (given: Given) => must(resolve(given), 'a decision');
const at = (name: Cell, more: RowShape = {}): RowShape => ({
  shown: BASE,
  now: { ...BASE, name },
  ...more,
});
const nameOf = (given: Given) => {
  const { fields, conflicts, waiting, cells } = live(given);
  return {
    value: cells.name,
    rule: fields.find(({ field }) => field === 'name')?.rule,
    waits: waiting.has('name'),
    candidates: conflicts
      .find(({ field }) => field === 'name')
      ?.candidates.map(({ binding, value }) => [binding, value]),
  };
};
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
  ])('decides %s', (_, rows, verdict) => {
    expect(nameOf({ rows, conflicts })).toEqual(verdict);
  });

  it('keeps the losers, a cleared cell among them', () => {
    const { fields } = live({ rows: { n: at(null), p: at('c'), s: at('c') }, conflicts });
    expect(fields[0]?.losers).toEqual([{ binding: 'n', value: null }]);
  });

  it('asks the field’s own chain before the registry’s', () => {
    const own = {
      ...conflicts,
      fields: { name: { strategy: ['prefer'], prefer: ['n'] } },
    } as const;
    expect(nameOf({ rows: { n: at('b'), p: at('c') }, conflicts: own }).value).toBe('b');
  });

  it('[D7] lets only the field wait that nobody can decide', () => {
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
  ])('%s', (_, n, p, candidates, verdict) => {
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

  it('takes the richer form where one value is only the other as its binding shows it', () => {
    expect(decide(minute, exact)).toEqual([exact, 0]);
  });

  it('sees a conflict where the poorer binding shows another value', () => {
    expect(decide(other, exact)).toEqual([exact, 1]);
  });

  it('sees a conflict where the binding could have shown the richer form', () => {
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

describe('first contact', () => {
  it('[A1] of a new record lets EMPTY give way and reports what differs', () => {
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
  ])('with a known record %s', (_, rows, verdict) => {
    expect(nameOf({ rows, conflicts })).toEqual(verdict);
  });

  it('with a known record wins where the base is EMPTY', () => {
    const base = { id: 'k1', name: null };
    const rows = { n: { shown: base }, s: { now: { id: 'k1', name: 'd' } } };
    expect(nameOf({ base, rows, conflicts })).toMatchObject({ value: 'd', rule: 'change' });
  });

  it('is answered by a row that was not seen now but showed the base', () => {
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
  ])('%s', (_, rows, verdict) => {
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

describe('mirrors', () => {
  const bindings = { n: { writes: false }, p: { reads: false } };

  it('lose what they changed, and the history keeps it', () => {
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
