import { describe, expect, it } from 'vitest';
import { aBinding, type BindingShape } from '../../../test/build/a-binding.ts';
import { aRecordView } from '../../../test/build/a-record-view.ts';
import { aRow, type RowShape } from '../../../test/build/a-row.ts';
import { decisionRules } from '../../../test/build/decision-rules.ts';
import type { Cells } from '../../model/cell.ts';
import type { RecordGoal } from '../../model/record-view.ts';
import { decideRecord } from '../decide-record.ts';

const BEFORE = { id: 'k1', name: 'before', size: '1' };
const AFTER = { id: 'k1', name: 'after', size: '2' };

interface Given {
  readonly goal: Partial<RecordGoal>;
  readonly base?: Cells | null;
  readonly past?: Cells;
  readonly rows: Readonly<Record<string, RowShape>>;
  readonly bindings?: Readonly<Record<string, BindingShape>>;
}

/** What is planned for one record that a run is to bring back. */
function pursue({ goal, base = AFTER, past, rows, bindings = {} }: Given) {
  const names = Object.keys(rows);
  const view = aRecordView(
    base,
    names.map((name) => aRow(name, rows[name])),
  );
  const plan = decideRecord(
    {
      ...view,
      past: past === undefined ? null : { cells: past, version: 3 },
      goal: { kind: 'undo', before: BEFORE, after: AFTER, keyTaken: false, ...goal },
    },
    decisionRules(names.map((name) => aBinding(name, bindings[name]))),
  );
  return {
    plan,
    status: plan.next?.status,
    cells: plan.next?.cells,
    version: plan.next?.baseVersion,
    writes: plan.writes.map(({ binding, kind }) => `${kind} ${binding}`),
    conflicts: plan.conflicts.map(({ field, rule, value }) => ({ field, rule, value })),
    problems: plan.problems.map(({ binding, field, rule }) => ({ binding, field, rule })),
  };
}

const there = { shown: AFTER };
const gone = { tombstone: 'old', presence: 'gone' } as const;
const trashed = { tombstone: 'old', presence: 'trashed' } as const;

describe('a goal of a record that lives', () => {
  it('[RS37] goes back in every binding, the one where it was changed included', () => {
    const { cells, writes, conflicts, plan } = pursue({ goal: {}, rows: { n: there, p: there } });
    expect(cells).toMatchObject(BEFORE);
    expect(writes).toEqual(['update n', 'update p']);
    expect(conflicts).toEqual([]);
    expect(plan.writes[0]?.rules).toEqual({ name: 'undo', size: 'undo' });
    expect(plan.writes[0]?.cells.name).toEqual({ before: 'after', after: 'before' });
  });

  it('[RS38] [H10] leaves a field that was synced otherwise since, and takes the others back', () => {
    const base = { ...AFTER, name: 'later' };
    const { cells, conflicts } = pursue({ goal: {}, base, rows: { n: { shown: base } } });
    expect(cells).toMatchObject({ name: 'later', size: '1' });
    expect(conflicts).toEqual([{ field: 'name', rule: 'later-edit', value: 'later' }]);
  });

  it('[RS38] [H10] leaves a field that someone has just edited, and names both values', () => {
    const now = { ...AFTER, name: 'just now' };
    const { cells, plan } = pursue({ goal: {}, rows: { n: { shown: AFTER, now }, p: there } });
    expect(cells).toMatchObject({ name: 'just now', size: '1' });
    const candidates = plan.conflicts.flatMap((conflict) => conflict.candidates);
    expect(candidates).toMatchObject([
      { binding: 'n', value: 'just now' },
      { binding: '@goal', value: 'before' },
    ]);
  });

  it('[RS43] has nothing to do where it is as it was', () => {
    const { writes, conflicts } = pursue({
      goal: {},
      base: BEFORE,
      rows: { n: { shown: BEFORE } },
    });
    expect([writes, conflicts]).toEqual([[], []]);
  });

  it.each<[string, BindingShape, Partial<RecordGoal>, object]>([
    [
      'a binding gives it and is not written',
      { access: { name: 'read' } },
      {},
      { rule: 'NOT_WRITABLE' },
    ],
    [
      'the schema refuses it',
      {},
      { before: { ...BEFORE, name: 'x'.repeat(41) } },
      { rule: 'NOT_VALID' },
    ],
  ])('[RS42] stays where %s', (_, shape, goal, problem) => {
    const { cells, problems } = pursue({
      goal,
      rows: { n: there, p: there },
      bindings: { n: shape },
    });
    expect(cells).toMatchObject({ name: 'after', size: '1' });
    expect(problems).toMatchObject([{ field: 'name', ...problem }]);
  });

  it('[RS42] keeps its key where another record has the old one', () => {
    const goal = { before: { ...BEFORE, id: 'old' }, keyTaken: true };
    const { cells, problems } = pursue({ goal, rows: { n: there } });
    expect(cells).toMatchObject({ id: 'k1', name: 'before' });
    expect(problems).toEqual([{ binding: 'n', field: 'id', rule: 'KEY_TAKEN' }]);
  });

  it('[RS41] does not stand against a deletion', () => {
    const absent = { shown: AFTER, now: null, presence: 'gone' } as const;
    const { status, conflicts } = pursue({ goal: {}, rows: { n: absent, p: there } });
    expect(status).toBe('deleted');
    expect(conflicts).toMatchObject([{ field: '*', rule: 'later-edit' }]);
  });
});

