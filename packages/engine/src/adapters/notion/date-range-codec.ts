import type { DecodedCell, FieldCodec } from '../adapter.ts';
import { decodeAs, encoded, heldValue, isObject, refuse } from './property-value.ts';

/** Ranges of dates, and of instants to the minute. One of a single date or minute has no end in Notion. */
export function dateRangeCodec(): FieldCodec {
  return {
    encode: (cell) => {
      if (cell === null) return encoded({ date: null });
      if (typeof cell !== 'string') return refuse('TYPE', 'the cell is not a date-range');
      const [start, end] = cell.split('/').map(wireDate);
      return encoded({ date: start === end ? { start } : { start, end } });
    },
    decode: (native) => {
      const held = heldValue(native, 'date');
      return held.ok ? decodeDateRange(held.value) : held;
    },
  };
}

/** Reads a date value `{start, end, time_zone}`. */
function decodeDateRange(value: unknown): DecodedCell {
  if (value === null) return { ok: true, cell: null };
  if (!isObject(value) || typeof value.start !== 'string') {
    return refuse('TYPE', 'the date has no start');
  }
  const { start, end } = value;
  return decodeAs('date-range', typeof end === 'string' ? `${start}/${end}` : start);
}

/** An instant without what Notion would drop. */
function wireDate(text: string): string {
  return text.includes('T') ? `${text.slice(0, 16)}:00.000Z` : text;
}
