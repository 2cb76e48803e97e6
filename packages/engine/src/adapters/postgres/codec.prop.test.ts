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
        expect(shown.cell).toEqual(typeof cell === 'string' ? declared(nativeType, cell) : cell);
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
    ['text not null', 'text', null, 'NOT_NULL'],
  ] as const)('%s refuses %s %j with %s', (nativeType, cellType, cell, rule) => {
    expect(codecOf(nativeType, cellType).encode(cell)).toMatchObject({ ok: false, rule });
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
    ['text[]', 'enum-set', '[["a"],["b"]]', 'TYPE'],
  ] as const)('[G3] %s as %s reads %j as the problem %s', (nativeType, cellType, native, rule) => {
    expect(codecOf(nativeType, cellType).decode(native)).toMatchObject({ ok: false, rule });
  });

  it('[G2] reads numbers by value, and integers from a scale of zeros', () => {
    const decimal = codecOf('numeric(10,2)', 'decimal');
    expect(decimal.decode('1.50')).toEqual({ ok: true, cell: '1.5' });
    expect(codecOf('numeric(10,2)', 'integer').decode('7.00')).toEqual({ ok: true, cell: '7' });
  });

  it.each(['int4range', 'bytea', 'interval', 'money', '"char"', 'public.unknown', 'integer[]'])(
    'holds no cell type in %s',
    (nativeType) => {
      for (const cellType of CELL_TYPES) {
        expect(postgresCodec(boundField({ nativeType, cellType }))).toBeNull();
      }
    },
  );
});

/** What a column shows of a text, with the losses that the codec declares. */
function declared(nativeType: string, cell: string): Cell {
  if (nativeType === 'uuid') return cell.toLowerCase();
  if (nativeType === 'character(5)') return cell.replace(/ +$/, '') || null;
  if (!/^time(\(\d\))? without/.test(nativeType)) return cell;
  const [hours, fraction = ''] = cell.split('.');
  const kept = fraction.replace(/0+$/, '');
  return `${hours?.padEnd(8, ':00')}${kept === '' ? '' : `.${kept}`}`;
}
