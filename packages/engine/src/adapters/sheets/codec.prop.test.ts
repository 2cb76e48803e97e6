import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoundField } from '../../model/bound-table.ts';
import { type Cell, cellsEqual, parseCell } from '../../model/cell.ts';
import { CELL_TYPES, type CellType } from '../../model/cell-type.ts';
import { type FieldCodec, projectCell } from '../adapter.ts';
import { sheetsCodec } from './codec.ts';

const ZONES = ['Etc/GMT', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'GMT-07:00'];

const digits = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
const decimals = fc
  .tuple(digits, fc.nat({ max: 20 }))
  .map(([whole, scale]) => `${whole}e-${scale}`);
const instants = fc.oneof(
  fc
    .date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString()),
  // Around the end of summer time in Berlin and New York, where wall clock times occur twice.
  fc
    .integer({
      min: Date.parse('2026-10-24T22:00:00Z'),
      max: Date.parse('2026-11-02T00:00:00Z'),
    })
    .map((ms) => new Date(ms).toISOString()),
  fc.constant('2026-03-01T10:00:00.123456Z'),
);
const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('007', '=1+2', '#N/A', "'x"));

const VALUES: Record<CellType, fc.Arbitrary<unknown>> = {
  text: texts,
  enum: texts,
  url: fc.webUrl(),
  email: fc.emailAddress(),
  phone: texts,
  json: fc.json(),
  'date-range': fc.tuple(instants, instants).map((range) => range.sort().join('/')),
  integer: fc.oneof(digits, fc.maxSafeInteger()).map(String),
  decimal: fc.oneof(decimals, fc.double({ noNaN: true, noDefaultInfinity: true })),
  boolean: fc.boolean(),
  date: instants.map((iso) => iso.slice(0, 10)),
  datetime: instants,
  relation: fc.array(fc.oneof(texts, fc.constantFrom('K-1', 'K-2', 'c, d')), { maxLength: 4 }),
  'enum-set': fc.array(fc.oneof(texts, fc.constantFrom('a', 'b', 'c, d', ' e')), { maxLength: 4 }),
};

function cells(type: CellType): fc.Arbitrary<Cell> {
  return fc
    .oneof({ weight: 9, arbitrary: VALUES[type] }, { weight: 1, arbitrary: fc.constant(null) })
    .map((value) => parseCell(type, value))
    .filter((parsed) => parsed.ok)
    .map((parsed) => parsed.cell);
}

function codecOf(cellType: CellType, zone: string): FieldCodec {
  const codec = sheetsCodec({
    field: 'f',
    cellType,
    access: 'both',
    column: {
      id: 'F',
      name: 'F',
      nativeType: `AUTOMATIC@${zone}`,
      cellType,
      writable: true,
    },
  } satisfies BoundField);
  if (codec === null) throw new Error(`no codec for ${cellType}`);
  return codec;
}

/**
 * What the values API gives for a value that was written RAW: JSON, and a blank cell is left out.
 */
function throughSheet(native: unknown): unknown {
  const value = JSON.parse(JSON.stringify(native));
  return value === '' ? undefined : value;
}

describe.each(CELL_TYPES)('codec of %s', (type) => {
  const zones = type === 'datetime' ? ZONES : ['Etc/GMT'];

  it.each(zones)('[AD3] shows what it was given, or refuses it (%s)', (zone) => {
    const codec = codecOf(type, zone);
    fc.assert(
      fc.property(cells(type), (cell) => {
        const encoded = codec.encode(cell);
        if (!encoded.ok) {
          expect(encoded.rule).toMatch(/^[A-Z_]+$/);
          return;
        }
        expect(codec.decode(encoded.native)).toEqual({ ok: true, cell });
        expect(codec.decode(throughSheet(encoded.native))).toEqual({
          ok: true,
          cell,
        });
        expect(projectCell(codec, cell)).toEqual({ ok: true, cell });
      }),
    );
  });

  it.each(zones)('[AD2] decodes whatever a cell may hold (%s)', (zone) => {
    const codec = codecOf(type, zone);
    const natives = fc.oneof(fc.jsonValue(), fc.double(), texts, fc.constant('Loading...'));
    fc.assert(
      fc.property(natives, (native) => {
        const decoded = codec.decode(native);
        if (!decoded.ok) {
          expect(decoded.rule).toMatch(/^[A-Z_]+$/);
          return;
        }
        const projected = projectCell(codec, decoded.cell);
        if (projected.ok) expect(cellsEqual(projected.cell, decoded.cell)).toBe(true);
      }),
    );
  });
});

