import { describe, expect, it } from 'vitest';
import { aBinding } from '../../../test/build/a-binding.ts';
import { aRecordView } from '../../../test/build/a-record-view.ts';
import { aRow } from '../../../test/build/a-row.ts';
import { decisionRules } from '../../../test/build/decision-rules.ts';
import { must } from '../../errors/assert.ts';
import type { BindingView, RowView } from '../../model/record-view.ts';
import type { WriteOutcome } from '../../model/write.ts';
import { decideRecord } from '../decide-record.ts';
import { entriesFromPlan } from './entries-from-plan.ts';

const BASE = { id: 'k1', name: 'a' };
const HEAD = {
  tenant: 't',
  registry: 'r',
  run: 'run-1',
  t: '2026-01-31T12:00:00.000Z',
  actor: 'api',
};
const written = (id: string): WriteOutcome => ({
  id,
  status: 'written',
  externalId: 'x',
  shown: {},
});

function entries(
  bindings: readonly BindingView[],
  rows: readonly RowView[],
  outcomeOf: (id: string) => WriteOutcome = written,
) {
  const { next, writes, conflicts } = decideRecord(
    aRecordView(BASE, rows),
    decisionRules(bindings),
  );
  return entriesFromPlan(
    {
      next: must(next, 'a plan'),
      conflicts: conflicts.filter(({ status }) => status === 'resolved'),
      writes: writes.map((write) => ({
        write: { ...write, attempted: true },
        outcome: outcomeOf(write.id),
      })),
    },
    HEAD,
  );
}
const edit = (binding: string, name: string) =>
  aRow(binding, { shown: BASE, now: { ...BASE, name } });
const there = (binding: string) => aRow(binding, { shown: BASE });
const two = [aBinding('n'), aBinding('p')];

describe('entriesFromPlan', () => {
  it('[AU3] tells of each write with its cells, rules and outcome', () => {
    expect(entries(two, [edit('n', 'b'), there('p')])).toMatchObject([
      {
        v: 1,
        type: 'write.outcome',
        ...HEAD,
        record: 'record-1',
        binding: 'p',
        op: 'update',
        fields: [{ field: 'name', before: 'a', after: 'b', rule: 'change' }],
        result: 'written',
      },
    ]);
  });

  it('[AU3] tells why a write was not made', () => {
    const stale = (id: string): WriteOutcome => ({ id, status: 'stale', message: 'edited' });
    expect(entries(two, [edit('n', 'b'), there('p')], stale)[0]).toMatchObject({
      result: 'stale',
      detail: { message: 'edited' },
    });
  });

  it('[AU4] tells of each conflict with all its values', () => {
    const [decided] = entries(two, [edit('n', 'b'), edit('p', 'c')]);
    expect(decided).toMatchObject({
      type: 'conflict.decided',
      field: 'name',
      candidates: [
        { binding: 'n', value: 'b' },
        { binding: 'p', value: 'c' },
      ],
      rule: 'hash',
    });
    expect(['b', 'c']).toContain(decided?.value);
  });

  it.each([
    ['the leader changed it too', 'b'],
    ['the leader did not', 'a'],
  ])('[AU5] tells what a mirror lost, whether %s', (_, name) => {
    const bindings = [aBinding('n', { writes: false }), aBinding('p', { reads: false })];
    const found = entries(bindings, [edit('n', name), edit('p', 'c')]);
    expect(found.filter(({ type }) => type === 'conflict.decided')).toMatchObject([
      { field: 'name', candidates: [{ binding: 'p', value: 'c' }], rule: 'one-way', value: name },
    ]);
  });

  it('[AU5] tells what was taken back from a binding that may not change it', () => {
    const shape = { access: { name: 'write' }, onForbidden: { name: 'revert' } } as const;
    const found = entries([aBinding('n'), aBinding('p', shape)], [there('n'), edit('p', 'c')]);
    const taken = { candidates: [{ binding: 'p', value: 'c' }], rule: 'permission', value: 'a' };
    expect(found).toMatchObject([
      { type: 'conflict.decided', field: 'name', ...taken },
      { type: 'write.outcome', binding: 'p' },
    ]);
  });

  it('[AU6] gives the same entries for the same plan, each with an id of its own', () => {
    const rows = [edit('n', 'b'), edit('p', 'c'), there('s')];
    const ids = () => entries([...two, aBinding('s')], rows).map(({ id }) => id);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(3);
  });
});
