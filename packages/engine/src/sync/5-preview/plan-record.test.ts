import { describe, expect, it } from 'vitest';
import { aBinding, type BindingShape } from '../../../test/build/a-binding.ts';
import { aRecordView } from '../../../test/build/a-record-view.ts';
import { anObservedRow, aRow, type RowShape } from '../../../test/build/a-row.ts';
import { decisionRules, type RulesShape } from '../../../test/build/decision-rules.ts';
import { SCHEMA } from '../../../test/build/field-specs.ts';
import type { Cells } from '../../model/cell.ts';
import { decideRecord } from '../decide-record.ts';

const BASE = { id: 'k1', name: 'a', size: '1' };

interface Given extends RulesShape {
  readonly base?: Cells | null;
  readonly rows: Readonly<Record<string, RowShape>>;
  readonly bindings?: Readonly<Record<string, BindingShape>>;
}

function plan({ base = BASE, rows, bindings = {}, ...shape }: Given) {
  const names = Object.keys(rows);
  const views = names.map((name) => aBinding(name, bindings[name]));
  const view = aRecordView(
    base,
    names.map((name) => aRow(name, rows[name])),
  );
  return decideRecord(view, decisionRules(views, shape));
}
const writesOf = (given: Given) =>
  Object.fromEntries(
    plan(given).writes.map(({ binding, kind, cells }) => [
      `${kind} ${binding}`,
      Object.fromEntries(Object.entries(cells).map(([field, cell]) => [field, cell.after])),
    ]),
  );
const problemsOf = (given: Given) =>
  plan(given).problems.map(({ binding, field, rule }) => [binding, field, rule]);
const edit = (cells: Cells): RowShape => ({ shown: BASE, now: { ...BASE, ...cells } });
const there: RowShape = { shown: BASE };

describe('planRecord: updates', () => {
  it('[PV1] writes only the cells that differ, with their before-image and rule', () => {
    const { writes } = plan({ rows: { n: edit({ name: 'b' }), p: there } });
    expect(writes).toEqual([
      {
        id: 'write-1',
        binding: 'p',
        recordId: 'record-1',
        kind: 'update',
        externalId: 'p-1',
        key: { id: 'k1' },
        cells: { name: { before: 'a', after: 'b' } },
        rules: { name: 'change' },
      },
    ]);
  });

  it('[A4] gives no row a key that another row of its table has meanwhile, and goes on with the rest', () => {
    const shown = { ...BASE, id: 'k0', name: 'old' };
    const copies = [anObservedRow({ ...BASE, name: 'other' }, { externalId: 'p-2' })];
    const given = { rows: { n: there, p: { shown, copies } } };
    expect(writesOf(given)).toEqual({ 'update p': { name: 'a' } });
    expect(problemsOf(given)).toEqual([['p', null, 'DUPLICATE_KEY']]);
    expect(writesOf({ rows: { n: there, p: { shown } } })).toEqual({
      'update p': { id: 'k1', name: 'a' },
    });
  });

  it('[PV2] repairs a cell that does not show the base', () => {
    const p = { shown: { ...BASE, name: 'old' } };
    const { writes } = plan({ rows: { n: there, p } });
    expect(writes[0]).toMatchObject({ cells: { name: { before: 'old', after: 'a' } } });
    expect(writes[0]?.rules).toEqual({ name: 'repair' });
  });

  it('gives the key as it is after the write', () => {
    expect(plan({ rows: { n: edit({ id: 'k2' }), p: there } }).writes[0]).toMatchObject({
      key: { id: 'k2' },
      cells: { id: { before: 'k1', after: 'k2' } },
    });
  });

  it('[PV3] does not write what the binding would not show', () => {
    const base = { id: 'k1', due: '2026-01-31T12:34:00Z' };
    const p = { shown: base, now: { ...base, due: '2026-01-31T12:34:56Z' } };
    const bindings = { n: { lossy: ['due'] } };
    expect(writesOf({ base, rows: { n: { shown: base }, p }, bindings })).toEqual({});
  });

  it('[PV4] writes nothing where an unmended edit stands, but the other cells of the row', () => {
    const n = edit({ name: 'n'.repeat(41) });
    const p = edit({ name: 'c', size: '2' });
    expect(writesOf({ rows: { n, p } })).toEqual({ 'update n': { size: '2' } });
  });

  it('[PV4] writes nothing where a cell cannot be read', () => {
    const problems = [{ field: 'name', rule: 'TYPE', message: '', value: '?' }];
    const n = { shown: BASE, now: { id: 'k1', size: '1' }, problems };
    expect(writesOf({ rows: { n, p: edit({ name: 'b' }) } })).toEqual({});
  });

  it('[PV5] [D7] writes nothing of a field that waits, in any binding', () => {
    const rows = { n: edit({ name: 'b', size: '2' }), p: edit({ name: 'c' }), s: there };
    const given = { rows, conflicts: { strategy: ['manual'] } } as const;
    expect(writesOf(given)).toEqual({ 'update p': { size: '2' }, 'update s': { size: '2' } });
    const { next } = plan(given);
    expect(next?.waits).toBe(true);
    expect(next?.rows.map(({ shown }) => shown)).toEqual([{ ...BASE, size: '2' }, BASE, BASE]);
  });

  it('[PV6] writes nothing to a column that is only read, and to a binding that is only read', () => {
    const rows = { n: edit({ name: 'b' }), p: there, s: there };
    const bindings = { p: { access: { name: 'read' } }, s: { writes: false } } as const;
    expect(writesOf({ rows, bindings })).toEqual({});
  });

  it('[PV7] reports a value that a binding cannot hold, and writes it elsewhere', () => {
    const rows = { n: edit({ size: '2' }), p: there, s: there };
    const given = { rows, bindings: { p: { holds: { size: ['1'] } } } };
    expect(writesOf(given)).toEqual({ 'update s': { size: '2' } });
    expect(problemsOf(given)).toEqual([['p', 'size', 'OUT_OF_RANGE']]);
    expect(plan(given).next).toMatchObject({ waits: true, cells: { size: '2' } });
  });

  it('[VL7] comes back to a record of which a row was there but not seen', () => {
    const p = { shown: BASE, now: null, presence: 'present' } as const;
    const given = { rows: { n: edit({ name: 'b' }), p } };
    expect(writesOf(given)).toEqual({});
    expect(plan(given).next?.waits).toBe(true);
  });

  it('takes back what a mirror changed', () => {
    const bindings = { n: { writes: false }, p: { reads: false } };
    const rows = { n: there, p: edit({ name: 'c' }) };
    expect(writesOf({ rows, bindings })).toEqual({ 'update p': { name: 'a' } });
  });
});

