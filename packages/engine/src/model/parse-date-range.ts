import type { Cell } from './cell.ts';
import { parseDate, parseDatetime } from './parse-time.ts';
import { asString, type ParsedCell, refuse, show } from './parsed-cell.ts';

/**
 * An interval of ISO 8601, `start/end`: two dates or two instants, both of which belong to it. A single date or
 * instant is the range of itself.
 */
export function parseDateRange(value: unknown): ParsedCell {
  const text = asString(value);
  const [from = '', to = from, ...others] = text.split('/');
  const parse = parseDate(from).ok ? parseDate : parseDatetime;
  const [start, end] = [parse(from), parse(to)];
  if (!start.ok || !end.ok || others.length > 0) {
    return refuse(`${show(value)} is not a range of two dates or of two instants`);
  }
  if (millisOf(start.cell) > millisOf(end.cell)) {
    return refuse(`${show(value)} ends before it begins`);
  }
  return { ok: true, cell: `${start.cell}/${end.cell}` };
}

/** Fractions of a millisecond count as well. */
function millisOf(cell: Cell): number {
  const text = String(cell);
  const micros = /\.\d{3}(\d{1,3})Z$/.exec(text)?.[1] ?? '';
  return Date.parse(text) + Number(`0.${micros.padEnd(3, '0')}`);
}
