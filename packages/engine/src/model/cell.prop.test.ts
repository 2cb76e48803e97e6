import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../crypto/canonical-json.ts';
import { cellsEqual, parseCell } from './cell.ts';
import { CELL_TYPES } from './cell-type.ts';

const type = fc.constantFrom(...CELL_TYPES);

/** Text that looks like what systems give, and text that looks like nothing. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[+-]?0{0,3}[0-9]{0,25}(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,3})?$/),
  fc.stringMatching(
    /^[0-9]{4}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]{1,8})?)?(Z|[+-][01][0-9](:?[0-5][0-9])?))?$/,
  ),
);
const value = fc.oneof(
  text,
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.array(fc.oneof(text, fc.constant(null)), { maxLength: 5 }),
  fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true }),
);

describe('parseCell', () => {
  it('is total, and what it gives can be hashed', () => {
    fc.assert(
      fc.property(type, value, (cellType, input) => {
        const parsed = parseCell(cellType, input);
        if (parsed.ok) canonicalJson(parsed.cell);
        else expect(parsed.message.isWellFormed()).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves what is canonical as it is', () => {
    fc.assert(
      fc.property(type, value, (cellType, input) => {
        const once = parseCell(cellType, input);
        if (once.ok) expect(parseCell(cellType, once.cell)).toEqual(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives equal integers one form, whatever their size and notation', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat(5), (number, zeros) => {
        const sign = number < 0n ? '-' : '+';
        const digits = String(number < 0n ? -number : number);
        const cell = { ok: true, cell: String(number) };
        expect(parseCell('integer', `${sign}${'0'.repeat(zeros)}${digits}`)).toEqual(cell);
        expect(parseCell('integer', number)).toEqual(cell);
        expect(parseCell('decimal', `${number}.${'0'.repeat(zeros)}`)).toEqual(cell);
      }),
    );
  });

  it('keeps the exact value of a decimal when the point is moved by an exponent', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: -40, max: 40 }), (digits, exponent) => {
        const moved = parseCell('decimal', `${digits}e${exponent}`);
        const back = moved.ok ? parseCell('decimal', `${moved.cell}e${-exponent}`) : moved;
        const zero = digits === 0n ? '0' : null;
        expect(back).toEqual({ ok: true, cell: zero ?? String(digits) });
      }),
    );
  });

  it('reads every finite double back as the same double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const parsed = parseCell('decimal', number);
        expect(parsed.ok && Number(parsed.cell)).toBe(number === 0 ? 0 : number);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives one instant one form in every offset', () => {
    const instant = fc.date({
      min: new Date('1000-01-01T00:00:00Z'),
      max: new Date('9000-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, minutes) => {
        const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(minutes);
        const two = (n: number) => String(n).padStart(2, '0');
        const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
        const utc = parseCell('datetime', date.toISOString());
        const shifted = parseCell('datetime', local + offset);
        expect(utc.ok).toBe(true);
        expect(shifted).toEqual(utc);
      }),
    );
  });

  it('[DF3] gives equal canonical JSON exactly to equal cells', () => {
    fc.assert(
      fc.property(type, value, value, (cellType, a, b) => {
        const one = parseCell(cellType, a);
        const other = parseCell(cellType, b);
        if (!one.ok || !other.ok) return;
        const same = canonicalJson(one.cell) === canonicalJson(other.cell);
        expect(cellsEqual(one.cell, other.cell)).toBe(same);
      }),
    );
  });
});
