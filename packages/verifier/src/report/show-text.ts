/**
 * Text from a log or a server as it may be shown in a terminal: control and format characters, which could
 * repaint the screen or turn the order of letters, are written as escapes.
 */
export function showText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
