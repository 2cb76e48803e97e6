import { describe, expect, it } from 'vitest';
import { aBinding } from '../../../test/build/a-binding.ts';
import { aRecordView } from '../../../test/build/a-record-view.ts';
import { aRow, type RowShape } from '../../../test/build/a-row.ts';
import { decisionRules } from '../../../test/build/decision-rules.ts';
import { must } from '../../errors/assert.ts';
import { decideRecord } from '../decide-record.ts';
import { retirementEntry } from './retirement-entry.ts';

const BASE = { id: 'k1', name: 'a' };
const HEAD = {
  tenant: 't',
  registry: 'r',
  run: 'run-1',
  t: '2026-01-31T12:00:00.000Z',
  actor: 'api',
};
const gone: RowShape = { shown: BASE, now: null, presence: 'gone' };
const there: RowShape = { shown: BASE };

function entryOf(n: RowShape, p: RowShape) {
  const bindings = [aBinding('n'), aBinding('p')];
  const view = aRecordView(BASE, [aRow('n', n), aRow('p', p)]);
  const { next, writes } = decideRecord(view, decisionRules(bindings));
  const planned = writes.map((write) => ({
    write,
    outcome: { id: write.id, status: 'already', externalId: '', shown: null } as const,
  }));
  return retirementEntry({ next: must(next, 'a plan'), conflicts: [], writes: planned }, HEAD);
}

describe('retirementEntry', () => {
  it('[AU10] [B10] tells of a record that was gone everywhere, with the cells that it had', () => {
    expect(entryOf(gone, gone)).toMatchObject({
      type: 'record.retired',
      ...HEAD,
      record: 'record-1',
      key: { id: 'k1' },
      fields: [
        { field: 'id', before: 'k1', after: null, rule: 'delete' },
        { field: 'name', before: 'a', after: null, rule: 'delete' },
      ],
    });
    expect(entryOf(gone, gone)).toEqual(entryOf(gone, gone));
  });

  it.each<[string, RowShape, RowShape]>([
    ['is deleted by a write', gone, there],
    ['may be there still', gone, { ...gone, presence: 'unreachable' }],
    ['lives', there, there],
  ])('[AU10] tells nothing of a record that %s', (_, n, p) => {
    expect(entryOf(n, p)).toBeNull();
  });
});