describe('the refusals of the codec', () => {
  const refusal = (type: CellType, cell: Cell, zone = 'Europe/Berlin') => {
    const encoded = codecOf(type, zone).encode(cell);
    return encoded.ok ? null : encoded.rule;
  };
  const problem = (type: CellType, native: unknown) => {
    const decoded = codecOf(type, 'Europe/Berlin').decode(native);
    return decoded.ok ? null : decoded.rule;
  };

  it('[F6] refuses a number that a double does not hold', () => {
    expect(refusal('integer', '12345678901234567')).toBe('PRECISION');
    expect(refusal('decimal', '0.12345678901234567890123')).toBe('PRECISION');
    expect(refusal('datetime', '2026-01-01T00:00:00.000001Z')).toBe('PRECISION');
  });

  it('refuses texts and options that would not come back', () => {
    expect(refusal('text', 'x'.repeat(50_001))).toBe('TOO_LONG');
    expect(refusal('text', 'x'.repeat(50_000))).toBeNull();
    expect(refusal('text', '#REF!')).toBe('ERROR_CELL');
    expect(refusal('text', '#REF! (gone)')).toBe('ERROR_CELL');
    expect(refusal('text', '#REFERENCE (gone)')).toBeNull();
    expect(refusal('enum-set', ['a, b'])).toBe('OPTION_COMMA');
    expect(refusal('enum-set', [' a'])).toBe('OPTION_SPACE');
  });

  it('[F7] refuses only the later of two instants with one wall clock time', () => {
    expect(refusal('datetime', '2026-10-25T00:30:00Z')).toBeNull();
    expect(refusal('datetime', '2026-10-25T01:30:00Z')).toBe('AMBIGUOUS_TIME');
    expect(refusal('datetime', '2026-10-25T02:30:00Z')).toBeNull();
  });

  it('[F7] reads a serial number on the wall clock of the spreadsheet', () => {
    const codec = codecOf('datetime', 'Europe/Berlin');
    expect(codec.decode(43831.5)).toEqual({
      ok: true,
      cell: '2020-01-01T11:00:00Z',
    });
    expect(codecOf('date', 'Etc/GMT').decode(43831)).toEqual({
      ok: true,
      cell: '2020-01-01',
    });
  });

  it('[F3] names error cells and values of another type', () => {
    expect(problem('text', '#N/A')).toBe('ERROR_CELL');
    expect(problem('text', "#N/A (Did not find value 'x' in VLOOKUP.)")).toBe('ERROR_CELL');
    expect(problem('decimal', 'Loading...')).toBe('ERROR_CELL');
    expect(problem('integer', 1.5)).toBe('TYPE');
    expect(problem('date', 43831.5)).toBe('TYPE');
    expect(problem('date', '31.12.2025')).toBe('TYPE');
    expect(problem('date', 1e9)).toBe('OUT_OF_RANGE');
  });

  it('reads numbers and truth values in a text column as they look', () => {
    const codec = codecOf('text', 'Etc/GMT');
    expect(codec.decode(1e21)).toEqual({
      ok: true,
      cell: '1000000000000000000000',
    });
    expect(codec.decode(true)).toEqual({ ok: true, cell: 'TRUE' });
    expect(codec.encode('007')).toEqual({ ok: true, native: '007' });
  });

  it('has no datetime codec without a zone', () => {
    const column = {
      id: 'F',
      name: 'F',
      nativeType: 'DATE_TIME',
      cellType: null,
      writable: true,
    };
    const field: BoundField = {
      field: 'f',
      cellType: 'datetime',
      access: 'both',
      column,
    };
    expect(sheetsCodec(field)).toBeNull();
    expect(sheetsCodec({ ...field, cellType: 'text' })).not.toBeNull();
  });
});
