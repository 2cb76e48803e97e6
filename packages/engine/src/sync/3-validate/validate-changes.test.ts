import { describe, expect, it } from 'vitest';
import { aBinding, type BindingShape } from '../../../test/build/a-binding.ts';
import { aRecordView } from '../../../test/build/a-record-view.ts';
import { anObservedRow, aRow, type RowShape } from '../../../test/build/a-row.ts';
import { decisionRules, type RulesShape } from '../../../test/build/decision-rules.ts';
import type { Cells } from '../../model/cell.ts';
import { diffRecord } from '../2-diff/diff-record.ts';
import { validateChanges } from './validate-changes.ts';

const BASE = { id: 'k1', name: 'a', size: '1', tags: ['x'] };

interface Given extends RulesShape {
  readonly base?: Cells | null;
  readonly rows: Readonly<Record<string, RowShape>>;
  readonly bindings?: Readonly<Record<string, BindingShape>>;
}

function validate({ base = BASE, rows, bindings = {}, ...shape }: Given) {
  const names = Object.keys(rows);
  const rules = decisionRules(
    names.map((name) => aBinding(name, bindings[name])),
    shape,
  );
  const view = aRecordView(
    base,
    names.map((name) => aRow(name, rows[name])),
  );
  const changes = diffRecord(view, rules.bindings);
  return validateChanges(view, changes, { ...rules, key: rules.registry.key });
}

const refusals = (given: Given) =>
  validate(given).problems.map(({ binding, field, rule }) => [binding, field, rule]);
const accepted = (given: Given) =>
  Object.fromEntries(
    validate(given).accepted.map(({ binding, cells }) => [binding, Object.keys(cells)]),
  );
const edit = (cells: Cells, more: RowShape = {}): Given => ({
  rows: { n: { shown: BASE, now: { ...BASE, ...cells }, ...more } },
});