describe('planRecord: creates', () => {
  it('writes every cell that is not EMPTY', () => {
    const rows = { n: { now: { id: 'k1', name: 'a', size: null } }, p: {} };
    expect(writesOf({ base: null, rows })).toEqual({ 'create p': { id: 'k1', name: 'a' } });
    expect(plan({ base: null, rows }).writes[0]).toMatchObject({
      externalId: null,
      cells: { id: { before: null, after: 'k1' } },
    });
  });

  it('writes what the binding shows of EMPTY', () => {
    const rows = { n: { now: { id: 'k1', done: null } }, p: {} };
    const bindings = { p: { lossy: ['done'] } };
    expect(writesOf({ base: null, rows, bindings })).toEqual({
      'create p': { id: 'k1', done: false },
    });
  });

  it('leaves out what the binding cannot hold, does not take, or what waits', () => {
    const rows = {
      n: { now: { id: 'k1', name: 'a', size: '7' } },
      p: { now: { id: 'k1', name: 'b', size: '7' } },
      s: {},
    };
    const bindings = { s: { holds: { size: ['1'] } } };
    const given = { base: null, rows, bindings, conflicts: { strategy: ['manual'] } } as const;
    expect(writesOf(given)).toEqual({ 'create s': { id: 'k1' } });
    expect(problemsOf(given)).toEqual([['s', 'size', 'OUT_OF_RANGE']]);
  });

  it.each<[string, BindingShape, string]>([
    ['cannot hold its key', { holds: { id: ['k9'] } }, 'OUT_OF_RANGE'],
    ['does not take its key', { access: { id: 'read' } }, 'PERMISSION'],
  ])('[PV8] [A10] creates no row in a binding that %s, and says so', (_, p, rule) => {
    const given = { rows: { n: there, p: {} }, bindings: { p } };
    expect(writesOf(given)).toEqual({});
    expect(problemsOf(given)).toEqual([['p', 'id', rule]]);
  });

  it('[PV8] creates no row while its key waits', () => {
    const rows = { n: edit({ id: 'k2' }), p: edit({ id: 'k3' }), s: {} };
    expect(writesOf({ rows, conflicts: { strategy: ['manual'] } })).toEqual({});
  });

  const NAMED = { ...SCHEMA, required: ['id', 'name'] };
  const disputed = { n: edit({ name: 'b', size: '2' }), p: edit({ name: 'c' }) };

  it.each<[string, RowShape]>([
    ['that lacks the record', {}],
    ['whose row is gone', { shown: BASE, now: null, presence: 'gone' }],
    ['whose row is in the trash', { shown: BASE, now: null, presence: 'trashed' }],
  ])('[PV8] creates no row in a binding %s while a required field waits', (_, s) => {
    const given = {
      rows: { ...disputed, s },
      bindings: { s: { restores: true } },
      schema: NAMED,
      conflicts: { strategy: ['manual'] },
    } as const;
    const { 'update p': update, ...others } = writesOf(given);
    expect([update, others]).toEqual([{ size: '2' }, {}]);
    expect(problemsOf(given)).toEqual([]);
    expect(plan(given).next?.waits).toBe(true);
  });

  it('[PV8] creates the row once the required field is decided', () => {
    const rows = { ...disputed, s: {} };
    const given = { rows, schema: NAMED, conflicts: { strategy: ['prefer'], prefer: ['n'] } };
    expect(writesOf(given as Given)).toMatchObject({ 'create s': { id: 'k1', name: 'b' } });
  });

  it.each<[string, BindingShape]>([
    ['it does not map', { access: { name: 'none' } }],
    ['it may not write', { access: { name: 'read' } }],
  ])('[PV8] creates the row while a required field waits that %s', (_, s) => {
    const rows = { ...disputed, s: {} };
    const conflicts = { strategy: ['manual'] } as const;
    const given = { rows, bindings: { s }, schema: NAMED, conflicts };
    expect(writesOf(given)).toMatchObject({ 'create s': { id: 'k1', size: '2' } });
  });

  it.each(['moved', 'unreachable', 'present', null] as const)(
    '[PV9] [B3] creates no second row while the linked row is %s',
    (presence) => {
      const p = { shown: BASE, now: null, presence };
      expect(writesOf({ rows: { n: edit({ name: 'b' }), p } })).toEqual({});
    },
  );

  it('[PV10] creates nothing in a binding that gave the record up', () => {
    const p = { shown: BASE, now: null, presence: 'gone', detached: true } as const;
    expect(writesOf({ rows: { n: edit({ name: 'b' }), p } })).toEqual({});
  });
});

