import type { CellType } from '../../model/cell-type.ts';
import type { DecodedCell, FieldCodec } from '../adapter.ts';
import { decodeDate } from './date-codec.ts';
import { decodeAs, heldValue, isObject, refuse } from './property-value.ts';

type Decode = (value: unknown) => DecodedCell;

/** Properties that Notion computes: they can be read as simple cells and never written. */
export function readOnlyCodec(nativeType: string, cellType: CellType): FieldCodec | null {
  const decode = decoderOf(nativeType, cellType);
  if (decode === null) return null;
  return {
    encode: () => refuse('READ_ONLY', `Notion computes ${nativeType} and does not take a value`),
    decode: (native) => {
      const held = heldValue(native, nativeType);
      return held.ok ? decode(held.value) : held;
    },
  };
}

function decoderOf(nativeType: string, cellType: CellType): Decode | null {
  switch (nativeType) {
    case 'created_time':
    case 'last_edited_time':
      return cellType === 'datetime' ? (value) => decodeAs('datetime', value) : null;
    case 'unique_id':
      return cellType === 'integer' || cellType === 'text'
        ? (value) => decodeUniqueId(cellType, value)
        : null;
    case 'formula':
      return cellType === 'enum-set' ? null : (value) => decodeFormula(cellType, value);
    default:
      return null;
  }
}

/** `{prefix, number}`: its number, or the form that people see, `PREFIX-12`. */
function decodeUniqueId(cellType: 'integer' | 'text', value: unknown): DecodedCell {
  if (value === null) return { ok: true, cell: null };
  if (!isObject(value)) return refuse('TYPE', 'the unique id is not an object');
  const { prefix, number } = value;
  if (number === null) return { ok: true, cell: null };
  if (typeof number !== 'number') return refuse('TYPE', 'the unique id has no number');
  if (cellType === 'integer') return decodeAs('integer', number);
  return decodeAs('text', typeof prefix === 'string' ? `${prefix}-${number}` : String(number));
}

/** `{type, <type>: value}`; a formula that Notion could not compute is a problem, not EMPTY. */
function decodeFormula(cellType: CellType, value: unknown): DecodedCell {
  if (!isObject(value) || typeof value.type !== 'string') {
    return refuse('TYPE', 'the formula has no type');
  }
  const { type } = value;
  const result = value[type];
  switch (type) {
    case 'date':
      return cellType === 'date' || cellType === 'datetime'
        ? decodeDate(cellType, result)
        : refuse('TYPE', `the formula gives a date, not ${cellType}`);
    case 'string':
    case 'number':
    case 'boolean':
      return decodeAs(cellType, result);
    default:
      return refuse('UNSUPPORTED', `Notion does not give the formula's value (${type})`);
  }
}
