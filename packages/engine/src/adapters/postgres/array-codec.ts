import { type Cell, canonicalSet, parseCell } from '../../model/cell.ts';
import type { DecodedCell, EncodedCell } from '../adapter.ts';
import { type ElementType, naturalCellType } from './column-type.ts';
import { refuse } from './text-codec.ts';

/** How one element is encoded and decoded. */
export interface ElementCodec {
  encode(cell: Exclude<Cell, null>): EncodedCell;
  decode(native: string): DecodedCell;
}

/** Options as the JSON array of the texts of the elements, each of which must be another one in the column too. */
export function encodeArray(
  element: ElementType,
  codec: ElementCodec,
  options: readonly string[],
): EncodedCell {
  const texts: string[] = [];
  for (const option of options) {
    const cell = elementCell(element, option);
    if (cell === null) return refuse('TYPE', `an option is not a ${element.kind}`);
    const encoded = codec.encode(cell);
    if (!encoded.ok) return encoded;
    if (encoded.native === null) return refuse('EMPTY_ELEMENT', 'an element would be empty');
    texts.push(String(encoded.native));
  }
  if (new Set(texts).size < texts.length) {
    return refuse('DUPLICATE_ELEMENT', 'two of the options are one value in the column');
  }
  return { ok: true, native: texts.length === 0 ? null : JSON.stringify(texts) };
}

/**
 * A set has each element once and none that is EMPTY: another array has no cell, so that nothing of it is lost
 * when somebody edits the set elsewhere.
 */
export function decodeArray(codec: ElementCodec, native: string): DecodedCell {
  const elements = parsedArray(native);
  if (elements === null) return refuse('TYPE', 'the value is not a JSON array');
  const options: string[] = [];
  for (const element of elements) {
    if (element === null) return refuse('NULL_ELEMENT', 'an element of the array is NULL');
    if (Array.isArray(element)) return refuse('NESTED_ARRAY', 'the array has several dimensions');
    if (typeof element !== 'string') return refuse('TYPE', 'an element is not Postgres text');
    const decoded = codec.decode(element);
    if (!decoded.ok) return decoded;
    if (decoded.cell === null) return refuse('EMPTY_ELEMENT', 'an element of the array is empty');
    options.push(String(decoded.cell));
  }
  return new Set(options).size < options.length
    ? refuse('DUPLICATE_ELEMENT', 'an element of the array stands in it twice')
    : { ok: true, cell: canonicalSet(options) };
}

function elementCell(element: ElementType, option: string): Exclude<Cell, null> | null {
  if (element.kind === 'boolean') {
    return option === 'true' || option === 'false' ? option === 'true' : null;
  }
  const parsed = parseCell(naturalCellType(element) ?? 'text', option);
  return parsed.ok ? parsed.cell : null;
}

function parsedArray(native: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(native);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
