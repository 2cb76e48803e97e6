import type { ParsedModule, SyntaxNode } from './parse-module.ts';
import { isNode } from './parse-module.ts';
import type { RepositoryFile, Violation } from './repository.ts';
import { lineCount } from './repository.ts';

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;
const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];

/** Files of at most 300 lines. */
export function longFiles(file: RepositoryFile): Violation[] {
  const lines = lineCount(file.text);
  if (lines <= FILE_LINES_MAX) return [];
  return [{ rule: 'file length', file: file.path, line: lines, what: 'the file' }];
}

/**
 * Functions of at most 70 lines, from their first line to their last, doc comment apart. What is passed to
 * `describe` is a list of tests and no function in this sense, and so is a `register…` function of tests that
 * several suites share.
 */
export function longFunctions(module: ParsedModule): Violation[] {
  return module.nodes.flatMap(({ node, above }) => {
    if (!FUNCTIONS.includes(node.type) || isTestList(above[0])) return [];
    const line = module.lineOf(node.start);
    const what = nameOf(node, above[0]);
    const isShared = /\/test\//.test(module.path) && /^register[A-Z]/.test(what);
    if (isShared || module.lineOf(node.end) - line < FUNCTION_LINES_MAX) return [];
    return [{ rule: 'function length', file: module.path, line, what }];
  });
}

function isTestList(call: SyntaxNode | undefined): boolean {
  if (call?.type !== 'CallExpression' || !isNode(call.callee)) return false;
  let callee: SyntaxNode = call.callee;
  while (true) {
    const inner = callee.object ?? callee.callee;
    if (!isNode(inner)) return callee.name === 'describe';
    callee = inner;
  }
}

function nameOf(node: SyntaxNode, parent: SyntaxNode | undefined): string {
  const names = [node.id, parent?.id, parent?.key].filter(isNode);
  const found = names.find(({ name }) => typeof name === 'string');
  return typeof found?.name === 'string' ? found.name : 'a function without a name';
}