describe('a goal of a record that was not there', () => {
  const goal = { before: null };

  it('[RS39] deletes it everywhere', () => {
    const { status, writes, plan } = pursue({ goal, rows: { n: there, p: there } });
    expect([status, writes]).toEqual(['deleted', ['delete n', 'delete p']]);
    expect(plan.writes[0]?.rules.name).toBe('undo');
  });

  it.each([
    ['synced since', { ...AFTER, name: 'later' }, { shown: { ...AFTER, name: 'later' } }],
    ['edited just now', AFTER, { shown: AFTER, now: { ...AFTER, name: 'just now' } }],
    ['given a value that is refused', AFTER, { shown: AFTER, now: { ...AFTER, size: '-1' } }],
  ])('[RS39] [H10] keeps it when it was %s', (_, base, n) => {
    const { status, conflicts } = pursue({ goal, base, rows: { n, p: { shown: base } } });
    expect(status).toBe('live');
    expect(conflicts).toContainEqual({ field: '*', rule: 'later-edit', value: null });
  });

  it('[RS42] keeps it while a binding shows it that is not written to', () => {
    const { status, problems } = pursue({
      goal,
      rows: { n: there, p: there },
      bindings: { n: { writes: false } },
    });
    expect(status).toBe('live');
    expect(problems).toEqual([{ binding: 'n', field: null, rule: 'NOT_WRITABLE' }]);
  });

  it('[RS43] has nothing to do when it is gone already', () => {
    const { plan } = pursue({ goal, base: null, past: AFTER, rows: { n: gone } });
    expect(plan).toMatchObject({ next: null, writes: [] });
  });
});

describe('a goal of a record that was deleted', () => {
  const goal = { after: null };
  const revived = { goal, base: null, past: AFTER };

  it('[RS40] comes back whole: from the trash where there is one, else as a new row', () => {
    const { status, cells, version, writes, plan } = pursue({
      ...revived,
      rows: { n: trashed, p: gone },
      bindings: { n: { restores: true } },
    });
    expect([status, version]).toEqual(['live', 3]);
    expect(cells).toEqual(BEFORE);
    expect(writes).toEqual(['restore n', 'create p']);
    expect(plan.writes[0]).toMatchObject({
      externalId: 'old',
      cells: { name: { before: null, after: 'before' }, due: { before: null, after: null } },
    });
  });

  it('waits with a row that is there, though it was not seen', () => {
    const present = { tombstone: 'old', presence: 'present' } as const;
    expect(pursue({ ...revived, rows: { n: present, p: gone } }).writes).toEqual(['create p']);
  });

  it.each<[string, Partial<RecordGoal>, string]>([
    ['another record has its key', { keyTaken: true }, 'KEY_TAKEN'],
    ['the schema refuses it', { before: { ...BEFORE, size: '-1' } }, 'NOT_VALID'],
  ])('[RS42] stays deleted where %s', (_, changes, rule) => {
    const rows = { n: trashed, p: gone };
    const { plan, problems } = pursue({ ...revived, goal: { ...goal, ...changes }, rows });
    expect([plan.next, plan.writes]).toEqual([null, []]);
    expect(problems).toMatchObject([{ rule }]);
  });

  it('[RS41] [H10] stays as a person brought it back', () => {
    const now = { ...AFTER, name: 'typed again' };
    const { cells, conflicts } = pursue({ ...revived, rows: { n: { now }, p: gone } });
    expect(cells).toMatchObject({ name: 'typed again' });
    expect(conflicts).toMatchObject([{ field: '*', rule: 'later-edit' }]);
  });
});
