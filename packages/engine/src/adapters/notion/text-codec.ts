import type { Cell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { DecodedCell, EncodedCell, FieldCodec } from '../adapter.ts';
import { decodeAs, encoded, heldValue, isObject, refuse } from './property-value.ts';
import { plainText } from './rich-text-spans.ts';
import { RICH_TEXT_ITEMS_MAX, splitText } from './split-text.ts';

/** Notion gives a page's text with at most this many mentions and leaves the rest out without a word. */
const MENTIONS_MAX = 25;

const PLAIN_TEXT_MAX = { url: 2_000, email: 200, phone_number: 200 } as const;

/**
 * Title and rich text: read as plain text, written as unformatted text. A write over text that is there
 * keeps the formatting of what does not change: `keep-form.ts`.
 */
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
      const isWhole = isObject(native) && native.whole === true;
      if (!isWhole && held.value.filter(isMention).length >= MENTIONS_MAX) {
        return refuse('TRUNCATED', `Notion may have left out text after ${MENTIONS_MAX} mentions`);
      }
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

function isMention(item: unknown): boolean {
  return isObject(item) && isObject(item.mention);
}
