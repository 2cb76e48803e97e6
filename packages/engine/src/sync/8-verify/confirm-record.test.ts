import { describe, expect, it } from 'vitest';
import { aBinding, type BindingShape } from '../../../test/build/a-binding.ts';
import type { Cells } from '../../model/cell.ts';
import type { NextRecord, NextRow, PlannedWrite } from '../../model/plan.ts';
import type { CellWrite, WriteOutcome } from '../../model/write.ts';
import { confirmRecord as confirm, type SettledWrite } from './confirm-record.ts';

const aNext = (next: Partial<NextRecord> = {}): NextRecord => ({
  recordId: 'record-1',
  isNew: false,
  baseVersion: 1,
  status: 'live',
  key: { id: 'k1' },
  cells: { id: 'k1', name: 'b' },
  before: { id: 'k1', name: 'a' },
  rows: [
    {
      binding: 'n',
      externalId: 'n-1',
      shown: { id: 'k1', name: 'b' },
      before: { id: 'k1', name: 'a' },
    },
    {
      binding: 'p',
      externalId: 'p-1',
      shown: { id: 'k1', name: 'a' },
      before: { id: 'k1', name: 'a' },
    },
  ],
  detach: [],
  unlink: [],
  decisions: [],
  waits: false,
  ...next,
});

const aWrite = (
  binding: string,
  cells: Readonly<Record<string, CellWrite>>,
  kind: PlannedWrite['kind'] = 'update',
): PlannedWrite => ({
  id: `write ${binding}`,
  kind,
  externalId: kind === 'create' ? null : `${binding}-1`,
  key: { id: 'k1' },
  cells,
  binding,
  recordId: 'record-1',
  rules: {},
});

const NAME = { name: { before: 'a', after: 'b' } };
const written = (shown: Cells | null, externalId = 'p-1'): WriteOutcome => ({
  id: '',
  status: 'written',
  externalId,
  shown,
});
const stale: WriteOutcome = { id: '', status: 'stale', message: '' };
const failed: WriteOutcome = { id: '', status: 'failed', rule: 'OUTAGE', message: '' };
const rejected: WriteOutcome = { id: '', status: 'rejected', rule: 'CHECK', message: '' };

const settle = (outcome: WriteOutcome, write = aWrite('p', NAME)): SettledWrite[] => [
  { write, outcome },
];
const confirmRecord = (
  next: NextRecord,
  settled: readonly SettledWrite[],
  shape: BindingShape = {},
) => confirm(next, settled, new Map(['n', 'p', 's'].map((name) => [name, aBinding(name, shape)])));
const shownBy = (binding: string, confirmed: ReturnType<typeof confirmRecord>) =>
  confirmed.rows.find((row) => row.binding === binding);

