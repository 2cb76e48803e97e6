import { describe, expect, it } from 'vitest';
import { aBinding, type BindingShape } from '../../../test/build/a-binding.ts';
import { aRecordView } from '../../../test/build/a-record-view.ts';
import { aRow, type RowShape } from '../../../test/build/a-row.ts';
import { decisionRules } from '../../../test/build/decision-rules.ts';
import { SCHEMA } from '../../../test/build/field-specs.ts';
import { at, type Given, live, nameOf } from '../../../test/build/resolve.ts';
import type { Cell } from '../../model/cell.ts';
import type { ConflictPolicy } from '../../model/registry.ts';
import { decideRecord } from '../decide-record.ts';

const MERGE = { strategy: ['merge', 'last-write-wins', 'hash'] } as const;
const QUORUM = { strategy: ['quorum', 'prefer'], prefer: ['n'] } as const;

/** A row that showed these tags and now shows those. */
const tagged = (from: Cell, to: Cell, more: RowShape = {}): RowShape => ({
  shown: { id: 'k1', tags: from },
  now: { id: 'k1', tags: to },
  ...more,
});

function tagsOf(given: Given) {
  const { cells, fields, conflicts, waiting } = live({ conflicts: MERGE, ...given });
  const decision = fields.find(({ field }) => field === 'tags');
  const conflict = conflicts.find(({ field }) => field === 'tags');
  return {
    value: cells.tags,
    rule: decision?.rule,
    losers: decision?.losers,
    conflict: conflict && [conflict.status, conflict.rule, conflict.value],
    waits: waiting.has('tags'),
  };
}

describe('merge', () => {
  const base = { id: 'k1', tags: ['x'] };
  const removal = tagged(['x'], null);
  const addition = tagged(['x'], ['x', 'y']);

  it('[RS15] [D12] keeps the tags that two bindings add', () => {
    const rows = { n: tagged(null, ['x']), p: tagged(null, ['y']), s: tagged(null, null) };
    expect(tagsOf({ base: { id: 'k1', tags: null }, rows })).toEqual({
      value: ['x', 'y'],
      rule: 'merge',
      losers: [],
      conflict: ['resolved', 'merge', ['x', 'y']],
      waits: false,
    });
  });

  it('[RS15] [D12] honours a removal in one binding and an addition in another', () => {
    expect(tagsOf({ base, rows: { n: removal, p: addition } })).toEqual({
      value: ['y'],
      rule: 'merge',
      losers: [{ binding: 'p', value: ['x', 'y'] }],
      conflict: ['resolved', 'merge', ['y']],
      waits: false,
    });
  });

  it('[D12] is a conflict with a loser where the last write wins', () => {
    const edited = (from: string, to: string) => ({
      edited: { from: `2026-01-31T${from}:00.000Z`, to: `2026-01-31T${to}:00.000Z` },
    });
    const rows = {
      n: tagged(['x'], ['x', 'z'], edited('12:00', '12:01')),
      p: tagged(['x'], ['x', 'y'], edited('12:02', '12:03')),
    };
    expect(tagsOf({ base, rows, conflicts: { strategy: ['last-write-wins'] } })).toMatchObject({
      value: ['x', 'y'],
      rule: 'last-write-wins',
      losers: [{ binding: 'n', value: ['x', 'z'] }],
    });
  });

  it('[RS16] does not take what a row never got for a removal', () => {
    const rows = {
      n: tagged(['x', 'y'], ['x', 'y']),
      p: tagged(['x'], ['x', 'z']),
    };
    expect(tagsOf({ base: { id: 'k1', tags: ['x', 'y'] }, rows })).toMatchObject({
      value: ['x', 'y', 'z'],
      rule: 'merge',
    });
  });

  it('joins what a new row shows with the record', () => {
    const rows = { n: tagged(['x'], ['x']), p: { now: { id: 'k1', tags: ['y'] } } };
    expect(tagsOf({ base, rows })).toMatchObject({ value: ['x', 'y'], rule: 'merge', losers: [] });
  });

  it('[RS20] does not write what the schema refuses: the next of the chain decides', () => {
    const tags = { ...SCHEMA.properties.tags, maxItems: 2 };
    const schema = { ...SCHEMA, properties: { ...SCHEMA.properties, tags } };
    const rows = { n: tagged(['x'], ['x', 'z']), p: addition };
    const own = tagsOf({ base, rows, schema });
    expect(own.rule).toBe('hash');
    expect(own.value).toHaveLength(2);
    const alone = { strategy: ['merge'] } as const;
    expect(tagsOf({ base, rows, schema, conflicts: alone })).toMatchObject({
      value: ['x'],
      waits: true,
      conflict: ['open', null, undefined],
    });
  });

  it('empties no required field', () => {
    const schema = { ...SCHEMA, required: ['id', 'tags'] };
    const both = { id: 'k1', tags: ['x', 'y'] };
    const rows = { n: tagged(['x', 'y'], ['x']), p: tagged(['x', 'y'], ['y']) };
    expect(tagsOf({ base: both, rows, schema }).rule).toBe('hash');
    expect(tagsOf({ base: both, rows })).toMatchObject({ value: null, rule: 'merge' });
  });

  it('leaves text to the next of the chain', () => {
    expect(nameOf({ rows: { n: at('b'), p: at('c') }, conflicts: MERGE }).rule).toBe('hash');
  });

  it('[D12] is written to every binding under its rule, and once', () => {
    const strategies = { strategy: ['hash'], fields: { tags: MERGE } } as const;
    const rows = { n: removal, p: addition, s: tagged(['x'], ['x']) };
    const plan = decide(base, rows, strategies);
    expect(plan.writes.map(({ binding, cells, rules }) => [binding, cells, rules])).toEqual([
      ['n', { tags: { before: null, after: ['y'] } }, { tags: 'merge' }],
      ['p', { tags: { before: ['x', 'y'], after: ['y'] } }, { tags: 'merge' }],
      ['s', { tags: { before: ['x'], after: ['y'] } }, { tags: 'merge' }],
    ]);
    const after = { n: tagged(null, ['y']), p: tagged(['x', 'y'], ['y']), s: tagged(['y'], ['y']) };
    const again = decide({ id: 'k1', tags: ['y'] }, after, strategies);
    expect([again.writes, again.conflicts]).toEqual([[], []]);
  });
});

