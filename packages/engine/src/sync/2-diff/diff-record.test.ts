import { describe, expect, it } from 'vitest';
import { aBinding } from '../../../test/build/a-binding.ts';
import { aRecordView } from '../../../test/build/a-record-view.ts';
import { anObservedRow, aRow, type RowShape } from '../../../test/build/a-row.ts';
import type { Cell, Cells } from '../../model/cell.ts';
import type { EditInterval } from '../../model/observed-row.ts';
import type { CellDoubt } from '../../model/record-view.ts';
import { diffRecord } from './diff-record.ts';

const BASE = { id: 'k1', name: 'a' };
const READ = '2026-01-31T11:00:00.000Z';

const diff = (base: Cells | null, row: RowShape, unseenSince: string | null = READ) => {
  const binding = aBinding('n', { unseenSince, fetchedAt: '2026-01-31T12:00:00.000Z' });
  return diffRecord(aRecordView(base, [aRow('n', row)]), new Map([['n', binding]]))[0] ?? null;
};

describe('diffRecord', () => {
  it('[DF2] [A7] sees no change in a row that shows what it showed, wherever it stands', () => {
    const row = { shown: BASE, now: { ...BASE } };
    expect(diff(BASE, row)).toBeNull();
    expect(diff({ ...BASE, name: 'other' }, row)).toBeNull();
  });

  it('[DF1] compares with what the row showed, never with the base', () => {
    const shown = { ...BASE, name: 'poorer' };
    expect(diff(BASE, { shown, now: { ...BASE, name: 'a' } })).toMatchObject({
      kind: 'edited',
      cells: { name: { from: 'poorer', to: 'a' } },
    });
  });

  it.each<[string, Cell, CellDoubt, object | null]>([
    ['nothing of what was written', 'w', { seen: 'a', written: 'w' }, null],
    ['nothing of what it showed', 'a', { seen: 'a', written: 'w' }, null],
    ['a third value', 'c', { seen: 'a', written: 'w' }, { from: 'a', to: 'c', entered: true }],
    ['EMPTY', null, { seen: 'a', written: 'w' }, { from: 'a', to: null, entered: true }],
    [
      'the old value again',
      'a',
      { seen: 'w', written: 'w' },
      { from: 'w', to: 'a', entered: true },
    ],
    ['an edit seen before the write', 'e', { seen: 'e', written: 'w' }, { from: 'a', to: 'e' }],
  ])('[DF14] reports of a cell that a run wrote without an end %s', (_, now, doubt, change) => {
    const row = { shown: BASE, now: { ...BASE, name: now }, doubts: { name: doubt } };
    expect(diff(BASE, row)?.cells.name ?? null).toEqual(change);
  });

  it.each<[string, Cells | null, RowShape, string, Cells]>([
    ['a row of a record that no base knows', null, { now: BASE }, 'created', BASE],
    ['a row on first contact', BASE, { now: { id: 'k1', name: null } }, 'met', { id: 'k1' }],
    [
      'a cleared cell',
      BASE,
      { shown: BASE, now: { id: 'k1', name: null } },
      'edited',
      { name: null },
    ],
    ['a field on first contact', BASE, { shown: { id: 'k1' }, now: BASE }, 'edited', { name: 'a' }],
  ])('[DF6] reports %s', (_, base, row, kind, to) => {
    const change = diff(base, row);
    const cells = Object.entries(change?.cells ?? {}).map(([field, cell]) => [field, cell.to]);
    expect([change?.kind, Object.fromEntries(cells)]).toEqual([kind, to]);
  });

  it('[DF5] says nothing about a cell that could not be read', () => {
    const problems = [{ field: 'name', rule: 'TYPE', message: '', value: '#N/A' }];
    expect(diff(BASE, { shown: BASE, now: { id: 'k1' }, problems })).toBeNull();
  });

  it.each([
    ['trashed', 'absent'],
    ['gone', 'absent'],
    ['moved', undefined],
    ['unreachable', undefined],
    ['unidentified', undefined],
    ['present', undefined],
    [null, undefined],
  ] as const)('[DF7] [B3] takes a row that is %s for %s', (presence, kind) => {
    expect(diff(BASE, { shown: BASE, now: null, presence })?.kind).toBe(kind);
  });

  it('[DF9] leaves out rows that were given up and rows that cannot be told apart', () => {
    const now = { ...BASE, name: 'b' };
    expect(diff(BASE, { shown: BASE, now, detached: true })).toBeNull();
    expect(diff(BASE, { shown: BASE, now, duplicates: [anObservedRow(now)] })).toBeNull();
  });

  const minute = (from: string, to: string) => ({
    from: `2026-01-31T${from}:00.000Z`,
    to: `2026-01-31T${to}:00.000Z`,
  });
  it.each<[string, EditInterval | null, string | null, EditInterval | null]>([
    ['its own time', minute('11:30', '11:31'), READ, minute('11:30', '11:31')],
    [
      'its own time, cut to what was not seen yet',
      minute('10:59', '11:01'),
      READ,
      minute('11:00', '11:01'),
    ],
    ['its own time, cut to the read', minute('11:59', '12:01'), READ, minute('11:59', '12:00')],
    [
      'its own time where that is before the last read',
      minute('10:00', '10:01'),
      READ,
      minute('10:00', '10:01'),
    ],
    ['the time since the last read', null, READ, minute('11:00', '12:00')],
    ['no time', null, null, null],
    ['its own time on the first read', minute('10:00', '10:01'), null, minute('10:00', '10:01')],
  ])('[DF10] [D4] dates an edit by %s', (_, edited, unseenSince, interval) => {
    const row = { shown: BASE, now: { ...BASE, name: 'b' }, edited };
    expect(diff(BASE, row, unseenSince)?.edited).toEqual(interval);
  });
});
