import type { EncodedCell } from '../adapter.ts';
import type { TimeType } from './column-type.ts';
import { refuse } from './text-codec.ts';

const TIME =
  /^(?:([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?|24:00(?::00(?:\.0{1,6})?)?)$/;
/** Less than sixteen hours; Postgres leaves out minutes and seconds that are zero. */
const ZONE = /(?:(Z)|([+-])(0\d|1[0-5])(?::?([0-5]\d)(?::([0-5]\d))?)?)$/i;

/**
 * A time of day as Postgres writes it: `09:30:00`, with a fraction where it is not zero, and `+02` at the end of
 * one with a zone. The end of a day is `24:00:00`.
 */
export function encodeTime({ zone, digits }: TimeType, cell: string): EncodedCell {
  const offset = zone ? ZONE.exec(cell) : null;
  if (zone && offset === null) return refuse('TYPE', 'the time of day has no offset (+hh:mm)');
  const match = TIME.exec(offset === null ? cell : cell.slice(0, offset.index));
  if (match === null) return refuse('TYPE', 'the text is not a time of day (hh:mm or hh:mm:ss)');
  const [, hour = '24', minute = '00', second = '00', decimals = ''] = match;
  const fraction = decimals.replace(/0+$/, '');
  if (fraction.length > digits) {
    return refuse('PRECISION', `the column keeps ${digits} digits of a second`);
  }
  const time = `${hour}:${minute}:${second}${fraction === '' ? '' : `.${fraction}`}`;
  return { ok: true, native: offset === null ? time : `${time}${zoneText(offset)}` };
}

function zoneText([, zulu, sign, hours, minutes = '00', seconds = '00']: RegExpExecArray): string {
  if (zulu !== undefined) return '+00';
  const parts =
    seconds === '00' ? (minutes === '00' ? [hours] : [hours, minutes]) : [hours, minutes, seconds];
  const text = parts.join(':');
  return text === '00' ? '+00' : `${sign}${text}`;
}
