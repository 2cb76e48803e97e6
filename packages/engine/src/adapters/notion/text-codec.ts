import type { Cell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { DecodedCell, EncodedCell, FieldCodec } from '../adapter.ts';
import { decodeAs, encoded, heldValue, isObject, refuse } from './property-value.ts';

/** Characters (UTF-16 units) of one rich text item, and items of one value, that a request may hold. */
const RICH_TEXT_ITEM_MAX = 2_000;
const RICH_TEXT_ITEMS_MAX = 100;

const PLAIN_TEXT_MAX = { url: 2_000, email: 200, phone_number: 200 } as const;

/** Title and rich text: read as plain text, written as unformatted text. */
export function richTextCodec(nativeType: 'title' | 'rich_text', cellType: CellType): FieldCodec {
  return {
    encode: (cell) => {
      if (cell === null) return encoded({ [nativeType]: [] });
      if (typeof cell !== 'string') return refuse('TYPE', 'the cell is not text');
      const parts = splitText(cell);
      if (parts.length > RICH_TEXT_ITEMS_MAX) {
        return refuse('TOO_LONG', `${cell.length} characters; Notion takes about 200,000`);
      }
      return encoded({
        [nativeType]: parts.map((content) => ({ type: 'text', text: { content } })),
      });
    },
    decode: (native) => {
      const held = heldValue(native, nativeType);
      if (!held.ok) return held;
      if (!Array.isArray(held.value)) return refuse('TYPE', `${nativeType} is not a list`);
      const parts = held.value.map(plainText);
      return parts.every((part) => part !== null)
        ? decodeAs(cellType, parts.join(''))
        : refuse('TYPE', `an item of ${nativeType} has no text`);
    },
  };
}

/** The properties url, email and phone_number: one string or null. */
export function plainTextCodec(
  nativeType: keyof typeof PLAIN_TEXT_MAX,
  cellType: CellType,
): FieldCodec {
  const max = PLAIN_TEXT_MAX[nativeType];
  return {
    encode: (cell: Cell): EncodedCell => {
      if (cell !== null && typeof cell !== 'string') return refuse('TYPE', 'the cell is not text');
      return cell !== null && cell.length > max
        ? refuse('TOO_LONG', `${cell.length} characters; ${nativeType} takes ${max}`)
        : encoded({ [nativeType]: cell });
    },
    decode: (native): DecodedCell => {
      const held = heldValue(native, nativeType);
      return held.ok ? decodeAs(cellType, held.value) : held;
    },
  };
}

/** Parts of at most `RICH_TEXT_ITEM_MAX` units; no code point is cut in two. */
export function splitText(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + RICH_TEXT_ITEM_MAX, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function plainText(item: unknown): string | null {
  if (!isObject(item)) return null;
  if (typeof item.plain_text === 'string') return item.plain_text;
  const { text } = item;
  return isObject(text) && typeof text.content === 'string' ? text.content : null;
}
