import { toDateValue } from './date-values.ts';
import { isObject, type JsonObject, listOr, objectOr, stringOr } from './json-value.ts';
import { placeError } from './notion-error.ts';
import { canonicalId, type NotionState } from './notion-state.ts';
import { richTextItems } from './rich-text-input.ts';
import { userInValue } from './users.ts';

const PLAIN = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: 'default',
};
/** Others (link previews, link mentions) are given in answers and refused in requests. */
const WRITABLE_MENTIONS = new Set([
  'user',
  'page',
  'database',
  'date',
  'template_mention',
  'custom_emoji',
]);

/** A text without formatting, in the form in which the API returns it. */
export const unformatted = (text: string): JsonObject[] => [textItem(text, {})];

/**
 * Rich text of a request in the form in which the API returns it. Throws `validation_error`.
 */
export function toRichText(state: NotionState, value: unknown, place: string): JsonObject[] {
  const items = richTextItems(value, place).map((item, i) => toItem(state, item, `${place}[${i}]`));
  return merged(items.filter((item) => item.type !== 'text' || item.plain_text !== ''));
}

/** Neighbours of one formatting and link become one text, whatever its length (recorded). */
function merged(items: readonly JsonObject[]): JsonObject[] {
  const result: JsonObject[] = [];
  for (const item of items) {
    const last = result.at(-1);
    if (last && item.type === 'text' && last.type === 'text' && isAlike(last, item)) {
      const content = `${String(last.plain_text)}${String(item.plain_text)}`;
      result[result.length - 1] = textItem(content, last);
    } else result.push(item);
  }
  return result;
}

const isAlike = (a: JsonObject, b: JsonObject): boolean =>
  a.href === b.href && JSON.stringify(a.annotations) === JSON.stringify(b.annotations);

function toItem(state: NotionState, item: JsonObject, place: string): JsonObject {
  if (isObject(item.mention)) return mentionItem(state, item.mention, item, place);
  if (isObject(item.equation)) {
    const expression = stringOr(item.equation.expression) ?? '';
    return {
      type: 'equation',
      equation: { expression },
      annotations: annotationsOf(item),
      plain_text: expression,
      href: null,
    };
  }
  return textItem(stringOr(objectOr(item.text).content) ?? '', item);
}

function textItem(content: string, item: JsonObject): JsonObject {
  const url = stringOr(objectOr(objectOr(item.text).link).url) ?? null;
  return {
    type: 'text',
    text: { content, link: url === null ? null : { url } },
    annotations: annotationsOf(item),
    plain_text: content,
    href: url,
  };
}

const annotationsOf = (item: JsonObject): JsonObject => ({
  ...PLAIN,
  ...objectOr(item.annotations),
});

function mentionItem(
  state: NotionState,
  mention: JsonObject,
  item: JsonObject,
  place: string,
): JsonObject {
  const type = stringOr(mention.type) ?? Object.keys(mention)[0] ?? 'user';
  if (!WRITABLE_MENTIONS.has(type)) {
    throw placeError(`${place}.mention.user`, 'defined', mention.user);
  }
  const target = objectOr(mention[type]);
  const shown = mentioned(state, type, target);
  return {
    type: 'mention',
    mention: { type, [type]: shown.value },
    annotations: annotationsOf(item),
    plain_text: shown.text,
    href: shown.href,
  };
}

interface Mentioned {
  readonly value: JsonObject;
  readonly text: string;
  readonly href: string | null;
}

function mentioned(state: NotionState, type: string, target: JsonObject): Mentioned {
  const id = canonicalId(target.id) ?? '';
  const href = `https://app.notion.com/p/${id.replaceAll('-', '')}`;
  if (type === 'user') {
    const user = userInValue(state, id);
    return { value: user, text: `@${stringOr(user.name) ?? 'Anonymous'}`, href: null };
  }
  if (type === 'page') {
    const title = titleItems(state.findPage(id)?.values.title);
    return { value: { id }, text: plainText(title) || 'Untitled', href };
  }
  if (type === 'database') {
    return { value: { id }, text: plainText(state.databases.get(id)?.title) || 'Untitled', href };
  }
  if (type === 'date') {
    const date = objectOr(toDateValue(target, 'body.mention.date'));
    const text =
      date.end === null ? String(date.start) : `${String(date.start)} → ${String(date.end)}`;
    return { value: date, text, href: null };
  }
  return { value: target, text: stringOr(target.url) ?? '', href: stringOr(target.url) ?? null };
}

const titleItems = (value: unknown): readonly JsonObject[] => listOr(value).filter(isObject);

/** The text without its formatting. */
export function plainText(items: unknown): string {
  return titleItems(items)
    .map((item) => stringOr(item.plain_text) ?? stringOr(objectOr(item.text).content) ?? '')
    .join('');
}

/** The URL of a page: the words of its title, without mentions, then the id. */
export function pageUrl(id: string, title: unknown): string {
  const words = titleItems(title).filter((item) => item.type === 'text');
  const slug = plainText(words).replace(/\W+/g, '-');
  const trimmed = slug.replace(/^-+|-+$/g, '');
  const path = `${trimmed === '' ? '' : `${trimmed}-`}${id.replaceAll('-', '')}`;
  return `https://app.notion.com/p/${path}`;
}
