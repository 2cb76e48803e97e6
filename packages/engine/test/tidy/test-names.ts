import { isNode, parseModule, type SyntaxNode } from './parse-module.ts';
import type { RepositoryFile } from './repository.ts';

/** What a test says of itself. */
export interface TestName {
  /** The names of what it stands in, then its own, without ids and with ` › ` between. */
  readonly title: string;
  /** The ids in front of its own name, as `C21` in `[C21] the same edit`. */
  readonly ids: readonly string[];
}

const IDS = /^(?:\[[A-Z]{1,2}\d+\] ?)+/;

/** The names of the tests of a file that are run: the first argument of each `it(…)` or `it.each(…)(…)`. */
export function namesOf(file: RepositoryFile): string[] {
  return parseModule(file).nodes.flatMap(({ node }) => nameOfRun(node, ['it']));
}

/**
 * Everything in a file that has ids and is run: tests, what groups them, and rows of their tables, which are told by
 * the text with the ids.
 */
export function namesWithIds(file: RepositoryFile): TestName[] {
  return parseModule(file).nodes.flatMap(({ node, above }) => {
    const [own = ''] = textOf(node);
    const prefix = IDS.exec(own)?.[0];
    if (prefix === undefined || above.some((call) => isSkipped(call))) return [];
    const outer = above.toReversed().flatMap((call) => groupNameOf(call, node));
    const ids = [...prefix.matchAll(/\[(\w+)\]/g)].map(([, id = '']) => id);
    return [{ title: [...outer, own].map((name) => name.replace(IDS, '')).join(' › '), ids }];
  });
}

function groupNameOf(call: SyntaxNode, inside: SyntaxNode): string[] {
  const [name] = Array.isArray(call.arguments) ? call.arguments : [];
  return name === inside ? [] : nameOfRun(call, ['describe']);
}

function nameOfRun(node: SyntaxNode, functions: readonly string[]): string[] {
  if (node.type !== 'CallExpression' || !isRun(node, functions)) return [];
  const [name] = Array.isArray(node.arguments) ? node.arguments : [];
  return isNode(name) ? textOf(name) : [];
}

/** A call of `it`, `it.each(…)` and the like; not of `it.skip` or `it.todo`. */
function isRun(node: SyntaxNode, functions: readonly string[]): boolean {
  if (isSkip(node)) return false;
  const inner = innerOf(node);
  return isNode(inner) ? isRun(inner, functions) : functions.includes(String(node.name));
}

function isSkipped(node: SyntaxNode): boolean {
  if (isSkip(node)) return true;
  const inner = node.type === 'CallExpression' ? innerOf(node) : undefined;
  return isNode(inner) && isSkipped(inner);
}

function isSkip({ property }: SyntaxNode): boolean {
  return isNode(property) && ['skip', 'todo'].includes(String(property.name));
}

function innerOf(node: SyntaxNode): unknown {
  return node.callee ?? node.object ?? node.tag;
}

/** The text of a literal; of a template with values in it, what stands before the first. */
function textOf(node: SyntaxNode): string[] {
  if (node.type !== 'TemplateLiteral') return typeof node.value === 'string' ? [node.value] : [];
  const [first] = Array.isArray(node.quasis) ? node.quasis : [];
  const { cooked } = (isNode(first) ? first.value : {}) as { readonly cooked?: string };
  return cooked === undefined ? [] : [cooked];
}
