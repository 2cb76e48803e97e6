import { asString, type ParsedCell, refuse, show } from './parsed-cell.ts';

// No two parts of a pattern can match the same digits, so that hostile text takes linear time.
const INTEGER = /^([+-]?)(\d+)$/;
const DECIMAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/;

/** A whole number of any size. */
export function parseInteger(value: unknown): ParsedCell {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    return refuse(`${show(value)} is not a whole number that a double holds exactly`);
  }
  const match = INTEGER.exec(
    typeof value === 'number' || typeof value === 'bigint' ? String(value) : asString(value),
  );
  if (match === null) return refuse(`${show(value)} is not a whole number`);
  return { ok: true, cell: withSign(match[1], trimLeadingZeros(match[2] ?? '')) };
}

/** A number in decimal or exponential notation, of any precision. */
export function parseDecimal(value: unknown): ParsedCell {
  if (typeof value === 'number' && !Number.isFinite(value))
    return refuse(`${show(value)} is not a number`);
  const text =
    typeof value === 'number' || typeof value === 'bigint' ? String(value) : asString(value);
  const match = DECIMAL.exec(text);
  if (match === null) return refuse(`${show(value)} is not a number`);
  const [, sign, digits = '', decimals = '', onlyDecimals = '', exponent = '0'] = match;
  const [whole, fraction] = shiftPoint(digits, decimals + onlyDecimals, Number(exponent));
  return { ok: true, cell: withSign(sign, fraction === '' ? whole : `${whole}.${fraction}`) };
}

function shiftPoint(whole: string, fraction: string, exponent: number): [string, string] {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = point <= 0 ? 1 : point;
  return [trimLeadingZeros(padded.slice(0, at)), trimTrailingZeros(padded.slice(at))];
}

function withSign(sign: string | undefined, magnitude: string): string {
  return sign === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude;
}

/** `0` for no digits and for zeros alone. */
function trimLeadingZeros(digits: string): string {
  return digits.replace(/^0+/, '') || '0';
}

export function trimTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}
