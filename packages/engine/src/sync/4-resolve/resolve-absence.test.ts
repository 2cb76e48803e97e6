import { describe, expect, it } from 'vitest';
import { aBinding, type BindingShape } from '../../../test/build/a-binding.ts';
import { aRecordView } from '../../../test/build/a-record-view.ts';
import { anObservedRow, aRow, type RowShape } from '../../../test/build/a-row.ts';
import { decisionRules } from '../../../test/build/decision-rules.ts';
import type { Cells } from '../../model/cell.ts';
import type { DeletePolicy } from '../../model/registry.ts';
import { decideRecord } from '../decide-record.ts';

const BASE = { id: 'k1', name: 'a' };
const gone = { shown: BASE, now: null, presence: 'gone' } as const;
const there = { shown: BASE };
const edited = { shown: BASE, now: { ...BASE, name: 'b' } };

function decide(
  rows: Readonly<Record<string, RowShape>>,
  {
    base = BASE,
    deletes = 'propagate',
    bindings = {},
  }: {
    readonly base?: Cells;
    readonly deletes?: DeletePolicy;
    readonly bindings?: Readonly<Record<string, BindingShape>>;
  } = {},
) {
  const names = Object.keys(rows);
  const views = names.map((name) => aBinding(name, bindings[name]));
  const plan = decideRecord(
    aRecordView(
      base,
      names.map((name) => aRow(name, rows[name])),
    ),
    decisionRules(views, { deletes }),
  );
  return {
    status: plan.next?.status,
    writes: plan.writes.map(({ binding, kind }) => `${kind} ${binding}`),
    unlink: plan.next?.unlink,
    detach: plan.next?.detach,
    kept: plan.conflicts.flatMap(({ field, rule }) => (field === '*' ? [rule] : [])),
    waits: plan.next?.waits,
  };
}

describe('a deletion', () => {
  it.each<[DeletePolicy, object]>([
    [
      'propagate',
      { status: 'deleted', writes: ['delete n', 'delete s'], unlink: ['p'], detach: [] },
    ],
    ['unlink', { status: 'live', writes: [], unlink: [], detach: ['p'] }],
    ['ignore', { status: 'live', writes: [], unlink: [], detach: [], waits: true }],
  ])('[RS29] [B6] follows the policy %s', (deletes, verdict) => {
    expect(decide({ n: there, p: gone, s: there }, { deletes })).toMatchObject(verdict);
  });

  it('[RS33] [B10] made everywhere needs no write', () => {
    expect(decide({ n: gone, p: gone })).toMatchObject({
      status: 'deleted',
      writes: [],
      unlink: ['n', 'p'],
      waits: false,
    });
  });

  it('[RS30] [B9] gives way to an edit, and the row comes back', () => {
    expect(decide({ n: edited, p: gone, s: there })).toMatchObject({
      status: 'live',
      writes: ['create p', 'update s'],
      unlink: ['p'],
      kept: ['keep-edit'],
    });
  });

  it('gives way to a row that is met with values of its own', () => {
    expect(decide({ n: there, p: gone, s: { now: { ...BASE, name: 'c' } } }).kept).toEqual([
      'keep-edit',
    ]);
  });

  it('does not give way to a row that is met and shows the base', () => {
    expect(decide({ n: there, p: gone, s: { now: BASE } }).status).toBe('deleted');
  });

  it.each<[string, RowShape]>([
    ['an edit that was refused', { shown: BASE, now: { ...BASE, name: 'n'.repeat(41) } }],
    [
      'a cell that cannot be read',
      {
        shown: BASE,
        now: { id: 'k1' },
        problems: [{ field: 'name', rule: 'TYPE', message: '', value: '?' }],
      },
    ],
    ['rows that cannot be told apart', { shown: BASE, duplicates: [anObservedRow(BASE)] }],
    ['a row out of reach', { shown: BASE, now: null, presence: 'unreachable' }],
    ['a row that was moved', { shown: BASE, now: null, presence: 'moved' }],
  ])('[RS31] waits beside %s', (_, n) => {
    const verdict = decide({ n, p: gone, s: there });
    expect(verdict).toMatchObject({
      status: 'live',
      writes: [],
      unlink: [],
      kept: [],
      waits: true,
    });
  });

  it('[RS32] of a row that had not seen the last decision gives way to it', () => {
    const base = { ...BASE, name: 'b' };
    const verdict = decide({ n: { shown: base }, p: gone }, { base });
    expect(verdict).toMatchObject({ status: 'live', writes: ['create p'], kept: ['keep-edit'] });
  });

  it('[RS32] of a row that was not seen when the record changed gives way to it', () => {
    expect(decide({ n: there, p: { ...gone, missed: true } })).toMatchObject({
      status: 'live',
      kept: ['keep-edit'],
    });
    const both = { n: gone, p: { ...gone, missed: true }, s: there };
    expect(decide(both).status).toBe('deleted');
  });

  it('[RS32] of a row that never showed a value, since its own was refused, gives way to it', () => {
    const p = { ...gone, shown: { id: 'k1' } };
    expect(decide({ n: there, p })).toMatchObject({ status: 'live', kept: ['keep-edit'] });
    const base = { id: 'k1', name: null };
    expect(decide({ n: { shown: base }, p }, { base }).status).toBe('deleted');
  });

  it.each<[string, BindingShape]>([
    ['could not hold the value', { holds: { name: ['a'] } }],
    ['never takes the value', { access: { name: 'read' } }],
  ])('of a row that differs because its column %s counts', (_, p) => {
    const base = { ...BASE, name: 'b' };
    expect(decide({ n: { shown: base }, p: gone }, { base, bindings: { p } }).status).toBe(
      'deleted',
    );
  });

  it('[RS34] of the leader counts, of a mirror it is mended', () => {
    const bindings = { n: { writes: false }, p: { reads: false }, s: { reads: false } };
    expect(decide({ n: gone, p: there, s: edited }, { bindings })).toMatchObject({
      status: 'deleted',
      writes: ['delete p', 'delete s'],
    });
    for (const deletes of ['propagate', 'unlink', 'ignore'] as const) {
      expect(decide({ n: there, p: gone, s: there }, { bindings, deletes })).toMatchObject({
        status: 'live',
        writes: ['create p'],
        unlink: ['p'],
      });
    }
  });

  it('goes on in the mirrors that can be reached, and keeps the record until all are gone', () => {
    const bindings = { n: { writes: false }, p: { reads: false }, s: { reads: false } };
    const p = { shown: BASE, now: null, presence: 'unreachable' } as const;
    expect(decide({ n: gone, p, s: there }, { bindings })).toMatchObject({
      status: 'deleted',
      writes: ['delete s'],
      waits: true,
    });
  });

  it('leaves out rows that were given up', () => {
    const verdict = decide({ n: gone, p: { ...there, detached: true }, s: there });
    expect(verdict).toMatchObject({ status: 'deleted', writes: ['delete s'], waits: false });
  });

  it('[PV1] takes the row as it is for its before-image', () => {
    const base = { id: 'k1', name: 'a' };
    const views = ['n', 'p'].map((name) => aBinding(name));
    const view = aRecordView(base, [
      aRow('n', gone),
      aRow('p', { shown: BASE, externalId: 'p-7' }),
    ]);
    expect(decideRecord(view, decisionRules(views)).writes).toMatchObject([
      {
        kind: 'delete',
        externalId: 'p-7',
        key: { id: 'k1' },
        cells: { id: { before: 'k1', after: null }, name: { before: 'a', after: null } },
        rules: { id: 'delete', name: 'delete' },
      },
    ]);
  });
});