describe('validateChanges of a known record', () => {
  it.each<[Cells, string, string]>([
    [{ name: 'n'.repeat(41) }, 'name', 'SCHEMA_MAXLENGTH'],
    [{ size: '-1' }, 'size', 'SCHEMA_MINIMUM'],
    [{ tags: ['x', 'q'] }, 'tags', 'OPTION'],
    [{ tags: ['X'] }, 'tags', 'OPTION'],
    [{ id: null }, 'id', 'KEY_REQUIRED'],
    [{ id: ' \t' }, 'id', 'KEY_REQUIRED'],
  ])('[VL1] refuses the edit %o and blocks its cell', (cells, field, rule) => {
    const { problems, blocked, accepted: taken } = validate(edit(cells));
    expect(problems.map((problem) => [problem.field, problem.rule])).toEqual([[field, rule]]);
    expect(blocked.get('n')).toEqual(new Set([field]));
    expect(taken[0]?.cells).toEqual({});
  });

  it('[VL2] [E9] takes the other cells of the row', () => {
    expect(accepted(edit({ name: 'b', tags: ['q'] }))).toEqual({ n: ['name'] });
  });

  it('[VL2] refuses each bad cell of a row, not only the first kind', () => {
    expect(refusals(edit({ tags: ['q'], size: '-1', id: null }))).toEqual([
      ['n', 'id', 'KEY_REQUIRED'],
      ['n', 'tags', 'OPTION'],
      ['n', 'size', 'SCHEMA_MINIMUM'],
    ]);
  });

  it('[VL3] [D13] refuses to clear what is required, and only that', () => {
    const schema = {
      properties: { id: { type: 'string' }, name: { type: 'string' }, size: { type: 'integer' } },
      required: ['name'],
    };
    const { n } = edit({ name: null, size: null }).rows;
    expect(refusals({ schema, rows: { n: n ?? {} } })).toEqual([['n', 'name', 'REQUIRED']]);
  });

  it('[VL4] holds a change responsible for rules over several fields', () => {
    const schema = {
      properties: { id: { type: 'string' }, name: { type: 'string' }, size: { type: 'integer' } },
      if: { properties: { name: { const: 'big' } }, required: ['name'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { size: { minimum: 10 } } },
    };
    const given = edit({ name: 'big' });
    expect(refusals({ ...given, schema })).not.toEqual([]);
    expect(refusals({ ...edit({ name: 'big', size: '11' }), schema })).toEqual([]);
  });

  it('[VL4] leaves cells alone that were bad before', () => {
    const bad = { ...BASE, size: '-1' };
    const rows = { n: { shown: bad, now: { ...bad, name: 'b' } } };
    expect(refusals({ base: bad, rows })).toEqual([]);
  });

  it('[VL10] refuses what the binding may not change, and blocks the cell', () => {
    const given = {
      ...edit({ name: 'b' }),
      bindings: { n: { access: { name: 'write' } } },
    } as const;
    expect(refusals(given)).toEqual([['n', 'name', 'PERMISSION']]);
    expect(validate(given).blocked.get('n')).toEqual(new Set(['name']));
  });

  it('[VL13] takes back what a mirror changed, unless it never writes the column', () => {
    const mirror = { reads: false, access: { size: 'read' } } as const;
    const { reverted, problems } = validate({
      ...edit({ name: 'b', size: '2' }),
      bindings: { n: mirror },
    });
    expect(reverted).toEqual([{ binding: 'n', field: 'name', value: 'b', rule: 'one-way' }]);
    expect(problems).toEqual([]);
  });

  it('[VL5] [F3] keeps an unreadable cell apart from the others', () => {
    const { id, size, tags } = BASE;
    const problems = [{ field: 'name', rule: 'ERROR_CELL', message: '', value: '#N/A' }];
    const given = { rows: { n: { shown: BASE, now: { id, size: '2', tags }, problems } } };
    expect(size).toBe('1');
    expect(refusals(given)).toEqual([['n', 'name', 'ERROR_CELL']]);
    expect(accepted(given)).toEqual({ n: ['size'] });
  });

  it('[ID8] [A2] refuses rows that cannot be told apart', () => {
    const given = edit({ name: 'b' }, { duplicates: [anObservedRow(BASE)] });
    expect(refusals(given)).toEqual([['n', null, 'AMBIGUOUS_KEY']]);
    expect(accepted(given)).toEqual({});
  });

  it('[VL24] [A4] refuses copies of a row, not the row', () => {
    const copies = ['row-2', 'row-3'].map((externalId) => anObservedRow(BASE, { externalId }));
    const given = edit({ name: 'b' }, { copies });
    expect(refusals(given)).toEqual([
      ['n', null, 'DUPLICATE_KEY'],
      ['n', null, 'DUPLICATE_KEY'],
    ]);
    expect(accepted(given)).toEqual({ n: ['name'] });
    expect(validate(given).blocked.size).toBe(0);
  });

  it('[VL26] [A4] names copies of one identity in one problem, and blocks writes to the row that they share it with', () => {
    const copies = [4, 7].map((position) =>
      anObservedRow({ ...BASE, name: 'b' }, { externalId: 'n-1', position }),
    );
    const { problems, blocked } = validate({ rows: { n: { shown: BASE, copies } } });
    expect(problems).toMatchObject([
      { externalId: 'n-1', rule: 'DUPLICATE_KEY', message: expect.stringContaining('rows 5, 8') },
    ]);
    expect(blocked.get('n')).toEqual(new Set(['*']));
  });

  it.each([
    ['a leader', {}],
    ['a mirror, to which nothing can be written back', { reads: false }],
    ['a binding that may not change it', { access: { id: 'write' } }],
  ] as const)('[A5] refuses the cleared key of a row without id in %s, once', (_, n) => {
    const now = { ...BASE, id: null };
    const { problems, reverted, blocked } = validate({
      rows: { n: { shown: BASE, now, externalId: null } },
      bindings: { n },
    });
    expect(problems).toMatchObject([{ binding: 'n', field: 'id', rule: 'KEY_REQUIRED' }]);
    expect(reverted).toEqual([]);
    expect(blocked.get('n')).toEqual(new Set(['id']));
  });

  it.each([
    ['moved', 'ROW_MOVED'],
    ['unreachable', 'ROW_UNREACHABLE'],
    ['unidentified', 'ROW_UNIDENTIFIED'],
  ] as const)('[VL6] [B3] reports a row that is %s and blocks it', (presence, rule) => {
    const given = { rows: { n: { shown: BASE, now: null, presence } } };
    expect(refusals(given)).toEqual([['n', null, rule]]);
    expect(validate(given).blocked.get('n')).toEqual(new Set(['*']));
  });

  it('[VL7] blocks a row that is there although it was not seen, without a problem', () => {
    const given = { rows: { n: { shown: BASE, now: null, presence: 'present' } } } as const;
    expect(refusals(given)).toEqual([]);
    expect(validate(given).blocked.get('n')).toEqual(new Set(['*']));
  });

  it('[ID9] refuses every key field that made the key another record’s', () => {
    const base = { id: 'k1', name: 'a', size: '1' };
    const now = { ...base, name: 'b', size: '2' };
    const rows = { n: { shown: base, now, keyTaken: true } };
    expect(refusals({ base, rows, key: ['id', 'name'] })).toEqual([['n', 'name', 'KEY_TAKEN']]);
    expect(accepted({ base, rows, key: ['id', 'name'] })).toEqual({ n: ['size'] });
  });

  it('keeps rows that were given up out of it', () => {
    const given = edit({ tags: ['q'] }, { detached: true, duplicates: [anObservedRow(BASE)] });
    expect(refusals(given)).toEqual([]);
  });
});

describe('validateChanges of a new record', () => {
  const REQUIRED = {
    properties: {
      id: { type: 'string' },
      name: { type: 'string', maxLength: 5 },
      size: { type: 'integer' },
      tags: { type: 'array', items: { type: 'string', enum: ['x'] } },
    },
    required: ['id', 'name', 'size'],
  };
  const whole = { id: 'k1', name: 'a', size: '1' };

  it('[VL8] takes a row whole', () => {
    expect(accepted({ base: null, rows: { n: { now: BASE } } })).toEqual({
      n: ['id', 'name', 'size', 'tags'],
    });
  });

  it('[VL8] [A10] takes no part of a row of which one cell is bad', () => {
    const given = { base: null, rows: { n: { now: { ...BASE, size: '-1' } } } };
    expect(refusals(given)).toEqual([['n', 'size', 'SCHEMA_MINIMUM']]);
    expect(accepted(given)).toEqual({});
    expect(validate(given).blocked.get('n')).toEqual(new Set(['size', '*']));
  });

  it('[VL8] takes no part of a row of which one cell cannot be read', () => {
    const problems = [{ field: 'name', rule: 'TYPE', message: '', value: '?' }];
    expect(accepted({ base: null, rows: { n: { now: { id: 'k1' }, problems } } })).toEqual({});
  });

  it('[VL9] lets rows complete each other', () => {
    const rows = { n: { now: { id: 'k1', name: 'a' } }, p: { now: { id: 'k1', size: '1' } } };
    expect(refusals({ base: null, rows, schema: REQUIRED })).toEqual([]);
  });

  it('asks each for what none of them has', () => {
    const rows = { n: { now: { id: 'k1', name: 'a' } }, p: { now: { id: 'k1' } } };
    expect(refusals({ base: null, rows, schema: REQUIRED })).toEqual([
      ['n', 'size', 'REQUIRED'],
      ['p', 'size', 'REQUIRED'],
    ]);
  });

  it('[VL9] does not blame a row for a bad cell of another', () => {
    const rows = { n: { now: { ...whole, tags: ['q'] } }, p: { now: whole } };
    expect(refusals({ base: null, rows, schema: REQUIRED })).toEqual([['n', 'tags', 'OPTION']]);
    expect(accepted({ base: null, rows, schema: REQUIRED })).toEqual({ p: ['id', 'name', 'size'] });
  });

  it('[VL9] does not let a refused row complete another, in whatever order they stand', () => {
    const n = { now: { id: 'k1', name: 'too long', size: '1' } };
    const p = { now: { id: 'k1', name: 'a' } };
    for (const rows of [
      { n, p },
      { p, n },
    ]) {
      const given = { base: null, rows, schema: REQUIRED };
      expect(accepted(given)).toEqual({});
      expect(refusals(given).sort()).toEqual([
        ['n', 'name', 'SCHEMA_MAXLENGTH'],
        ['p', 'size', 'REQUIRED'],
      ]);
    }
  });

  it('does not let a row complete another with what it may not change', () => {
    const rows = { n: { now: whole }, p: { now: { id: 'k1', name: 'a' } } };
    const bindings = { n: { access: { size: 'write' } } } as const;
    expect(refusals({ base: null, rows, bindings, schema: REQUIRED })).toEqual([
      ['n', 'size', 'REQUIRED'],
      ['p', 'size', 'REQUIRED'],
    ]);
  });

  it('[VL14] refuses a row that only a mirror shows', () => {
    const rows = { n: {}, p: { now: BASE } };
    const bindings = { n: { writes: false }, p: { reads: false } };
    expect(refusals({ base: null, rows, bindings })).toEqual([['p', null, 'PERMISSION']]);
    expect(accepted({ base: null, rows, bindings })).toEqual({});
  });

  it('blocks a mirror’s row while the leader’s row is refused, without a problem of its own', () => {
    const problems = [{ field: 'name', rule: 'TYPE', message: '', value: '?' }];
    const given = {
      base: null,
      rows: { n: { now: { id: 'k1' }, problems }, p: { now: BASE } },
      bindings: { p: { reads: false } },
    };
    expect(refusals(given)).toEqual([['n', 'name', 'TYPE']]);
    expect(accepted(given)).toEqual({});
    expect(validate(given).blocked.get('p')).toEqual(new Set(['*']));
  });
});
