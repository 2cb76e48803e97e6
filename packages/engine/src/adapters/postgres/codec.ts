import type { BoundField } from '../../model/bound-table.ts';
import { type Cell, parseCell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { DecodedCell, EncodedCell, FieldCodec } from '../adapter.ts';
import { decodeArray, type ElementCodec, encodeArray } from './array-codec.ts';
import { type ColumnType, type ElementType, naturalCellType } from './column-type.ts';
import { decodeFloat, encodeFloat } from './float-codec.ts';
import { foreignKeyCodec } from './foreign-key-codec.ts';
import { decodeInterval, encodeInterval } from './interval-codec.ts';
import { parseNativeType } from './native-type.ts';
import { encodeInet, encodeMac } from './network-codec.ts';
import { encodeInteger, encodeNumeric } from './number-codec.ts';
import { encodeBits, encodeText, refuse } from './text-codec.ts';
import { encodeTime } from './time-codec.ts';

const TEXT_CELLS: readonly CellType[] = [
  'text',
  'enum',
  'url',
  'email',
  'phone',
  'date-range',
  'json',
];

/** The cell types that a column can hold. */
function cellTypesOf(type: ColumnType): readonly CellType[] {
  switch (type.kind) {
    case 'text':
      return TEXT_CELLS;
    case 'integer':
    case 'numeric':
      return ['integer', 'decimal'];
    case 'float':
      return ['decimal'];
    case 'timestamp':
      return ['datetime'];
    case 'uuid':
    case 'time':
    case 'interval':
    case 'inet':
    case 'mac':
    case 'bits':
    case 'shown':
      return ['text'];
    case 'enum':
      return ['enum', 'text'];
    case 'array':
      return ['enum-set', 'relation'];
    case 'range':
      return ['date-range'];
    default:
      return [type.kind];
  }
}

/**
 * Between a cell and the text that `readExpression` reads and `castExpression` writes; null is
 * NULL.
 * Declared losses: trailing blanks of char(n); letter case of a uuid; times, durations and addresses that can be
 * written in several ways come back as Postgres writes them. A NOT NULL column refuses EMPTY unless it has a
 * default, which a create then leaves to it (an update is refused by Postgres).
 */
export function postgresCodec(field: BoundField): FieldCodec | null {
  const { type, notNull, hasDefault } = parseNativeType(
    field.column.nativeType,
    field.column.options,
  );
  if (type === null) return null;
  if (field.cellType === 'relation' && KEY_COLUMNS.includes(type.kind)) {
    return keyCodec({ ...field, cellType: naturalCellType(type) ?? 'text' });
  }
  if (!cellTypesOf(type).includes(field.cellType)) return null;
  return {
    encode(cell) {
      const encoded = cell === null ? EMPTY : encode(type, cell);
      const empty = encoded.ok && encoded.native === null;
      return empty && notNull && !hasDefault
        ? refuse('NOT_NULL', `the column ${field.column.name} must not be empty`)
        : encoded;
    },
    decode: (native) => decode(type, field.cellType, native),
  };
}

/** Columns that may hold the key of a related record. */
const KEY_COLUMNS: readonly ColumnType['kind'][] = ['text', 'integer', 'uuid'];

function keyCodec(field: BoundField): FieldCodec | null {
  const single = postgresCodec(field);
  return single === null ? null : foreignKeyCodec(single, field.cellType);
}

const EMPTY: EncodedCell = { ok: true, native: null };

function encode(type: ColumnType, cell: Exclude<Cell, null>): EncodedCell {
  if (type.kind === 'boolean') return ofType(typeof cell === 'boolean', String(cell), 'boolean');
  if (type.kind === 'array') {
    return Array.isArray(cell)
      ? encodeArray(type.element, elementCodec(type.element), cell)
      : ofType(false, '', 'enum-set');
  }
  if (typeof cell !== 'string') return ofType(false, '', type.kind);
  switch (type.kind) {
    case 'text':
    case 'enum':
    case 'uuid':
      return encodeText(type, cell);
    case 'time':
      return encodeTime(type, cell);
    case 'interval':
      return encodeInterval(type, cell);
    case 'inet':
      return encodeInet(type.isNetwork, cell);
    case 'mac':
      return encodeMac(type.bytes, cell);
    case 'bits':
      return encodeBits(type, cell);
    case 'shown':
      return refuse('READ_ONLY', 'the column is only read');
    case 'integer':
      return encodeInteger(type.bits, cell);
    case 'numeric':
      return encodeNumeric(type, cell);
    case 'float':
      return encodeFloat(type.bits, cell);
    case 'date':
    case 'json':
      return { ok: true, native: cell };
    case 'range':
      return cell.includes('T') === (type.of !== 'date')
        ? { ok: true, native: cell }
        : refuse('TYPE', `the column holds ranges of ${type.of === 'date' ? 'dates' : 'instants'}`);
    case 'timestamp': {
      const fraction = /\.(\d+)Z$/.exec(cell)?.[1] ?? '';
      return fraction.length > type.digits
        ? refuse('PRECISION', `the column keeps ${type.digits} digits of a second`)
        : { ok: true, native: cell };
    }
  }
}

function elementCodec(element: ElementType): ElementCodec {
  const cellType = naturalCellType(element) ?? 'text';
  return {
    encode: (cell) => encode(element, cell),
    decode: (native) => decode(element, cellType, native),
  };
}

function ofType(fits: boolean, native: string, kind: string): EncodedCell {
  return fits ? { ok: true, native } : refuse('TYPE', `the cell is not a ${kind}`);
}

function decode(type: ColumnType, cellType: CellType, native: unknown): DecodedCell {
  if (native === null || native === undefined) return { ok: true, cell: null };
  if (typeof native !== 'string') return refuse('TYPE', 'the value is not Postgres text');
  switch (type.kind) {
    case 'boolean':
      return native === 'true' || native === 'false'
        ? { ok: true, cell: native === 'true' }
        : refuse('TYPE', 'the value is not true or false');
    case 'array':
      return decodeArray(elementCodec(type.element), native);
    case 'interval':
      return decodeInterval(native);
    case 'float':
      return decodeFloat(type.bits, native);
    case 'numeric':
      return /^(NaN|-?Infinity)$/.test(native)
        ? refuse('NOT_FINITE', `${native} is not a number that the other systems have`)
        : parsed(cellType, native.replace(/\.0+$/, ''));
    case 'timestamp':
      return decodeTime(cellType, /T[\d:.]+$/.test(native) ? `${native}Z` : native);
    case 'date':
      return decodeTime(cellType, native);
    case 'range':
      return native.includes('/') ? parsed(cellType, native) : decodeRange(native);
    default:
      return parsed(
        cellType,
        type.kind === 'text' && type.padded ? native.replace(/ +$/, '') : native,
      );
  }
}

/** `["start", "end"]` of `readExpression`; a bound that a range lacks is null, and an empty range has none. */
const RANGE = /^\[(?:"([^"]*)"|null) ?, ?(?:"([^"]*)"|null)\]$/;

function decodeRange(native: string): DecodedCell {
  const bounds = RANGE.exec(native);
  if (bounds === null) return refuse('TYPE', 'the value is not a range');
  const [, start, end] = bounds;
  if (start === undefined || end === undefined) {
    return refuse('OPEN_RANGE', 'the range is empty or lacks a start or an end');
  }
  const texts = [start, end].map((text) => (/T[\d:.]+$/.test(text) ? `${text}Z` : text));
  const isBeyond = texts.some((text) => BEYOND.test(text));
  return isBeyond ? outOfRange() : parsed('date-range', texts.join('/'));
}

function decodeTime(cellType: CellType, text: string): DecodedCell {
  return BEYOND.test(text) ? outOfRange() : parsed(cellType, text);
}

/** Times that no cell holds. */
const BEYOND = /^-?infinity$|BC$|^\d{5,}-/;

function outOfRange(): DecodedCell {
  return refuse('OUT_OF_RANGE', 'the value is infinite or outside of the years 0001 to 9999');
}

function parsed(cellType: CellType, value: unknown): DecodedCell {
  const result = parseCell(cellType, value);
  return result.ok ? result : refuse('TYPE', result.message);
}