describe('confirmRecord', () => {
  it.each<[string, WriteOutcome]>([
    ['written', written({ id: 'k1', name: 'b' })],
    ['already', { id: '', status: 'already', externalId: 'p-1', shown: { name: 'b' } }],
  ])('[CF1] counts what was %s as shown', (_, outcome) => {
    const confirmed = confirmRecord(aNext(), settle(outcome));
    expect(shownBy('p', confirmed)?.shown).toEqual({ id: 'k1', name: 'b' });
    expect([confirmed.settled, confirmed.unconfirmed]).toEqual([true, 0]);
  });

  it.each([
    ['stale', stale, undefined],
    ['failed', failed, { name: { seen: 'a', written: 'b' } }],
    ['rejected', rejected, undefined],
  ])('[CF2] [CF14] lets a row lag behind the base where its write is %s', (_, outcome, doubts) => {
    const confirmed = confirmRecord(aNext(), settle(outcome));
    expect(confirmed.cells).toEqual({ id: 'k1', name: 'b' });
    expect(shownBy('n', confirmed)?.shown.name).toBe('b');
    expect(shownBy('p', confirmed)?.shown.name).toBe('a');
    expect(shownBy('p', confirmed)?.doubts).toEqual(doubts);
    expect([confirmed.settled, confirmed.unconfirmed]).toEqual([false, 1]);
  });

  it.each<[string, Cells]>([
    ['[F28] another value', { name: 'c' }],
    ['EMPTY', { name: null }],
    ['nothing readable', {}],
  ])('[CF1] keeps what a row showed where the read-back is %s', (_, shown) => {
    const confirmed = confirmRecord(aNext(), settle(written(shown)));
    expect(shownBy('p', confirmed)?.shown.name).toBe('a');
    expect([confirmed.settled, confirmed.unconfirmed]).toEqual([false, 1]);
  });

  it.each<[string, WriteOutcome, object | undefined]>([
    ['another value', written({ name: 'c' }), { name: { seen: 'c', written: 'b' } }],
    ['EMPTY', written({ name: null }), { name: { seen: null, written: 'b' } }],
    ['what was written', written({ name: 'b' }), undefined],
    ['what it was written over', written({ name: 'a' }), undefined],
    ['nothing readable', written({}), undefined],
  ])('[CF4] remembers that a row was seen with %s in place of a write', (_, outcome, doubts) => {
    expect(shownBy('p', confirmRecord(aNext(), settle(outcome)))?.doubts).toEqual(doubts);
  });

  it('[CF15] leaves a row out that was neither read nor written, and looks at it again where the record changed', () => {
    const [n, p] = aNext().rows as [NextRow, NextRow];
    const next = aNext({ rows: [n, { ...p, remembered: true }] });
    const unseen = confirmRecord(next, []);
    expect([unseen.rows.map(({ binding }) => binding), unseen.settled]).toEqual([['n'], false]);
    const same = confirmRecord({ ...next, before: next.cells }, []);
    expect([same.rows.map(({ binding }) => binding), same.settled]).toEqual([['n'], true]);
    const seen = confirmRecord(next, settle(written({ id: 'k1', name: 'b' })));
    expect([seen.rows.map(({ binding }) => binding), seen.settled]).toEqual([['n', 'p'], true]);
  });

  it('[CF3] [G9] leaves cells that a write brought about elsewhere in the row to the next run', () => {
    const confirmed = confirmRecord(aNext(), settle(written({ name: 'b', slug: 'b' })));
    expect(shownBy('p', confirmed)?.shown).toEqual({ id: 'k1', name: 'b' });
  });

  it('[CF1] confirms cell by cell', () => {
    const rows = [{ binding: 'p', externalId: 'p-1', shown: { name: 'a', size: '1' }, before: {} }];
    const write = aWrite('p', { ...NAME, size: { before: '1', after: '2' } });
    const confirmed = confirmRecord(
      aNext({ rows }),
      settle(written({ name: 'b', size: '9' }), write),
    );
    expect(shownBy('p', confirmed)?.shown).toEqual({ name: 'b', size: '1' });
    expect(confirmed.unconfirmed).toBe(1);
  });

  it('[CF5] follows a row whose identity changed with its key', () => {
    const outcome = written({ id: 'k2', name: 'b' }, 'p-k2');
    const write = aWrite('p', { ...NAME, id: { before: 'k1', after: 'k2' } });
    expect(shownBy('p', confirmRecord(aNext(), settle(outcome, write)))).toEqual({
      binding: 'p',
      externalId: 'p-k2',
      shown: { id: 'k2', name: 'b' },
    });
  });

  it('[CF9] is not settled while anything waits', () => {
    expect(confirmRecord(aNext({ waits: true }), []).settled).toBe(false);
  });

  it('hands on which rows are given up or gone', () => {
    expect(confirmRecord(aNext({ detach: ['s'], unlink: ['p'] }), [])).toMatchObject({
      detach: ['s'],
      unlink: ['p'],
    });
  });
});

