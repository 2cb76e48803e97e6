import type { DecodedCell, FieldCodec } from '../adapter.ts';
import { decodeAs, encoded, heldValue, isObject, refuse } from './property-value.ts';

/** Dates, and instants to the minute: Notion drops seconds, so they are not sent. */
export function dateCodec(cellType: 'date' | 'datetime'): FieldCodec {
  return {
    encode: (cell) => {
      if (cell === null) return encoded({ date: null });
      if (typeof cell !== 'string') return refuse('TYPE', `the cell is not a ${cellType}`);
      return encoded({
        date: { start: cellType === 'date' ? cell : `${cell.slice(0, 16)}:00.000Z` },
      });
    },
    decode: (native) => {
      const held = heldValue(native, 'date');
      return held.ok ? decodeDate(cellType, held.value) : held;
    },
  };
}

/** Reads a date value `{start, end, time_zone}`; one with an end is a range. */
export function decodeDate(cellType: 'date' | 'datetime', value: unknown): DecodedCell {
  if (value === null) return { ok: true, cell: null };
  if (!isObject(value) || typeof value.start !== 'string') {
    return refuse('TYPE', 'the date has no start');
  }
  if (value.end !== null && value.end !== undefined) {
    return refuse('RANGE', 'the date has an end; a single date is wanted');
  }
  return decodeAs(cellType, value.start);
}
