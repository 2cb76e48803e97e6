import { unreachable } from '../../errors/assert.ts';
import type { BoundField } from '../../model/bound-table.ts';
import { cellsEqual, parseCell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { ParsedCell } from '../../model/parsed-cell.ts';
import type { DecodedCell, EncodedCell, FieldCodec } from '../adapter.ts';
import type { CellForm } from './cell-form.ts';
import { createDatetimeForm, dateForm } from './date-form.ts';
import { isErrorText } from './error-cell.ts';
import { timeZoneOf } from './native-type.ts';
import { createTimeZone } from './time-zone.ts';

/**
 * Google refuses longer texts. Counted in UTF-16 units, which is never less than what Google
 * counts.
 */
const TEXT_MAX = 50_000;

/**
 * The codec of a field: what goes into a cell with RAW and comes out of it with UNFORMATTED_VALUE
 * and SERIAL_NUMBER. A column holds any cell type, whatever its format; only a datetime needs the
 * zone that the column's native type carries, and without one the codec is null.
 */
export function sheetsCodec(field: BoundField): FieldCodec | null {
  const form = createForm(field);
  return form === null ? null : createCodec(field.cellType, form);
}

function createForm(field: BoundField): CellForm | null {
  const type = field.cellType;
  switch (type) {
    case 'text':
    case 'url':
    case 'email':
    case 'phone':
    case 'date-range':
    case 'json':
    case 'enum':
      return textForm(type);
    case 'enum-set':
    case 'relation':
      return setForm(type);
    case 'integer':
    case 'decimal':
      return numberForm(type);
    case 'boolean':
      return booleanForm;
    case 'date':
      return dateForm;
    case 'datetime': {
      const name = timeZoneOf(field.column.nativeType);
      const zone = name === null ? null : createTimeZone(name);
      return zone === null ? null : createDatetimeForm(zone);
    }
    default:
      return unreachable(type);
  }
}

function createCodec(type: CellType, form: CellForm): FieldCodec {
  return {
    encode(cell) {
      if (cell === null) return { ok: true, native: '' };
      const parsed = parseCell(type, cell);
      if (!parsed.ok) return { ok: false, rule: 'TYPE', message: parsed.message };
      if (parsed.cell === null) return { ok: true, native: '' };
      return form.encode(parsed.cell);
    },
    decode(native) {
      if (native === null || native === undefined || native === '') return { ok: true, cell: null };
      if (typeof native === 'object' || !isCellValue(native)) {
        return {
          ok: false,
          rule: 'TYPE',
          message: 'the cell holds no text, number or truth value',
        };
      }
      if (isErrorText(native)) {
        return {
          ok: false,
          rule: 'ERROR_CELL',
          message: `the cell shows ${native}`,
        };
      }
      return form.decode(native);
    },
  };
}

function isCellValue(native: unknown): native is number | boolean | string {
  return typeof native === 'string' || typeof native === 'number' || typeof native === 'boolean';
}

/** A number or a truth value in a text column is read as the text that it shows. */
function textForm(type: CellType): CellForm {
  return {
    encode: (cell) => encodeText(String(cell)),
    decode: (native) => decoded(parseCell(type, plainText(native))),
  };
}

/** Members with commas between. */
function setForm(type: 'enum-set' | 'relation'): CellForm {
  return {
    encode(cell) {
      const options = Array.isArray(cell) ? cell : [];
      for (const option of options) {
        if (option.includes(',')) {
          return {
            ok: false,
            rule: 'OPTION_COMMA',
            message: `${JSON.stringify(option)} holds a comma, which separates the members of a list`,
          };
        }
        if (option.trim() !== option) {
          return {
            ok: false,
            rule: 'OPTION_SPACE',
            message: `${JSON.stringify(option)} begins or ends with a space`,
          };
        }
      }
      return encodeText(options.join(', '));
    },
    decode(native) {
      const options = plainText(native)
        .split(',')
        .map((option) => option.trim());
      return decoded(parseCell(type, options));
    },
  };
}

function encodeText(text: string): EncodedCell {
  if (text.length > TEXT_MAX) {
    return {
      ok: false,
      rule: 'TOO_LONG',
      message: `a cell holds at most ${TEXT_MAX} characters, the text has ${text.length}`,
    };
  }
  if (isErrorText(text)) {
    return {
      ok: false,
      rule: 'ERROR_CELL',
      message: `${text} could not be told from an error`,
    };
  }
  return { ok: true, native: text };
}

function numberForm(type: 'integer' | 'decimal'): CellForm {
  return {
    encode(cell) {
      const number = Number(cell);
      const back = parseCell(type, number);
      return back.ok && cellsEqual(back.cell, cell)
        ? { ok: true, native: number }
        : {
            ok: false,
            rule: 'PRECISION',
            message: `a sheet cannot hold ${cell} exactly`,
          };
    },
    decode: (native) => decoded(parseCell(type, native)),
  };
}

const booleanForm: CellForm = {
  encode: (cell) => ({ ok: true, native: cell === true }),
  decode(native) {
    const spelled = typeof native === 'string' ? native.toUpperCase() : native;
    const value = spelled === 'TRUE' ? true : spelled === 'FALSE' ? false : native;
    return decoded(parseCell('boolean', value));
  },
};

/** A number without exponent, a truth value as the sheet shows it. */
function plainText(native: number | boolean | string): string {
  if (typeof native === 'boolean') return native ? 'TRUE' : 'FALSE';
  if (typeof native === 'string') return native;
  const parsed = parseCell('decimal', native);
  return parsed.ok && typeof parsed.cell === 'string' ? parsed.cell : String(native);
}

function decoded(parsed: ParsedCell): DecodedCell {
  return parsed.ok ? parsed : { ok: false, rule: 'TYPE', message: parsed.message };
}
