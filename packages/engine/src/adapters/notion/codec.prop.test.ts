import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoundField } from '../../model/bound-table.ts';
import { type Cell, canonicalSet, parseCell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import { type FieldCodec, projectCell } from '../adapter.ts';
import { notionCodec } from './codec.ts';

const OPTIONS = ['Done', 'In progress', 'Ünïcode ✹', 'a'.repeat(100)];

const text = fc
  .string({ unit: 'binary', maxLength: 5_000, size: 'large' })
  .filter((s) => !s.includes('\u0000'));

const CELLS: Record<CellType, fc.Arbitrary<Cell>> = {
  text: canonical('text', text),
  url: canonical('url', fc.webUrl({ withQueryParameters: true })),
  email: canonical('email', fc.emailAddress()),
  phone: canonical('phone', fc.string()),
  json: canonical('json', fc.json()),
  'date-range': canonical('date-range', ranges()),
  integer: canonical('integer', fc.oneof(fc.bigInt(), fc.maxSafeInteger())),
  decimal: canonical('decimal', fc.oneof(fc.double({ noNaN: true }), fc.bigInt())),
  boolean: canonical('boolean', fc.boolean()),
  date: canonical(
    'date',
    dates().map((d) => d.toISOString().slice(0, 10)),
  ),
  datetime: canonical(
    'datetime',
    dates().map((d) => d.toISOString()),
  ),
  enum: canonical('enum', fc.oneof(fc.constantFrom(...OPTIONS), fc.string())),
  relation: fc.uniqueArray(fc.string()).map((keys) => canonicalSet(keys.filter(Boolean))),
  'enum-set': fc.uniqueArray(fc.constantFrom(...OPTIONS)).map((set) => canonicalSet(set)),
};

const TEXT_FORMS: readonly CellType[] = [
  ...(['text', 'url', 'email', 'phone', 'json', 'enum'] as const),
  ...(['integer', 'decimal', 'date', 'datetime', 'date-range'] as const),
];

const COLUMNS: readonly (readonly [nativeType: string, cellType: CellType])[] = [
  ...TEXT_FORMS.flatMap((cellType) => [
    ['title', cellType] as const,
    ['rich_text', cellType] as const,
  ]),
  ['url', 'url'],
  ['url', 'text'],
  ['email', 'email'],
  ['email', 'text'],
  ['phone_number', 'text'],
  ['phone_number', 'phone'],
  ['date', 'date-range'],
  ['number', 'integer'],
  ['number', 'decimal'],
  ['checkbox', 'boolean'],
  ['date', 'date'],
  ['date', 'datetime'],
  ['select', 'enum'],
  ['status', 'enum'],
  ['multi_select', 'enum-set'],
  ['relation', 'relation'],
  ['created_time', 'datetime'],
  ['last_edited_time', 'datetime'],
  ['unique_id', 'integer'],
  ['unique_id', 'text'],
  ['formula', 'text'],
  ['rollup', 'decimal'],
  ['rollup', 'date'],
  ['created_by', 'text'],
  ['last_edited_by', 'text'],
  ['people', 'enum-set'],
  ['files', 'enum-set'],
  ['formula', 'decimal'],
  ['formula', 'boolean'],
  ['formula', 'datetime'],
];

describe.each(COLUMNS)('the codec of %s for %s', (nativeType, cellType) => {
  const codec = codecOf(nativeType, cellType);

  it('[AD1] projects idempotently', () => {
    fc.assert(
      fc.property(CELLS[cellType], (cell) => {
        const once = projectCell(codec, cell);
        if (once.ok) expect(projectCell(codec, once.cell)).toEqual(once);
      }),
    );
  });

  it('shows what Notion answers after the write', () => {
    fc.assert(
      fc.property(CELLS[cellType], (cell) => {
        const encoded = codec.encode(cell);
        if (!encoded.ok) return;
        expect(codec.decode(asRead(nativeType, encoded.native))).toEqual(projectCell(codec, cell));
      }),
    );
  });

  it('[AD2] decodes anything to a canonical cell or a problem', () => {
    const member = fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()), fc.constant(undefined));
    const native = fc.oneof(
      fc.jsonValue(),
      fc.record({ id: fc.string(), type: fc.constant(nativeType), [nativeType]: member }),
      fc.record({ [nativeType]: fc.record({ type: fc.constantFrom('string', 'date', 'x') }) }),
    );
    fc.assert(
      fc.property(native, (value) => {
        const decoded = codec.decode(value);
        if (!decoded.ok) expect(decoded.rule).toMatch(/^[A-Z_]+$/);
        else expect(parseCell(cellType, decoded.cell)).toEqual({ ok: true, cell: decoded.cell });
      }),
    );
  });
});

function codecOf(nativeType: string, cellType: CellType): FieldCodec {
  const column = {
    id: 'abcd',
    name: 'Column',
    nativeType,
    cellType,
    writable: true,
    options: OPTIONS.slice(0, 2),
  };
  const field: BoundField = { field: 'f', cellType, access: 'both', column, options: OPTIONS };
  const codec = notionCodec(field);
  if (codec === null) throw new Error(`no codec for ${nativeType} and ${cellType}`);
  return codec;
}

/** A written property value in the form in which the API gives it back. */
function asRead(nativeType: string, native: unknown): unknown {
  const value = (native as Record<string, unknown>)[nativeType];
  return { id: 'abcd', type: nativeType, [nativeType]: readForm(nativeType, value) };
}

function readForm(nativeType: string, value: unknown): unknown {
  if (value === null) return null;
  switch (nativeType) {
    case 'title':
    case 'rich_text':
      return (value as { text: { content: string } }[]).map((item) => ({
        type: 'text',
        text: { ...item.text, link: null },
        annotations: { bold: false, color: 'default' },
        plain_text: item.text.content,
        href: null,
      }));
    case 'date': {
      const { start, end = null } = value as { start: string; end?: string };
      const [from, to] = [start, end].map((text) => text?.replace(/Z$/, '+00:00') ?? null);
      return { start: from, end: to, time_zone: null };
    }
    case 'select':
    case 'status':
      return { id: 'x', color: 'default', ...(value as object) };
    case 'multi_select':
      return (value as object[]).map((option) => ({ id: 'x', color: 'default', ...option }));
    default:
      return value;
  }
}

function dates(): fc.Arbitrary<Date> {
  return fc.date({
    min: new Date('0001-01-02T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
    noInvalidDate: true,
  });
}

function canonical(type: CellType, values: fc.Arbitrary<unknown>): fc.Arbitrary<Cell> {
  const cells = values
    .map((value) => parseCell(type, value))
    .filter((parsed) => parsed.ok)
    .map((parsed) => (parsed.ok ? parsed.cell : null));
  return fc.oneof({ weight: 9, arbitrary: cells }, { weight: 1, arbitrary: fc.constant(null) });
}

function ranges(): fc.Arbitrary<string> {
  const isDate = fc.boolean();
  return fc.tuple(dates(), dates(), isDate).map(([a, b, only]) => {
    const bounds = [a, b].map((day) => day.toISOString()).sort();
    return bounds.map((text) => (only ? text.slice(0, 10) : text)).join('/');
  });
}
