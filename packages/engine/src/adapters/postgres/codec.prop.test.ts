import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../../errors/assert.ts';
import type { Cell } from '../../model/cell.ts';
import { CELL_TYPES, type CellType } from '../../model/cell-type.ts';
import { projectCell } from '../adapter.ts';
import { arbitraryCell, boundField, COLUMN_CASES } from './arbitrary-cells.fixture.ts';
import { postgresCodec } from './codec.ts';

const codecOf = (nativeType: string, cellType: CellType, options?: readonly string[]) =>
  must(
    postgresCodec(boundField({ nativeType, cellType, ...(options && { options }) })),
    'the column can hold the cell type',
  );

describe.each(COLUMN_CASES)('$nativeType as $cellType', ({ nativeType, cellType, options }) => {
  const codec = codecOf(nativeType, cellType, options);

  it('[AD1] projects idempotently', () => {
    fc.assert(
      fc.property(arbitraryCell(cellType), (cell) => {
        const once = projectCell(codec, cell);
        if (!once.ok) return;
        expect(projectCell(codec, once.cell)).toEqual(once);
      }),
    );
  });

  it('[AD3] loses nothing but what is declared', () => {
    fc.assert(
      fc.property(arbitraryCell(cellType), (cell) => {
        const shown = projectCell(codec, cell);
        if (!shown.ok) return;
        expect(shown.cell).toEqual(declared(nativeType, cell));
      }),
    );
  });

  it('[AD2] decodes everything to a cell or a named problem', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string(), arbitraryCell(cellType)), (native) => {
        const decoded = codec.decode(native);
        if (!decoded.ok) {
          expect(decoded.rule).toMatch(/^[A-Z_]+$/);
          return;
        }
        const again = projectCell(codec, decoded.cell);
        if (again.ok) expect(projectCell(codec, again.cell)).toEqual(again);
      }),
    );
  });
});