describe('quorum', () => {
  it('takes the value that more than half of the bindings came to agree on', () => {
    const rows = { n: at('c'), p: at('b'), s: at('b') };
    expect(nameOf({ rows, conflicts: QUORUM })).toMatchObject({ value: 'b', rule: 'quorum' });
  });

  it('[RS13] counts those that still show the base', () => {
    const rows = { n: at('c'), p: at('b'), s: at('a'), t: at('a'), u: at('a') };
    const { fields, conflicts } = live({ rows, conflicts: QUORUM });
    expect(fields).toEqual([
      {
        field: 'name',
        value: 'a',
        rule: 'quorum',
        losers: [
          { binding: 'n', value: 'c' },
          { binding: 'p', value: 'b' },
        ],
      },
    ]);
    expect(conflicts).toMatchObject([{ status: 'resolved', rule: 'quorum', value: 'a' }]);
  });

  it('counts a row that is met with the base in it', () => {
    const base = { id: 'k1', name: 'a' };
    const rows = {
      n: { now: { id: 'k1', name: 'a' } },
      p: at('a'),
      s: { now: { id: 'k1', name: 'b' } },
    };
    expect(nameOf({ base, rows, conflicts: { strategy: ['quorum'] } })).toMatchObject({
      value: 'a',
      rule: 'quorum',
    });
  });

  it('[RS12] needs as many as the chain asks for', () => {
    const rows = { n: at('c'), p: at('b'), s: at('b'), t: at('a') };
    expect(nameOf({ rows, conflicts: QUORUM }).rule).toBe('prefer');
    const of = (quorum: number) => nameOf({ rows, conflicts: { ...QUORUM, quorum } });
    expect(of(2)).toMatchObject({ value: 'b', rule: 'quorum' });
    expect(of(3)).toMatchObject({ value: 'c', rule: 'prefer' });
  });

  it('[RS14] asks only bindings that may speak for the field', () => {
    const rows = { n: at('c'), p: at('b'), s: at('b'), t: at('a'), u: at('a') };
    const silent: BindingShape = { access: { name: 'write' } };
    const bindings = { t: silent, u: { access: { name: 'none' } } } as const;
    expect(nameOf({ rows, bindings, conflicts: QUORUM })).toMatchObject({
      value: 'b',
      rule: 'quorum',
    });
  });

  it('[RS14] gives no voice to a deleted row, nor to one that lags behind the base', () => {
    const gone: RowShape = { ...at('a'), now: null, presence: 'gone' };
    const behind: RowShape = { shown: { id: 'k1', name: 'o' }, now: { id: 'k1', name: 'o' } };
    const conflicts = { ...QUORUM, quorum: 2 };
    const edits = { n: at('c'), p: at('b') };
    const verdict = (s: RowShape, t: RowShape) =>
      nameOf({ rows: { ...edits, s, t }, conflicts }).rule;
    expect(verdict(gone, at('a'))).toBe('prefer');
    expect(verdict(behind, at('a'))).toBe('prefer');
    expect(verdict(at('a'), at('a'))).toBe('quorum');
  });

  it('counts a binding that shows less for the value that it would show so', () => {
    const [exact, short] = ['2026-01-31T12:34:56Z', '2026-01-31T12:34:00Z'];
    const due = (to: string): RowShape => ({
      shown: { id: 'k1', due: null },
      now: { id: 'k1', due: to },
    });
    const given: Given = {
      base: { id: 'k1', due: null },
      rows: { n: due('2027-01-01T00:00:00Z'), p: due(exact), s: due(short) },
      bindings: { s: { lossy: ['due'] } },
      conflicts: QUORUM,
    };
    expect(live(given).fields).toMatchObject([{ field: 'due', value: exact, rule: 'quorum' }]);
  });

  it('is asked again where it cannot tell: merge, then the last of the chain', () => {
    const chain = { strategy: ['quorum', 'merge', 'hash'] } as const;
    const rows = { n: tagged(null, ['x']), p: tagged(null, ['y']) };
    const given = { base: { id: 'k1', tags: null }, rows, conflicts: chain };
    expect(tagsOf(given)).toMatchObject({ value: ['x', 'y'], rule: 'merge' });
  });
});

function decide(
  base: Readonly<Record<string, Cell>>,
  rows: Readonly<Record<string, RowShape>>,
  conflicts: ConflictPolicy,
) {
  const names = Object.keys(rows);
  const view = aRecordView(
    base,
    names.map((name) => aRow(name, rows[name])),
  );
  const bindings = names.map((name) => aBinding(name));
  return decideRecord(view, decisionRules(bindings, { conflicts }));
}
