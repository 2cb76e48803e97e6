import { isObject, type JsonObject } from './json-value.ts';
import { anyOf, placeError, validationError } from './notion-error.ts';
import { COLORS } from './rich-text-input.ts';

/** The members that the content of plain text blocks may have in a request. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  paragraph: ['rich_text', 'icon', 'color', 'children'],
  heading_1: ['rich_text', 'is_toggleable', 'color', 'children'],
  heading_2: ['rich_text', 'is_toggleable', 'color', 'children'],
  heading_3: ['rich_text', 'is_toggleable', 'color', 'children'],
  heading_4: ['rich_text', 'is_toggleable', 'color', 'children'],
  bulleted_list_item: ['rich_text', 'color', 'children'],
  numbered_list_item: ['rich_text', 'color', 'children', 'list_start_index', 'list_format'],
  to_do: ['rich_text', 'checked', 'color', 'children'],
  toggle: ['rich_text', 'color', 'children'],
  quote: ['rich_text', 'color', 'children'],
  callout: ['rich_text', 'icon', 'color', 'children'],
  code: ['rich_text', 'caption', 'language'],
  divider: [],
};

const LANGUAGES = (
  'abap,abc,agda,arduino,ascii art,assembly,bash,basic,bnf,c,c#,c++,clojure,coffeescript,coq,css,dart,dhall,diff,' +
  'docker,ebnf,elixir,elm,erlang,f#,flow,fortran,gherkin,glsl,go,graphql,groovy,haskell,hcl,html,idris,java,' +
  'javascript,json,julia,kotlin,latex,less,lisp,livescript,llvm ir,lua,makefile,markdown,markup,matlab,mathematica,' +
  'mermaid,nix,notion formula,objective-c,ocaml,pascal,perl,php,plain text,powershell,prolog,protobuf,purescript,' +
  'python,r,racket,reason,ruby,rust,sass,scala,scheme,scss,shell,smalltalk,solidity,sql,swift,toml,typescript,' +
  'vb.net,verilog,vhdl,visual basic,webassembly,xml,yaml,java/c/c++/c#'
).split(',');

/** A block may hold blocks that hold blocks; what is deeper takes a request of its own. */
const MAX_DEPTH = 2;
const MAX_BLOCKS = 1000;
const MAX_CHILDREN = 100;
const CHILDLESS = new Set([
  'divider',
  'code',
  'equation',
  'bookmark',
  'breadcrumb',
  'embed',
  'image',
]);

/** Checks the content of a block of a plain type. Throws `validation_error`. */
export function assertBlockContent(type: string, content: JsonObject, place: string): void {
  const members = MEMBERS[type];
  if (members === undefined) return;
  const foreign = Object.keys(content).find((key) => !members.includes(key));
  if (foreign !== undefined) {
    throw placeError(`${place}.${foreign}`, 'not present', content[foreign]);
  }
  const { color, language } = content;
  if (color !== undefined && !COLORS.has(String(color))) {
    throw placeError(`${place}.color`, anyOf([...COLORS]), color);
  }
  if (language !== undefined && !LANGUAGES.includes(String(language))) {
    throw placeError(`${place}.language`, anyOf(LANGUAGES), language);
  }
  for (const flag of ['checked', 'is_toggleable']) {
    const value = content[flag];
    if (value !== undefined && typeof value !== 'boolean') {
      throw placeError(`${place}.${flag}`, 'a boolean or `undefined`', value);
    }
  }
}

/** Whether a new block of this type has to come with its text. */
export const hasText = (type: string): boolean => MEMBERS[type]?.includes('rich_text') === true;

/** Checks number and depth of the blocks of a request. Throws `validation_error`. */
export function assertBlockTree(children: readonly unknown[], place: string): void {
  if (countBlocks(children, place, 0) <= MAX_BLOCKS) return;
  throw validationError(`${place} should have at most ${MAX_BLOCKS} blocks in all.`);
}

function countBlocks(children: readonly unknown[], place: string, depth: number): number {
  if (children.length > MAX_CHILDREN) {
    throw placeError(`${place}.length`, `≤ \`${MAX_CHILDREN}\``, children.length);
  }
  let count = children.length;
  children.forEach((child, i) => {
    if (!isObject(child)) throw placeError(`${place}[${i}]`, 'an object', child);
    for (const [type, content] of Object.entries(child)) {
      const inner = isObject(content) ? content.children : undefined;
      if (!Array.isArray(inner) || inner.length === 0) continue;
      const innerPlace = `${place}[${i}].${type}.children`;
      if (depth >= MAX_DEPTH) throw placeError(innerPlace, 'not present', inner);
      count += countBlocks(inner, innerPlace, depth + 1);
    }
  });
  return count;
}

/** Some types hold no other blocks, and headings only if they can be toggled. */
export function assertHoldsBlocks(block: JsonObject): void {
  const type = String(block.type);
  const content = block[type];
  const isPlainHeading =
    type.startsWith('heading_') && isObject(content) && content.is_toggleable !== true;
  if (CHILDLESS.has(type) || isPlainHeading) {
    throw validationError('Block does not support children.');
  }
}
