import { parseCell } from '../../model/cell.ts';
import type { DecodedCell, EncodedCell } from '../adapter.ts';
import { refuse } from './text-codec.ts';

/** A decimal for real or double precision: refused unless its shortest text is the cell again. */
export function encodeFloat(bits: 32 | 64, cell: string): EncodedCell {
  const shown = canonical(bits, Number(cell));
  if (!shown.ok) return refuse('OUT_OF_RANGE', 'the number is larger than the column holds');
  return shown.cell === cell
    ? { ok: true, native: cell }
    : refuse('PRECISION', `the column would show the number as ${String(shown.cell)}`);
}

export function decodeFloat(bits: 32 | 64, native: string): DecodedCell {
  if (/^(NaN|-?Infinity)$/.test(native)) {
    return refuse('NOT_FINITE', `${native} is not a number that the other systems have`);
  }
  const parsed = parseCell('decimal', native);
  if (!parsed.ok) return refuse('TYPE', parsed.message);
  return parsed.cell === null ? parsed : canonical(bits, Number(native));
}

/**
 * The shortest decimal that names the float, which may differ from Postgres' choice but not in
 * value.
 */
function canonical(bits: 32 | 64, value: number): DecodedCell {
  const float = bits === 32 ? Math.fround(value) : value;
  const text = bits === 32 ? shortestSingle(float) : String(float);
  const parsed = parseCell('decimal', text);
  return parsed.ok ? parsed : refuse('NOT_FINITE', parsed.message);
}

/** At most nine digits tell a single-precision number from all others. */
function shortestSingle(float: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = float.toPrecision(digits);
    if (Math.fround(Number(text)) === float) return text;
  }
  return float.toPrecision(9);
}
