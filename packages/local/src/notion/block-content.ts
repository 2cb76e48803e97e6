import { assertBlockContent, hasText } from './block-input.ts';
import { isObject, type JsonObject, listOr, objectOr, stringOr, without } from './json-value.ts';
import { placeError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';
import { toRichText } from './rich-text.ts';

/** Members that a block of each type has beside those of the request. */
const DEFAULTS: Readonly<Record<string, JsonObject>> = {
  paragraph: { rich_text: [], icon: null, color: 'default' },
  heading_1: { rich_text: [], is_toggleable: false, color: 'default' },
  heading_2: { rich_text: [], is_toggleable: false, color: 'default' },
  heading_3: { rich_text: [], is_toggleable: false, color: 'default' },
  heading_4: { rich_text: [], is_toggleable: false, color: 'default' },
  bulleted_list_item: { rich_text: [], color: 'default' },
  numbered_list_item: { rich_text: [], color: 'default' },
  to_do: { rich_text: [], checked: false, color: 'default' },
  toggle: { rich_text: [], color: 'default' },
  quote: { rich_text: [], color: 'default' },
  callout: { rich_text: [], icon: null, color: 'default' },
  code: { caption: [], rich_text: [], language: 'plain text' },
  divider: {},
  breadcrumb: {},
  table_of_contents: { color: 'gray' },
  equation: { expression: '' },
  bookmark: { caption: [] },
  embed: { caption: [] },
  image: { caption: [] },
  video: { caption: [] },
  audio: { caption: [] },
  pdf: { caption: [] },
  file: { caption: [] },
  table: { has_column_header: false, has_row_header: false },
  table_row: {},
  column_list: {},
  column: {},
  tab: {},
  synced_block: { synced_from: null },
  link_to_page: {},
  template: { rich_text: [] },
};

export interface BlockContent {
  readonly type: string;
  readonly content: JsonObject;
  readonly children: readonly unknown[];
}

/** The content of a block of a request as the API returns it. Throws `validation_error`. */
export function toBlockContent(state: NotionState, input: JsonObject, place: string): BlockContent {
  const type =
    stringOr(input.type) ?? Object.keys(input).find((key) => Object.hasOwn(DEFAULTS, key));
  if (type === undefined) {
    throw placeError(place, 'a block of a supported type', input);
  }
  const value = input[type];
  if (!isObject(value)) throw placeError(`${place}.${type}`, 'defined', value);
  const given = `${place}.${type}`;
  if (hasText(type) && value.rich_text === undefined) {
    throw placeError(`${given}.rich_text`, 'defined', undefined);
  }
  const content: Record<string, unknown> = {
    ...DEFAULTS[type],
    ...changedContent(state, type, value, given),
  };
  if (type === 'file' && content.name === undefined) content.name = fileName(content);
  return { type, content, children: listOr(value.children ?? input.children) };
}

/** The members of a block's content that a request names, as the API returns them. */
export function changedContent(
  state: NotionState,
  type: string,
  value: JsonObject,
  place: string,
): JsonObject {
  assertBlockContent(type, value, place);
  const content: Record<string, unknown> = without(value, 'children');
  for (const key of ['rich_text', 'caption']) {
    if (content[key] === undefined) continue;
    content[key] = toRichText(state, content[key], `${place}.${key}`);
  }
  if (Array.isArray(content.cells)) {
    content.cells = content.cells.map((cell, i) => toRichText(state, cell, `${place}.cells[${i}]`));
  }
  return content;
}

function fileName(content: JsonObject): string {
  const url = stringOr(objectOr(content.external).url) ?? '';
  return decodeURIComponent(url.split('/').at(-1)?.split('?')[0] ?? '');
}
