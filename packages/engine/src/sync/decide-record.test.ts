import { describe, expect, it } from 'vitest';
import { aBinding, type BindingShape } from '../../test/build/a-binding.ts';
import { decisionRules, type RulesShape } from '../../test/build/decision-rules.ts';
import { RecordWorld, type WriteFate } from '../../test/build/record-world.ts';
import type { Cells } from '../model/cell.ts';

const EMPTY = { size: null, due: null, done: null, tags: null };
const BASE = { id: 'k1', name: 'a', ...EMPTY };

function aWorld(
  shape: RulesShape = {},
  bindings: Readonly<Record<string, BindingShape>> = {},
): RecordWorld {
  const views = ['n', 'p', 's'].map((name) => aBinding(name, bindings[name]));
  return new RecordWorld(decisionRules(views, shape));
}

function agreed(
  shape?: RulesShape,
  bindings?: Readonly<Record<string, BindingShape>>,
): RecordWorld {
  const world = aWorld(shape, bindings);
  world.agree(BASE);
  return world;
}

/** Fates by binding; the others are written. */
const fates = (of: Readonly<Record<string, WriteFate['kind'] | WriteFate>>) => {
  return ({ binding }: { binding: string }): WriteFate => {
    const fate = of[binding] ?? 'written';
    return typeof fate === 'string' ? ({ kind: fate } as WriteFate) : fate;
  };
};
const names = (world: RecordWorld) => [...world.rows.values()].map(({ cells }) => cells?.name);
const candidates = (plan: ReturnType<RecordWorld['run']>) =>
  plan.conflicts.flatMap((conflict) =>
    conflict.candidates.map(({ binding, value }) => [conflict.field, binding, value]),
  );
const prefer = (...order: string[]) =>
  ({ conflicts: { strategy: ['prefer'], prefer: order } }) as const;
const manual = { conflicts: { strategy: ['manual'] } } as const;
const place = (world: RecordWorld, rows: Readonly<Record<string, Cells>>) => {
  for (const [name, cells] of Object.entries(rows)) {
    world.row(name).cells = { ...BASE, name: null, ...cells };
  }
};

describe('runs that went wrong', () => {
  it('[RS28] the echo of a write whose answer got lost does not stand against an edit', () => {
    const world = agreed();
    world.edit('n', 'name', null);
    world.run(fates({ p: 'lost', s: 'written' }));
    world.edit('n', 'name', 'a');
    const plan = world.run();
    expect(plan.conflicts).toEqual([]);
    expect(names(world)).toEqual(['a', 'a', 'a']);
  });

  it('[CF4] [F28] an edit between a write and its read-back stands against the write', () => {
    const world = agreed(prefer('n'));
    world.edit('n', 'name', 'b');
    world.run(fates({ p: { kind: 'edited', field: 'name', value: 'c' } }));
    expect(names(world)).toEqual(['b', 'c', 'b']);
    expect(candidates(world.run())).toEqual([
      ['name', 'n', 'b'],
      ['name', 'p', 'c'],
      ['name', 's', 'b'],
    ]);
    expect(names(world)).toEqual(['b', 'b', 'b']);
  });

  it('a cell cleared after the first contact failed stays cleared', () => {
    const world = aWorld(prefer('s'));
    place(world, { n: {}, s: { name: 'b' } });
    world.run(fates({ n: 'stale', p: 'failed' }));
    world.edit('s', 'name', null);
    world.run();
    expect(names(world)).toEqual([null, null, null]);
  });

  it('[CF2] a person’s decision holds although its write failed', () => {
    const world = agreed(manual);
    world.edit('n', 'name', 'b');
    world.edit('p', 'name', 'c');
    expect(world.run().conflicts[0]?.status).toBe('open');
    const seen = [
      { binding: 'n', value: 'b' },
      { binding: 'p', value: 'c' },
    ];
    world.resolutions = { name: { value: 'a', seen } };
    world.run(fates({ n: 'failed' }));
    world.resolutions = {};
    expect(world.run().conflicts).toEqual([]);
    expect(names(world)).toEqual(['a', 'a', 'a']);
  });

  it('[RS32] [B9] a row deleted before it got the last edit comes back', () => {
    const world = agreed();
    world.edit('n', 'name', 'b');
    world.run(fates({ p: 'stale' }));
    world.remove('p');
    world.run();
    expect(names(world)).toEqual(['b', 'b', 'b']);
  });

  it('[CF8] a deletion that was done in part goes on', () => {
    const world = agreed();
    world.remove('n');
    world.run(fates({ p: 'failed' }));
    expect([world.isDeleted, names(world)]).toEqual([false, [undefined, 'a', undefined]]);
    expect(world.run().writes.map(({ kind, binding }) => `${kind} ${binding}`)).toEqual([
      'delete p',
    ]);
    expect(world.isDeleted).toBe(true);
  });

  it('[B9] a deletion that was done in part gives way to an edit of what is left', () => {
    const world = agreed();
    world.remove('n');
    world.run(fates({ p: 'stale' }));
    world.edit('p', 'name', 'b');
    world.run();
    expect(names(world)).toEqual(['b', 'b', 'b']);
  });

  it('[AP11] [C15] a create whose answer got lost is met as the row that it made', () => {
    const world = aWorld();
    place(world, { n: { name: 'b' } });
    world.run(fates({ p: 'lost', s: 'lost' }));
    const plan = world.run();
    expect([plan.writes, plan.conflicts, plan.next?.waits]).toEqual([[], [], false]);
  });
});

describe('first syncs', () => {
  it('a manual conflict stays open although one side shows its value as EMPTY', () => {
    const world = aWorld(manual, { n: { lossy: ['done'] } });
    place(world, { n: { done: false }, s: { done: true } });
    world.run();
    expect(candidates(world.run())).toEqual([
      ['done', 'n', false],
      ['done', 's', true],
    ]);
  });

  it('a leader’s refused row never empties its mirrors', () => {
    const world = aWorld({}, { n: { writes: false }, p: { reads: false }, s: { reads: false } });
    place(world, { n: { name: 'n'.repeat(41) }, p: { name: 'kept' } });
    const plan = world.run();
    expect([plan.next, plan.writes]).toEqual([null, []]);
  });

  it('[VL14] a row that only a mirror has is reported and left alone', () => {
    const world = aWorld({}, { n: { writes: false }, p: { reads: false }, s: { reads: false } });
    place(world, { p: { name: 'kept' } });
    const plan = world.run();
    expect([plan.next, plan.writes]).toEqual([null, []]);
    expect(plan.problems.map(({ binding, rule }) => [binding, rule])).toEqual([
      ['p', 'PERMISSION'],
    ]);
  });

  it('[CF3] what a system fills into a new row by itself goes to the others', () => {
    const world = aWorld();
    place(world, { n: { name: 'b' } });
    world.run(fates({ p: { kind: 'edited', field: 'size', value: '7' } }));
    world.run();
    expect([...world.rows.values()].map(({ cells }) => cells?.size)).toEqual(['7', '7', '7']);
  });
});

describe('values that a binding cannot hold', () => {
  it('[RS28] an edit in the binding that could not follow meets what it did not show', () => {
    const world = agreed(prefer('n'), { p: { holds: { name: ['a', 'c'] } } });
    world.edit('n', 'name', 'b');
    expect(world.run().problems.map(({ rule }) => rule)).toEqual(['OUT_OF_RANGE']);
    world.edit('p', 'name', 'c');
    expect(candidates(world.run())).toEqual([
      ['name', 'n', 'b'],
      ['name', 'p', 'c'],
      ['name', 's', 'b'],
    ]);
  });
});