describe('refusals', () => {
  it.each([
    ['smallint', 'integer', '32768', 'OUT_OF_RANGE'],
    ['bigint', 'integer', '9223372036854775808', 'OUT_OF_RANGE'],
    ['integer', 'decimal', '1.5', 'PRECISION'],
    ['numeric(10,2)', 'decimal', '1.005', 'PRECISION'],
    ['numeric(10,2)', 'decimal', '123456789', 'OUT_OF_RANGE'],
    ['numeric(3,5)', 'decimal', '0.01', 'OUT_OF_RANGE'],
    ['numeric(3,-2)', 'integer', '150', 'PRECISION'],
    ['real', 'decimal', '16777217', 'PRECISION'],
    ['double precision', 'decimal', '0.12345678901234567891', 'PRECISION'],
    ['character varying(3)', 'text', 'abcd', 'TOO_LONG'],
    ['timestamp(3) with time zone', 'datetime', '2026-01-31T12:00:00.0001Z', 'PRECISION'],
    ['uuid', 'text', 'not a uuid', 'TYPE'],
    ['time with time zone', 'text', '09:30', 'TYPE'],
    ['time with time zone', 'text', '09:30+16', 'TYPE'],
    ['time without time zone', 'text', '24:00:01', 'TYPE'],
    ['interval', 'text', '1 day', 'TYPE'],
    ['interval', 'text', 'P', 'TYPE'],
    ['interval', 'text', 'P1DT', 'TYPE'],
    ['interval', 'text', 'P1.5D', 'TYPE'],
    ['interval', 'text', 'PT0.0000001S', 'PRECISION'],
    ['interval', 'text', 'P2147483648D', 'OUT_OF_RANGE'],
    ['interval', 'text', 'PT2562047788H55S', 'OUT_OF_RANGE'],
    ['interval(2)', 'text', 'PT0.001S', 'PRECISION'],
    ['interval year', 'text', 'P13M', 'PRECISION'],
    ['interval day to hour', 'text', 'PT90M', 'PRECISION'],
    ['inet', 'text', '10.0.0.256', 'TYPE'],
    ['inet', 'text', '10.0.0.1/33', 'TYPE'],
    ['inet', 'text', '1::2::3', 'TYPE'],
    ['cidr', 'text', '10.0.0.1/8', 'TYPE'],
    ['macaddr', 'text', '08:00:2b:01:02', 'TYPE'],
    ['bit(3)', 'text', '10', 'TYPE'],
    ['bit(3)', 'text', '1010', 'TOO_LONG'],
    ['xml', 'text', '<a/>', 'READ_ONLY'],
    ['integer[]', 'enum-set', ['7', 'x'], 'TYPE'],
    ['integer[]', 'enum-set', ['2147483648'], 'OUT_OF_RANGE'],
    ['numeric[]', 'enum-set', ['1.5', '1.50'], 'DUPLICATE_ELEMENT'],
    ['boolean[]', 'enum-set', ['yes'], 'TYPE'],
    ['text not null', 'text', null, 'NOT_NULL'],
  ] as const)('%s refuses %s %j with %s', (nativeType, cellType, cell, rule) => {
    expect(codecOf(nativeType, cellType).encode(cell)).toMatchObject({ ok: false, rule });
  });

  it.each([
    ['time with time zone', '09:30Z', '09:30:00+00'],
    ['time with time zone', '9:30', null],
    ['time with time zone', '09:30:00.50-0530', '09:30:00.5-05:30'],
    ['time without time zone', '24:00', '24:00:00'],
    ['interval', 'P1W', 'P7D'],
    ['interval', 'PT90M', 'PT1H30M'],
    ['interval', 'P-14M3DT-0.5S', 'P-1Y-2M3DT-0.5S'],
    ['interval', 'P0D', 'PT0S'],
    ['interval', 'P2147483647M', 'P178956970Y7M'],
    ['inet', '10.0.0.1/32', '10.0.0.1'],
    ['inet', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['inet', '0:0:0:0:0:FFFF:10.0.0.1', '::ffff:10.0.0.1'],
    ['inet', '::', '::'],
    ['inet', '::1', '::1'],
    ['inet', '0::E', '::e'],
    ['inet', '::1:2', '::0.1.0.2'],
    ['inet', '1:0:0:2:0:0:3:4/64', '1::2:0:0:3:4/64'],
    ['cidr', '10.0.0.0/8', '10.0.0.0/8'],
    ['cidr', '10.0.0.1', '10.0.0.1/32'],
    ['macaddr', '0800.2B01.0203', '08:00:2b:01:02:03'],
    ['macaddr8', '08-00-2b-01-02-03-04-05', '08:00:2b:01:02:03:04:05'],
  ] as const)('%s shows %s as %s', (nativeType, cell, shown) => {
    const projected = projectCell(codecOf(nativeType, 'text'), cell);
    expect(projected.ok ? projected.cell : null).toBe(shown);
  });

  it('refuses a label that the enum type has not', () => {
    const codec = codecOf('public.mood', 'enum', ['happy']);
    expect(codec.encode('sad')).toMatchObject({ ok: false, rule: 'UNKNOWN_OPTION' });
  });

  it.each([
    ['numeric', 'decimal', 'NaN', 'NOT_FINITE'],
    ['double precision', 'decimal', '-Infinity', 'NOT_FINITE'],
    ['timestamp with time zone', 'datetime', 'infinity', 'OUT_OF_RANGE'],
    ['date', 'date', '0044-03-15 BC', 'OUT_OF_RANGE'],
    ['date', 'date', '12026-01-01', 'OUT_OF_RANGE'],
    ['numeric', 'integer', '1.50', 'TYPE'],
    ['text[]', 'enum-set', '[["a"],["b"]]', 'NESTED_ARRAY'],
    ['text[]', 'enum-set', '["a",null]', 'NULL_ELEMENT'],
    ['text[]', 'enum-set', '["a",""]', 'EMPTY_ELEMENT'],
    ['integer[]', 'enum-set', '["7","7"]', 'DUPLICATE_ELEMENT'],
    ['numeric[]', 'enum-set', '["1.5","1.50"]', 'DUPLICATE_ELEMENT'],
    ['numeric[]', 'enum-set', '["NaN"]', 'NOT_FINITE'],
    ['date[]', 'enum-set', '["infinity"]', 'OUT_OF_RANGE'],
    ['interval', 'text', '-infinity', 'OUT_OF_RANGE'],
  ] as const)('[G3] %s as %s reads %j as the problem %s', (nativeType, cellType, native, rule) => {
    expect(codecOf(nativeType, cellType).decode(native)).toMatchObject({ ok: false, rule });
  });

  it('[G2] reads numbers by value, and integers from a scale of zeros', () => {
    const decimal = codecOf('numeric(10,2)', 'decimal');
    expect(decimal.decode('1.50')).toEqual({ ok: true, cell: '1.5' });
    expect(codecOf('numeric(10,2)', 'integer').decode('7.00')).toEqual({ ok: true, cell: '7' });
  });

  it.each([
    'int4range',
    'bytea',
    'money',
    '"char"',
    'public.unknown',
    'bytea[]',
    'jsonb[]',
    'point',
  ])('holds no cell type in %s', (nativeType) => {
    for (const cellType of CELL_TYPES) {
      expect(postgresCodec(boundField({ nativeType, cellType }))).toBeNull();
    }
  });
});

/** Text that Postgres writes in one of several ways; what that is, the tests with tables prove. */
const REWRITTEN = /^(uuid|time|interval|inet|cidr|macaddr)/;

/** What a column shows of a cell, with the losses that the codec declares. */
function declared(nativeType: string, cell: Cell): unknown {
  if (Array.isArray(cell)) {
    const element = nativeType.replace(/\[\]$/, '');
    if (/^(text|character varying|public)/.test(element)) return cell;
    return expect.toSatisfy((shown: Cell) => Array.isArray(shown) && shown.length === cell.length);
  }
  if (typeof cell !== 'string') return cell;
  if (nativeType === 'uuid') return cell.toLowerCase();
  if (nativeType === 'character(5)') return cell.replace(/ +$/, '') || null;
  if (/^time(\(\d\))? without/.test(nativeType)) return clock(cell);
  return REWRITTEN.test(nativeType) ? expect.any(String) : cell;
}

function clock(cell: string): string {
  const [hours, fraction = ''] = cell.split('.');
  const kept = fraction.replace(/0+$/, '');
  return `${hours?.padEnd(8, ':00')}${kept === '' ? '' : `.${kept}`}`;
}
