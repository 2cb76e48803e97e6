import type { CellType } from '../../model/cell-type.ts';
import type { DecodedCell, FieldCodec } from '../adapter.ts';
import { decodeDate } from './date-codec.ts';
import { decodeAs, heldValue, isObject, refuse } from './property-value.ts';

type Decode = (value: unknown) => DecodedCell;

/** Properties that Notion computes, and people and files: they can be read as simple cells and are never written. */
export function readOnlyCodec(nativeType: string, cellType: CellType): FieldCodec | null {
  const decode = decoderOf(nativeType, cellType);
  if (decode === null) return null;
  return {
    encode: () => refuse('READ_ONLY', `${nativeType} is read from Notion and not written`),
    decode: (native) => {
      const held = heldValue(native, nativeType);
      if (!held.ok) return held;
      const isWhole = isObject(native) && native.whole === true;
      if (nativeType === 'people' && !isWhole && isCutOff(held.value)) {
        return refuse('TRUNCATED', `Notion may have left out people after ${PEOPLE_MAX}`);
      }
      return decode(held.value);
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
    case 'rollup':
      return cellType === 'enum-set' ? null : (value) => decodeResult(cellType, value);
    case 'created_by':
    case 'last_edited_by':
      return cellType === 'text' ? decodeUser : null;
    case 'people':
      return cellType === 'enum-set' ? decodePeople : null;
    case 'files':
      return cellType === 'enum-set' ? decodeFiles : null;
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

/** Notion gives at most this many people of a property, and leaves the others out without a word. */
const PEOPLE_MAX = 25;

/** A user's name; without the right to read users there is only an id, which would come and go as a value. */
function decodeUser(value: unknown): DecodedCell {
  if (value === null) return { ok: true, cell: null };
  const name = nameOf(value);
  return name === null ? nameless() : decodeAs('text', name);
}

function isCutOff(people: unknown): boolean {
  return Array.isArray(people) && people.length >= PEOPLE_MAX;
}

function decodePeople(value: unknown): DecodedCell {
  if (!Array.isArray(value)) return refuse('TYPE', 'the people are not a list');
  const names = value.map(nameOf);
  return names.includes(null) ? nameless() : decodeAs('enum-set', names);
}

/** The names of the files: their addresses are signed anew each time that they are read. */
function decodeFiles(value: unknown): DecodedCell {
  if (!Array.isArray(value)) return refuse('TYPE', 'the files are not a list');
  const names = value.map(nameOf);
  return names.includes(null) ? refuse('TYPE', 'a file has no name') : decodeAs('enum-set', names);
}

function nameOf(value: unknown): string | null {
  return isObject(value) && typeof value.name === 'string' ? value.name : null;
}

function nameless(): DecodedCell {
  return refuse('NO_NAME', 'Notion does not tell the name of a user to this integration');
}

/** `{type, <type>: value}`; a result that Notion could not compute is a problem, not EMPTY, and so is a list. */
function decodeResult(cellType: CellType, value: unknown): DecodedCell {
  if (!isObject(value) || typeof value.type !== 'string') {
    return refuse('TYPE', 'the result has no type');
  }
  const { type } = value;
  const result = value[type];
  switch (type) {
    case 'date':
      return cellType === 'date' || cellType === 'datetime'
        ? decodeDate(cellType, result)
        : refuse('TYPE', `the result is a date, not ${cellType}`);
    case 'string':
    case 'number':
    case 'boolean':
      return decodeAs(cellType, result);
    default:
      return refuse('UNSUPPORTED', `Notion does not give one value (${type})`);
  }
}