describe('confirmRecord of created rows', () => {
  const cells = { id: { before: null, after: 'k1' }, name: { before: null, after: 'b' } };
  const create = aWrite('s', cells, 'create');
  const next = aNext({
    isNew: true,
    before: {},
    cells: { id: 'k1', name: 'b', size: null, due: 'x' },
  });
  const created = (shown: Cells) =>
    shownBy('s', confirmRecord(next, settle(written(shown, 's-9'), create)));

  it('[CF6] links the new row', () => {
    expect(created({ id: 'k1', name: 'b', size: null })).toEqual({
      binding: 's',
      externalId: 's-9',
      shown: { id: 'k1', name: 'b', size: null },
    });
  });

  it.each<[string, Cells, Cells]>([
    ['what is not as it was written', { id: 'k1', name: 'c' }, { id: 'k1' }],
    [
      'what the system filled in by itself',
      { id: 'k1', name: 'b', size: '7' },
      { id: 'k1', name: 'b' },
    ],
  ])('[CF6] meets %s as a value of that binding', (_, shown, known) => {
    expect(created(shown)?.shown).toEqual(known);
  });

  it('takes a field that could not be given to the row as it is', () => {
    expect(created({ id: 'k1', name: 'b', due: 'filled' })?.shown.due).toBe('filled');
  });

  it('meets what a person gave a new row where the field waits as a value of that binding', () => {
    const shown = { id: 'k1', name: 'b', due: 'by a person' };
    const known = (waits: Partial<NextRecord>) => {
      const confirmed = confirmRecord({ ...next, ...waits }, settle(written(shown), create));
      return shownBy('s', confirmed)?.shown;
    };
    expect(known({ waiting: ['due'] })).toEqual({ id: 'k1', name: 'b' });
    const { due: _, ...undecided } = next.cells;
    expect(known({ cells: undecided })).toEqual({ id: 'k1', name: 'b' });
  });

  it.each<[string, BindingShape, object]>([
    [
      'takes an unticked box for EMPTY where the column shows it so',
      { lossy: ['done'] },
      { done: false },
    ],
    ['meets `false` as a value where the column shows EMPTY too', {}, {}],
  ])('%s, while the field waits', (_, shape, known) => {
    const waits = { ...next, waiting: ['done'] };
    const shown = { id: 'k1', name: 'b', done: false };
    const confirmed = confirmRecord(waits, settle(written(shown, 's-9'), create), shape);
    expect(shownBy('s', confirmed)?.shown).toEqual({ id: 'k1', name: 'b', ...known });
  });

  it('takes what a row from the trash shows of the base for known, and nothing else', () => {
    const due = '2027-01-01T00:00:00Z';
    const waits = { ...next, cells: { ...next.cells, due, done: true }, waiting: ['due', 'done'] };
    const shown = { id: 'k1', name: 'b', due, done: false };
    const restore = { ...create, kind: 'restore' as const };
    const confirmed = confirmRecord(waits, settle(written(shown), restore), { lossy: ['done'] });
    expect(shownBy('s', confirmed)?.shown).toEqual({ id: 'k1', name: 'b', due });
  });

  it('[CF13] holds a linked row from the trash against what it showed before', () => {
    const former = { id: 'k1', name: 'a', note: 'old' };
    const row = { binding: 's', externalId: 's-1', shown: former, before: former };
    const restore = {
      ...aWrite('s', NAME, 'restore'),
      cells: { name: { before: null, after: 'b' } },
    };
    const back = { ...aNext({ rows: [row] }), unlink: ['s'] };
    const shown = { id: 'k1', name: 'b', note: 'new' };
    const confirmed = confirmRecord(back, settle(written(shown, 's-1'), restore));
    expect(shownBy('s', confirmed)).toMatchObject({
      externalId: 's-1',
      shown: { ...former, name: 'b' },
    });
    expect(shownBy('s', confirmRecord(back, settle(failed, restore)))).toBeUndefined();
  });

  it.each([stale, failed, rejected])(
    '[CF7] links nothing where the create is $status',
    (outcome) => {
      const confirmed = confirmRecord(next, settle(outcome, create));
      expect(shownBy('s', confirmed)).toBeUndefined();
      expect(confirmed.cells).toBe(next.cells);
      expect([confirmed.settled, confirmed.unconfirmed]).toEqual([false, 2]);
    },
  );

  it('counts a failed create without cells', () => {
    const empty = aWrite('s', {}, 'create');
    expect(confirmRecord(next, settle(failed, empty)).unconfirmed).toBe(1);
  });
});

describe('confirmRecord of a deleted record', () => {
  const next = aNext({ status: 'deleted', rows: [], unlink: ['n'] });
  const remove = (binding: string) =>
    aWrite(binding, { name: { before: 'a', after: null } }, 'delete');
  const done = written(null);

  it('[CF8] [B10] retires the record when every row is gone', () => {
    const confirmed = confirmRecord(next, [
      { write: remove('p'), outcome: done },
      { write: remove('s'), outcome: { ...done, status: 'already' } as WriteOutcome },
    ]);
    expect(confirmed).toMatchObject({ status: 'deleted', unlink: ['n', 'p', 's'], settled: true });
  });

  it.each([stale, failed, rejected])(
    '[CF8] keeps every link while one row is $status',
    (outcome) => {
      const confirmed = confirmRecord(next, [
        { write: remove('p'), outcome: done },
        { write: remove('s'), outcome },
      ]);
      expect(confirmed).toMatchObject({ status: 'live', cells: next.before, unlink: [], rows: [] });
      expect([confirmed.settled, confirmed.unconfirmed]).toEqual([false, 1]);
    },
  );

  it('[CF8] keeps every link while a row is left that could not be deleted', () => {
    const confirmed = confirmRecord({ ...next, waits: true }, [
      { write: remove('p'), outcome: done },
    ]);
    expect(confirmed).toMatchObject({ status: 'live', unlink: [], settled: false });
  });
});
