import { parseCell } from '../../model/cell.ts';
import type { DecodedCell } from '../adapter.ts';
import type { CellForm } from './cell-form.ts';
import { isWithinYears, msOfSerial, serialOfMs } from './serial-number.ts';
import type { TimeZone } from './time-zone.ts';

/**
 * A date is a whole serial number. Text in ISO form, as people type it into a text cell, is read
 * too.
 */
export const dateForm: CellForm = {
  encode: (cell) => ({
    ok: true,
    native: serialOfMs(Date.parse(`${cell}T00:00:00Z`)),
  }),
  decode(native) {
    if (typeof native !== 'number') return decodeText('date', native);
    if (!Number.isInteger(native)) return refuseType(`${native} has a time of day`);
    const ms = msOfSerial(native);
    return ms === null ? outOfYears(native) : decodeText('date', isoOf(ms).slice(0, 10));
  },
};

/**
 * A datetime is a serial number on the wall clock of the spreadsheet's zone, to the millisecond.
 * Text in ISO form with an offset is read too. An instant whose wall clock time occurs twice is
 * refused when reading it back would give the other instant.
 */
export function createDatetimeForm(zone: TimeZone): CellForm {
  const decodeSerial = (serial: number): DecodedCell => {
    const wallMs = msOfSerial(serial);
    if (wallMs === null) return outOfYears(serial);
    const instant = zone.toInstant(wallMs);
    return isWithinYears(instant) ? decodeText('datetime', isoOf(instant)) : outOfYears(serial);
  };
  return {
    encode(cell) {
      const instant = Date.parse(String(cell));
      if (/\.\d{4,}Z$/.test(String(cell))) {
        return {
          ok: false,
          rule: 'PRECISION',
          message: `${cell} is finer than a millisecond`,
        };
      }
      const wallMs = zone.toWall(instant);
      if (!isWithinYears(wallMs)) {
        return {
          ok: false,
          rule: 'OUT_OF_RANGE',
          message: `${cell} is outside the years 1 to 9999`,
        };
      }
      const native = serialOfMs(wallMs);
      const back = decodeSerial(native);
      return back.ok && back.cell === cell
        ? { ok: true, native }
        : {
            ok: false,
            rule: 'AMBIGUOUS_TIME',
            message: `the wall clock time of ${cell} occurs twice in the spreadsheet's time zone`,
          };
    },
    decode: (native) =>
      typeof native === 'number' ? decodeSerial(native) : decodeText('datetime', native),
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

function decodeText(type: 'date' | 'datetime', value: unknown): DecodedCell {
  const parsed = parseCell(type, value);
  return parsed.ok ? parsed : refuseType(parsed.message);
}

function refuseType(message: string): DecodedCell {
  return { ok: false, rule: 'TYPE', message };
}

function outOfYears(serial: number): DecodedCell {
  const message = `the serial number ${serial} is outside the years 1 to 9999`;
  return { ok: false, rule: 'OUT_OF_RANGE', message };
}
