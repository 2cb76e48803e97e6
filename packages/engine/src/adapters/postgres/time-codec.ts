import type { EncodedCell } from '../adapter.ts';
import { refuse } from './text-codec.ts';

const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?$/;

/** A time of day as Postgres writes it: `09:30:00`, with a fraction where it is not zero. */
export function encodeTime(digits: number, cell: string): EncodedCell {
  const match = TIME.exec(cell);
  if (match === null) return refuse('TYPE', 'the text is not a time of day (hh:mm or hh:mm:ss)');
  const [, hour, minute, second = '00', decimals = ''] = match;
  const fraction = decimals.replace(/0+$/, '');
  if (fraction.length > digits) {
    return refuse('PRECISION', `the column keeps ${digits} digits of a second`);
  }
  const time = `${hour}:${minute}:${second}`;
  return { ok: true, native: fraction === '' ? time : `${time}.${fraction}` };
}
