import { describe, expect, it } from 'vitest';
import { aBinding, type BindingShape } from '../../../test/build/a-binding.ts';
import { decisionRules, type RulesShape } from '../../../test/build/decision-rules.ts';
import { RecordWorld } from '../../../test/build/record-world.ts';
import { at, BASE, type Given, nameOf } from '../../../test/build/resolve.ts';
import type { Cells } from '../../model/cell.ts';
import type { RegistryPolicy } from '../../model/registry.ts';
import type { PolicyRule } from './mutation-policy.ts';

const SOURCES = { n: 'Notion', p: 'Neon', s: 'GoogleSheets' };
const policy = (rules: readonly PolicyRule[], open = true): RegistryPolicy => ({
  document: { version: 1, defaults: { allow: open, delete: open }, rules },
  entityType: 'T',
  categoryField: 'size',
  sources: SOURCES,
});
const match = (more: object = {}) => ({ entity_type: 'T', ...more });
const notSheets = (more: object = {}): PolicyRule => ({
  match: match(more),
  disallow_sources: ['GoogleSheets'],
  reason: 'Sheets may not',
});
const DENIED = policy([notSheets({ field: 'name' })]);
const REVERT = { s: { onForbidden: { name: 'revert' } } } as const;

/** Bindings n, p and s that agree on a base. */
function settled(
  rules: RulesShape,
  bindings: Readonly<Record<string, BindingShape>> = {},
  base: Cells | null = BASE,
) {
  const views = ['n', 'p', 's'].map((name) => aBinding(name, bindings[name]));
  const world = new RecordWorld(decisionRules(views, rules));
  if (base !== null) world.agree(base);
  return world;
}
const problemsOf = (world: RecordWorld) =>
  world.run().problems.map(({ binding, field, rule }) => [binding, field, rule]);
const nameIn = (world: RecordWorld, binding: string) => world.row(binding).cells?.name;

describe('a forbidden change', () => {
  it.each<[string, RulesShape, Readonly<Record<string, BindingShape>>, string]>([
    ['by access', {}, { s: { access: { name: 'write' } } }, 'PERMISSION'],
    ['by the policy', { policy: DENIED }, {}, 'POLICY'],
    [
      'that cannot be taken back',
      { policy: DENIED },
      { s: { access: { name: 'read' }, onForbidden: { name: 'revert' } } },
      'POLICY',
    ],
  ])('[VL10] %s is a problem that stays where it was made', (_, rules, bindings, rule) => {
    const world = settled(rules, bindings);
    world.edit('s', 'name', 'b');
    for (let i = 0; i < 2; i++) expect(problemsOf(world)).toEqual([['s', 'name', rule]]);
    expect(['n', 'p', 's'].map((name) => nameIn(world, name))).toEqual(['a', 'a', 'b']);
    world.edit('s', 'name', 'a');
    expect(problemsOf(world)).toEqual([]);
  });

  it.each<[string, RulesShape, BindingShape]>([
    ['by access', {}, { access: { name: 'write' }, onForbidden: { name: 'revert' } }],
    ['by the policy', { policy: DENIED }, REVERT.s],
  ])('[VL11] %s is taken back and kept as a loser', (_, rules, s) => {
    const world = settled(rules, { s });
    world.edit('s', 'name', 'b');
    const plan = world.run();
    expect(plan.problems).toEqual([]);
    expect(plan.next?.decisions).toEqual([
      {
        field: 'name',
        value: 'a',
        rule: 'permission',
        losers: [{ binding: 's', value: 'b', rule: 'permission' }],
      },
    ]);
    expect(plan.writes).toMatchObject([
      { binding: 's', cells: { name: { before: 'b', after: 'a' } }, rules: { name: 'permission' } },
    ]);
    expect(nameIn(world, 's')).toBe('a');
    expect(world.run().writes).toEqual([]);
  });

  it('is a loser of the decision that others make', () => {
    const world = settled({ policy: DENIED }, REVERT);
    world.edit('s', 'name', 'b');
    world.edit('p', 'name', 'c');
    expect(world.run().next?.decisions).toMatchObject([
      { value: 'c', rule: 'change', losers: [{ binding: 's', value: 'b', rule: 'permission' }] },
    ]);
    expect(nameIn(world, 's')).toBe('c');
  });

  it('[VL11] takes back again what a failed write left', () => {
    const world = settled({ policy: DENIED }, REVERT);
    world.edit('s', 'name', 'b');
    world.run(() => ({ kind: 'failed' }));
    world.run();
    expect(['n', 'p', 's'].map((name) => nameIn(world, name))).toEqual(['a', 'a', 'a']);
  });

  it('takes the other cells of the row', () => {
    const world = settled({ policy: DENIED });
    world.edit('s', 'name', 'b');
    world.edit('s', 'done', true);
    expect(problemsOf(world)).toEqual([['s', 'name', 'POLICY']]);
    expect(world.row('p').cells?.done).toBe(true);
  });
});

