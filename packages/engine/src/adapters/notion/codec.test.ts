import { describe, expect, it } from 'vitest';
import type { Cell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import { projectCell } from '../adapter.ts';
import { notionCodec } from './codec.ts';
import { splitText } from './split-text.ts';

function codec(nativeType: string, cellType: CellType, listed?: string[], permitted?: string[]) {
  const column = {
    id: 'x',
    name: 'Column',
    nativeType,
    cellType,
    writable: true,
    ...(listed === undefined ? {} : { options: listed }),
  };
  const options = permitted === undefined ? {} : { options: permitted };
  const found = notionCodec({ field: 'f', cellType, access: 'both', column, ...options });
  if (found === null) throw new Error('no codec');
  return found;
}

/** The rule of the refusal, or what the property shows. */
function shown(made: ReturnType<typeof codec>, cell: Cell): unknown {
  const projected = projectCell(made, cell);
  return projected.ok ? projected.cell : projected.rule;
}

describe('notionCodec', () => {
  it('has no codec where the property cannot hold the cell type', () => {
    const column = { id: 'x', name: 'C', nativeType: 'people', cellType: null, writable: true };
    expect(notionCodec({ field: 'f', cellType: 'text', access: 'both', column })).toBeNull();
  });

  it('[AD3] refuses numbers that a double does not hold', () => {
    expect(shown(codec('number', 'integer'), '9007199254740991')).toBe('9007199254740991');
    expect(shown(codec('number', 'integer'), '9007199254740993')).toBe('PRECISION');
    expect(shown(codec('number', 'decimal'), '0.1')).toBe('0.1');
    expect(shown(codec('number', 'decimal'), '0.12345678901234567891')).toBe('PRECISION');
    expect(shown(codec('number', 'decimal'), '9'.repeat(400))).toBe('PRECISION');
  });

  it('[E22] shows EMPTY as false in a checkbox', () => {
    expect(shown(codec('checkbox', 'boolean'), null)).toBe(false);
  });

  it('[E22] reads a checkbox without a value as false', () => {
    const read = codec('checkbox', 'boolean').decode({ type: 'checkbox', checkbox: null });
    expect(read).toEqual({ ok: true, cell: false });
  });

  it('shows instants to the minute', () => {
    expect(shown(codec('date', 'datetime'), '2026-07-25T16:57:28.513237Z')).toBe(
      '2026-07-25T16:57:00Z',
    );
  });

  it('[E19] does not read a range as a date', () => {
    const date = { start: '2026-07-25', end: '2026-07-27', time_zone: null };
    expect(codec('date', 'date').decode({ type: 'date', date })).toMatchObject({ rule: 'RANGE' });
  });

  it('[E7] refuses an option with a comma', () => {
    expect(shown(codec('select', 'enum', ['a'], ['Stats, Prob']), 'Stats, Prob')).toBe(
      'OPTION_COMMA',
    );
    expect(shown(codec('multi_select', 'enum-set', ['a', 'b,c']), ['a', 'b,c'])).toBe(
      'OPTION_COMMA',
    );
  });

  it('[E9] writes new options only where the schema permits them and Notion creates them', () => {
    expect(shown(codec('select', 'enum', ['Done'], ['Done', 'New']), 'New')).toBe('New');
    expect(shown(codec('select', 'enum', ['Done'], ['Done']), 'Dnoe')).toBe('UNKNOWN_OPTION');
    expect(shown(codec('select', 'enum', ['Done']), 'Dnoe')).toBe('UNKNOWN_OPTION');
    expect(shown(codec('status', 'enum', ['Done'], ['Done', 'New']), 'New')).toBe('UNKNOWN_OPTION');
    expect(shown(codec('status', 'enum', ['Done']), 'Done')).toBe('Done');
  });

  it('[E10] does not create an option that differs in case only', () => {
    expect(shown(codec('select', 'enum', ['Done'], ['done']), 'done')).toBe('UNKNOWN_OPTION');
    expect(shown(codec('multi_select', 'enum-set', [], ['A', 'a']), ['A', 'a'])).toBe(
      'OPTION_CASE',
    );
  });

  it('refuses an empty status, which Notion would fill with its default', () => {
    expect(shown(codec('status', 'enum', ['Done']), null)).toBe('STATUS_EMPTY');
  });

  it('[E3] splits long text between code points', () => {
    const long = `${'a'.repeat(1_999)}😀${'b'.repeat(2_500)}`;
    expect(splitText(long).map((part) => part.length)).toEqual([1_999, 2_000, 502]);
    expect(shown(codec('rich_text', 'text'), long)).toBe(long);
  });

  it('refuses text that is too long for its property', () => {
    expect(shown(codec('rich_text', 'text'), 'a'.repeat(200_001))).toBe('TOO_LONG');
    expect(shown(codec('email', 'text'), 'a'.repeat(201))).toBe('TOO_LONG');
    expect(shown(codec('url', 'text'), 'a'.repeat(2_001))).toBe('TOO_LONG');
  });

  it('[E24] reads an empty list of rich text as EMPTY', () => {
    expect(codec('title', 'text').decode({ id: 'title', type: 'title', title: [] })).toEqual({
      ok: true,
      cell: null,
    });
  });

  it('reads formatted text as its plain text', () => {
    const rich_text = [
      { type: 'mention', mention: {}, plain_text: '@Ada' },
      { type: 'equation', equation: { expression: 'x' }, plain_text: ' x' },
    ];
    expect(codec('rich_text', 'text').decode({ type: 'rich_text', rich_text })).toEqual({
      ok: true,
      cell: '@Ada x',
    });
  });

  it('does not take text for whole that Notion may have cut off behind its mentions', () => {
    const mention = { type: 'mention', mention: { type: 'user', user: {} }, plain_text: '@Ada' };
    const native = (count: number) => ({
      type: 'rich_text',
      rich_text: Array(count).fill(mention),
    });
    expect(codec('rich_text', 'text').decode(native(24))).toMatchObject({ ok: true });
    expect(codec('rich_text', 'text').decode(native(25))).toMatchObject({ rule: 'TRUNCATED' });
  });

  it('[E13] reports a value of another property type', () => {
    expect(codec('rich_text', 'text').decode({ id: 'x', type: 'number', number: 3 })).toMatchObject(
      { rule: 'TYPE' },
    );
  });

  it('[AD17] reads computed properties and never writes them', () => {
    expect(codec('unique_id', 'text').decode({ unique_id: { prefix: 'T', number: 7 } })).toEqual({
      ok: true,
      cell: 'T-7',
    });
    expect(codec('formula', 'text').decode({ formula: { type: 'unsupported' } })).toMatchObject({
      rule: 'UNSUPPORTED',
    });
    expect(shown(codec('created_time', 'datetime'), '2026-07-25T16:57:00Z')).toBe('READ_ONLY');
  });

  const ada = { object: 'user', id: 'u1', name: 'Ada' };
  const partial = { object: 'user', id: 'u2' };

  it.each<[string, CellType, unknown, unknown]>([
    ['created_by', 'text', ada, 'Ada'],
    ['last_edited_by', 'text', partial, 'NO_NAME'],
    ['people', 'enum-set', [ada, { ...ada, name: 'Aaron' }], ['Aaron', 'Ada']],
    ['people', 'enum-set', [ada, partial], 'NO_NAME'],
    ['people', 'enum-set', Array(25).fill(ada), 'TRUNCATED'],
    ['people', 'enum-set', [], null],
    ['files', 'enum-set', [{ name: 'a.pdf', type: 'file', file: { url: 'x' } }], ['a.pdf']],
    ['rollup', 'decimal', { type: 'number', number: 1.5, function: 'sum' }, '1.5'],
    ['rollup', 'date', { type: 'date', date: { start: '2026-01-31' } }, '2026-01-31'],
    ['rollup', 'text', { type: 'array', array: [] }, 'UNSUPPORTED'],
    ['rollup', 'decimal', { type: 'unsupported', unsupported: {} }, 'UNSUPPORTED'],
  ])(
    '[AD17] [E18] reads %s as %s, and never writes it: %o',
    (nativeType, cellType, held, expected) => {
      const made = codec(nativeType, cellType);
      const decoded = made.decode({ type: nativeType, [nativeType]: held });
      expect(decoded.ok ? decoded.cell : decoded.rule).toEqual(expected);
      expect(made.encode(null)).toMatchObject({ ok: false, rule: 'READ_ONLY' });
    },
  );

  it.each<[string, Cell, object]>([
    ['two dates', '2026-01-31/2026-02-02', { start: '2026-01-31', end: '2026-02-02' }],
    ['one date', '2026-01-31/2026-01-31', { start: '2026-01-31' }],
    [
      'two instants to the minute',
      '2026-01-31T10:00:30Z/2026-01-31T11:00:00Z',
      { start: '2026-01-31T10:00:00.000Z', end: '2026-01-31T11:00:00.000Z' },
    ],
  ])('[E19] writes a range of %s', (_, cell, date) => {
    const made = codec('date', 'date-range');
    expect(made.encode(cell)).toEqual({ ok: true, native: { date } });
    const read = { type: 'date', date: { end: null, time_zone: null, ...date } };
    expect(made.decode(read)).toEqual(projectCell(made, cell));
  });
});
