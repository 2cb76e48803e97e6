import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editRichText } from './edit-rich-text.ts';

type Item = Record<string, unknown>;

const PLAIN = { bold: false, italic: false, color: 'default' };
const user = (id: string, name: string): Item => ({
  type: 'mention',
  mention: { type: 'user', user: { object: 'user', id, name } },
  annotations: PLAIN,
  plain_text: `@${name}`,
  href: null,
});
const text = (content: string, annotations: object = {}, url: string | null = null): Item => ({
  type: 'text',
  text: { content, link: url === null ? null : { url } },
  annotations: { ...PLAIN, ...annotations },
  plain_text: content,
  href: url,
});

/** Few letters, so that old and new have much in common by chance. */
const letters = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '😀', 'é', '👩‍👧'),
  maxLength: 12,
});
const textItem = fc
  .tuple(letters, fc.record({ bold: fc.boolean(), italic: fc.boolean() }), fc.boolean())
  .map(([content, annotations, linked]) =>
    text(content, annotations, linked ? 'https://x.example/' : null),
  );
const atom = fc.constantFrom(user('u1', 'ab'), user('u2', 'a'));
const items = fc.array(fc.oneof({ weight: 3, arbitrary: textItem }, atom), { maxLength: 6 });

const plain = (list: readonly Item[]): string => list.map((item) => shown(item)).join('');

function shown(item: Item): string {
  if (typeof item.plain_text === 'string') return item.plain_text;
  if (item.type === 'text') return (item.text as { content: string }).content;
  const { user: mentioned } = item.mention as { user: { id: string } };
  return mentioned.id === 'u1' ? '@ab' : '@a';
}

/** The format of each unit of the text. */
function formats(list: readonly Item[]): string[] {
  return list.flatMap((item) => {
    const { bold = false, italic = false } = (item.annotations ?? {}) as Record<string, boolean>;
    const { link = null } = (item.text ?? {}) as { link?: unknown };
    const mention = item.type === 'mention' ? shown(item) : null;
    const format = JSON.stringify([bold, italic, link, mention]);
    return Array.from({ length: shown(item).length }, () => format);
  });
}

function edited(old: readonly Item[], next: string): readonly Item[] {
  const result = editRichText(old, next);
  if (!result.ok) throw new Error(result.message);
  return result.items;
}

/** Units that two texts have in common at their beginning, then at their end. */
function common(a: string, b: string): readonly [number, number] {
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return [start, end];
}

describe('editRichText', () => {
  it('[E15] shows the new text, whatever stood there', () => {
    fc.assert(
      fc.property(items, letters, (old, next) => {
        expect(plain(edited(old, next))).toBe(next);
      }),
    );
  });

  it('[E15] keeps the format of all text outside the change', () => {
    fc.assert(
      fc.property(fc.array(textItem, { maxLength: 6 }), letters, (old, next) => {
        const result = edited(old, next);
        const [start, end] = common(plain(old), next);
        const [was, is] = [formats(old), formats(result)];
        // A code point of which one half changed is written anew.
        const isHalf = (s: string, at: number) => /[\ud800-\udbff]/.test(s[at] ?? '');
        const from = isHalf(next, start - 1) ? start - 1 : start;
        const rest = isHalf(next, next.length - end - 1) ? end - 1 : end;
        expect(is.slice(0, from)).toEqual(was.slice(0, from));
        if (rest > 0) expect(is.slice(-rest)).toEqual(was.slice(-rest));
      }),
    );
  });

  it('[E15] keeps every mention that the change does not touch', () => {
    fc.assert(
      fc.property(items, items, letters, letters, (head, tail, old, next) => {
        // A fence that occurs nowhere else: what is before and after it is in common.
        const list = [...head, text(`<${old}>`), ...tail];
        const result = edited(list, plain([...head, text(`<${next}>`), ...tail]));
        const mentions = (among: readonly Item[]) =>
          among.filter(({ type }) => type === 'mention').map(shown);
        expect(mentions(result)).toEqual(mentions(list));
      }),
    );
  });

  it('[E15] splits no code point and changes nothing without a change', () => {
    fc.assert(
      fc.property(items, letters, (old, next) => {
        for (const item of edited(old, next)) expect(shown(item).isWellFormed()).toBe(true);
        expect(formats(edited(old, plain(old)))).toEqual(formats(old));
      }),
    );
  });

  it('[E15] puts text into the format of the span that it is put into', () => {
    const old = [text('a '), text('bold', { bold: true }), text(' link', {}, 'https://x.example/')];
    expect(edited(old, 'a bolder link')).toEqual([
      { type: 'text', text: { content: 'a ' }, annotations: PLAIN },
      { type: 'text', text: { content: 'bold' }, annotations: { ...PLAIN, bold: true } },
      { type: 'text', text: { content: 'er' } },
      {
        type: 'text',
        text: { content: ' link', link: { url: 'https://x.example/' } },
        annotations: PLAIN,
      },
    ]);
    expect(edited(old, 'a bald link')[1]).toMatchObject({
      text: { content: 'bald' },
      annotations: { bold: true },
    });
  });

  it('[E15] does not lead from other words to the old link', () => {
    const old = [text('see '), text('there', { bold: true }, 'https://x.example/')];
    expect(edited(old, 'see mobbing')[1]).toEqual({
      type: 'text',
      text: { content: 'mobbing' },
      annotations: { ...PLAIN, bold: true },
    });
  });

  it('[E16] refuses text with a mention that cannot be written back', () => {
    const preview = {
      type: 'mention',
      mention: { type: 'link_preview', link_preview: { url: 'https://x.example/1' } },
      annotations: PLAIN,
      plain_text: 'https://x.example/1',
    };
    expect(editRichText([text('see '), preview], 'look')).toMatchObject({
      ok: false,
      rule: 'FORMAT_KEPT',
    });
  });

  it('[E3] splits long spans between code points and keeps their format', () => {
    const long = `${'a'.repeat(1_999)}😀${'b'.repeat(2_500)}`;
    const result = edited([text(long, { bold: true })], `${long}c${long.slice(-9)}`);
    expect(plain(result)).toBe(`${long}c${long.slice(-9)}`);
    for (const item of result) expect(shown(item).length).toBeLessThanOrEqual(2_000);
  });

  it('refuses more parts than a request may hold', () => {
    const many = Array.from({ length: 101 }, (_, n) => text('x', { bold: n % 2 === 0 }));
    expect(editRichText(many, `${'x'.repeat(101)}y`)).toMatchObject({ rule: 'TOO_LONG' });
  });
});