describe('[H9] conflict resolution', () => {
  const both = { n: at('b'), s: at('c') };
  it.each<[string, Partial<Given>]>([
    ['a strategy that prefers it', { conflicts: { strategy: ['prefer'], prefer: ['s', 'n'] } }],
    ['a tie', { conflicts: { strategy: ['last-write-wins', 'hash'] } }],
    ['a person', { conflicts: { strategy: ['manual'] } }],
  ])('[VL12] %s cannot choose a denied change', (_, given) => {
    const seen = [
      { binding: 'n', value: 'b' },
      { binding: 's', value: 'c' },
    ];
    const resolutions = { name: { value: 'c', seen } };
    for (const bindings of [{}, REVERT]) {
      const shape = { ...given, policy: DENIED, bindings, resolutions, rows: both };
      expect(nameOf(shape)).toEqual({
        value: 'b',
        rule: 'change',
        waits: false,
        candidates: undefined,
      });
    }
  });
});

describe('the policy of a record', () => {
  const inTwo = policy([notSheets({ category: '2' })]);
  it.each<[string, Cells, Cells, readonly string[]]>([
    ['asks for the category of the base', { ...BASE, size: '2' }, { name: 'b' }, ['name']],
    ['lets other categories be', { ...BASE, size: '1' }, { name: 'b' }, []],
    [
      'lets no category be left first',
      { ...BASE, size: '2' },
      { name: 'b', size: '1' },
      ['name', 'size'],
    ],
    [
      'lets nobody in by moving in',
      { ...BASE, size: '1' },
      { name: 'b', size: '2' },
      ['name', 'size'],
    ],
  ])('%s', (_, base, edits, fields) => {
    const world = settled({ policy: inTwo }, {}, base);
    for (const [field, value] of Object.entries(edits)) world.edit('s', field, value);
    expect(problemsOf(world).map(([, field]) => field)).toEqual(fields);
  });

  it('lets a write-once field be given once, by whom it likes', () => {
    const rule = { match: match({ field: 'name' }), immutable: true, reason: 'once' } as const;
    const world = settled({ policy: policy([rule], false) }, {}, { id: 'k1', name: null });
    world.edit('s', 'name', 'first');
    expect(problemsOf(world)).toEqual([]);
    expect(nameIn(world, 'p')).toBe('first');
    world.edit('p', 'name', 'second');
    expect(problemsOf(world)).toEqual([['p', 'name', 'POLICY']]);
    world.edit('n', 'name', null);
    expect(problemsOf(world)).toContainEqual(['n', 'name', 'POLICY']);
  });
});

describe('a new row', () => {
  const add = (world: RecordWorld, binding: string, cells: Cells) => {
    world.row(binding).cells = { due: null, done: null, size: null, tags: null, ...cells } as Cells;
  };
  const born = (rules: RulesShape, bindings: Readonly<Record<string, BindingShape>> = {}) =>
    settled(rules, bindings, null);

  it('that the policy forbids whole adds nothing', () => {
    const world = born({ policy: policy([notSheets()]) });
    add(world, 's', BASE);
    expect(problemsOf(world)).toEqual([['s', null, 'POLICY']]);
    expect(world.base).toBeNull();
  });

  it('may repeat what another row may give', () => {
    const world = born({ policy: policy([notSheets()]) });
    add(world, 's', BASE);
    add(world, 'n', BASE);
    expect(problemsOf(world)).toEqual([]);
    expect(nameIn(world, 'p')).toBe('a');
  });

  it('keeps a denied cell as a problem', () => {
    const world = born({ policy: DENIED });
    add(world, 's', { id: 'k1', name: 'b' });
    for (let i = 0; i < 2; i++) expect(problemsOf(world)).toEqual([['s', 'name', 'POLICY']]);
    expect([nameIn(world, 'n'), nameIn(world, 's')]).toEqual([null, 'b']);
  });

  it('has a denied cell taken back', () => {
    const world = born({ policy: DENIED }, REVERT);
    add(world, 's', { id: 'k1', name: 'b' });
    add(world, 'n', { id: 'k1', name: 'c' });
    expect(world.run().next?.decisions.find(({ field }) => field === 'name')).toMatchObject({
      value: 'c',
      losers: [{ binding: 's', value: 'b', rule: 'permission' }],
    });
    expect(nameIn(world, 's')).toBe('c');
  });
});

describe('a deletion', () => {
  const noDelete = policy([{ ...notSheets(), operations: ['delete'] }]);
  it('[VL18] that the policy denies is a problem, and nothing is deleted', () => {
    const world = settled({ policy: noDelete });
    world.remove('s');
    for (let i = 0; i < 2; i++) {
      const plan = world.run();
      expect(plan.problems).toMatchObject([
        { binding: 's', field: null, rule: 'POLICY_DELETE', message: 'Sheets may not' },
      ]);
      expect(plan.writes).toEqual([]);
    }
  });

  it('[VL18] of whom may delete goes on, also beside one who may not', () => {
    for (const gone of [['n'], ['n', 's']]) {
      const world = settled({ policy: noDelete });
      for (const name of gone) world.remove(name);
      expect(problemsOf(world)).toEqual([]);
      expect(world.isDeleted).toBe(true);
    }
  });

  it('in a mirror is none, whatever the policy says', () => {
    const world = settled({ policy: noDelete }, { s: { reads: false } });
    world.remove('s');
    expect(problemsOf(world)).toEqual([]);
    world.run();
    expect(nameIn(world, 's')).toBe('a');
  });
});
