import { describe, expect, it } from 'vitest';
import { aBinding, type BindingShape } from '../../../test/build/a-binding.ts';
import { decisionRules, type RulesShape } from '../../../test/build/decision-rules.ts';
import { RecordWorld } from '../../../test/build/record-world.ts';
import { must } from '../../errors/assert.ts';
import { addCounts, reportPartition } from './partition-report.ts';

const BASE = { id: 'k1', name: 'a', size: '1' };
const NONE = new Set<string>();
const newValues = (world: RecordWorld, ...fate: Parameters<RecordWorld['run']>) =>
  reportPartition([world.run(...fate)], NONE, '').newValues;
const aWorld = (rules: RulesShape = {}, p: BindingShape = {}) => {
  const world = new RecordWorld(decisionRules([aBinding('n'), aBinding('p', p)], rules));
  world.agree(BASE);
  return world;
};

describe('unseen records of a plan', () => {
  it('[B10] are those that change though no binding shows them', () => {
    const world = aWorld();
    for (const binding of ['n', 'p']) world.remove(binding);
    const plan = world.run();
    const { recordId } = must(plan.next, 'the record is retired');
    const unseen = (seen: Iterable<string>) => reportPartition([plan], new Set(seen), '').unseen;
    expect([unseen([]), unseen([recordId])]).toEqual([1, 0]);
  });

  it('do not count where nothing becomes of them', () => {
    const world = aWorld();
    expect(reportPartition([world.run()], NONE, '').unseen).toBe(0);
  });
});

describe('renamed records of a plan', () => {
  const renamed = (world: RecordWorld) => reportPartition([world.run()], NONE, '').renamed;

  it('[PV32] [B13] are those that get another key', () => {
    const world = aWorld();
    world.edit('n', 'name', 'b');
    expect(renamed(world)).toBe(0);
    world.edit('n', 'id', 'k2');
    expect(renamed(world)).toBe(1);
    expect(renamed(world)).toBe(0);
  });

  it('[PV32] [B13] are neither new nor deleted', () => {
    const created = new RecordWorld(decisionRules([aBinding('n'), aBinding('p')]));
    created.row('n').cells = BASE;
    expect(renamed(created)).toBe(0);
    const deleted = aWorld();
    deleted.remove('n');
    expect(renamed(deleted)).toBe(0);
  });
});

describe('new values of a plan', () => {
  it('are counted by field, once for a record', () => {
    const world = aWorld();
    world.edit('n', 'name', 'b');
    world.edit('p', 'size', null);
    expect(newValues(world)).toEqual({ name: 1, size: 1 });
    expect(newValues(world)).toEqual({});
  });

  it('[PV16] are not those that a repair writes again', () => {
    const world = aWorld();
    world.edit('n', 'name', 'b');
    expect(newValues(world, () => ({ kind: 'failed' }))).toEqual({ name: 1 });
    expect(world.row('p').cells?.name).toBe('a');
    expect(newValues(world)).toEqual({});
    expect(world.row('p').cells?.name).toBe('b');
  });

  it('are not those that all bindings show already', () => {
    const world = aWorld();
    for (const name of ['n', 'p']) world.edit(name, 'name', 'b');
    expect(newValues(world)).toEqual({});
  });

  it('[PV16] are not those that take a forbidden change back', () => {
    const world = aWorld({}, { access: { name: 'write' }, onForbidden: { name: 'revert' } });
    world.edit('p', 'name', 'b');
    expect(newValues(world)).toEqual({});
    expect(world.row('p').cells?.name).toBe('a');
  });

  it('are those of a new record, but for its empty cells', () => {
    const world = new RecordWorld(decisionRules([aBinding('n'), aBinding('p')]));
    world.row('n').cells = { id: 'k1', name: 'a', size: null };
    expect(newValues(world)).toEqual({ id: 1, name: 1 });
  });

  it('add up over partitions', () => {
    expect(addCounts([{ a: 1 }, {}, { a: 2, b: 1 }])).toEqual({ a: 3, b: 1 });
  });
});
