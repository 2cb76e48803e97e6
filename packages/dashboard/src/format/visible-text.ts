const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = '\u2421';

/** Characters that change how text reads without being seen: directions, zero widths, odd spaces. */
const UNSEEN =
  /[\u0080-\u00a0\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f]/g;

/**
 * Text of a customer's cell as a person can judge it: line breaks, control characters, direction marks and
 * spaces at either end become visible, so that two texts that differ in nothing else do not read alike.
 */
export function visibleText(text: string): string {
  return text
    .replace(CONTROLS, (character) => {
      const code = character.charCodeAt(0);
      return code === DELETE ? DELETE_PICTURE : String.fromCharCode(CONTROL_PICTURES + code);
    })
    .replace(UNSEEN, (character) => {
      const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      return `⟨U+${code}⟩`;
    })
    .replace(/^ +| +$/g, (spaces) => '␣'.repeat(spaces.length))
    .replace(/\n/g, '↵\n');
}
