import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnIndex, columnName, formatRange, parseCells, splitA1 } from './a1-notation.ts';
import { parseFieldMask } from './field-mask.ts';
import { followedFormula, shiftedFormula } from './formula-references.ts';
import { formatNumber } from './number-format.ts';
import { dateOfSerial, serialOf } from './serial-date.ts';

describe('A1 notation', () => {
  it('survives writing and parsing for every title and range', () => {
    const index = fc.nat(18_200);
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        index,
        index,
        fc.nat(50),
        fc.nat(50),
        (title, row, column, high, wide) => {
          const bounds = {
            startRow: row,
            endRow: row + high + 1,
            startColumn: column,
            endColumn: column + wide + 1,
          };
          const parts = splitA1(formatRange(title, bounds));
          expect(parts?.title).toBe(title);
          expect(parseCells(parts?.cells ?? '')).toEqual(bounds);
          expect(columnIndex(columnName(column))).toBe(column);
        },
      ),
    );
  });

  it.each([
    ['Sales', 'Sales!A1'],
    ['Sheet_1', 'Sheet_1!A1'],
    ['Probe Tab', "'Probe Tab'!A1"],
    ['A1', "'A1'!A1"],
    ['R1C1', "'R1C1'!A1"],
    ['RC', "'RC'!A1"],
    ['A', 'A!A1'],
    ['2026', "'2026'!A1"],
    ["It's", "'It''s'!A1"],
  ])('quotes the title %s only where it must', (title, text) => {
    expect(formatRange(title, { startRow: 0, endRow: 1, startColumn: 0, endColumn: 1 })).toBe(text);
  });
});

describe('R1C1 notation', () => {
  const shown = (text: string): string | undefined => {
    const bounds = parseCells(text);
    if (!bounds) return undefined;
    const { endRow = 1000, endColumn = 26 } = bounds;
    return formatRange('S', { ...bounds, endRow, endColumn });
  };

  it.each([
    ['R1C1:R2C2', 'S!A1:B2'],
    ['R[1]C[1]', 'S!B2'],
    ['R1C1:R[2]C[2]', 'S!A1:C3'],
    ['R01C01', 'S!A1'],
    ['R1C', 'S!A1'],
    ['RC', 'S!A1'],
    ['R', 'S!A1'],
    ['R[1]', 'S!A2:Z2'],
    ['R1C1:R2', 'S!A1:Z2'],
    ['R1C1:C2', 'S!A1:B1000'],
    ['R3C3:R1C1', 'S!A1:C3'],
    ['R[1]C[1]:R1C1', 'S!A1:B2'],
    ['R1', 'S!R1'],
    ['C1:C2', 'S!C1:C2'],
    ['RC1', 'S!RC1'],
  ])('reads %s as %s', (text, range) => {
    expect(shown(text)).toBe(range);
  });

  it.each(['R0C1', 'R[-1]C1', 'A1:R2C2', 'R1C1:B2', 'R2C2:R1C1', 'R2:R1C1', 'R1 C1', 'R1C1:', ''])(
    'cannot read %s',
    (text) => {
      expect(parseCells(text)).toBeUndefined();
    },
  );
});

describe('field masks', () => {
  it('take dots, slashes, lists and snake_case, and refuse the rest', () => {
    const mask = parseFieldMask('sheets/properties(sheet_id,title),sheets.data.rowData');
    expect(mask).toEqual(
      new Map([
        [
          'sheets',
          new Map<string, unknown>([
            [
              'properties',
              new Map([
                ['sheetId', true],
                ['title', true],
              ]),
            ],
            ['data', new Map([['rowData', true]])],
          ]),
        ],
      ]),
    );
    expect(parseFieldMask('a(b')).toBeUndefined();
    expect(parseFieldMask('a,,b')).toBeUndefined();
  });
});

describe('formulas', () => {
  it('take relative references along and keep fixed ones', () => {
    expect(shiftedFormula("=A1+$A$1&\"A1\"&'It''s A1'!B2", 2, 1)).toBe(
      "=B3+$A$1&\"A1\"&'It''s A1'!C4",
    );
    expect(shiftedFormula('=A1', -1, 0)).toBe('=#REF!');
  });

  it('follow inserted and deleted rows of the sheet they name', () => {
    const where = {
      title: 'S',
      dimension: 'ROWS',
      change: { kind: 'delete', start: 1, end: 3 },
    } as const;
    expect(followedFormula('=SUM(A1:A5)+S!A2+T!A2+LOG10(A4)', 'S', where)).toBe(
      '=SUM(A1:A3)+S!#REF!+T!A2+LOG10(A2)'.replace('S!#REF!', '#REF!'),
    );
  });
});

describe('numbers', () => {
  it('are serial dates to the millisecond', () => {
    expect(serialOf(2020, 1, 1)).toBe(43831);
    expect(serialOf(1999, 1, 2)).toBe(36162);
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (date) => {
          const seconds = date.getUTCSeconds() + date.getUTCMilliseconds() / 1000;
          const serial = serialOf(
            date.getUTCFullYear(),
            date.getUTCMonth() + 1,
            date.getUTCDate(),
            date.getUTCHours(),
            date.getUTCMinutes(),
            seconds,
          );
          expect(dateOfSerial(serial)).toEqual(date);
        },
      ),
    );
  });

  it.each([
    [1234.5, '#,##0.00', 'NUMBER', '1,234.50'],
    [-5, '0.00;(0.00)', 'NUMBER', '(5.00)'],
    [0.256, '0%', 'PERCENT', '26%'],
    [7, '000', 'NUMBER', '007'],
    [1234, '"$"#,##0', 'CURRENCY', '$1,234'],
    [45000.75, 'yyyy-mm-dd hh:mm:ss', 'DATE_TIME', '2023-03-15 18:00:00'],
    [45000.75, 'mmm d, yyyy h:mm am/pm', 'DATE_TIME', 'Mar 15, 2023 6:00 PM'],
    [45000, undefined, 'DATE', '3/15/2023'],
  ])('%d shows as asked with %s', (value, pattern, type, text) => {
    expect(formatNumber(value, { type, ...(pattern === undefined ? {} : { pattern }) })).toBe(text);
  });
});
