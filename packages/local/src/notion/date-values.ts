import { isObject, type JsonObject, stringOr } from './json-value.ts';
import { placeError, validationError } from './notion-error.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * A date value of a request as the API returns it: times cut to the minute with an explicit offset,
 * the time zone folded into the offset. Throws on what is no date.
 */
export function toDateValue(value: unknown, place: string): JsonObject | null {
  if (value === null) return null;
  if (!isObject(value)) throw placeError(place, 'an object or `null`', value);
  const { start, end, time_zone: zone } = value;
  if (typeof start !== 'string') throw placeError(`${place}.start`, 'defined', start);
  const zoneName = zone === null || zone === undefined ? undefined : stringOr(zone);
  return {
    start: toDate(start, zoneName, `${place}.start`),
    end: typeof end === 'string' ? toDate(end, zoneName, `${place}.end`) : null,
    time_zone: null,
  };
}

function toDate(text: string, zone: string | undefined, place: string): string {
  if (DATE.test(text)) {
    if (Number.isNaN(Date.parse(text))) throw notADate(text, place);
    return text;
  }
  const match = DATE_TIME.exec(text);
  if (!match || Number.isNaN(Date.parse(`${match[1]}T${match[2]}Z`))) throw notADate(text, place);
  const [, day, time, offset] = match;
  if (zone !== undefined && offset !== undefined && offset !== 'Z') {
    throw validationError(
      'Cannot provide a time zone offset in the date string when a time_zone is specified.',
    );
  }
  const spelled = offset === undefined || offset === 'Z' ? '+00:00' : offset;
  if (zone === undefined) return `${day}T${time}:00.000${withColon(spelled)}`;
  const wallClock = Date.parse(`${day}T${time}:00Z`);
  // With `Z` the text names the instant, else the wall clock of the zone.
  const instant = offset === 'Z' ? wallClock : wallClock - zoneOffset(wallClock, zone, place);
  const minutes = zoneOffset(instant, zone, place);
  const local = new Date(instant + minutes).toISOString().slice(0, 16);
  return `${local}:00.000${offsetText(minutes)}`;
}

const notADate = (text: string, place: string): Error =>
  placeError(place, 'a valid ISO 8601 date string', text);

const withColon = (offset: string): string =>
  offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`;

function offsetText(milliseconds: number): string {
  const minutes = Math.abs(milliseconds) / 60_000;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `${milliseconds < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** How far the zone's wall clock is ahead of UTC at an instant, in milliseconds. */
function zoneOffset(instant: number, zone: string, place: string): number {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value;
    const match = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? '');
    if (!match) return 0;
    const size = (Number(match[2]) * 60 + Number(match[3])) * 60_000;
    return match[1] === '-' ? -size : size;
  } catch {
    throw placeError(place.replace(/\.[^.]+$/, '.time_zone'), 'a valid IANA time zone', zone);
  }
}

/** True for a text with a time of day. */
export const hasTime = (text: string): boolean => text.length > 10;

/** The instant of a date (midnight UTC) or of a time, in milliseconds; NaN if it is neither. */
export function instantOf(text: string): number {
  if (DATE.test(text)) return Date.parse(`${text}T00:00:00Z`);
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
}
