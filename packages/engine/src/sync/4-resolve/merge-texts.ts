import { diffPatch, type IPatchRes, patch } from 'node-diff3';

/**
 * Words, blanks and marks between the first change and the last that are compared. The time that it takes
 * grows with their third power where most of them are alike.
 */
export const MERGED_TOKENS_MAX = 400;

type Hunk = IPatchRes<string>;

/**
 * The base with the changes of all texts, word by word. Null where two of them change the same place, or
 * places side by side, in different ways; where too much lies between the first change and the last; and
 * where pieces would grow together to something that nobody wrote. The order of the texts has no influence,
 * since each is compared with the base alone.
 */
export function mergeTexts(base: string, texts: readonly string[]): string | null {
  const all = [base, ...texts].map(tokensOf);
  const start = sharedLength(all);
  const ends = all.map((tokens) => tokens.slice(start).reverse());
  const end = sharedLength(ends);
  const [middle = [], ...changed] = ends.map((tokens) => tokens.slice(end).reverse());
  if ([middle, ...changed].some(({ length }) => length > MERGED_TOKENS_MAX)) return null;
  const hunks = joinHunks(changed.flatMap((tokens) => diffPatch(middle, tokens)));
  if (hunks === null) return null;
  const [whole = []] = all;
  const merged = [
    ...whole.slice(0, start),
    ...patch(middle, hunks),
    ...whole.slice(start + middle.length),
  ];
  const text = merged.join('');
  return isSame(tokensOf(text), merged) ? text : null;
}

/** Words, runs of blanks and single marks, as Unicode divides text; no character is cut in two. */
export function tokensOf(text: string): string[] {
  const segments = new Intl.Segmenter('und', { granularity: 'word' }).segment(text);
  return Array.from(segments, ({ segment }) => segment);
}

/** How many tokens at their beginning all lists have in common. */
function sharedLength([first = [], ...others]: readonly (readonly string[])[]): number {
  const at = first.findIndex((token, i) => others.some((tokens) => tokens[i] !== token));
  return at === -1 ? first.length : at;
}

/** The hunks in order, one of those that are the same; null where two different ones touch. */
function joinHunks(hunks: readonly Hunk[]): Hunk[] | null {
  const joined: Hunk[] = [];
  const inOrder = hunks.toSorted((a, b) => a.buffer1.offset - b.buffer1.offset);
  for (const hunk of inOrder) {
    const last = joined.at(-1);
    if (last !== undefined && isSameHunk(last, hunk)) continue;
    if (last !== undefined && hunk.buffer1.offset <= last.buffer1.offset + last.buffer1.length) {
      return null;
    }
    joined.push(hunk);
  }
  return joined;
}

function isSameHunk(a: Hunk, b: Hunk): boolean {
  const { offset, length } = a.buffer1;
  return (
    offset === b.buffer1.offset &&
    length === b.buffer1.length &&
    isSame(a.buffer2.chunk, b.buffer2.chunk)
  );
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i]);
}
