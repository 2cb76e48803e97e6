import { parseCell } from '../../model/cell.ts';
import type { EncodedCell } from '../adapter.ts';
import type { NumericType } from './column-type.ts';
import { refuse } from './text-codec.ts';

/** What numeric without a modifier can hold: digits before and after the point. */
const NUMERIC_WHOLE_MAX = 131_072;
const NUMERIC_FRACTION_MAX = 16_383;

export function encodeInteger(bits: 16 | 32 | 64, cell: string): EncodedCell {
  const whole = parseCell('integer', cell);
  if (!whole.ok) {
    return parseCell('decimal', cell).ok
      ? refuse('PRECISION', 'the column holds whole numbers only')
      : refuse('TYPE', whole.message);
  }
  const value = BigInt(cell);
  return BigInt.asIntN(bits, value) === value
    ? { ok: true, native: cell }
    : refuse('OUT_OF_RANGE', `the number does not fit into ${bits} bits`);
}

/** Refuses what numeric(p,s) would round or not hold. A negative scale rounds before the point. */
export function encodeNumeric(type: NumericType, cell: string): EncodedCell {
  const [, digits = '', fraction = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(cell) ?? [];
  if (digits === '') return refuse('TYPE', 'the cell is not a number');
  const whole = digits === '0' ? 0 : digits.length;
  if (type.precision === null) {
    return whole > NUMERIC_WHOLE_MAX || fraction.length > NUMERIC_FRACTION_MAX
      ? refuse('OUT_OF_RANGE', 'the number has more digits than numeric holds')
      : { ok: true, native: cell };
  }
  const zeros = fraction === '' && whole > 0 ? (/0*$/.exec(digits)?.[0].length ?? 0) : 0;
  if (fraction.length > Math.max(type.scale, 0) || (whole > 0 && zeros < -type.scale)) {
    return refuse('PRECISION', `the column keeps ${type.scale} digits after the point`);
  }
  const leadingZeros = whole === 0 ? (/^0*/.exec(fraction)?.[0].length ?? 0) : 0;
  const tooLarge =
    whole > 0 ? whole > type.precision - type.scale : leadingZeros < type.scale - type.precision;
  return tooLarge && cell !== '0'
    ? refuse('OUT_OF_RANGE', `the column holds at most ${type.precision} digits`)
    : { ok: true, native: cell };
}