describe('planRecord: the next base', () => {
  it('tells a new record from a known one', () => {
    const rows = { n: { now: BASE } };
    expect(plan({ base: null, rows }).next).toMatchObject({
      isNew: true,
      baseVersion: 0,
      before: {},
      key: { id: 'k1' },
      rows: [{ binding: 'n', externalId: 'n-1', shown: BASE, before: {} }],
    });
    expect(plan({ rows: { n: there } }).next).toMatchObject({
      isNew: false,
      baseVersion: 1,
      before: BASE,
      waits: false,
    });
  });

  it('[A10] is none for a row that was refused', () => {
    const { next, writes } = plan({
      base: null,
      rows: { n: { now: { ...BASE, size: '-1' } }, p: {} },
    });
    expect([next, writes]).toEqual([null, []]);
  });

  it('keeps what a row showed where its edit was refused', () => {
    const { next } = plan({ rows: { n: edit({ name: 'n'.repeat(41), size: '2' }), p: there } });
    expect(next?.rows[0]?.shown).toEqual({ ...BASE, size: '2' });
    expect(next?.waits).toBe(true);
  });

  it('follows a row to the identity that it has now', () => {
    const row = { shown: BASE, now: BASE };
    const view = aRecordView(BASE, [
      { ...aRow('n', row), link: { externalId: 'n-0', shown: BASE }, presence: 'gone' },
    ]);
    const { next } = decideRecord(view, decisionRules([aBinding('n')]));
    expect(next?.rows[0]?.externalId).toBe('n-1');
  });
});
