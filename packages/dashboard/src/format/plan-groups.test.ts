import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../api/contract.ts';
import { planGroups } from './plan-groups.ts';

const ALL = { binding: null, kind: null };

function item(given: Partial<PlanItem>): PlanItem {
  return {
    id: 'w1',
    binding: 'notion',
    recordId: 'r1',
    key: { code: 'AA' },
    kind: 'update',
    fields: { name: { before: 'old', after: 'new' } },
    rule: 'change',
    rules: {},
    ...given,
  };
}

describe('planGroups', () => {
  it('gives a line for each field, the key first, with the rule that decided it', () => {
    const fields = { name: { before: 'a', after: null }, code: { before: null, after: 'AA' } };
    const [group] = planGroups(
      [item({ fields, rule: 'change,hash', rules: { name: 'hash' } })],
      ALL,
    );
    expect(group?.changes).toEqual([
      { field: 'code', before: null, after: 'AA', rule: 'change,hash' },
      { field: 'name', before: 'a', after: null, rule: 'hash' },
    ]);
  });

  it('has no before for a row that is new or comes back, and no after for a deleted one', () => {
    const fields = { name: { before: null, after: null } };
    const kinds = ['create', 'restore', 'delete'] as const;
    const groups = planGroups(
      kinds.map((kind) => item({ kind, fields })),
      ALL,
    );
    expect(groups.map(({ changes }) => changes[0])).toEqual([
      { field: 'name', before: undefined, after: null, rule: 'change' },
      { field: 'name', before: undefined, after: null, rule: 'change' },
      { field: 'name', before: null, after: undefined, rule: 'change' },
    ]);
  });

  it('filters by binding and kind, keeping the order of the plan', () => {
    const items = [
      item({ id: '1', binding: 'notion', kind: 'delete' }),
      item({ id: '2', binding: 'sheets', kind: 'delete' }),
      item({ id: '3', binding: 'sheets', kind: 'update' }),
    ];
    const ids = (binding: string | null, kind: PlanItem['kind'] | null) =>
      planGroups(items, { binding, kind }).map((group) => group.item.id);
    expect(ids(null, null)).toEqual(['1', '2', '3']);
    expect(ids('sheets', null)).toEqual(['2', '3']);
    expect(ids(null, 'delete')).toEqual(['1', '2']);
    expect(ids('sheets', 'delete')).toEqual(['2']);
    expect(ids('postgres', null)).toEqual([]);
  });
});
