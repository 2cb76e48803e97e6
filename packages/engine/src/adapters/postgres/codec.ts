import type { BoundField } from '../../model/bound-table.ts';
import { type Cell, parseCell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { DecodedCell, EncodedCell, FieldCodec } from '../adapter.ts';
import { type ColumnType, naturalCellType, parseNativeType } from './column-type.ts';
import { decodeFloat, encodeFloat } from './float-codec.ts';
import { foreignKeyCodec } from './foreign-key-codec.ts';
import { encodeInteger, encodeNumeric } from './number-codec.ts';
import { encodeText, refuse } from './text-codec.ts';
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
 * Declared losses: trailing blanks of char(n), letter case of a uuid, a time without its zeros. A NOT NULL column refuses
 * EMPTY
 * unless it has a default, which a create then leaves to it (an update is refused by Postgres).
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
    return Array.isArray(cell) ? encodeArray(type.element, cell) : ofType(false, '', 'enum-set');
  }
  if (typeof cell !== 'string') return ofType(false, '', type.kind);
  switch (type.kind) {
    case 'text':
    case 'enum':
    case 'uuid':
      return encodeText(type, cell);
    case 'time':
      return encodeTime(type.digits, cell);
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

function encodeArray(
  element: Parameters<typeof encodeText>[0],
  options: readonly string[],
): EncodedCell {
  for (const option of options) {
    const encoded = encodeText(element, option);
    if (!encoded.ok) return encoded;
  }
  return options.length === 0 ? EMPTY : { ok: true, native: JSON.stringify(options) };
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
      return decodeArray(native);
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

function decodeArray(native: string): DecodedCell {
  let value: unknown;
  try {
    value = JSON.parse(native);
  } catch {
    return refuse('TYPE', 'the value is not a JSON array');
  }
  return parsed('enum-set', value);
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
