import { isObject, type JsonObject, objectOr } from './json-value.ts';
import { anyOf, type Problem, placeError, placesError, validationError } from './notion-error.ts';

const MAX_LENGTH = 2000;
const MAX_EXPRESSION = 1000;
const MAX_ITEMS = 100;
const FLAGS = ['bold', 'italic', 'strikethrough', 'underline', 'code'];
const HUES = ['gray', 'brown', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'red'];
/** Colours of texts and blocks. */
export const COLORS: ReadonlySet<string> = new Set(
  ['default', 'default_background', ...HUES].concat(HUES.map((hue) => `${hue}_background`)),
);
/** What an item of an answer has beside its content may be sent back. */
const ITEM_MEMBERS = new Set([
  'type',
  'text',
  'mention',
  'equation',
  'annotations',
  'plain_text',
  'href',
]);

/** The items of a rich text in a request, checked but for their mentions. Throws `validation_error`. */
export function richTextItems(value: unknown, place: string): JsonObject[] {
  if (!Array.isArray(value)) throw placeError(place, 'an array', value);
  if (value.length > MAX_ITEMS) {
    throw placeError(`${place}.length`, `≤ \`${MAX_ITEMS}\``, value.length);
  }
  return value.map((item: unknown, i) => checkedItem(item, `${place}[${i}]`));
}

function checkedItem(item: unknown, place: string): JsonObject {
  if (!isObject(item)) throw placeError(place, 'an object', item);
  assertShape(item, place);
  assertAnnotations(item.annotations, `${place}.annotations`);
  if (isObject(item.text)) assertText(item.text, `${place}.text`);
  if (isObject(item.equation)) assertExpression(item.equation.expression, `${place}.equation`);
  return item;
}

/** An item is a text, a mention or an equation, and has no other members. */
function assertShape(item: JsonObject, place: string): void {
  const foreign = Object.keys(item).find((key) => !ITEM_MEMBERS.has(key));
  const kinds = ['text', 'mention', 'equation'];
  const missing = kinds.filter((kind) => !isObject(item[kind]));
  if (foreign === undefined && missing.length < kinds.length) return;
  const problems: Problem[] = missing.map((kind) => ({
    place: `${place}.${kind}`,
    expected: 'defined',
    actual: item[kind],
  }));
  if (foreign !== undefined) {
    problems.unshift({
      place: `${place}.${foreign}`,
      expected: 'not present',
      actual: item[foreign],
    });
  }
  throw placesError(problems);
}

function assertAnnotations(value: unknown, place: string): void {
  if (value === undefined || value === null) return;
  if (!isObject(value)) throw placeError(place, 'an object or `undefined`', value);
  for (const [key, setting] of Object.entries(value)) {
    if (key === 'color') {
      if (!COLORS.has(String(setting)))
        throw placeError(`${place}.color`, anyOf([...COLORS]), setting);
    } else if (!FLAGS.includes(key)) throw placeError(`${place}.${key}`, 'not present', setting);
    else if (typeof setting !== 'boolean') {
      throw placeError(`${place}.${key}`, 'a boolean or `undefined`', setting);
    }
  }
}

function assertText({ content, link }: JsonObject, place: string): void {
  if (content === undefined) throw placeError(`${place}.content`, 'defined', content);
  if (typeof content !== 'string') throw placeError(`${place}.content`, 'a string', content);
  if (content.length > MAX_LENGTH) {
    throw placeError(`${place}.content.length`, `≤ \`${MAX_LENGTH}\``, content.length);
  }
  if (link === undefined || link === null) return;
  const { url } = objectOr(link);
  if (typeof url !== 'string') throw placeError(`${place}.link.url`, 'a string', url);
  if (url.length > MAX_LENGTH) {
    throw placeError(`${place}.link.url.length`, `≤ \`${MAX_LENGTH}\``, url.length);
  }
  if (!isLink(url)) {
    throw validationError('Content creation Failed. Fix the following: \nInvalid URL for link.');
  }
}

/** Whole addresses, and paths and anchors within the workspace. */
const isLink = (url: string): boolean => /^[/#]/.test(url) || URL.canParse(url);

function assertExpression(expression: unknown, place: string): void {
  if (typeof expression !== 'string') {
    throw placeError(`${place}.expression`, 'a string', expression);
  }
  if (expression.length > MAX_EXPRESSION) {
    throw placeError(`${place}.expression.length`, `≤ \`${MAX_EXPRESSION}\``, expression.length);
  }
}
