/** Characters (UTF-16 units) of one rich text item, and items of one value, that a request may hold. */
const RICH_TEXT_ITEM_MAX = 2_000;
export const RICH_TEXT_ITEMS_MAX = 100;

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
